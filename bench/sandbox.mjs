// The platform's sandbox for one event, with features that answer at once: what is measured is the app and nothing else.
// The context and the way code gets into it are those of the platform's own worker.

import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

export const HANDLER = "onExternalEventHandler";

const SECRET = "whsec_bench_0123456789abcdef";
const IPARAMS = {
  systems: ["Voice"],
  freshdesk_domain: "acme.freshdesk.com",
  freshdesk_api_key: "bench-freshdesk-key",
  sautikit_api_key: "bench-sautikit-key",
  sautikit_from_number: "+254203893800",
  sautikit_webhook_secret: SECRET,
  default_country: "KE",
  outbound_mode: "automatic",
};

/** The server code in a folder: texts by their paths below it. `libraries` adds texts that lie elsewhere. */
export function readApp(folder, libraries = {}) {
  const files = { "server.js": fs.readFileSync(path.join(folder, "server.js"), "utf8"), ...libraries };
  const lib = path.join(folder, "lib");
  for (const name of fs.existsSync(lib) ? fs.readdirSync(lib) : []) {
    files[`lib/${name}`] = fs.readFileSync(path.join(lib, name), "utf8");
  }
  return { files, scripts: new Map() };
}

/** The twin's SHA-256 is the package as it is, with the `module` that it expects. */
export function twinLibraries(packages) {
  const source = fs.readFileSync(path.join(packages, "js-sha256/build/sha256.cjs"), "utf8");
  return { "lib/sha256.js": `var module = { exports: exports };\n${source}\nexports = module.exports;` };
}

/** What the vendors answer; other templates are not asked for by a missed call. */
const ANSWERS = {
  searchContacts: '{"total":0,"results":[]}',
  createTicket: '{"id":1042,"requester_id":67040000001}',
};

/** Features that answer at once; `seen` collects what the app asked for. */
export function features(seen) {
  const records = new Map();
  const missing = () => Promise.reject({ status: 404, message: "Record not found" });
  const unasked = () => Promise.reject({ status: 500, message: "A missed call has no use for this" });
  const rows = (entity) => ({
    async getAll({ query }) {
      seen.push({ operation: "getAll", entity, by: Object.keys(query) });
      return { records: [] };
    },
    async create(row) {
      seen.push({ operation: "create", entity, fields: Object.keys(row).sort() });
      return { record: { display_id: "1", data: row } };
    },
    update: unasked,
    delete: unasked,
  });
  return {
    $db: {
      async set(key, value, options) {
        seen.push({ operation: "set", claims: options?.setIf === "not_exist", lasts: options?.ttl });
        if (options?.setIf === "not_exist" && records.has(key)) {
          throw { status: 400, message: "The setIf conditional request failed" };
        }
        records.set(key, value);
        return { Created: true };
      },
      async get(key) {
        seen.push({ operation: "get" });
        return records.has(key) ? records.get(key) : missing();
      },
      update: unasked,
      delete: unasked,
      entity: () => ({ get: rows }),
    },
    $request: {
      async invokeTemplate(template, { body }) {
        const { tags, ...members } = body === undefined ? {} : JSON.parse(body);
        seen.push({ operation: template, members: Object.keys(members).sort(), tags });
        return { status: 200, headers: {}, response: ANSWERS[template] };
      },
    },
    $schedule: { create: unasked, delete: unasked },
    generateTargetUrl: unasked,
  };
}

/** One missed call, rightly signed now. */
export function missedCall(id) {
  const event = "call.failed";
  const signedAt = Math.floor(Date.now() / 1000);
  const signature = crypto.createHmac("sha256", SECRET).update(`${signedAt}.${id}.${event}`).digest("hex");
  return {
    timestamp: Date.now() / 1000,
    account_id: "12345",
    domain: "acme.freshdesk.com",
    event: "onExternalEvent",
    region: "US",
    iparams: IPARAMS,
    options: "sautikit0123456789abcdef0123456789abcdef",
    headers: { "content-type": "application/json" },
    data: {
      event,
      call_id: id,
      from: "+254712345678",
      to: "+254203893800",
      direction: "inbound",
      status: "no_answer",
      signed_at: signedAt,
      signature,
    },
  };
}

function compiled(app, file) {
  let script = app.scripts.get(file);
  if (script === undefined) {
    const text = `(function () { var exports = {}; ${app.files[file]}\n; return exports; })()`;
    script = new vm.Script(text, { filename: file });
    app.scripts.set(file, script);
  }
  return script;
}

/** A fresh context with the app loaded; `call(payload)` runs the handler and resolves when it has called `renderData`. */
export function load(app, given) {
  let rendered;
  const loaded = new Map();
  const silent = () => {};
  const globals = {
    exports: {},
    console: { log: silent, info: silent, error: silent },
    process: { cwd: () => "/server" },
    require(name) {
      const file = `${path.posix.normalize(name)}.js`;
      if (!loaded.has(file)) loaded.set(file, compiled(app, file).runInContext(globals));
      return loaded.get(file);
    },
    ...given,
    renderData: (error, value) => rendered({ error, value }),
  };
  globals.global = globals;
  vm.createContext(globals);
  const handlers = compiled(app, "server.js").runInContext(globals);
  return function call(payload) {
    const script = new vm.Script(
      `(function (handlers) { return handlers[${JSON.stringify(HANDLER)}](${JSON.stringify(payload)}); })`,
    );
    return new Promise((resolve) => {
      rendered = resolve;
      script.runInContext(globals)(handlers);
    });
  };
}

// Runs an app's server code, one event at a time, each in a fresh bare context: the sandbox of the platform.
// It keeps nothing between two events and decides nothing: features, limits and time-outs are the parent's, which it
// asks over stdin and stdout, one JSON object a line. It imitates the real sandbox, traps included; it is no wall
// against hostile code, and neither is the real one.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const util = require("node:util");
const vm = require("node:vm");

const ROOT = "/server";
const STDOUT = 1;
const NEW_DATE = new vm.Script(`(function (now) {
  const Real = Date;
  const Told = new Proxy(Real, {
    construct(target, args, self) {
      return Reflect.construct(target, args.length === 0 ? [now()] : args, self === Told ? Real : self);
    },
    apply() { return new Real(now()).toString(); },
    get(target, key, self) { return key === 'now' ? now : Reflect.get(target, key, self); },
  });
  Object.defineProperty(Real.prototype, 'constructor', { value: Told, writable: true, configurable: true });
  Object.defineProperty(globalThis, 'Date', { value: Told, writable: true, configurable: true });
})`);
const NO_WEBASSEMBLY = new vm.Script("delete globalThis.WebAssembly");

/** The app as the parent sent it: texts of `server/`, folder of its npm packages, what the sandbox lacks. */
let app = { files: {}, folder: "", webassembly: true };
/** Compiled files by path. Compiling the same text again gives the same code, so this is not state that an app could see. */
const scripts = new Map();
/** Feature calls that the parent has not answered, by number. */
const calls = new Map();
let callsMade = 0;
/** The time to tell, in milliseconds since 1970; null for the system's. */
let toldTime = null;
/** The event that is running, or the last one. */
let current = null;

// Stdout carries the protocol, so whatever a package prints goes to stderr.
Object.defineProperty(process, "stdout", { get: () => process.stderr });

function send(message) {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  let sent = 0;
  while (sent < line.length) {
    sent += fs.writeSync(STDOUT, line, sent);
  }
}

/** JSON text without lone surrogates, which JavaScript's JSON may hold and no other. */
function jsonText(value) {
  const text = JSON.stringify(value);
  if (text === undefined || !/\\ud[89a-f]/i.test(text)) {
    return text;
  }
  return JSON.stringify(value, (_key, inner) => (typeof inner === "string" ? inner.toWellFormed() : inner));
}

/** An error for people, without the frames of this file. */
function describe(error) {
  try {
    const stack = error === null || error === undefined ? undefined : error.stack;
    const text = typeof stack === "string" ? stack : util.inspect(error);
    return text
      .split("\n")
      .filter((line) => !line.includes(__filename))
      .join("\n")
      .toWellFormed();
  } catch {
    return "an error that throws when it is looked at";
  }
}

/**
 * Calls a feature of the platform. Features, their promises, results and errors belong to this realm and not to the
 * app's, as in the real sandbox, so `instanceof` fails there on what passes here.
 */
function ask(run, feature, args) {
  if (run.over) {
    return Promise.reject(new Error(`${feature} was called after its event was over`));
  }
  callsMade += 1;
  const call = callsMade;
  const text = jsonText(args);
  run.outstanding += 1;
  return new Promise((resolve, reject) => {
    calls.set(call, { run, resolve, reject });
    send({ call: { call, feature, arguments: text } });
  });
}

function answered({ call, value, error }) {
  const { run, resolve, reject } = calls.get(call);
  calls.delete(call);
  if (error === undefined) {
    resolve(value);
  } else {
    reject(error);
  }
  run.outstanding -= 1;
  endIfOver(run);
}

function isPlainObject(value) {
  return Boolean(value) && value.constructor?.name === "Object";
}

function isFilledString(value) {
  return typeof value === "string" && value.length > 0;
}

function entityOf(run, name) {
  if (!name) {
    throw new Error("Mandatory attribute 'EntityName' is missing");
  }
  if (typeof name !== "string") {
    throw new Error("'Entity name' should be a string");
  }
  const operation = (action, args, isValid = true, complaint = "") =>
    isValid ? ask(run, `entity.${action}`, [name, ...args]) : Promise.reject(new Error(complaint));
  const needsRecord = "'options' should be an object";
  const needsId = "'record.id' should be a string";
  return {
    schema: () => operation("schema", []),
    create: (record) => operation("create", [record], isPlainObject(record), needsRecord),
    getAll: (filter) => operation("getAll", [filter], isPlainObject(filter), needsRecord),
    get: (id) => operation("get", [id], isFilledString(id), needsId),
    update: (id, record) =>
      operation(
        "update",
        [id, record],
        isFilledString(id) && isPlainObject(record),
        isFilledString(id) ? needsRecord : needsId,
      ),
    delete: (id) => operation("delete", [id], isFilledString(id), needsId),
  };
}

function features(run) {
  const feature =
    (name) =>
    (...args) =>
      ask(run, name, args);
  const request = { $request: { invokeTemplate: feature("request.invokeTemplate") } };
  if (run.reduced) {
    return request;
  }
  const entity = (options) => {
    if (options?.version !== "v1") {
      throw new Error("Invalid entity version");
    }
    return { get: (name) => entityOf(run, name) };
  };
  return {
    ...request,
    generateTargetUrl: feature("generateTargetUrl"),
    $schedule: {
      create: feature("schedule.create"),
      fetch: feature("schedule.fetch"),
      update: feature("schedule.update"),
      delete: feature("schedule.delete"),
    },
    $db: {
      set: feature("db.set"),
      get: feature("db.get"),
      update: feature("db.update"),
      delete: feature("db.delete"),
      entity,
    },
  };
}

function errorReply(requestID, error) {
  const isObject = (typeof error === "object" || typeof error === "function") && !Array.isArray(error);
  if (!isObject || (error.message === undefined && !error.status)) {
    const message = "The error should be a JSON Object with a message or a status parameter.";
    return { status: 400, body: { requestID, status: 400, message, errorSource: "APP" } };
  }
  const status = error.status || 500;
  const message = error.message === undefined ? null : error.message;
  return { status, body: { requestID, status, message, errorSource: "APP" } };
}

function render(run, error, output) {
  try {
    if (run.over) {
      throw new Error("it was called after its event was over");
    }
    const reply = error
      ? errorReply(run.requestID, error)
      : { status: 200, body: { requestID: run.requestID, response: output } };
    const body = jsonText(reply.body);
    const value = error ? undefined : jsonText(output);
    const status = Math.trunc(Number(reply.status));
    if (run.rendered) {
      throw new Error("Cannot set headers after they are sent to the client");
    }
    if (!(status >= 100 && status <= 999)) {
      throw new RangeError(`Invalid status code: ${util.inspect(reply.status)}`);
    }
    run.rendered = true;
    send({ rendered: { status, body, value } });
  } catch (problem) {
    send({ refused: { text: `renderData: ${problem.message}` } });
  }
  endIfOver(run);
}

function compiled(file) {
  let script = scripts.get(file);
  if (script === undefined) {
    // The text follows on the same line, so that line numbers are right and a directive at its top has no force.
    const text = `(function () { var exports = {}; ${app.files[file]}\n; return exports; })()`;
    script = new vm.Script(text, { filename: file.slice("server/".length) });
    scripts.set(file, script);
  }
  return script;
}

function notFound(name) {
  return Object.assign(new Error(`Cannot find module "${name}"`), { code: "MODULE_NOT_FOUND" });
}

function requirePackage(name) {
  const packages = path.join(app.folder, "node_modules");
  const place = path.join(packages, name);
  if (!place.startsWith(packages + path.sep)) {
    throw notFound(name);
  }
  return require(place);
}

/**
 * The `require` of one run. A file is looked for beside the one that is being loaded, so a call made later, from
 * within a function, starts at `server/`, wherever that function is written.
 */
function requireOf(run) {
  const loaded = new Map();
  const folders = [ROOT];
  return (name) => {
    if (!name.startsWith("./") && !name.startsWith("../")) {
      return requirePackage(name);
    }
    const full = path.posix.normalize(`${path.posix.resolve(...folders)}/${name}.js`);
    if (loaded.has(full)) {
      return loaded.get(full);
    }
    const file = full.slice(1);
    if (!full.startsWith(`${ROOT}/`) || !Object.hasOwn(app.files, file)) {
      throw notFound(name);
    }
    folders.push(path.posix.dirname(name));
    const exported = compiled(file).runInContext(run.context);
    folders.pop();
    loaded.set(full, exported);
    return exported;
  };
}

function contextOf(run) {
  const line =
    (level) =>
    (...args) => {
      if (!run.silent) {
        send({ console: { level, text: util.format(...args).toWellFormed() } });
      }
    };
  const globals = {
    exports: {},
    console: { log: line("log"), info: line("info"), error: line("error") },
    require: requireOf(run),
    process: { cwd: () => app.folder },
    ...features(run),
    renderData: (error, output) => render(run, error, output),
  };
  globals.global = globals;
  vm.createContext(globals);
  if (!app.webassembly) {
    NO_WEBASSEMBLY.runInContext(globals);
  }
  if (toldTime !== null) {
    NEW_DATE.runInContext(globals)(() => toldTime);
  }
  return globals;
}

function endIfOver(run) {
  const isDone = () => run.settled && run.outstanding === 0 && (run.rendered || !run.waits);
  if (run.over || !isDone()) {
    return;
  }
  // Lets every reaction to what just settled run first; one of them may call a feature.
  setImmediate(() => {
    if (!run.over && isDone()) {
      run.over = true;
      send({ over: {} });
    }
  });
}

function settle(run, message) {
  run.settled = true;
  if (message !== undefined) {
    send(message);
  }
  endIfOver(run);
}

function threw(run, error) {
  const message = `Error while executing App server script! - ${error?.message}`;
  const body = jsonText({ requestID: run.requestID, status: 500, message, errorSource: "APP" });
  const replies = !run.rendered;
  run.rendered = true;
  settle(run, { threw: { error: describe(error), body, replies } });
}

function start({ requestID, handler, payload, reduced, waits }) {
  const run = {
    requestID,
    reduced,
    waits,
    silent: false,
    rendered: false,
    settled: false,
    over: false,
    outstanding: 0,
  };
  current = run;
  let returned;
  try {
    run.context = contextOf(run);
    const handlers = compiled("server/server.js").runInContext(run.context);
    // What the platform parsed it prints again, and the sandbox reads it as source.
    const printed = JSON.stringify(JSON.parse(payload));
    const call = new vm.Script(`(function (handlers) { return handlers[${JSON.stringify(handler)}](${printed}); })`);
    returned = call.runInContext(run.context)(handlers);
    if (typeof returned?.then !== "function") {
      settle(run);
      return;
    }
  } catch (error) {
    threw(run, error);
    return;
  }
  Promise.resolve(returned).then(
    () => settle(run),
    (error) => settle(run, { rejected: { error: describe(error) } }),
  );
}

/** Whether a static reader of `server.js` would see `name: function …` or `name(…) {…}` in `exports = {…}`. */
function isLiteral(handlers, name, source) {
  if (typeof handlers[name] !== "function") {
    return false;
  }
  const text = Function.prototype.toString.call(handlers[name]);
  const pattern = name.replaceAll("$", "\\$");
  if (new RegExp(`^(async\\s+)?(\\*\\s*)?${pattern}\\s*\\(`).test(text)) {
    return source.includes(text);
  }
  const isNamedBefore = (before) => new RegExp(`[{,\\s/]${pattern}\\s*:\\s*$`).test(before);
  return (
    /^(async\s+)?function\b/.test(text) &&
    source
      .split(text)
      .slice(0, -1)
      .some((_piece, index, pieces) => isNamedBefore(pieces.slice(0, index + 1).join(text)))
  );
}

/** Names those of the wanted handlers that the platform would not find; none if the code cannot even be loaded. */
function missing(wanted) {
  const run = { silent: true, over: true, reduced: false };
  try {
    run.context = contextOf(run);
    const handlers = compiled("server/server.js").runInContext(run.context);
    return wanted.filter((name) => !isLiteral(handlers, name, app.files["server/server.js"]));
  } catch {
    return [];
  }
}

function load({ files, folder, webassembly, wanted }) {
  app = { files, folder, webassembly };
  send({ loaded: { missing: wanted.length === 0 ? [] : missing(wanted), node: process.versions.node } });
}

function receive(line) {
  const message = JSON.parse(line);
  toldTime = message.now ?? null;
  if (message.load !== undefined) {
    load(message.load);
  } else if (message.run !== undefined) {
    start(message.run);
  } else {
    answered(message.answer);
  }
}

process.on("unhandledRejection", (reason) => {
  if (!current?.over) {
    send({ unhandled: { error: describe(reason) } });
  }
});

let pieces = [];
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  const lines = chunk.split("\n");
  pieces.push(lines[0]);
  for (const next of lines.slice(1)) {
    const line = pieces.join("");
    pieces = [next];
    receive(line);
  }
});
process.stdin.on("end", () => process.exit(0));

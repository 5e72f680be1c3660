// A help desk whose server functions are played here: the host page, the client library and the built page are the real ones.
// It asserts nothing; what the functions answer is set by each test, and what they were asked is kept.

import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";

const HOST = new URL("../../../platform/src/host/", import.meta.url);
const PAGE = new URL("../../../dist/pages/webcall.html", import.meta.url);
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };
/** Longer than any link of the tests is good. */
const HOUR_MS = 3_600_000;

export const TICKET = 1042;
export const ROOM = "b1650746-e810-4aeb-ae2a-422d8a42523c";
export const PASSWORD = "K7QM-9XTP-2HWD";
const REQUESTER = { id: 67038833123, name: "Wanjiku Kamau", phone: "020 389 3800", mobile: "+254 (0)712 345 678" };

const customer = { is_host: false, state: "connected", sound: true, video: true };
const agent = { is_host: true, state: "connected", sound: true, video: false };
export const PEOPLE = { agent, customer };

/** A secret part of a link as long as a real one. */
const secret = (prefix) => prefix + "eyJhcHBfaWQiOiJBMUIyQzNENC0wMDAwLTQwMDA".repeat(14);

/** Serves a help desk with one ticket; `url` is its address. */
export async function openDesk() {
  const desk = new FakeDesk();
  await desk.listen();
  return desk;
}

class FakeDesk {
  #server = createServer((request, response) => void this.#answer(request, response));

  async listen() {
    this.#server.listen(0);
    await once(this.#server, "listening");
    this.url = `http://localhost:${this.#server.address().port}`;
    this.reset();
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Puts everything back: no call is open, and every function works. */
  reset() {
    this.asked = [];
    this.room = undefined;
    /** Failures by the function's name: `{status, message}`. */
    this.failures = {};
    this.language = "en";
    this.requester = REQUESTER;
    this.parameters = { systems: ["Voice", "Web call"], webcall_link_minutes: 60, default_country: "KE" };
  }

  /** Opens the ticket's call as another agent would. */
  openRoom(people = [], left = HOUR_MS) {
    this.room = { room_id: ROOM, created_at: Date.now(), expires_at: Date.now() + left, people };
    this.room.shared_until = this.room.expires_at - 600_000;
  }

  /** What a function was asked, oldest first. */
  askedOf(name) {
    return this.asked.filter((request) => request.name === name).map(({ arguments: given }) => given);
  }

  #functions = {
    listWebCalls: () => ({ calls: this.room ? [this.room] : [] }),
    buildBackupGroupCallUrl: ({ password, minutes }) => {
      const reused = this.room !== undefined;
      if (!reused) this.openRoom([], minutes * 60_000);
      const ids = {
        room_id: ROOM,
        service_user_id: `service_user_${REQUESTER.id}`,
        app_id: "A1B2C3D4-0000-4000-8000-1",
      };
      const url = `${this.url}/guest#${password ? secret("e=") : secret("p=")}`;
      return { url, ...(password && { password: PASSWORD }), expires_at: this.room.expires_at, ...ids, reused };
    },
    getAgentsSendbirdCreds: () => ({
      room_id: ROOM,
      user_id: "host_1042_abcdefgh",
      creds: { token: "token", expires_at: this.room.expires_at },
      url: `${this.url}/guest#${secret("p=")}`,
    }),
    revokeWebCall: () => {
      this.room = undefined;
      return { room_id: ROOM };
    },
  };

  async #answer(request, response) {
    const { pathname } = new URL(request.url, this.url);
    const json = (body, status = 200) => {
      response.writeHead(status, { "content-type": "application/json", "access-control-allow-origin": "*" });
      response.end(JSON.stringify(body));
    };
    if (pathname === "/api/invoke") return json(...(await this.#invoke(request)));
    if (pathname.startsWith("/api/")) return json(...this.#api(pathname.slice("/api/".length)));
    const [type, body] = this.#file(pathname);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": `${TYPES[type] ?? "text/plain"}; charset=utf-8`,
    });
    response.end(body);
  }

  async #invoke(request) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = JSON.parse(Buffer.concat(chunks).toString());
    this.asked.push(asked);
    const failure = this.failures[asked.name];
    if (failure) return [{ requestID: "r", errorSource: "APP", ...failure }, failure.status];
    return [{ requestID: "r", response: this.#functions[asked.name](asked.arguments) }];
  }

  #api(path) {
    const about = {
      id: TICKET,
      subject: "Where is my order?",
      status: 2,
      priority: 2,
      requester: this.requester,
      tags: [],
    };
    const answers = {
      world: {
        agent: { id: 67013469919, contact: { name: "Amina Wanjiru" } },
        actions: [],
        links: [],
        live: false,
        locations: [{ module: "support_ticket", name: "ticket_sidebar", icon: "icon.svg" }],
        chats: [],
      },
      status: { installed: true },
      "records/tickets": [about],
      "records/contacts": [this.requester],
      iparams: this.parameters,
      "data/loggedInUser": { loggedInUser: { id: 67013469919, contact: { language: this.language } } },
      "data/ticket": { ticket: about },
      "data/contact": { contact: this.requester },
    };
    return Object.hasOwn(answers, path) ? [answers[path]] : [{ status: 404, message: `No ${path}.` }, 404];
  }

  #file(path) {
    if (path === "/host") return ["html", readFileSync(new URL("host.html", HOST))];
    if (path === "/client.js") return ["js", readFileSync(new URL("client.js", HOST))];
    if (path === "/app/icon.svg") return ["svg", readFileSync(new URL("icon.svg", HOST))];
    if (path === "/iframe/ticket_sidebar" || path === "/iframe/webcall.html") {
      return ["html", readFileSync(PAGE, "utf8").replace("{{{appclient}}}", "/client.js")];
    }
    if (path === "/guest") return ["html", GUEST];
    const [, name] = /^\/host\/([a-z]+\.(?:js|css|svg))$/.exec(path) ?? [];
    return name ? [name.split(".").pop(), readFileSync(new URL(name, HOST))] : ["", undefined];
  }
}

/** Plays the customer's page as far as the page around it can tell. */
const GUEST = `<!doctype html><html lang="en"><title>Call</title><h1>Call</h1>
<script>
  const tell = (state) => parent.postMessage({ app: "switchboard", state }, "*");
  addEventListener("click", ({ target }) => target.matches("button") && tell(target.textContent));
</script>
<button>joined</button><button>left</button><button>denied</button></html>`;

// A help desk whose server functions are played: the host page, the client library and the built page are the real ones.
// It asserts nothing and knows no particular page; what functions answer is set by each test, and what they were asked is kept.

import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";

const HOST = new URL("../../platform/src/host/", import.meta.url);
const PAGES = new URL("../../dist/pages/", import.meta.url);
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

export const TICKET = 1042;
export const AGENT_ID = 67013469919;
const REQUESTER = { id: 67038833123, name: "Wanjiku Kamau", phone: "020 389 3800", mobile: "+254 (0)712 345 678" };

/** A help desk with one ticket; `url` is its address. What it shows and how its functions answer is for those who extend it. */
export class PlayedDesk {
  #server = createServer((request, response) => void this.#answer(request, response));

  /** `paths` are those at which the app's page `page` is framed, `place` is where. */
  constructor(page, place, paths) {
    this.page = page;
    this.place = place;
    this.paths = paths;
  }

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

  /** Puts everything back: every function works. */
  reset() {
    this.asked = [];
    /** Failures by the function's name: `{status, message}`. */
    this.failures = {};
    this.language = "en";
    this.requester = REQUESTER;
    this.parameters = {};
    /** The content policy that is sent with the app's page. */
    this.policy = undefined;
    /** What the server functions answer. */
    this.functions = {};
    /** Further documents by their paths. */
    this.documents = {};
  }

  /** What a function was asked, oldest first. */
  askedOf(name) {
    return this.asked.filter((request) => request.name === name).map(({ arguments: given }) => given);
  }

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
      ...(this.policy && this.paths.includes(pathname) && { "content-security-policy": this.policy }),
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
    return [{ requestID: "r", response: this.functions[asked.name](asked.arguments) }];
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
        agent: { id: AGENT_ID, contact: { name: "Amina Wanjiru" } },
        actions: [],
        links: [],
        live: false,
        locations: [this.place],
        chats: [],
      },
      status: { installed: true },
      "records/tickets": [about],
      "records/contacts": [this.requester],
      iparams: this.parameters,
      "data/loggedInUser": { loggedInUser: { id: AGENT_ID, contact: { language: this.language } } },
      "data/ticket": { ticket: about },
      "data/contact": { contact: this.requester },
    };
    return Object.hasOwn(answers, path) ? [answers[path]] : [{ status: 404, message: `No ${path}.` }, 404];
  }

  #file(path) {
    if (path === "/host") return ["html", readFileSync(new URL("host.html", HOST))];
    if (path === "/client.js") return ["js", readFileSync(new URL("client.js", HOST))];
    if (path === "/app/icon.svg") return ["svg", readFileSync(new URL("icon.svg", HOST))];
    if (this.paths.includes(path)) {
      return ["html", readFileSync(new URL(this.page, PAGES), "utf8").replace("{{{appclient}}}", "/client.js")];
    }
    if (Object.hasOwn(this.documents, path)) return ["html", this.documents[path]];
    const [, name] = /^\/host\/([a-z]+\.(?:js|css|svg))$/.exec(path) ?? [];
    return name ? [name.split(".").pop(), readFileSync(new URL(name, HOST))] : ["", undefined];
  }
}

// Plays the gateway towards softphones: a real server that streams what a test tells, to pages of any origin.
// It asserts nothing; it believes one pass, keeps what it told, and goes on after the last event that a softphone names.

import { once } from "node:events";
import { createServer } from "node:http";

const CUSTOMER = "+254712345678";
const ALLOWED = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET",
  "access-control-allow-headers": "authorization, last-event-id",
};

/** Starts a gateway; `url` is its stream's address. */
export async function openGateway() {
  const gateway = new Gateway();
  await gateway.listen(0);
  return gateway;
}

class Gateway {
  #server;
  #streams = new Set();
  #told = [];
  /** What opens a stream. */
  pass = "67013469919.1.ab";
  /** What softphones said when they opened a stream: `{last, believed}`. */
  opened = [];

  async listen(port) {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.listen(port);
    await once(this.#server, "listening");
    this.port = this.#server.address().port;
    this.url = `http://127.0.0.1:${this.port}/events`;
  }

  /** Is gone, as after a crash; what was told is kept. */
  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Comes back at the same address. */
  reopen() {
    return this.listen(this.port);
  }

  /** Tells of a call, to whoever listens now and to whoever asks later. */
  tell(kind, session, more = {}) {
    // People take some seconds; what is answered sooner is taken for the exchange's greeting.
    const later = kind === "ringing" ? 0 : 5_000;
    const at = new Date(Date.now() + later).toISOString();
    const call = {
      kind,
      call: `c-${session}`,
      session,
      direction: "inbound",
      customer: CUSTOMER,
      at,
      ...more,
    };
    const text = `id: ${this.#told.length + 1}\nevent: call\ndata: ${JSON.stringify(call)}\n\n`;
    this.#told.push(text);
    for (const stream of this.#streams) stream.write(text);
  }

  #answer(request, response) {
    if (request.method === "OPTIONS") return response.writeHead(204, ALLOWED).end();
    const last = request.headers["last-event-id"];
    const believed = request.headers.authorization === `Bearer ${this.pass}`;
    this.opened.push({ last, believed });
    if (!believed) return response.writeHead(401, ALLOWED).end();
    response.writeHead(200, { ...ALLOWED, "content-type": "text/event-stream", "cache-control": "no-cache" });
    response.write(": still there\n\n");
    if (last !== undefined) for (const text of this.#told.slice(Number(last))) response.write(text);
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
  }
}

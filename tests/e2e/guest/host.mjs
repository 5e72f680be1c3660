// Hosts the customer's page for the tests as an administrator would: built for one address of the library, with its headers.
// The library is the stub, on an origin of its own.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

import { build } from "vite";

const STUB = readFileSync(new URL("sdk.stub.js", import.meta.url));
const CONFIGURATION = new URL("../../../vite.config.ts", import.meta.url).pathname;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
/** A file of the library as a content delivery network names it. */
const STUB_PATH = "/npm/calls@1.0.0/library.min.js";

async function serve(answer) {
  const server = createServer(answer);
  server.listen(0, "localhost");
  await once(server, "listening");
  return { server, url: `http://localhost:${server.address().port}` };
}

/** Builds and serves the page; `frame` is the address of a page that frames it with no rights to the camera. */
export async function openHost() {
  const sdk = await serve((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("content-type", "text/javascript");
    response.end(request.url === STUB_PATH ? STUB : "throw new Error()");
  });
  const folder = mkdtempSync(join(tmpdir(), "guest-"));
  process.env.GUEST_SDK_URL = `${sdk.url}${STUB_PATH}`;
  process.env.GUEST_SDK_INTEGRITY = `sha512-${createHash("sha512").update(STUB).digest("base64")}`;
  process.env.GUEST_FRAME_ANCESTORS = "http://localhost:*";
  await build({ configFile: CONFIGURATION, mode: "guest", logLevel: "error", build: { outDir: folder } });
  const headers = sections(readFileSync(join(folder, "_headers"), "utf8"));
  const page = await serve(({ url }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    const file = path === "/" ? "/index.html" : path;
    try {
      const body = readFileSync(join(folder, file));
      for (const [name, value] of headers(path)) response.setHeader(name, value);
      response.setHeader("content-type", TYPES[extname(file)] ?? "text/plain");
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const frame = await serve((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<script>
      told = [];
      addEventListener("message", ({ data, origin }) => told.push({ data, origin }));
    </script>
    <iframe name="call" title="call" width="360" height="640"></iframe>`);
  });
  return {
    url: `${page.url}/`,
    sdk: `${sdk.url}${STUB_PATH}`,
    frame: frame.url,
    close() {
      for (const { server } of [sdk, page, frame]) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(folder, { recursive: true });
    },
  };
}

/** Reads a file of headers; gives what it says of a path. */
function sections(text) {
  const found = [];
  for (const line of text.split("\n").filter((one) => one !== "" && !one.startsWith("#"))) {
    if (!line.startsWith(" ")) found.push({ path: line, headers: [] });
    else found.at(-1).headers.push(/^\s+([^:]+):\s*(.*)$/.exec(line).slice(1));
  }
  const matches = (pattern, path) => (pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path);
  return (path) => found.filter((section) => matches(section.path, path)).flatMap(({ headers }) => headers);
}

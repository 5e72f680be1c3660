// Builds the customer's web-call page into `dist/guest`: static files for any host, with the headers that go with them.
// It is no part of the app's package; what differs between installations comes from the environment.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import type { Plugin, UserConfig } from "vite";

/** Sendbird's library 1.10.21, as it is published; it may not be copied into this project. */
const SDK_URL = "https://cdn.jsdelivr.net/npm/sendbird-calls@1.10.21/SendBirdCall.min.js";
const SDK_INTEGRITY = "sha512-hDlHbYcp+Qv2VZWAMwFju/GpfmlpQvBeNVbKaefOBv2gDO0idSUghv6UPkODGINr1mKpqQYH332xL2ozzSNaYA==";
/** Where Sendbird's library finds its rooms. */
const SERVICES = "https://*.sendbird.com wss://*.sendbird.com";
/** All that a customer loads before the library, in bytes as hosts send them, compressed with gzip. */
const LARGEST = 30_000;

/** What the environment says of one host's page. */
interface Settings {
  url: string;
  integrity: string;
  /** Which sites may frame the page. */
  ancestors: string;
  /** Whom the library may talk to. */
  services: string;
  /** The Sendbird application whose calls the page joins; any if it is empty. */
  application: string;
}

/** The configuration of `vite build --mode guest`. */
export function guest(environment: NodeJS.ProcessEnv): UserConfig {
  const settings: Settings = {
    url: checked(
      "GUEST_SDK_URL",
      environment["GUEST_SDK_URL"] ?? SDK_URL,
      /^(https:\/\/|http:\/\/localhost[:/])[^\s;,'"#]+$/,
    ),
    integrity: checked(
      "GUEST_SDK_INTEGRITY",
      environment["GUEST_SDK_INTEGRITY"] ?? SDK_INTEGRITY,
      /^sha(384|512)-[\w+/]+=*$/,
    ),
    ancestors: checked("GUEST_FRAME_ANCESTORS", environment["GUEST_FRAME_ANCESTORS"] ?? "'none'", /^[\w\s.:/*'-]+$/),
    application: checked(
      "GUEST_APP_ID",
      environment["GUEST_APP_ID"] ?? "",
      /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/i,
    ),
    services: checked("GUEST_SERVICES", environment["GUEST_SERVICES"] ?? SERVICES, /^[\w\s.:/*-]+$/),
  };
  return {
    root: "app/guest",
    base: "./",
    publicDir: false,
    cacheDir: "../../node_modules/.vite",
    esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
    define: {
      "import.meta.env.GUEST_SDK_URL": JSON.stringify(settings.url),
      "import.meta.env.GUEST_SDK_INTEGRITY": JSON.stringify(settings.integrity),
      "import.meta.env.GUEST_APP_ID": JSON.stringify(settings.application),
    },
    plugins: [hosted(settings), small()],
    build: {
      outDir: "../../dist/guest",
      emptyOutDir: true,
      target: "es2022",
      modulePreload: false,
      reportCompressedSize: false,
    },
  };
}

function checked(name: string, value: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw new Error(`${name} is not as it should be: ${value}`);
  return value;
}

/** What the page may load and whom it may talk to. */
function policyOf({ url, services }: Settings): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${url}`,
    "style-src 'self'",
    `connect-src ${services}`,
    "media-src 'self' blob:",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Writes the policy into the page, and the headers beside it. */
function hosted(settings: Settings): Plugin {
  const policy = policyOf(settings);
  return {
    name: "hosted",
    transformIndexHtml: (html) => html.replace("%POLICY%", policy),
    generateBundle() {
      const template = readFileSync(new URL("app/guest/_headers", import.meta.url), "utf8");
      const source = template.replace("%POLICY%", `${policy}; frame-ancestors ${settings.ancestors}`);
      this.emitFile({ type: "asset", fileName: "_headers", source });
    },
  };
}

/** Refuses a page that is too large, or that has the mark of the platform's client, which it must do without. */
function small(): Plugin {
  return {
    name: "small",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = Object.values(bundle).map((file) => (file.type === "asset" ? file.source : file.code));
        const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
        if (bytes > LARGEST) this.error(`The page has ${bytes} bytes; ${LARGEST} are the most.`);
        if (files.some((file) => file.toString().includes("{{{"))) this.error('The page must not contain "{{{".');
      },
    },
  };
}

// Builds the app's pages into single files, and runs their tests.
// It does not stage or pack anything: whatever lies in `dist/pages` belongs, as it is, in the package's `app` folder.
// With the mode `guest` it builds the customer's page instead, which `guest.config.ts` describes.

import { readFileSync } from "node:fs";

import type { Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { defineConfig, type ViteUserConfig } from "vitest/config";

import { guest } from "./guest.config";

/** The mark that the platform replaces by the address of its client library. */
const CLIENT_MARK = "{{{appclient}}}";

/** Puts the app's icon beside the pages, where the manifest expects it. */
function icon(): Plugin {
  return {
    name: "icon",
    generateBundle() {
      const source = readFileSync(new URL("app/icon.svg", import.meta.url));
      this.emitFile({ type: "asset", fileName: "icon.svg", source });
    },
  };
}

/** Refuses a page in which the platform could mistake something else for its mark. */
function oneClientMark(): Plugin {
  return {
    name: "one-client-mark",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== "asset" || !file.fileName.endsWith(".html")) continue;
          const rest = String(file.source).split(CLIENT_MARK);
          if (rest.length !== 2 || rest.some((part) => part.includes("{{{"))) {
            this.error(`${file.fileName} must contain ${CLIENT_MARK} once, and no other "{{{".`);
          }
        }
      },
    },
  };
}

/** The configuration of the pages in the package, and of all tests. */
const pages = (mode: string): ViteUserConfig => ({
  root: "app",
  base: "./",
  publicDir: false,
  cacheDir: "../node_modules/.vite",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  plugins: [icon(), viteSingleFile({ removeViteModuleLoader: true }), oneClientMark()],
  build: {
    outDir: "../dist/pages",
    emptyOutDir: mode === "softphone",
    target: "es2022",
    reportCompressedSize: false,
    rollupOptions: { input: `app/${mode}.html` },
  },
  test: {
    include: ["**/*.test.ts", "**/*.test.tsx"],
    restoreMocks: true,
  },
});

export default defineConfig(({ mode }) => (mode === "guest" ? guest(process.env) : pages(mode)));

// Tests of the installation page's definition: `config/iparams.json`, its script, and the table that documents it.

import { describe, expect, test, vi } from "vitest";

import script from "../config/assets/iparams.js?raw";
import parameters from "../config/iparams.json";
import table from "../docs/parameters.md?raw";
import { isCountry } from "./shared/number";

interface Parameter {
  type: string;
  required?: boolean;
  secure?: boolean;
  default_value?: unknown;
  options?: string[];
  regex?: Record<string, string>;
  events?: { change: string }[];
}

const declared: Record<string, Parameter> = parameters;

interface Traits {
  visible?: boolean;
  required?: boolean;
  hint?: string;
}

/** What the app's store answers before the app is installed. */
const NOTHING_STORED = () => Promise.reject(new Error("Record not found"));

/** Runs the page's script with a form that has `saved` chosen, and calls its function for `chosen`. */
async function choose(chosen: unknown, saved?: string[], stored: () => Promise<unknown> = NOTHING_STORED) {
  const set = new Map<string, Traits>();
  const utils = { get: () => saved, set: (field: string, traits: Traits) => set.set(field, traits) };
  const app = { initialized: () => Promise.resolve({ db: { get: stored } }) };
  const page: { systemsChanged?: (value: unknown) => void } = {};
  new Function("app", "utils", "globalThis", script)(app, utils, page);
  await Promise.resolve();
  if (chosen !== undefined) page.systemsChanged?.(chosen);
  return { set, page };
}

const HIDDEN: Traits = { visible: false, required: false };

/** How the page shows a field of a chosen system. */
const shownOf = (field: string): Traits => ({ visible: true, required: declared[field]?.required === true });

describe("the grouping of the installation page", () => {
  const isOfWebCalls = (field: string) => /^(sendbird|webcall)_/.test(field);
  const isShared = (field: string) => /^(freshdesk_|admin_)/.test(field);

  test("choosing Voice shows every field of voice and requires what is declared as required", async () => {
    const { set } = await choose(["Voice"]);
    expect([...set.keys()].sort()).toEqual(
      Object.keys(declared)
        .filter((key) => key !== "systems")
        .sort(),
    );
    for (const [field, traits] of set) {
      expect([field, traits]).toEqual([field, isOfWebCalls(field) ? HIDDEN : shownOf(field)]);
    }
  });

  test("choosing web calls alone shows their fields, and requires none of voice", async () => {
    const { set } = await choose(["Web call"]);
    const shown = [...set].filter(([, { visible }]) => visible).map(([field]) => field);
    expect(shown.filter((field) => !isOfWebCalls(field)).every(isShared)).toBe(true);
    expect(shown.filter(isOfWebCalls)).toHaveLength(6);
    expect(set.get("sendbird_app_id")).toEqual({ visible: true, required: true });
    expect(set.get("sautikit_api_key")).toEqual(HIDDEN);
  });

  test.each([[[]], [null], [""], [["Telepathy"]]])(
    "choosing %j hides every field and requires none",
    async (chosen) => {
      const { set } = await choose(chosen);
      expect(set.size).toBe(Object.keys(declared).length - 1);
      for (const traits of set.values()) expect(traits).toEqual(HIDDEN);
    },
  );

  test("a single system given as text counts", async () => {
    const { set } = await choose("Voice");
    expect(set.get("sautikit_api_key")).toEqual(shownOf("sautikit_api_key"));
  });

  test("editing settings starts with the saved choice", async () => {
    const { set } = await choose(undefined, ["Voice"]);
    expect(set.get("freshdesk_domain")).toEqual({ visible: true, required: true });
  });

  test("a page that has no choice yet stays as it is declared", async () => {
    const { set } = await choose(undefined, undefined);
    expect(set.size).toBe(0);
  });

  test("once installed, the page shows the address that Sautikit must post to", async () => {
    const address = "https://hooks.example/event?options=sautikit0f";
    const { set } = await choose(undefined, undefined, () => Promise.resolve({ sautikit: address }));
    await vi.waitFor(() => expect(set.get("sautikit_from_number")?.hint).toContain(address));
  });

  test("every function that a parameter names is in the script", async () => {
    const { page } = await choose(undefined);
    const named = Object.values(declared).flatMap(({ events }) => (events ?? []).map(({ change }) => change));
    expect(named).toEqual(["systemsChanged"]);
    expect(page.systemsChanged).toBeTypeOf("function");
  });
});

describe("the parameters", () => {
  const patternOf = (key: string) => {
    const [name, pattern] = Object.entries(declared[key]?.regex ?? {})[0] ?? ["", ""];
    expect(declared[key]?.regex?.[`${name}-error`]).toMatch(/\.$/);
    return new RegExp(pattern);
  };

  test.each([
    ["acme.freshdesk.com", true],
    ["newaccount1623847-org.freshdesk.com", true],
    ["a.freshdesk.com", true],
    ["https://acme.freshdesk.com", false],
    ["acme.freshdesk.com/", false],
    ["acme.freshdesk.com:443", false],
    ["support.acme.com", false],
    ["acme.freshdesk.com.evil.example", false],
    ["evil.example/acme.freshdesk.com", false],
    ["acme.eu.freshdesk.com", false],
    [".freshdesk.com", false],
    ["-acme.freshdesk.com", false],
    ["acmefreshdesk.com", false],
    ["acme.freshdesk.com\n", false],
  ])("the Freshdesk domain %j is accepted: %s", (domain, accepted) => {
    expect(patternOf("freshdesk_domain").test(domain)).toBe(accepted);
  });

  test.each([
    ["+254203893800", true],
    ["+14155552671", true],
    ["254203893800", false],
    ["+254 203893800", false],
    ["0203893800", false],
    ["+0203893800", false],
    ["+1234567", false],
    ["+1234567890123456", false],
  ])("the caller id %j is accepted: %s", (number, accepted) => {
    expect(patternOf("sautikit_from_number").test(number)).toBe(accepted);
  });

  test("only secure names speak of secrets", () => {
    const telling = Object.entries(declared).filter(([key]) => /auth|token|key|secret|passcode/.test(key));
    expect(telling.length).toBeGreaterThan(3);
    expect(telling.filter(([, { secure }]) => secure !== true).map(([key]) => key)).toEqual([]);
  });

  test("the softphone can read numbers of every country on offer", () => {
    expect(declared["default_country"]?.options?.filter((code) => !isCountry(code))).toEqual([]);
  });
});

describe("the table of parameters", () => {
  const rows = table
    .split("\n")
    .filter((line) => /^\| (now|Voice|Channels|Gateway|HubSpot|Pages) \|/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test("has every declared parameter, in the same order and with the same traits", () => {
    const now = rows
      .filter(([since]) => since === "now")
      .map(([, name, , type, required, secure, value]) => [name, type, required, secure, value]);
    const yes = (flag: boolean | undefined) => (flag ? "yes" : "no");
    const shown = (value: unknown) =>
      value === undefined ? "–" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
    expect(now).toEqual(
      Object.entries(declared).map(([key, { type, required, secure, default_value }]) => [
        `\`${key}\``,
        type,
        yes(required),
        yes(secure),
        shown(default_value),
      ]),
    );
  });

  test("names each parameter once, and every secret one is secure", () => {
    const names = rows.map(([, name]) => name ?? "");
    expect(new Set(names).size).toBe(names.length);
    const telling = rows.filter(([, name]) => /auth|token|key|secret/.test(name ?? ""));
    expect(telling.filter(([, , , , , secure]) => secure !== "yes")).toEqual([]);
  });
});

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

/** The rows of the table of parameters, as their cells. */
const rows = table
  .split("\n")
  .filter((line) => /^\| (now|Gateway|HubSpot|Pages) \|/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** The declared parameters that the table gives to a system. */
const fieldsOf = (system: string) =>
  Object.keys(declared).filter((key) => {
    const systems = rows.find(([, name]) => name === `\`${key}\``)?.[2] ?? "";
    return key !== "systems" && (systems === "all" || systems.split(", ").includes(system));
  });

describe("the grouping of the installation page", () => {
  test.each(declared["systems"]?.options ?? [])(
    "choosing %s shows the fields that the table gives to it",
    async (system) => {
      const { set } = await choose([system]);
      expect([...set.keys()].sort()).toEqual(
        Object.keys(declared)
          .filter((key) => key !== "systems")
          .sort(),
      );
      const shown = [...set].filter(([, { visible }]) => visible).map(([field]) => field);
      expect(shown.sort()).toEqual(fieldsOf(system).sort());
      for (const [field, traits] of set) if (!shown.includes(field)) expect([field, traits]).toEqual([field, HIDDEN]);
    },
  );

  test("choosing Voice requires what is declared as required", async () => {
    const { set } = await choose(["Voice"]);
    for (const field of fieldsOf("Voice")) expect([field, set.get(field)]).toEqual([field, shownOf(field)]);
  });

  const FRESHCHAT = ["freshchat_host", "freshchat_api_token"];
  test.each([
    [
      "Web call",
      ["freshdesk_domain", "freshdesk_api_key", "sendbird_app_id", "sendbird_api_token", "webcall_page_url"],
      ["webcall_link_minutes"],
    ],
    ["Viber", [...FRESHCHAT, "viber_auth_token"], ["freshchat_channel_id", "viber_sender_name", "viber_sender_avatar"]],
    [
      "KakaoTalk",
      [...FRESHCHAT, "happytalk_client_id", "happytalk_client_secret", "happytalk_sender_key"],
      ["freshchat_channel_id"],
    ],
    ["Telegram", [...FRESHCHAT, "telegram_bot_token"], ["freshchat_channel_id"]],
  ])("choosing %s alone requires what it cannot do without", async (system, required, optional) => {
    const { set } = await choose([system]);
    const asked = [...set].filter(([, traits]) => traits.required).map(([field]) => field);
    const empty = asked.filter((field) => declared[field]?.default_value === undefined);
    expect(empty.sort()).toEqual([...required].sort());
    for (const field of optional) expect(set.get(field)).toEqual({ visible: true, required: false });
  });

  test("what several chosen systems share is shown once for all of them", async () => {
    const { set } = await choose(["Voice", "Telegram"]);
    expect(set.get("freshdesk_domain")).toEqual({ visible: true, required: true });
    expect(set.get("freshchat_host")).toEqual({ visible: true, required: true });
    expect(set.get("viber_auth_token")).toEqual(HIDDEN);
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

  test.each([
    ["sautikit", "sautikit_from_number"],
    ["kakaotalk", "happytalk_sender_key"],
  ])(
    "once installed, the page shows the address of %s that has to be entered by hand, below %s",
    async (name, field) => {
      const address = `https://hooks.example/event?options=${name}0f`;
      const { set } = await choose(undefined, undefined, () => Promise.resolve({ [name]: address }));
      await vi.waitFor(() => expect(set.get(field)?.hint).toContain(address));
      expect(set.size).toBe(1);
    },
  );

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

  test.each([
    ["api.freshchat.com", true],
    ["api.eu.freshchat.com", true],
    ["acme-123.freshchat.com", true],
    ["acme-8123456789-0a1b2c3d4e5f.freshchat.com", true],
    ["acme.myfreshworks.com", true],
    ["freshchat.com", false],
    ["https://api.freshchat.com", false],
    ["api.freshchat.com/v2", false],
    ["api.freshchat.com:443", false],
    ["acme.myfreshworks.com/crm", false],
    ["Acme.freshchat.com", false],
    ["a.b.c.freshchat.com", false],
    ["acme-.freshchat.com", false],
    ["acme..freshchat.com", false],
    ["acmefreshchat.com", false],
    ["api.freshchat.com.evil.example", false],
    ["evil.example/api.freshchat.com", false],
    ["evil.example?.freshchat.com", false],
    ["api.freshchat.com\n", false],
  ])("the Freshchat host %j is accepted: %s", (host, accepted) => {
    expect(patternOf("freshchat_host").test(host)).toBe(accepted);
  });

  const UUID = "885c2616-dbf8-4bdc-9178-4a1a662614e3";
  test.each([
    ["freshchat_api_token", "eyJhbGciOi.eyJzdWIi.s1g_na-ture", true],
    ["freshchat_api_token", "Bearer eyJhbGciOi.eyJzdWIi.s1g", false],
    ["freshchat_channel_id", UUID, true],
    ["freshchat_channel_id", "Inbox", false],
    ["freshchat_channel_id", `${UUID}/x`, false],
    ["viber_auth_token", "0a1b2c3d4e5f6a7b-0a1b2c3d4e5f6a7b-0a1b2c3d4e5f6a7b", true],
    ["viber_auth_token", "0a1b2c3d4e5f6a7b", false],
    ["viber_auth_token", "0a1b2c3d4e5f6a7b 0a1b2c3d4e5f6a7b 0a1b2c3d4e5f6a7b", false],
    ["viber_sender_name", "Acme & Daughters of Nairobi Ltd", false],
    ["viber_sender_name", "Acme & Daughters", true],
    ["viber_sender_avatar", "https://acme.example/bot.jpg", true],
    ["viber_sender_avatar", "http://acme.example/bot.jpg", false],
    ["happytalk_client_id", "demo-client", true],
    ["happytalk_client_id", "demo client", false],
    ["happytalk_client_secret", "s3cr=t/+", true],
    ["happytalk_client_secret", "s3cret\n", false],
    ["happytalk_sender_key", "0123456789abcdef0123456789abcdef01234567", true],
    ["happytalk_sender_key", "0123456789abcdef0123456789abcdef012345678", false],
    ["telegram_bot_token", "123456789:AA0123456789_abcdefghij-klmnopqrst", true],
    ["telegram_bot_token", "bot123456789:AA0123456789_abcdefghij-klmnopqrst", false],
    ["telegram_bot_token", "123456789:AA0123456789/../../abcdefghijklmnop", false],
    ["telegram_bot_token", "123456789", false],
  ])("as %s, %j is accepted: %s", (key, value, accepted) => {
    expect(patternOf(key).test(value)).toBe(accepted);
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

// The admin page inside a test, with a stand-in for the platform's `client` whose answers each test chooses.
// It tests nothing itself.

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, vi } from "vitest";

import { start } from "./main";

/** A set-up without channels. */
export const SETUP = {
  checks: [
    { name: "Freshdesk key", state: "ok", sentence: "Freshdesk accepts the key." },
    { name: "Webhook secret", state: "pending", sentence: "Enter the secret." },
  ],
  addresses: [
    { name: "Sautikit events", url: "https://hooks.example/1?options=a", where: "Paste it into Events URL." },
  ],
  channels: [],
};

/** An agent who is on the roster, and one who is not. */
export const AMINA = {
  id: "1",
  name: "Amina Otieno",
  phone: "+254722000111",
  on_roster: true,
  presence: "available",
  deactivated: false,
};
export const BARAKA = { id: "2", name: "Baraka Mwangi", on_roster: false, presence: "unset", deactivated: false };

/** What surrounds the page; made anew for each test. */
export const world = {} as {
  /** What each server function answers. */
  answers: Record<string, unknown>;
  language: string;
  systems: string[];
  root: HTMLElement;
};

/** The server. */
export const invoke = vi.fn(async (name: string, _payload: object): Promise<unknown> => {
  const answer = world.answers[name];
  if (answer instanceof Refusal) throw answer.failure;
  return { requestID: "r", response: answer };
});

/** A failure as the platform hands it over. */
export class Refusal {
  readonly failure;
  constructor(status: number, message?: string) {
    this.failure = { requestID: "r", status, message };
  }
}

/** Loads the page up to its first step. */
export async function load(): Promise<void> {
  globalThis.app = {
    initialized: async () => ({
      request: { invoke },
      events: { on: () => undefined },
      interface: { trigger: async () => undefined },
      instance: { resize: async () => undefined },
      data: { get: async () => ({ loggedInUser: { id: 7, contact: { language: world.language } } }) },
      iparams: { get: async () => ({ default_country: "KE", systems: world.systems }) },
    }),
  };
  await settle(() => void start(world.root));
}

/** Lets a change and everything that follows from it, short of time passing, take place. */
export const settle = (change: () => void) =>
  act(async () => {
    change();
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  });

/** What can be read on the page. */
export const text = () => world.root.querySelector("main")?.textContent ?? "";

/** The field of this label. */
export const field = (label: string) => world.root.querySelector(`[aria-label="${label}"]`) as HTMLInputElement;

/** The field of the passcode. */
export const passcode = () => world.root.querySelector("#passcode") as HTMLInputElement;

/** The button of this label. */
export const button = (label: string) =>
  [...world.root.querySelectorAll("button")].find(
    (found) => (found.getAttribute("aria-label") ?? found.textContent) === label,
  ) as HTMLButtonElement;

/** Presses the button of this label. */
export const press = (label: string) => settle(() => button(label).click());

/** What this server function was asked. */
export const calls = (name: string) =>
  invoke.mock.calls.filter(([called]) => called === name).map(([, payload]) => payload);

/** Types into a field. */
export const type = (input: HTMLInputElement, value: string) =>
  settle(() => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

/** Loads the page and opens it with a passcode. */
export async function open(): Promise<void> {
  await load();
  passcode().value = "s3cret";
  await press("Open");
}

beforeEach(() => {
  world.language = "en";
  world.systems = ["Voice"];
  world.answers = {
    openAdmin: { token: "t", expires_at: Date.now() + 900_000 },
    checkSetup: SETUP,
    connectChannel: null,
    getTeam: { agents: [AMINA, BARAKA] },
    saveTeam: { agents: [AMINA, BARAKA] },
  };
  invoke.mockClear();
  world.root = document.createElement("div");
  document.body.append(world.root);
});

afterEach(() => {
  render(null, world.root);
  world.root.remove();
  globalThis.app = undefined;
});

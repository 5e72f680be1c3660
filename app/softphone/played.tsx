// Plays Freshdesk around the softphone's page for tests, with a stand-in for the platform's `client`.
// It is in no page and asserts nothing.

import { render } from "preact";
import { act } from "preact/test-utils";
import { vi } from "vitest";

import { start } from "./main";

/** A call as the server tells it while the agent's phone rings. */
export const RINGING = { state: "calling_agent", mode: "agent_first", agent_phone: "…0111" };

type Handler = (event: { type: string; helper: { getData(): unknown } }) => void;

/** A stand-in for the platform, changed by each test before the page starts. */
function freshdesk() {
  return {
    parameters: { systems: ["Voice"], sautikit_from_number: "+254203893800", default_country: "KE" } as
      Record<string, unknown> | Error,
    user: { id: 67013469919, contact: { language: "en" } } as Record<string, unknown> | Error,
    /** Answers for calls. */
    invoke: vi.fn<(name: string, payload: object) => Promise<unknown>>(async () => ({
      requestID: "r",
      response: RINGING,
    })),
    /** Answers for the gateway's stream. */
    gate: vi.fn<(payload: object) => Promise<unknown>>(async () => ({ response: { url: null, pass: null } })),
    /** Answers for the agent's presence. */
    presence: vi.fn<(name: string, payload: object) => Promise<unknown>>(async () => ({
      requestID: "r",
      response: { state: "unset" },
    })),
    trigger: vi.fn(async () => undefined),
    handlers: [] as [string, Handler][],
  };
}

export let platform = freshdesk();
export let root: HTMLElement;

const orThrow = <T,>(value: T | Error): T => {
  if (value instanceof Error) throw value;
  return value;
};

/** Opens the page as Freshdesk does. */
export async function open(): Promise<void> {
  globalThis.app = {
    initialized: async () => ({
      request: {
        invoke: (name, payload) =>
          name === "getStreamPass"
            ? platform.gate(payload)
            : name.endsWith("Presence")
              ? platform.presence(name, payload)
              : platform.invoke(name, payload),
      },
      events: { on: (name, handler) => void platform.handlers.push([name, handler as Handler]) },
      interface: { trigger: platform.trigger },
      instance: { resize: async () => Promise.reject(new Error("Width cannot be changed.")) },
      data: {
        get: async (key) =>
          key === "loggedInUser" ? { loggedInUser: orThrow(platform.user) } : Promise.reject(new Error(key)),
      },
      iparams: { get: async () => orThrow(platform.parameters) },
    }),
  };
  await settle(() => void start(root));
}

/** Lets a change and everything that follows from it, short of time passing, take place. */
export const settle = (change: () => void) =>
  act(async () => {
    change();
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  });

export const field = () => root.querySelector("input") as HTMLInputElement;
export const button = (label: string) =>
  [...root.querySelectorAll("button")].find(
    (found) => (found.getAttribute("aria-label") ?? found.textContent) === label,
  ) as HTMLButtonElement;
export const press = (label: string) => settle(() => button(label).click());
export const text = () => root.querySelector("main")?.textContent ?? "";

export async function type(value: string): Promise<void> {
  await settle(() => {
    field().value = value;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export const enter = () => settle(() => root.querySelector("form")?.requestSubmit());

/** Puts everything back before a test. */
export function setUp(): void {
  platform = freshdesk();
  root = document.createElement("div");
  document.body.append(root);
}

/** Takes the page away after a test. */
export function tearDown(): void {
  render(null, root);
  root.remove();
  globalThis.app = undefined;
  vi.useRealTimers();
}

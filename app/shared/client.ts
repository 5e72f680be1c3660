// Connects to the platform's `client` and takes from it what every page needs: server functions, the agent, the parameters.
// It decides nothing: what Freshdesk gives is turned into plain values, and what it leaves out into defaults.

import { valueOf } from "./reply";

/** What the platform hands to whoever listens. */
export type Handler = (event: { helper: { getData(): unknown } }) => void;

/** The part of the platform's `client` that the pages use. */
export interface Client {
  request: { invoke(name: string, payload: object): Promise<unknown> };
  events: { on(name: string, handler: Handler): void };
  interface: { trigger(action: string, payload: object): Promise<unknown> };
  instance: { resize(size: { height: string }): Promise<unknown> };
  data: { get(key: string): Promise<Record<string, unknown>> };
  iparams: { get(): Promise<Record<string, unknown>> };
}

declare global {
  /** Put in place by the platform's client library. */
  var app: { initialized(): Promise<Client> } | undefined;
}

/** The signed-in agent; the id is absent when Freshdesk does not say who it is. */
export interface Agent {
  id?: string;
  /** A language tag such as `en` or `sw-KE`. */
  language?: string;
}

/** Calls a function of the server; resolves with its value and rejects with the platform's failure. */
export type Invoke = (name: string, payload: object) => Promise<unknown>;

/** The platform's `client`; rejects when its library did not load. */
export async function clientOfPage(): Promise<Client> {
  if (!globalThis.app) throw new Error("The Freshworks client library is missing.");
  return globalThis.app.initialized();
}

/** The way to the server's functions. */
export function invokeOf(client: Client): Invoke {
  return async (name, payload) => valueOf(await client.request.invoke(name, payload));
}

/** Who is signed in. */
export function agentOf(client: Client): Promise<Agent> {
  return client.data.get("loggedInUser").then(readAgent, () => ({}));
}

/** Asks the product for something that the page can do without. */
export function quietly(act: () => unknown): void {
  void Promise.resolve()
    .then(act)
    .catch(() => undefined);
}

/** A value whose parts may be looked at, whatever it is. */
export function partsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** An id as text, whether it came as a number or as text. */
export function idOf(value: unknown): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}

/** The systems that are chosen in the parameters; voice, the first there was, if they were never asked. */
export function systemsOf({ systems }: Record<string, unknown>): readonly unknown[] {
  if (Array.isArray(systems)) return systems;
  return typeof systems === "string" ? systems.split(",").map((system) => system.trim()) : ["Voice"];
}

function readAgent(data: Record<string, unknown>): Agent {
  const user = partsOf(data["loggedInUser"]);
  const id = idOf(user["id"]);
  const language = partsOf(user["contact"])["language"];
  return { ...(id !== undefined && { id }), ...(typeof language === "string" && { language }) };
}

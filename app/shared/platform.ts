// Speaks to Freshdesk through the platform's `client`, and is the only file of any page that does.
// It decides nothing: what Freshdesk gives is turned into plain values, and what it leaves out into defaults.

import { type Country, isCountry } from "./number";
import { valueOf } from "./reply";

/** The part of the platform's `client` that the pages use. */
interface Client {
  request: { invoke(name: string, payload: object): Promise<unknown> };
  events: { on(name: string, handler: (event: { helper: { getData(): unknown } }) => void): void };
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

/** What the administrator chose and every agent may know. */
export interface Settings {
  voice: boolean;
  /** The number that customers see, in E.164 form. */
  fromNumber?: string;
  country: Country;
}

/** Calls a function of the server; resolves with its value and rejects with the platform's failure. */
export type Invoke = (name: string, payload: object) => Promise<unknown>;

/** Freshdesk, as the pages need it. */
export interface Freshdesk {
  invoke: Invoke;
  agent(): Promise<Agent>;
  /** Rejects when Freshdesk does not give them: what is not known must not be taken for not set. */
  settings(): Promise<Settings>;
  /** Hands over each number clicked in Freshdesk; an empty text when the click carried none. Only the first caller is served. */
  onNumberClicked(handler: (number: string) => void): void;
  showPanel(): void;
  /** Asks for a panel of this height in pixels; Freshdesk opens it with 400. */
  resizePanel(height: number): void;
}

const HOME: Country = "KE";

/** Connects to Freshdesk; rejects when the client library did not load. */
export async function connect(): Promise<Freshdesk> {
  if (!globalThis.app) throw new Error("The Freshworks client library is missing.");
  const client = await globalThis.app.initialized();
  let listening = false;
  const quietly = (act: () => Promise<unknown>): void =>
    void Promise.resolve()
      .then(act)
      .catch(() => undefined);

  return {
    invoke: async (name, payload) => valueOf(await client.request.invoke(name, payload)),
    agent: () => client.data.get("loggedInUser").then(readAgent, () => ({})),
    settings: () => client.iparams.get().then(readSettings),
    onNumberClicked(handler) {
      if (listening) return;
      listening = true;
      client.events.on("cti.triggerDialer", (event) => handler(clickedNumber(event.helper.getData())));
    },
    showPanel: () => quietly(() => client.interface.trigger("show", { id: "softphone" })),
    resizePanel: (height) => quietly(() => client.instance.resize({ height: `${height}px` })),
  };
}

function readAgent(data: Record<string, unknown>): Agent {
  const user = record(data["loggedInUser"]);
  const id = user["id"];
  const language = record(user["contact"])["language"];
  return {
    ...((typeof id === "number" || (typeof id === "string" && id !== "")) && { id: String(id) }),
    ...(typeof language === "string" && { language }),
  };
}

/** Installations from before the parameter `systems` have voice, the first system there was. */
function readSettings(parameters: Record<string, unknown>): Settings {
  const { systems, sautikit_from_number: from, default_country: country } = parameters;
  const chosen = Array.isArray(systems) ? systems : typeof systems === "string" ? [systems] : ["Voice"];
  return {
    voice: chosen.includes("Voice"),
    country: typeof country === "string" && isCountry(country) ? country : HOME,
    ...(typeof from === "string" && from.trim() !== "" && { fromNumber: from.trim() }),
  };
}

function clickedNumber(data: unknown): string {
  const { number } = record(data);
  return typeof number === "string" || typeof number === "number" ? String(number) : "";
}

function record(value: unknown): { [key: string]: unknown; number?: unknown } {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

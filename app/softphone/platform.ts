// Speaks to Freshdesk through the platform's `client`, and is the only file that does.
// It decides nothing: what Freshdesk gives is turned into plain values, and what it leaves out into defaults.

import { type Country, isCountry } from "./number";
import type { Line } from "./session";
import { valueOf } from "./smi";

/** The part of the platform's `client` that the softphone uses. */
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

/** Freshdesk, as the softphone needs it. */
export interface Freshdesk extends Line {
  agent(): Promise<Agent>;
  /** Rejects when Freshdesk does not give them: what is not known must not be taken for not set. */
  settings(): Promise<Settings>;
  /** Hands over each number clicked in Freshdesk; an empty text when the click carried none. Only the first caller is served. */
  onNumberClicked(handler: (number: string) => void): void;
  showPanel(): void;
}

const HOME: Country = "KE";

/** The panel's height; Freshdesk opens it at 400 px. */
const HEIGHT = "500px";

/** Connects to Freshdesk; rejects when the client library did not load. */
export async function connect(): Promise<Freshdesk> {
  if (!globalThis.app) throw new Error("The Freshworks client library is missing.");
  const client = await globalThis.app.initialized();
  let listening = false;
  const quietly = (act: () => Promise<unknown>): void =>
    void Promise.resolve()
      .then(act)
      .catch(() => undefined);
  const invoke = async (name: string, payload: object): Promise<unknown> =>
    valueOf(await client.request.invoke(name, payload));
  quietly(() => client.instance.resize({ height: HEIGHT }));

  return {
    placeCall: (request) => invoke("placeCall", request),
    getCall: (request) => invoke("getCall", request),
    agent: () => client.data.get("loggedInUser").then(readAgent, () => ({})),
    settings: () => client.iparams.get().then(readSettings),
    onNumberClicked(handler) {
      if (listening) return;
      listening = true;
      client.events.on("cti.triggerDialer", (event) => handler(clickedNumber(event.helper.getData())));
    },
    showPanel: () => quietly(() => client.interface.trigger("show", { id: "softphone" })),
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

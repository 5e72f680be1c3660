// Speaks to the product, Freshdesk or around the admin page also Freshchat, through the platform's `client`.
// It decides nothing: what the product gives is turned into plain values, and what it leaves out into defaults.

import { type Agent, agentOf, clientOfPage, type Invoke, invokeOf, partsOf, quietly, systemsOf } from "./client";
import { type Country, isCountry } from "./number";

export type { Agent, Invoke };

/** What the administrator chose and every agent may know. */
export interface Settings {
  voice: boolean;
  /** The number that customers see, in E.164 form. */
  fromNumber?: string;
  country: Country;
}

/** Freshdesk, as these pages need it. */
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
  const client = await clientOfPage();
  let listening = false;

  return {
    invoke: invokeOf(client),
    agent: () => agentOf(client),
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

function readSettings(parameters: Record<string, unknown>): Settings {
  const { sautikit_from_number: from, default_country: country } = parameters;
  return {
    voice: systemsOf(parameters).includes("Voice"),
    country: typeof country === "string" && isCountry(country) ? country : HOME,
    ...(typeof from === "string" && from.trim() !== "" && { fromNumber: from.trim() }),
  };
}

function clickedNumber(data: unknown): string {
  const { number } = partsOf(data);
  return typeof number === "string" || typeof number === "number" ? String(number) : "";
}

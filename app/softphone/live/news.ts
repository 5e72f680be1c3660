// Gives types to what the live part of the softphone is told: passes, news of calls, callers' names.
// It calls nothing and holds no wording; what is not understood gives nothing.

import { isRecord, isSentence } from "../../shared/reply";
import { isId } from "../ids";

/** Where the stream is, and what opens it for this agent. */
export interface Pass {
  readonly url: string;
  readonly text: string;
}

const KINDS = ["ringing", "answered", "missed", "ended"] as const;

/** What a call can have come to; a customer's that was missed reached nobody. */
export type Kind = (typeof KINDS)[number];

/** What a call has come to, as the gateway tells it to every softphone whom it concerns. */
export interface CallNews {
  readonly kind: Kind;
  /** The ids under which the provider knows the call. */
  readonly ids: readonly string[];
  readonly direction: "inbound" | "outbound";
  /** The customer's number; absent if it is withheld. */
  readonly customer?: string;
  /** When it was told, in milliseconds since 1970. */
  readonly at?: number;
}

const LOOPBACK = ["localhost", "127.0.0.1"];

/** Reads the answer of `getStreamPass`: a pass, nothing where no gateway is set up, and nothing else of use. */
export function readPass(value: unknown): Pass | undefined {
  if (!isRecord(value)) return undefined;
  const { url, pass } = value;
  if (!isSentence(url) || !isSentence(pass) || !isPrivate(url)) return undefined;
  return { url, text: pass };
}

/** Reads one event of the stream. */
export function readNews(data: string): CallNews | undefined {
  const value = parsed(data);
  if (!isRecord(value)) return undefined;
  const { direction, customer, at } = value;
  const kind = KINDS.find((known) => known === value["kind"]);
  if (kind === undefined) return undefined;
  if (direction !== "inbound" && direction !== "outbound") return undefined;
  const ids = [value["session"], value["call"]].filter(isId);
  if (ids.length === 0) return undefined;
  const time = typeof at === "string" ? Date.parse(at) : Number.NaN;
  return {
    kind,
    ids,
    direction,
    ...(typeof customer === "string" && /^\+?\d{2,15}$/.test(customer) && { customer }),
    ...(!Number.isNaN(time) && { at: time }),
  };
}

/** Reads the name of the caller's contact out of the answer of `lookUpCaller`. */
export function readName(value: unknown): string | undefined {
  const contacts = isRecord(value) ? value["contacts"] : undefined;
  const contact: unknown = Array.isArray(contacts) ? contacts[0] : undefined;
  const name = isRecord(contact) ? contact["name"] : undefined;
  return isSentence(name) ? name.trim() : undefined;
}

/** A pass is a key, so it travels sealed, or not beyond this machine. */
function isPrivate(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

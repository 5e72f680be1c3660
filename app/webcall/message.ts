// What the modal and the page beside the ticket tell each other, since a modal may neither touch the reply nor notify.
// It sends nothing; what cannot be read is no message.

import { isRecord } from "../shared/reply";
import { isSealed, readCall, readUrl, type WebCall } from "./smi";

/** What the modal tells the page beside the ticket. */
export type FromModal =
  /** What is known of the ticket's call, so that the page need not ask itself. */
  | { kind: "seen"; call: WebCall | "none" }
  | { kind: "ended" }
  | { kind: "insert"; id: number; url: string; isSealed: boolean; expiresAt: number };

/** What it is told in return. */
export interface FromSidebar {
  kind: "inserted";
  /** The request's own id. */
  id: number;
  worked: boolean;
}

const APP = "switchboard";

/** Tells the answer of `listWebCalls`, as it came. */
export const seen = (answer: unknown) => ({ app: APP, kind: "seen", answer });

export const ended = () => ({ app: APP, kind: "ended" });

/** Asks for a link in the reply; the password is not among what is told. */
export const insert = (id: number, { url, expiresAt }: { url: string; expiresAt: number }) => ({
  app: APP,
  kind: "insert",
  id,
  url,
  expires_at: expiresAt,
});

export const inserted = (id: number, worked: boolean) => ({ app: APP, kind: "inserted", id, worked });

/** Reads what a modal told. */
export function readFromModal(message: unknown): FromModal | undefined {
  if (!isRecord(message) || message["app"] !== APP) return undefined;
  if (message["kind"] === "ended") return { kind: "ended" };
  if (message["kind"] === "insert") return readInsert(message);
  const call = message["kind"] === "seen" ? readCall(message["answer"]) : undefined;
  return call && { kind: "seen", call };
}

/** Reads what the page beside the ticket told. */
export function readFromSidebar(message: unknown): FromSidebar | undefined {
  if (!isRecord(message) || message["app"] !== APP || message["kind"] !== "inserted") return undefined;
  const { id, worked } = message;
  return typeof id === "number" ? { kind: "inserted", id, worked: worked === true } : undefined;
}

function readInsert({ id, url: given, expires_at: expiresAt }: Record<string, unknown>): FromModal | undefined {
  const url = readUrl(given);
  if (url === undefined || typeof id !== "number" || typeof expiresAt !== "number") return undefined;
  return { kind: "insert", id, url, isSealed: isSealed(url), expiresAt };
}

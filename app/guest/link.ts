// Reads the link of a web call, as it stands in the address bar or as somebody pasted it.
// It opens no envelope and asks nobody whether the call still is.

import { type Bytes, type Envelope, readEnvelope } from "./envelope";
import { endOf, type Invitation, readInvitation } from "./invitation";

/** Why a link is not taken. */
export type LinkRefusal = "damaged" | "expired";

/** A link that may be followed. */
export type Way =
  { readonly kind: "open"; readonly invitation: Invitation } | { readonly kind: "sealed"; readonly envelope: Envelope };

/** What a text amounts to as a link. */
export type LinkReading = Way | { readonly kind: "none" } | { readonly kind: "refused"; readonly reason: LinkRefusal };

/** The longest text that is looked at: a link of 4,000 characters, spelled out by a mail gateway. */
const LONGEST_TEXT = 12_000;
const LONGEST_FRAGMENT = 4_000;
/** The part with the call in it, also where a mail gateway packed the link into one of its own. */
const CALL = /(?:^|#|%23)([pe])(?:=|%3d)([A-Za-z0-9_-]+)/gi;

/** Reads a link or its fragment; `now` is in Unix milliseconds. */
export function readLink(text: string, now: number): LinkReading {
  if (text.trim() === "") return { kind: "none" };
  const way = wayIn(text)?.way;
  if (!way) return { kind: "refused", reason: "damaged" };
  const { expiresAt } = way.kind === "open" ? way.invitation : way.envelope;
  return now >= endOf(expiresAt) ? { kind: "refused", reason: "expired" } : way;
}

/** The fragment that carries the call in a link, however the link was bent; empty when there is none. */
export function fragmentIn(text: string): string {
  return wayIn(text)?.fragment ?? "";
}

/** The first call in a text that can be read: as it stands, since words may follow, or put together from broken lines. */
function wayIn(text: string): { way: Way; fragment: string } | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  for (const each of [text, text.replace(/\s+/g, "")]) {
    for (const [, kind = "", content = ""] of each.matchAll(CALL)) {
      const bytes = content.length > LONGEST_FRAGMENT ? undefined : decode(content);
      const way = bytes && (kind.toLowerCase() === "p" ? open(bytes) : sealed(bytes));
      if (way) return { way, fragment: `#${kind.toLowerCase()}=${content}` };
    }
  }
  return undefined;
}

function open(bytes: Bytes): Way | undefined {
  const text = textOf(bytes);
  const invitation = text === undefined ? undefined : readInvitation(text);
  return invitation && { kind: "open", invitation };
}

function sealed(bytes: Bytes): Way | undefined {
  const envelope = readEnvelope(bytes);
  return envelope && { kind: "sealed", envelope };
}

/** Reads base64url without padding. */
function decode(text: string): Bytes | undefined {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function textOf(bytes: Bytes): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

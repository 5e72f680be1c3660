// Opens the sealed part of a link with its password: PBKDF2-HMAC-SHA256 and AES-256-GCM.
// It does not read what is inside (`invitation.ts`) and says of a failure only that there was one.

import { moment } from "./invitation";

/** Bytes as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A sealed invitation. */
export interface Envelope {
  readonly iterations: number;
  /** In Unix milliseconds; readable without the password, and proven by it. */
  readonly expiresAt: number;
  readonly salt: Bytes;
  readonly iv: Bytes;
  /** Everything before the sealed text. */
  readonly header: Bytes;
  /** The sealed text and its tag. */
  readonly sealed: Bytes;
}

const VERSION = 1;
const PBKDF2_HMAC_SHA256 = 1;
const HEADER_BYTES = 42;
const TAG_BYTES = 16;
/** Fewer are too easy to guess through, more would freeze the page. */
const ITERATIONS = { least: 100_000, most: 2_000_000 };
/** More than any password that was ever given out. */
const LONGEST_PASSWORD = 200;

/** Reads the header; nothing when it is of no kind that is known. */
export function readEnvelope(bytes: Bytes): Envelope | undefined {
  if (bytes.length <= HEADER_BYTES + TAG_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (view.getUint8(0) !== VERSION || view.getUint8(1) !== PBKDF2_HMAC_SHA256) return undefined;
  const iterations = view.getUint32(2);
  const expiresAt = moment(Number(view.getBigUint64(6)));
  if (iterations < ITERATIONS.least || iterations > ITERATIONS.most || expiresAt === undefined) return undefined;
  return {
    iterations,
    expiresAt,
    salt: bytes.slice(14, 30),
    iv: bytes.slice(30, HEADER_BYTES),
    header: bytes.slice(0, HEADER_BYTES),
    sealed: bytes.slice(HEADER_BYTES),
  };
}

/** The text inside; nothing when the password is wrong or anything of the link was changed. */
export async function openEnvelope(envelope: Envelope, password: string): Promise<string | undefined> {
  const { iterations, salt, iv, header, sealed } = envelope;
  try {
    const secret = new TextEncoder().encode(normalised(password));
    const base = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
    const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
    const key = await crypto.subtle.deriveKey(derivation, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: header }, key, sealed);
    return new TextDecoder("utf-8", { fatal: true }).decode(opened);
  } catch {
    return undefined;
  }
}

/** A password in its one spelling, however it was typed. */
export function normalised(password: string): string {
  return password
    .slice(0, LONGEST_PASSWORD)
    .normalize("NFC")
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
}

// Seals envelopes and writes links for the tests, as the app's server does; with the known answer of both sides.
// No page contains it.

import { type Bytes, normalised } from "./envelope";

/** The clear part of an envelope. */
export interface Header {
  version: number;
  kdf: number;
  iterations: number;
  expiresAt: bigint;
  salt: Bytes;
  iv: Bytes;
}

const run = (length: number, from: number): Bytes => Uint8Array.from({ length }, (_, index) => from + index);

/** An envelope that WebCrypto and the server's library both made. */
export const KNOWN = {
  password: "K7QM9XTP2HWD",
  header: {
    version: 1,
    kdf: 1,
    iterations: 600_000,
    expiresAt: 1_700_003_600_000n,
    salt: run(16, 0),
    iv: run(12, 0xa0),
  } satisfies Header,
  plaintext:
    '{"app_id":"A1B2C3D4-0000-4000-8000-000000000001","room_id":"b1650746-e810-4aeb-ae2a-422d8a42523c","service_user_id":"service_user_30400606506004","creds":{"token":"tok","expires_at":1700003600000}}',
  base64url:
    "AQEACSfAAAABi9AcVoAAAQIDBAUGBwgJCgsMDQ4PoKGio6SlpqeoqaqrbD2Tbm2QPxwcDH6CVPM9aEG6lwHikgvExNf6WQB4AM2aGxQhKhcCm8UbDZ2zM8vO3IYRr8SRJeDK5EUr6bxqsIGMv_RkhBnZElDrUzmgZ-KAE-JXADc4gxtxgXXPjL8lGObS7Rka7tnfVmoAvdLzQvIz9q2-HGil1VIV0-cBEJTh6w9IJ8QwWNCYiZ9RQDC2zrVGr3fw49QmfPWHfq9tuc0YdySZdR_cUW-PLoSHNRt4X4r5tXmSuKq88BrFSIjQBB0AdVzqXxnDr9LwcB5rdvTy8mPH",
};

/** The 42 bytes before the sealed text. */
export function headerOf({ version, kdf, iterations, expiresAt, salt, iv }: Header): Bytes {
  const bytes = new Uint8Array(42);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  view.setUint8(1, kdf);
  view.setUint32(2, iterations);
  view.setBigUint64(6, expiresAt);
  bytes.set(salt, 14);
  bytes.set(iv, 30);
  return bytes;
}

/** Seals a text with a password. */
export async function seal(header: Header, password: string, text: string): Promise<Bytes> {
  const { iterations, salt, iv } = header;
  const additionalData = headerOf(header);
  const secret = new TextEncoder().encode(normalised(password));
  const base = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const key = await crypto.subtle.deriveKey(derivation, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData },
    key,
    new TextEncoder().encode(text),
  );
  return new Uint8Array([...additionalData, ...new Uint8Array(sealed)]);
}

/** Bytes as base64url without padding. */
export function textOf(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export function bytesOf(text: string): Bytes {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

/** A plain fragment with this content. */
export function fragmentOf(content: unknown): string {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return `#p=${textOf(new TextEncoder().encode(text))}`;
}

/** Chance that a seed repeats (mulberry32). */
export function chanceFrom(seed: number) {
  let state = seed;
  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (bound: number): number => Math.floor(fraction() * bound);
  const pick = (from: readonly string[], length: number): string =>
    Array.from({ length }, () => from[below(from.length)] ?? "").join("");
  return {
    below,
    bytes: (length: number): Bytes => Uint8Array.from({ length }, () => below(256)),
    password: () => pick([..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"], 12),
    text: (length: number) => pick([...'abcXYZ019 {}":,éßЖ語😀\n\0'], length),
  };
}

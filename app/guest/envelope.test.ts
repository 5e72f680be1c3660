// Tests of opening envelopes, against a known answer, damage of every kind, and envelopes by chance.

import { describe, expect, test } from "vitest";

import { type Bytes, normalised, openEnvelope, readEnvelope } from "./envelope";
import { type Header, KNOWN, bytesOf, chanceFrom, headerOf, seal, textOf } from "./sealing.fixture";

const known = (): Bytes => bytesOf(KNOWN.base64url);

function envelopeIn(bytes: Bytes) {
  const envelope = readEnvelope(bytes);
  if (!envelope) throw new Error("The envelope was not read.");
  return envelope;
}

const opened = (bytes: Bytes, password = KNOWN.password) => openEnvelope(envelopeIn(bytes), password);

describe("the known answer", () => {
  test("is opened", async () => {
    expect(envelopeIn(known())).toMatchObject({ iterations: 600_000, expiresAt: 1_700_003_600_000 });
    expect(await opened(known())).toBe(KNOWN.plaintext);
  });

  test("is what sealing gives", async () => {
    expect(textOf(await seal(KNOWN.header, KNOWN.password, KNOWN.plaintext))).toBe(KNOWN.base64url);
  });
});

test("every spelling of the password opens", async () => {
  const small = await seal({ ...KNOWN.header, iterations: 100_000 }, "0K7QM9XTP211", "text");
  for (const spelling of ["0K7QM9XTP211", "ok7q-m9xt-p2il", " OK7Q M9XT\tP2Li ", "0k7q–m9xt—p211"]) {
    expect(await opened(small, spelling), spelling).toBe("text");
  }
});

test("a password keeps the letters that no digit resembles", () => {
  expect(normalised("abc-xyz")).toBe("ABCXYZ");
  expect(normalised("e\u0301")).toBe("\u00c9");
  expect(normalised("")).toBe("");
});

test("a wrong or empty password does not open", async () => {
  for (const password of ["K7QM9XTP2HWE", "", "K7QM9XTP2HW", "x".repeat(100_000)]) {
    expect(await opened(known(), password)).toBeUndefined();
  }
});

describe("an envelope in which one bit was turned", () => {
  test.each([
    ["the lowest of the iterations", 5],
    ["the expiry", 13],
    ["the salt", 14],
    ["the vector", 41],
    ["the sealed text", 42],
    ["the tag", 254],
  ])("in %s does not open", async (_where, place) => {
    const bytes = known();
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    expect(await opened(bytes)).toBeUndefined();
  });

  test("does not open if it was cut short", async () => {
    expect(await opened(known().slice(0, -1))).toBeUndefined();
  });
});

describe("a header", () => {
  const header = (changes: Partial<Header>) =>
    new Uint8Array([...headerOf({ ...KNOWN.header, ...changes }), ...new Uint8Array(17)]);

  test.each([
    ["another version", { version: 2 }],
    ["another derivation", { kdf: 0 }],
    ["too few iterations", { iterations: 99_999 }],
    ["too many iterations", { iterations: 2_000_001 }],
    ["iterations beyond all measure", { iterations: 0xffff_ffff }],
    ["no expiry", { expiresAt: 0n }],
    ["an expiry after the last date", { expiresAt: 8_640_000_000_000_001n }],
    ["an expiry beyond all numbers", { expiresAt: 0xffff_ffff_ffff_ffffn }],
  ])("with %s is not read", (_what, changes) => {
    expect(readEnvelope(header(changes))).toBeUndefined();
  });

  test.each([{ iterations: 100_000 }, { iterations: 2_000_000 }, { expiresAt: 8_640_000_000_000_000n }])(
    "at the bound of %o is read",
    (changes) => {
      expect(readEnvelope(header(changes))).toBeDefined();
    },
  );

  test("without anything sealed is not read", () => {
    for (const length of [0, 1, 41, 42, 58]) expect(readEnvelope(header({}).slice(0, length))).toBeUndefined();
  });
});

test("what is sealed by chance is opened, and by its own password only", async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const chance = chanceFrom(seed);
  for (let round = 0; round < 12; round++) {
    const [salt, iv] = [chance.bytes(16), chance.bytes(12)];
    const header = { ...KNOWN.header, iterations: 100_000 + chance.below(50_000), salt, iv };
    const [password, text] = [chance.password(), chance.text(chance.below(900) + 1)];
    const bytes = await seal(header, password, text);
    expect(await opened(bytes, password), `seed ${seed}, round ${round}`).toBe(text);
    expect(await opened(bytes, `${password}2`), `seed ${seed}, round ${round}`).toBeUndefined();
    const place = 14 + chance.below(bytes.length - 14);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << chance.below(8));
    expect(await opened(bytes, password), `seed ${seed}, round ${round}, byte ${place}`).toBeUndefined();
  }
});

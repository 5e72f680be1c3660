// Tests of click ids.

import { expect, test } from "vitest";

import { newClickId } from "./click";

const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("each press gets a UUID of its own", () => {
  const ids = new Set(Array.from({ length: 50 }, () => newClickId()));
  expect(ids.size).toBe(50);
  for (const id of ids) expect(id).toMatch(V4);
});

test("a page without randomUUID makes one from random bytes", () => {
  const source = { getRandomValues: (bytes: Uint8Array) => bytes.fill(0xff) } as unknown as Crypto;
  expect(newClickId(source)).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});

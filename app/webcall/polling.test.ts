// Tests of how often a ticket's call is asked about.

import { expect, test } from "vitest";

import { waitBeforeAsking } from "./polling";

test("an open call is asked about ever more seldom", () => {
  const waits = Array.from({ length: 10 }, (_, index) => waitBeforeAsking(index + 1, 0, true));
  expect(waits).toEqual([6, 10, 15, 20, 30, 45, 60, 60, 60, 60].map((seconds) => seconds * 1_000));
  const inTenMinutes = waits.length + (600_000 - waits.reduce((sum, wait) => sum + wait)) / 60_000;
  expect(inTenMinutes).toBeLessThan(16);
});

test("no call is asked about every five minutes", () => {
  expect(waitBeforeAsking(1, 0, false)).toBe(300_000);
});

test("failures double the wait, up to five minutes", () => {
  expect([1, 2, 3, 4, 50].map((failed) => waitBeforeAsking(9, failed, true))).toEqual([
    60_000, 120_000, 240_000, 300_000, 300_000,
  ]);
});

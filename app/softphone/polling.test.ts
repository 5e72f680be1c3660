// Tests of the waits between two questions about a call.

import { expect, test } from "vitest";

import { waitBeforeAsking, WATCH_FOR } from "./polling";

test("the waits grow from 3 to 15 seconds and stay there", () => {
  expect([0, 1, 2, 3, 4, 30].map((asked) => waitBeforeAsking(asked, 0, false))).toEqual([
    3_000, 5_000, 8_000, 15_000, 15_000, 15_000,
  ]);
});

test("being turned away slows the questions down, up to one a minute", () => {
  expect([1, 2, 3, 9].map((turnedAway) => waitBeforeAsking(2, turnedAway, false))).toEqual([
    30_000, 60_000, 60_000, 60_000,
  ]);
});

test("a call of which the gateway tells is asked about every 30 seconds", () => {
  expect([0, 1, 30].map((asked) => waitBeforeAsking(asked, 0, true))).toEqual([30_000, 30_000, 30_000]);
  expect(waitBeforeAsking(1, 2, true)).toBe(60_000);
});

test("a call costs at most 50 questions, one minute of the platform's budget for a whole account", () => {
  let [asked, at] = [0, 0];
  while ((at += waitBeforeAsking(asked, 0, false)) < WATCH_FOR) asked += 1;
  expect(asked).toBeLessThanOrEqual(50);
});

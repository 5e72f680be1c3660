// Tests of the pauses before the gateway is tried again.

import { expect, test } from "vitest";

import { pauseAfter, pauseOnline } from "./pauses";

/** The longest pauses after so many failures, in seconds. */
const longest = (cause: "gateway" | "pass") =>
  [1, 2, 3, 5, 99].map((failures) => pauseAfter(cause, failures, 1) / 1_000);

test("the pauses grow, up to five minutes for the gateway and ten for passes", () => {
  expect(longest("gateway")).toEqual([16, 31, 61, 241, 301]);
  expect(longest("pass")).toEqual([90, 150, 270, 630, 630]);
});

test("the pauses are spread, so that not all softphones come back at once", () => {
  expect([0, 0.5, 1].map((chance) => pauseAfter("gateway", 3, chance))).toEqual([1_000, 31_000, 61_000]);
  expect([0, 0.5, 1].map((chance) => pauseAfter("end", 0, chance))).toEqual([0, 2_500, 5_000]);
  expect([0, 1].map(pauseOnline)).toEqual([0, 5_000]);
});

test("a server that gives no pass is asked at most 14 times in an hour", () => {
  let [failures, at] = [0, 0];
  while (at < 3_600_000) at += pauseAfter("pass", (failures += 1), 0.5);
  expect(failures).toBeLessThanOrEqual(14);
});

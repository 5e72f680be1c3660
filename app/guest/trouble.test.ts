// Tests of naming Sendbird's errors.

import { expect, test } from "vitest";

import { failureOf, mayPass } from "./trouble";

test.each([
  [1800200, "connection", true],
  [1800201, "connection", true],
  [1800202, "connection", true],
  [1800203, "timeout", true],
  [1800204, "connection", true],
  [1800300, "page", true],
  [1800301, "page", true],
  [1800302, "page", true],
  [1800303, "sign_in", false],
  [1800700, "twice", true],
  [1800701, "twice", true],
  [1800702, "lost", true],
  [1800703, "twice", true],
  [1800704, "sending", true],
  [1800705, "receiving", true],
  [1800706, "lost", true],
  [1400120, "full", true],
  [1400121, "lost", true],
  [1400122, "twice", true],
  [1400123, "sending", true],
  [1400124, "sending", true],
  [1400126, "gone", false],
  [1400105, "permission", false],
  [1400999, "server", true],
])("%i is %s; trying again may help: %s", (code, trouble, again) => {
  expect(failureOf(Object.assign(new Error("any text"), { code }))).toEqual({ trouble, code });
  expect(mayPass(failureOf({ code }).trouble)).toBe(again);
});

test.each([
  [{ code: "1400126" }, { trouble: "gone", code: 1400126 }],
  [{ code: 42 }, { trouble: "unknown", code: 42 }],
  [{ code: "x" }, { trouble: "unknown" }],
  [{ code: {} }, { trouble: "unknown" }],
  [new TypeError("Failed to fetch"), { trouble: "connection" }],
  [new Error("1400126"), { trouble: "unknown" }],
  ["1400126", { trouble: "unknown" }],
  [undefined, { trouble: "unknown" }],
  [null, { trouble: "unknown" }],
])("%o is read as %j", (error, failure) => {
  expect(failureOf(error)).toEqual(failure);
});

// Tests of reading passes, news of calls and callers' names.

import { describe, expect, test } from "vitest";

import { isSameCall } from "../ids";
import { readName, readNews, readPass } from "./news";

describe("a pass", () => {
  test.each([
    "https://gateway.example.com/events",
    "https://10.0.0.1:8443/events",
    "http://localhost:10010/events",
    "http://127.0.0.1/events",
  ])("for %s is read", (url) => {
    expect(readPass({ url, pass: "7.1.ab" })).toEqual({ url, text: "7.1.ab" });
  });

  test.each([
    "http://gateway.example.com/events",
    "http://localhost.example.com/",
    "javascript:alert(1)",
    "/events",
    "",
    null,
  ])("for %j is none", (url) => {
    expect(readPass({ url, pass: "7.1.ab" })).toBeUndefined();
  });

  test.each([[null], ["text"], [{}], [{ url: "https://gateway.example.com/events", pass: null }]])(
    "%j is none",
    (value) => {
      expect(readPass(value)).toBeUndefined();
    },
  );
});

describe("news of a call", () => {
  const RINGING = {
    kind: "ringing",
    call: "c-1",
    session: "HD_1",
    direction: "inbound",
    customer: "+254712345678",
    request: null,
    at: "2026-11-22T09:00:00.000Z",
  };
  const readWith = (change: object) => readNews(JSON.stringify({ ...RINGING, ...change }));

  test("is read with both ids", () => {
    expect(readWith({})).toEqual({
      kind: "ringing",
      ids: ["HD_1", "c-1"],
      direction: "inbound",
      customer: "+254712345678",
      at: Date.UTC(2026, 10, 22, 9),
    });
  });

  test("leaves out what is empty, of the wrong kind or no number", () => {
    expect(readWith({ session: null, customer: "<b>", at: "today" })).toEqual({
      kind: "ringing",
      ids: ["c-1"],
      direction: "inbound",
    });
  });

  test.each([
    { kind: "recorded" },
    { direction: "both" },
    { call: null, session: "" },
    { call: "x".repeat(201), session: 7 },
  ])("with %j is none", (change) => {
    expect(readWith(change)).toBeUndefined();
  });

  test.each(["", "{", "[]", "null"])("%j is none", (data) => {
    expect(readNews(data)).toBeUndefined();
  });
});

test("a call is the same by any of its ids", () => {
  expect(isSameCall(["HD_1", "c-1"], ["c-1"])).toBe(true);
  expect(isSameCall(["HD_1"], ["c-1", "HD_2"])).toBe(false);
});

test("a caller's name is that of the first contact", () => {
  expect(readName({ contacts: [{ id: "1", name: " Wanjiku " }, { name: "Other" }] })).toBe("Wanjiku");
  for (const value of [null, {}, { contacts: [] }, { contacts: [{ id: "1" }] }, { contacts: [{ name: 7 }] }]) {
    expect(readName(value)).toBeUndefined();
  }
});

// Tests of the connection with the gateway as a state machine: when it asks, tries, waits, and gives up.

import { describe, expect, test } from "vitest";

import { type Connection, type ConnectionEvent, isUnreachable, next, STARTING } from "./connection";

const PASS = { url: "https://gateway.example.com/events", text: "7.1.ab" };
const HOUR = 3_600_000;

const after = (...events: ConnectionEvent[]) => events.reduce(next, STARTING);
const passed: ConnectionEvent = { kind: "passed", pass: PASS };
const opened: ConnectionEvent = { kind: "opened", at: 0 };
const refused: ConnectionEvent = { kind: "refused" };
const paused: ConnectionEvent = { kind: "paused" };
const ended = (at: number): ConnectionEvent => ({ kind: "ended", at });
const failed = (at = 0): ConnectionEvent => ({ kind: "failed", at });
const violated = (address: string): ConnectionEvent => ({ kind: "violated", address });

test("a pass opens the stream", () => {
  expect(after(passed)).toEqual({ phase: "connecting", pass: PASS, isNew: true, failures: 0, isKnown: true });
  expect(after(passed, opened)).toEqual({ phase: "live", pass: PASS, since: 0, failures: 0 });
});

test("without a gateway nothing more happens", () => {
  const off = after({ kind: "no_gateway" });
  expect(off).toEqual({ phase: "off" });
  for (const event of [passed, opened, refused, paused, failed(), violated(PASS.url)])
    expect(next(off, event)).toBe(off);
});

test("a pass that the server does not give is asked for again after ever longer pauses", () => {
  const waiting = after({ kind: "no_pass" });
  expect(waiting).toEqual({ phase: "waiting", cause: "pass", failures: 1, isKnown: false });
  expect(after({ kind: "no_pass" }, paused, { kind: "no_pass" })).toMatchObject({ cause: "pass", failures: 2 });
});

describe("a stream", () => {
  test("that ends after its time is no failure, and is opened with a new pass", () => {
    const waiting = after(passed, opened, ended(900_000));
    expect(waiting).toEqual({ phase: "waiting", cause: "end", failures: 0, isKnown: true });
    expect(next(waiting, paused)).toEqual({ ...STARTING, isKnown: true });
  });

  test("that ends as soon as it is opened is a failure", () => {
    const once = after(passed, opened, ended(1_000));
    expect(once).toMatchObject({ cause: "gateway", failures: 1 });
    expect([paused, opened, ended(2_000)].reduce(next, once)).toMatchObject({ cause: "gateway", failures: 2 });
  });

  test("that breaks off is tried again with the same pass, which asks the server nothing", () => {
    expect(after(passed, opened, failed(HOUR), paused)).toEqual({
      phase: "connecting",
      pass: PASS,
      isNew: false,
      failures: 1,
      isKnown: true,
    });
  });

  test("that cannot be opened counts its failures until it lasts", () => {
    const twice = after(passed, failed(), paused, failed());
    expect(twice).toMatchObject({ phase: "waiting", cause: "gateway", failures: 2 });
    expect([paused, opened, failed(1_000)].reduce(next, twice)).toMatchObject({ failures: 3 });
    expect([paused, opened, failed(HOUR)].reduce(next, twice)).toMatchObject({ failures: 1 });
  });
});

describe("a pass that is not believed", () => {
  const late = after(passed, opened, failed(HOUR), paused);

  test("is renewed at once if it is old", () => {
    expect(next(late, refused)).toEqual({ phase: "connecting", isNew: false, failures: 0, isKnown: true });
  });

  test("is a failure if it is new", () => {
    const again: ConnectionEvent[] = [passed, refused];
    const once = [refused, ...again].reduce(next, late);
    expect(once).toEqual({ phase: "waiting", cause: "pass", failures: 1, isKnown: true });
    expect([paused, ...again].reduce(next, once)).toMatchObject({ failures: 2 });
  });
});

describe("a content policy", () => {
  test.each<[string, Connection]>([
    ["before the request has failed", after(passed)],
    ["after the request has failed", after(passed, failed())],
  ])("that forbids the gateway blocks it for good, %s", (_when, state) => {
    const blocked = next(state, violated("https://gateway.example.com/events"));
    expect(blocked).toEqual({ phase: "blocked", origin: "https://gateway.example.com" });
    for (const event of [passed, opened, refused, paused, failed()]) expect(next(blocked, event)).toBe(blocked);
  });

  test.each(["https://other.example.com/events", "http://gateway.example.com", "inline", ""])(
    "that forbids %j does not",
    (address) => {
      const state = after(passed);
      expect(next(state, violated(address))).toBe(state);
    },
  );
});

test("an agent is told of a gateway that could not be reached twice, and of none that was never known", () => {
  expect(isUnreachable(after(passed, failed()))).toBe(false);
  expect(isUnreachable(after(passed, failed(), paused, failed()))).toBe(true);
  expect(isUnreachable(after(passed, failed(), paused, failed(), paused))).toBe(true);
  expect(isUnreachable(after(passed, failed(), paused, failed(), paused, opened))).toBe(false);
  expect(isUnreachable(after(passed, refused, paused, passed, refused))).toBe(true);
  expect(isUnreachable(after({ kind: "no_pass" }, paused, { kind: "no_pass" }))).toBe(false);
});

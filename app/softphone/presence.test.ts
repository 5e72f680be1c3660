// Tests of the agent's presence as a state machine: what shows at once, what is sent, and what is taken back.

import { describe, expect, test } from "vitest";

import type { Problem } from "../shared/reply";
import { ASKING, chosen, next, type PresenceEvent } from "./presence";
import type { Choice, Presence } from "./smi";

const REFUSED: Problem = { trouble: "told", sentence: "No.", doubtful: false, retry: false, busy: false };
const LOST: Problem = { trouble: "timeout", doubtful: true, retry: true, busy: false };
const AWAY: Presence = { state: "away", since: 5, phone: "0111" };

const after = (...events: PresenceEvent[]) => events.reduce(next, ASKING);
const read = (presence: Presence = AWAY): PresenceEvent => ({ kind: "read", presence });
const choose = (choice: Choice): PresenceEvent => ({ kind: "choose", choice });
const saved = (state: Choice, since = 9): PresenceEvent => ({ kind: "saved", presence: { state, since } });
const notSaved = (problem: Problem): PresenceEvent => ({ kind: "not_saved", problem });

describe("a choice", () => {
  test("shows at once and is sent", () => {
    const state = after(read(), choose("available"));
    expect(state).toMatchObject({ sending: "available", presence: AWAY });
    expect(chosen(state)).toBe("available");
  });

  test("of what is chosen already changes nothing", () => {
    const state = after(read());
    expect(next(state, choose("away"))).toBe(state);
  });

  test("is settled by the server's answer, which does not repeat the phone", () => {
    expect(after(read(), choose("available"), saved("available"))).toEqual({
      asking: false,
      read: true,
      presence: { state: "available", since: 9, phone: "0111" },
    });
  });

  test("made while another is on its way is sent after it", () => {
    const state = after(read(), choose("available"), choose("away"));
    expect(state).toMatchObject({ sending: "available", waiting: "away" });
    expect(next(state, saved("available"))).toMatchObject({ sending: "away" });
  });

  test("taken back while it is on its way and chosen again is sent once", () => {
    const state = after(read(), choose("available"), choose("away"), choose("available"));
    expect(state).toMatchObject({ sending: "available" });
    expect(state.waiting).toBeUndefined();
  });

  test("that is refused is taken back with the reason", () => {
    const state = after(read(), choose("available"), notSaved(REFUSED));
    expect(chosen(state)).toBe("away");
    expect(state.failure).toEqual({ what: "save", problem: REFUSED, choice: "available" });
    expect(next(state, choose("available")).failure).toBeUndefined();
  });

  test("of an unknown fate leads to a question, and the answer is believed", () => {
    const state = after(read(), choose("available"), notSaved(LOST));
    expect(state).toMatchObject({ asking: true });
    expect(chosen(state)).toBeUndefined();
    expect(next(state, read({ state: "available", since: 9 })).failure).toBeUndefined();
    expect(next(state, read()).failure).toMatchObject({ what: "save" });
    expect(chosen(next(state, read()))).toBe("away");
  });

  test("that overtakes the first question is not undone by its answer", () => {
    const state = after(choose("available"), saved("available"), read());
    expect(state.presence).toEqual({ state: "available", since: 9, phone: "0111" });
  });

  test("made when the question had failed asks once more, for the phone", () => {
    const state = after({ kind: "not_read", problem: LOST }, choose("away"), saved("away"));
    expect(state).toMatchObject({ asking: true, presence: { state: "away" } });
    expect(next(state, { kind: "not_read", problem: LOST })).toEqual({
      asking: false,
      read: false,
      presence: { state: "away", since: 9 },
    });
  });
});

test("a question without an answer leaves the presence unknown and says why", () => {
  const state = after({ kind: "not_read", problem: REFUSED });
  expect(chosen(state)).toBeUndefined();
  expect(state).toEqual({ asking: false, read: false, failure: { what: "read", problem: REFUSED } });
});

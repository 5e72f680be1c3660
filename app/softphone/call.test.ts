// Tests of the call's state machine: which event leads where, and which change nothing.

import { describe, expect, test } from "vitest";

import type { Problem } from "../shared/reply";
import { type CallEvent, type CallState, type Click, IDLE, next } from "./call";
import type { Call } from "./smi";

const CLICK: Click = { id: "click-1", to: "+254712345678" };
const OTHER: Click = { id: "click-2", to: "+254712345678" };
const RINGING: Call = { state: "calling_agent", mode: "agent_first", agentPhone: "0111" };
const LOST: Problem = { trouble: "timeout", doubtful: true, retry: true, busy: false };
const BUSY: Problem = { trouble: "busy", doubtful: false, retry: true, busy: true };
const REFUSED: Problem = { trouble: "told", sentence: "No money.", doubtful: false, retry: false, busy: false };

const after = (...events: CallEvent[]): CallState => events.reduce(next, IDLE);
const dial = (click: Click = CLICK): CallEvent => ({ kind: "dial", click });
const placed = (call: Call = RINGING, clickId = CLICK.id): CallEvent => ({ kind: "placed", clickId, call });
const notPlaced = (problem: Problem, attempt = 1): CallEvent => ({
  kind: "not_placed",
  clickId: CLICK.id,
  attempt,
  problem,
});
const seen = (state: Call["state"], more: Partial<Call> = {}): CallEvent => ({
  kind: "seen",
  clickId: CLICK.id,
  call: { state, mode: "agent_first", ...more },
});

describe("placing", () => {
  test("a click on Call places it once", () => {
    expect(after(dial())).toEqual({ phase: "placing", click: CLICK, attempt: 1 });
  });

  test("a second click while the first is under way changes nothing", () => {
    const state = after(dial());
    expect(next(state, dial(OTHER))).toBe(state);
  });

  test("the call lives only once the server has answered", () => {
    expect(after(dial(), placed())).toEqual({
      phase: "live",
      click: CLICK,
      stage: "calling_agent",
      mode: "agent_first",
      watch: "usual",
      agentPhone: "0111",
    });
  });

  test("the warning of a call that rings the customer first is kept", () => {
    const state = after(dial(), placed({ state: "calling_customer", mode: "callback", warning: "No phone." }));
    expect(state).toMatchObject({ phase: "live", stage: "calling_customer", mode: "callback", warning: "No phone." });
  });

  test("the answer to another click is no answer", () => {
    const state = after(dial());
    expect(next(state, placed(RINGING, OTHER.id))).toBe(state);
  });

  test("a refusal is kept with the click", () => {
    expect(after(dial(), notPlaced(REFUSED))).toEqual({
      phase: "not_placed",
      click: CLICK,
      attempt: 1,
      problem: REFUSED,
    });
  });
});

describe("retrying", () => {
  test.each([LOST, BUSY])("a retry after $trouble keeps the click's id", (problem) => {
    expect(after(dial(), notPlaced(problem), { kind: "retry" })).toEqual({
      phase: "placing",
      click: CLICK,
      attempt: 2,
    });
  });

  test("what was refused for good is not retried", () => {
    const state = after(dial(), notPlaced(REFUSED));
    expect(next(state, { kind: "retry" })).toBe(state);
  });

  test("the late failure of the first attempt does not end the second", () => {
    const state = after(dial(), notPlaced(LOST), { kind: "retry" });
    expect(next(state, notPlaced(REFUSED, 1))).toBe(state);
  });

  test("an answer that comes after we stopped waiting counts", () => {
    expect(after(dial(), notPlaced(LOST), placed()).phase).toBe("live");
  });

  test("pressing Call again for the same number keeps the id of an attempt nobody knows the fate of", () => {
    const state = after(dial(), notPlaced(LOST), { kind: "leave" }, dial(OTHER));
    expect(state).toEqual({ phase: "placing", click: CLICK, attempt: 2 });
  });

  test("another number is another click, whatever became of the one before", () => {
    const elsewhere = { id: "click-3", to: "+254700000001" };
    expect(after(dial(), notPlaced(LOST), { kind: "leave" }, dial(elsewhere))).toEqual({
      phase: "placing",
      click: elsewhere,
      attempt: 1,
    });
  });

  test("after a plain refusal, pressing Call again is a new click", () => {
    expect(after(dial(), notPlaced(REFUSED), { kind: "leave" }, dial(OTHER))).toEqual({
      phase: "placing",
      click: OTHER,
      attempt: 1,
    });
  });
});

describe("following", () => {
  test("each stage follows from what the provider said", () => {
    expect(after(dial(), placed(), seen("calling_customer"))).toMatchObject({
      stage: "calling_customer",
      agentPhone: "0111",
    });
    expect(after(dial(), placed(), seen("customer_answered"))).toMatchObject({ stage: "customer_answered" });
  });

  test("an older stage that is told late does not turn the call back", () => {
    const state = after(dial(), placed(), seen("calling_customer"));
    expect(next(state, seen("calling_agent"))).toBe(state);
  });

  test("the end brings the duration", () => {
    expect(after(dial(), placed(), seen("ended", { durationSeconds: 74 }))).toEqual({
      phase: "ended",
      click: CLICK,
      durationSeconds: 74,
    });
    expect(after(dial(), placed(), seen("ended"))).toEqual({ phase: "ended", click: CLICK });
  });

  test("a failure brings its cause", () => {
    expect(after(dial(), placed(), seen("failed", { cause: "Busy." }))).toEqual({
      phase: "failed",
      click: CLICK,
      cause: "Busy.",
    });
  });

  test("what is over stays over", () => {
    const state = after(dial(), placed(), seen("ended"));
    expect(next(state, seen("calling_customer"))).toBe(state);
    expect(next(state, placed())).toBe(state);
    expect(next(state, dial(OTHER))).toBe(state);
  });

  test("a call that the server already knows to be over is shown as over", () => {
    expect(after(dial(), placed({ state: "failed", mode: "agent_first", cause: "Busy." })).phase).toBe("failed");
  });

  test("news clear a warning that there were none", () => {
    const lost: CallEvent = { kind: "watch", clickId: CLICK.id, watch: "in_vain" };
    expect(after(dial(), placed(), lost)).toMatchObject({ watch: "in_vain" });
    expect(after(dial(), placed(), lost, seen("calling_agent"))).toMatchObject({ watch: "usual" });
  });

  test("once nobody asks any more, news do not pretend that somebody does", () => {
    const over: CallEvent = { kind: "watch", clickId: CLICK.id, watch: "over" };
    expect(after(dial(), placed(), over, seen("calling_customer"))).toMatchObject({
      stage: "calling_customer",
      watch: "over",
    });
    expect(after(dial(), placed(), over, seen("ended")).phase).toBe("ended");
  });

  test("news of another call change nothing", () => {
    const state = after(dial(), placed());
    expect(next(state, { ...seen("ended"), clickId: OTHER.id } as CallEvent)).toBe(state);
    expect(next(state, { kind: "watch", clickId: OTHER.id, watch: "over" })).toBe(state);
  });
});

describe("leaving", () => {
  test.each<[string, CallEvent[]]>([
    ["a live call", [dial(), placed()]],
    ["an ended call", [dial(), placed(), seen("ended")]],
    ["a failed call", [dial(), placed(), seen("failed")]],
    ["a refused call", [dial(), notPlaced(REFUSED)]],
  ])("%s leads back to the start", (_name, events) => {
    expect(after(...events, { kind: "leave" })).toEqual(IDLE);
  });

  test("a call cannot be left while nobody knows whether it will exist", () => {
    const state = after(dial());
    expect(next(state, { kind: "leave" })).toBe(state);
  });

  test("at rest nothing but a click or a late answer changes anything", () => {
    for (const event of [
      { kind: "retry" },
      { kind: "leave" },
      placed(),
      notPlaced(LOST),
      seen("ended"),
    ] as CallEvent[]) {
      expect(next(IDLE, event)).toBe(IDLE);
    }
    expect(after(dial(), notPlaced(LOST), { kind: "leave" }, placed()).phase).toBe("live");
  });
});

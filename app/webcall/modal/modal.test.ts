// Tests of the modal's states: which event leads where.

import { describe, expect, test } from "vitest";

import { UNCLEAR } from "../../shared/reply";
import type { WebCall } from "../smi";
import { isInside, type ModalEvent, type ModalState, next, UNKNOWN } from "./modal";

const CALL: WebCall = { roomId: "room-1", expiresAt: 1_000, people: [] };
const OTHER: WebCall = { roomId: "room-2", expiresAt: 2_000, people: [] };
const LINK = { url: "https://call.example/#p=abc", roomId: "room-1", expiresAt: 1_000 };
const URL = "https://call.example/#p=host";

const seen = (call: WebCall | "none"): ModalEvent => ({ kind: "seen", call, answer: undefined });
const after = (...events: ModalEvent[]): ModalState => events.reduce(next, UNKNOWN);
const way: ModalEvent = { kind: "way", roomId: "room-1", url: URL };
const made: ModalEvent = { kind: "made", link: LINK };

describe("the call", () => {
  test("is not known before the first answer, and an answer that fails leaves what was known", () => {
    expect(after({ kind: "unseen", problem: UNCLEAR })).toMatchObject({ call: "unknown", problem: UNCLEAR });
    expect(after(seen(CALL), { kind: "asking" }, { kind: "unseen", problem: UNCLEAR })).toMatchObject({
      call: CALL,
      asking: false,
      problem: UNCLEAR,
    });
    expect(after({ kind: "unseen", problem: UNCLEAR }, seen("none")).problem).toBeUndefined();
  });

  test("that is listed no more is over, and takes link, way and question along", () => {
    const state = after(seen(CALL), made, way, { kind: "want_end" }, seen("none"));
    expect(state).toEqual({ ...UNKNOWN, asking: false, call: "none", over: "gone" });
  });

  test("in place of another one takes nothing over from it", () => {
    expect(after(seen(CALL), made, way, seen(OTHER))).toEqual({ ...UNKNOWN, asking: false, call: OTHER });
  });

  test("is over when its time is up, and the reason is forgotten when there is a new one", () => {
    const state = after(seen(CALL), { kind: "expired", roomId: "room-1" });
    expect(state).toMatchObject({ call: "none", over: "expired" });
    expect(next(state, seen("none")).over).toBe("expired");
    expect(next(state, seen(OTHER)).over).toBeUndefined();
  });
});

describe("a link", () => {
  test("is made once at a time, and opens the call by itself", () => {
    const making = after(seen("none"), { kind: "make" });
    expect(next(making, { kind: "make" })).toBe(making);
    expect(next(making, made)).toMatchObject({ link: LINK, call: CALL, making: { kind: "at_rest" } });
  });

  test("to the call that is open leaves who is in it", () => {
    const people = [{ isHost: true, connected: true, sound: true, video: true }];
    expect(after(seen({ ...CALL, people }), { kind: "make" }, made).call).toEqual({ ...CALL, people });
  });

  test("that was not made says why, also when the call ended meanwhile", () => {
    const failed = after(seen(CALL), { kind: "make" }, { kind: "not_made", problem: UNCLEAR });
    expect(failed.making).toEqual({ kind: "failed", problem: UNCLEAR });
    expect(next(failed, seen("none")).making).toEqual({ kind: "failed", problem: UNCLEAR });
  });

  test("is put aside for another one without touching the call", () => {
    const state = after(seen(CALL), made, { kind: "insert" }, { kind: "inserted", worked: true }, { kind: "another" });
    expect(state).toMatchObject({ call: CALL, insertion: "none" });
    expect(state.link).toBeUndefined();
  });

  test("is inserted by the first answer only", () => {
    const inserting = after(seen(CALL), made, { kind: "insert" });
    const done = next(inserting, { kind: "inserted", worked: true });
    expect(done.insertion).toBe("done");
    expect(next(done, { kind: "inserted", worked: false })).toBe(done);
  });

  test("that is not there cannot be inserted", () => {
    const state = after(seen(CALL));
    expect(next(state, { kind: "insert" })).toBe(state);
  });
});

describe("joining here", () => {
  const framed = after(seen(CALL), way, { kind: "join_here" });

  test("needs a way in", () => {
    expect(after(seen(CALL), { kind: "join_here" }).here).toBe("no");
    expect(isInside(framed)).toBe(true);
  });

  test.each([
    ["joined", "joined"],
    ["left", "no"],
    ["denied", "denied"],
  ] as const)("and being told %s is %s", (told, here) => {
    expect(next(framed, { kind: "told_here", told }).here).toBe(here);
  });

  test("is not believed of a window in which nobody joined", () => {
    const state = after(seen(CALL), way);
    expect(next(state, { kind: "told_here", told: "denied" })).toBe(state);
  });

  test("goes on with sound alone when the camera is denied, and is left like any other", () => {
    const denied = next(framed, { kind: "told_here", told: "denied" });
    expect(isInside(denied)).toBe(true);
    expect(next(denied, { kind: "told_here", told: "joined" }).here).toBe("joined");
    expect(next(denied, { kind: "told_here", told: "left" }).here).toBe("no");
  });

  test.each([
    ["its time is up", { kind: "expired", roomId: "room-1" }],
    ["it is listed no more", seen("none")],
  ] as [string, ModalEvent][])("keeps the room in the window when %s, until the agent leaves", (_why, event) => {
    const state = next(framed, event);
    expect(state).toMatchObject({ call: "none", here: "framed", way: { kind: "open", url: URL } });
    expect(isInside(next(state, { kind: "told_here", told: "left" }))).toBe(false);
  });

  test("ends with the call that the agent ends", () => {
    expect(isInside(next(framed, { kind: "ended", roomId: "room-1" }))).toBe(false);
  });
});

describe("the end for all", () => {
  const asked = after(seen(CALL), { kind: "want_end" });

  test("is asked for, and can be thought better of", () => {
    expect(asked.ending.kind).toBe("asked");
    expect(next(asked, { kind: "keep" }).ending.kind).toBe("at_rest");
  });

  test("under way is not called back", () => {
    const ending = next(asked, { kind: "end" });
    expect(next(ending, { kind: "keep" })).toBe(ending);
    expect(next(ending, { kind: "ended", roomId: "room-1" })).toMatchObject({ call: "none", over: "ended" });
  });

  test("that failed says why", () => {
    const failed = next(next(asked, { kind: "end" }), { kind: "not_ended", roomId: "room-1", problem: UNCLEAR });
    expect(failed).toMatchObject({ call: CALL, ending: { kind: "failed", problem: UNCLEAR } });
  });
});

test.each([
  ["way", { kind: "way", roomId: "room-2", url: URL }],
  ["refusal of a way", { kind: "no_way", roomId: "room-2", problem: UNCLEAR }],
  ["end", { kind: "ended", roomId: "room-2" }],
  ["refusal to end", { kind: "not_ended", roomId: "room-2", problem: UNCLEAR }],
  ["end of time", { kind: "expired", roomId: "room-2" }],
] as [string, ModalEvent][])("the %s of another room changes nothing", (_what, event) => {
  const state = after(seen(CALL), way);
  expect(next(state, event)).toBe(state);
});

test.each([{ kind: "want_end" }, { kind: "end" }, { kind: "ask_way" }, way] as ModalEvent[])(
  "without a call $kind changes nothing",
  (event) => {
    const state = after(seen("none"));
    expect(next(state, event)).toBe(state);
  },
);

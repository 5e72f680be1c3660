// Tests of a visit: every screen it goes through, what leads off the way, and what time does to it.

import { describe, expect, test } from "vitest";

import type { Envelope } from "./envelope";
import type { Invitation } from "./invitation";
import type { LinkReading } from "./link";
import type { Found, Wanted } from "./media";
import { type Ending, mayRejoin, next, type Place, START, type Visit, type VisitEvent } from "./visit";

const NOW = 1_700_000_000_000;
/** The last moment of the link, and of the minute by which clocks may differ. */
const EXPIRY = NOW + 3_600_000;
const END = EXPIRY + 60_000;

const INVITATION: Invitation = {
  appId: "A1B2C3D4-0000-4000-8000-000000000001",
  roomId: "room",
  userId: "service_user_1",
  token: "token",
  expiresAt: EXPIRY,
  soundOnly: false,
  host: false,
};
const ENVELOPE = { expiresAt: EXPIRY } as Envelope;
const OPEN: LinkReading = { kind: "open", invitation: INVITATION };
const SEALED: LinkReading = { kind: "sealed", envelope: ENVELOPE };
const WANTED: Wanted = { camera: true, microphone: true };
const FOUND: Found = { camera: { state: "on" }, microphone: { state: "on" }, cameras: [], microphones: [] };
const OWN = { sound: true, picture: false };

const after = (...events: VisitEvent[]): Visit => events.reduce(next, START);
const read = (reading: LinkReading, place: Place = {}): VisitEvent => ({ kind: "read", reading, place });
const tick = (now: number): VisitEvent => ({ kind: "tick", now });
const over = (ending: Ending): VisitEvent => ({ kind: "over", ending });
const wrong = (now: number): VisitEvent[] => [{ kind: "unlock" }, { kind: "wrong", now }];
const JOINING: VisitEvent[] = [
  read(OPEN),
  { kind: "ask", wanted: WANTED },
  { kind: "found", found: FOUND },
  { kind: "join", wanted: WANTED },
];
const CALL: VisitEvent[] = [...JOINING, { kind: "joined", own: OWN }];

describe("a visit", () => {
  test.each<[string, VisitEvent[], object]>([
    ["starts with a link to paste", [], { phase: "link" }],
    ["without a link stays there", [read({ kind: "none" })], { phase: "link" }],
    [
      "says why a link is refused",
      [read({ kind: "refused", reason: "expired" })],
      { phase: "link", refusal: "expired" },
    ],
    ["takes another link after that", [read({ kind: "refused", reason: "damaged" }), read(OPEN)], { phase: "look" }],
    ["takes no second link", [read(OPEN), read(SEALED)], { phase: "look" }],
    ["inside an app goes no further", [read(SEALED, { app: "LINE" })], { phase: "inside", app: "LINE" }],
    ["inside an app goes on if it is to", [read(SEALED, { app: "" }), { kind: "stay" }], { phase: "locked" }],
    [
      "ends where no call can be made",
      [read(OPEN, { hindrance: "unsupported" })],
      { phase: "hindered", by: "unsupported" },
    ],
    ["asks for a password", [read(SEALED)], { phase: "locked", wrong: 0, opening: false }],
    ["tries the password", [read(SEALED), { kind: "unlock" }], { opening: true }],
    [
      "goes on with the right one",
      [read(SEALED), { kind: "unlock" }, { kind: "unlocked", invitation: INVITATION, now: NOW }],
      { phase: "look" },
    ],
    [
      "refuses what a password opened too late",
      [read(SEALED), { kind: "unlock" }, { kind: "unlocked", invitation: INVITATION, now: END }],
      { phase: "link", refusal: "expired" },
    ],
    [
      "refuses what is wrong inside",
      [read(SEALED), { kind: "unlock" }, { kind: "damaged" }],
      { phase: "link", refusal: "damaged" },
    ],
    [
      "believes no answer that was not asked for",
      [read(SEALED), { kind: "unlocked", invitation: INVITATION, now: NOW }],
      { phase: "locked" },
    ],
    ["asks for camera and microphone", [read(OPEN), { kind: "ask", wanted: WANTED }], { look: { stage: "asking" } }],
    ["shows what was found", JOINING.slice(0, 3), { look: { stage: "shown", found: FOUND } }],
    ["shows nothing that was not asked for", [read(OPEN), { kind: "found", found: FOUND }], { look: { stage: "ask" } }],
    ["can go back", [...JOINING.slice(0, 3), { kind: "unask" }], { look: { stage: "ask" } }],
    ["joins", JOINING, { phase: "joining", wanted: WANTED }],
    ["is in the call", CALL, { phase: "call", call: { own: OWN, people: [] } }],
    [
      "hears of the call only when in it",
      [...JOINING, { kind: "in_call", event: { kind: "disconnected" } }],
      { phase: "joining" },
    ],
    [
      "hears of the call",
      [...CALL, { kind: "in_call", event: { kind: "disconnected" } }],
      { call: { reconnecting: true } },
    ],
    [
      "can be given up while joining",
      [...JOINING, over({ kind: "left" })],
      { phase: "over", ending: { kind: "left" } },
    ],
    ["is over once", [...CALL, over({ kind: "ended" }), over({ kind: "lost" })], { ending: { kind: "ended" } }],
    [
      "does not join what was given up",
      [...JOINING, over({ kind: "left" }), { kind: "joined", own: OWN }],
      { phase: "over" },
    ],
    [
      "comes back as it left",
      [...CALL, over({ kind: "lost" }), { kind: "rejoin", now: NOW }],
      { phase: "joining", wanted: { camera: false, microphone: true } },
    ],
    [
      "does not come back to what has ended",
      [...CALL, over({ kind: "ended" }), { kind: "rejoin", now: NOW }],
      { phase: "over" },
    ],
  ])("%s", (_what, events, expected) => {
    expect(after(...events)).toMatchObject(expected);
  });
});

describe("wrong passwords", () => {
  test("are followed by pauses that double up to half a minute", () => {
    let visit = after(read(SEALED));
    const pauses = Array.from({ length: 8 }, () => {
      visit = wrong(NOW).reduce(next, visit);
      const pause = visit.phase === "locked" ? visit.pausedUntil - NOW : undefined;
      visit = next(visit, tick(NOW + 30_000));
      return pause;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  test("let no password be tried during a pause", () => {
    const paused = after(read(SEALED), ...wrong(NOW));
    expect(next(paused, { kind: "unlock" })).toBe(paused);
    expect(next(paused, tick(NOW + 999))).toBe(paused);
    expect([tick(NOW + 1_000), { kind: "unlock" } as const].reduce(next, paused)).toMatchObject({ opening: true });
  });

  test("are tried one at a time", () => {
    const opening = after(read(SEALED), { kind: "unlock" });
    expect(next(opening, { kind: "unlock" })).toBe(opening);
  });
});

describe("time", () => {
  test.each<[string, VisitEvent[], object]>([
    ["the password", [read(SEALED)], { phase: "link", refusal: "expired" }],
    ["the look", [read(OPEN)], { phase: "link", refusal: "expired" }],
    ["joining", JOINING, { phase: "over", ending: { kind: "expired" } }],
    ["the call", CALL, { phase: "over", ending: { kind: "expired" } }],
  ])("ends %s with the link", (_what, events, expected) => {
    const before = after(...events);
    expect(next(before, tick(END - 1)).phase).toBe(before.phase);
    expect(next(before, tick(END))).toMatchObject(expected);
  });

  test("warns in the last minute of a call, once", () => {
    const call = after(...CALL);
    expect(next(call, tick(END - 60_001))).toBe(call);
    const warned = next(call, tick(END - 60_000));
    expect(warned).toMatchObject({ phase: "call", call: { expiring: true } });
    expect(next(warned, tick(END - 30_000))).toBe(warned);
  });

  test("changes nothing elsewhere", () => {
    const ended = after(...CALL, over({ kind: "ended" }));
    for (const visit of [START, ended]) expect(next(visit, tick(END))).toBe(visit);
  });
});

test.each<[Ending, number, boolean]>([
  [{ kind: "left" }, NOW, true],
  [{ kind: "lost" }, NOW, true],
  [{ kind: "lost" }, END - 1, true],
  [{ kind: "lost" }, END, false],
  [{ kind: "ended" }, NOW, false],
  [{ kind: "expired" }, NOW, false],
  [{ kind: "failed", trouble: "full" }, NOW, true],
  [{ kind: "failed", trouble: "sdk" }, NOW, true],
  [{ kind: "failed", trouble: "sdk" }, END, false],
  [{ kind: "failed", trouble: "gone" }, NOW, false],
  [{ kind: "failed", trouble: "sign_in" }, NOW, false],
])("after %j, seen at %i, coming back: %s", (ending, now, expected) => {
  const visit = after(...JOINING, over(ending));
  expect(visit.phase === "over" && mayRejoin(visit, now)).toBe(expected);
});

// A customer's visit to the page, from the link to the end of the call: states, events, and which event leads where.
// It is pure: it opens nothing, waits for nothing and draws nothing; an event that does not fit leaves the state as it is.

import { after, type Call, type CallEvent, entered, type Own } from "./call";
import type { Envelope } from "./envelope";
import { endOf, type Invitation } from "./invitation";
import type { LinkReading, LinkRefusal, Way } from "./link";
import type { Found, Wanted } from "./media";
import type { Hindrance } from "./place";
import { type Failure, mayPass } from "./trouble";

/** How the visit's call came to an end. */
export type Ending = { readonly kind: "left" | "ended" | "expired" | "lost" } | ({ readonly kind: "failed" } & Failure);

/** The look at camera and microphone before the call. */
export type Look =
  | { readonly stage: "ask" }
  | { readonly stage: "asking"; readonly wanted: Wanted }
  | { readonly stage: "shown"; readonly wanted: Wanted; readonly found: Found };

/** Where the visit stands. */
export type Visit =
  | { readonly phase: "link"; readonly refusal?: LinkRefusal }
  | { readonly phase: "hindered"; readonly by: Hindrance }
  /** Inside another app's own browser; `app` is its name, or empty. */
  | { readonly phase: "inside"; readonly app: string; readonly way: Way }
  | Locked
  | { readonly phase: "look"; readonly invitation: Invitation; readonly look: Look }
  | { readonly phase: "joining"; readonly invitation: Invitation; readonly wanted: Wanted }
  | { readonly phase: "call"; readonly invitation: Invitation; readonly wanted: Wanted; readonly call: Call }
  | { readonly phase: "over"; readonly invitation: Invitation; readonly wanted: Wanted; readonly ending: Ending };

interface Locked {
  readonly phase: "locked";
  readonly envelope: Envelope;
  readonly wrong: number;
  readonly opening: boolean;
  /** The next password is tried from this moment on, in Unix milliseconds; zero when there is no pause. */
  readonly pausedUntil: number;
}

/** What the page knows of the place where it is open. */
export interface Place {
  readonly app?: string;
  readonly hindrance?: Hindrance;
}

/** What can happen. */
export type VisitEvent =
  | { readonly kind: "read"; readonly reading: LinkReading; readonly place: Place }
  | { readonly kind: "stay" }
  | { readonly kind: "unlock" }
  | { readonly kind: "unlocked"; readonly invitation: Invitation; readonly now: number }
  | { readonly kind: "damaged" }
  | { readonly kind: "wrong"; readonly now: number }
  | { readonly kind: "tick"; readonly now: number }
  | { readonly kind: "ask"; readonly wanted: Wanted }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "unask" }
  | { readonly kind: "join"; readonly wanted: Wanted }
  | { readonly kind: "joined"; readonly own: Own }
  | { readonly kind: "in_call"; readonly event: CallEvent }
  | { readonly kind: "over"; readonly ending: Ending }
  | { readonly kind: "rejoin"; readonly now: number };

/** The state in which a visit starts. */
export const START: Visit = { phase: "link" };

const LONGEST_PAUSE = 30_000;
/** How long before its end a call is said to end, in milliseconds. */
const LAST_MINUTE = 60_000;

/** The state after the event; the same object when the event changes nothing. */
export function next(visit: Visit, event: VisitEvent): Visit {
  switch (event.kind) {
    case "read":
      return visit.phase === "link" ? read(event.reading, event.place) : visit;
    case "stay":
      return visit.phase === "inside" ? follow(visit.way) : visit;
    case "unlock":
      return visit.phase === "locked" && !isHeld(visit) ? { ...visit, opening: true } : visit;
    case "unlocked":
    case "damaged":
    case "wrong":
      return visit.phase === "locked" && visit.opening ? tried(visit, event) : visit;
    case "tick":
      return tick(visit, event.now);
    case "ask":
      return visit.phase === "look" ? { ...visit, look: { stage: "asking", wanted: event.wanted } } : visit;
    case "found":
      return found(visit, event.found);
    case "unask":
      return visit.phase === "look" ? { ...visit, look: { stage: "ask" } } : visit;
    case "join":
      return visit.phase === "look" ? join(visit.invitation, event.wanted) : visit;
    case "joined":
      return visit.phase === "joining" ? { ...visit, phase: "call", call: entered(event.own) } : visit;
    case "in_call":
      return inCall(visit, event.event);
    case "over":
      return visit.phase === "joining" || visit.phase === "call" ? over(visit, event.ending) : visit;
    case "rejoin":
      return visit.phase === "over" && mayRejoin(visit, event.now) ? join(visit.invitation, visit.wanted) : visit;
  }
}

/** Says whether no password is tried at the moment. */
export function isHeld({ opening, pausedUntil }: Locked): boolean {
  return opening || pausedUntil > 0;
}

/** Says whether the same link may lead into the call again. */
export function mayRejoin({ ending, invitation }: Extract<Visit, { phase: "over" }>, now: number): boolean {
  if (ending.kind === "ended" || ending.kind === "expired" || now >= endOf(invitation.expiresAt)) return false;
  return ending.kind !== "failed" || mayPass(ending.trouble);
}

function read(reading: LinkReading, { app, hindrance }: Place): Visit {
  if (reading.kind === "none") return START;
  if (reading.kind === "refused") return { phase: "link", refusal: reading.reason };
  if (app !== undefined) return { phase: "inside", app, way: reading };
  return hindrance === undefined ? follow(reading) : { phase: "hindered", by: hindrance };
}

function follow(way: Way): Visit {
  if (way.kind === "open") return look(way.invitation);
  return { phase: "locked", envelope: way.envelope, wrong: 0, opening: false, pausedUntil: 0 };
}

function look(invitation: Invitation): Visit {
  return { phase: "look", invitation, look: { stage: "ask" } };
}

type Tried = Extract<VisitEvent, { kind: "unlocked" | "damaged" | "wrong" }>;

function tried(visit: Locked, event: Tried): Visit {
  if (event.kind === "damaged") return { phase: "link", refusal: "damaged" };
  if (event.kind === "unlocked") {
    const isOver = event.now >= endOf(event.invitation.expiresAt);
    return isOver ? { phase: "link", refusal: "expired" } : look(event.invitation);
  }
  const pause = Math.min(1_000 * 2 ** visit.wrong, LONGEST_PAUSE);
  return { ...visit, opening: false, wrong: visit.wrong + 1, pausedUntil: event.now + pause };
}

function tick(visit: Visit, now: number): Visit {
  switch (visit.phase) {
    case "locked":
      if (now >= endOf(visit.envelope.expiresAt)) return { phase: "link", refusal: "expired" };
      return visit.pausedUntil > 0 && now >= visit.pausedUntil ? { ...visit, pausedUntil: 0 } : visit;
    case "look":
      return now >= endOf(visit.invitation.expiresAt) ? { phase: "link", refusal: "expired" } : visit;
    case "joining":
    case "call": {
      const end = endOf(visit.invitation.expiresAt);
      if (now >= end) return over(visit, { kind: "expired" });
      return now >= end - LAST_MINUTE ? inCall(visit, { kind: "expiring" }) : visit;
    }
    default:
      return visit;
  }
}

function found(visit: Visit, found: Found): Visit {
  if (visit.phase !== "look" || visit.look.stage !== "asking") return visit;
  return { ...visit, look: { stage: "shown", wanted: visit.look.wanted, found } };
}

function join(invitation: Invitation, wanted: Wanted): Visit {
  return { phase: "joining", invitation, wanted };
}

function inCall(visit: Visit, event: CallEvent): Visit {
  if (visit.phase !== "call") return visit;
  const call = after(visit.call, event);
  return call === visit.call ? visit : { ...visit, call };
}

/** Who comes back finds camera and microphone as they were last. */
function over(visit: Extract<Visit, { phase: "joining" | "call" }>, ending: Ending): Visit {
  const { invitation, wanted } = visit;
  const last = visit.phase === "call" ? { camera: visit.call.own.picture, microphone: visit.call.own.sound } : {};
  return { phase: "over", invitation, wanted: { ...wanted, ...last }, ending };
}

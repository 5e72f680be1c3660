// The calls that ring this agent's phone, as the softphone knows them: what has come, what is shown, and for how long.
// It is pure: it asks nobody, waits for nothing and draws nothing.

import { isSameCall } from "../ids";
import type { CallNews } from "./news";

/** How far a call has come. That it was answered says nothing of who did: it may ring several agents. */
export type Stage = "ringing" | "answered" | "missed";

/** One call from a customer. */
export interface Incoming {
  readonly ids: readonly string[];
  /** The customer's number; absent if it is withheld. */
  readonly customer?: string;
  /** The customer's name, once it was found. */
  readonly name?: string;
  readonly stage: Stage;
  /** Since when, by this page's clock, in milliseconds. */
  readonly since: number;
  /** When it began to ring, by the gateway's clock, in milliseconds. */
  readonly rangAt?: number;
}

/** How long each stage is shown if nothing else is heard, in milliseconds. */
const SHOWN_FOR: Record<Stage, number> = { ringing: 180_000, answered: 15_000, missed: 30_000 };
/** Who comes back learns what was missed: a call that began to ring so long ago rings no more. Clocks may differ a little. */
const PAST = 300_000;
/**
 * The exchange answers a call to greet the caller, before it rings a phone: what is answered sooner than words can be spoken,
 * in milliseconds, was answered by nobody. [inferred]
 */
const GREETING = 3_000;
/** More than any agent can look at. */
const MOST = 20;

/** The calls after the news, the newest first; the same list when nothing changes. */
export function hear(calls: readonly Incoming[], news: CallNews, now: number): readonly Incoming[] {
  if (news.direction !== "inbound") return calls;
  const known = calls.find(({ ids }) => isSameCall(ids, news.ids));
  if (news.kind === "ringing") return known || isPast(news, now) ? calls : [ring(news, now), ...calls].slice(0, MOST);
  if (known === undefined) return calls;
  const { kind } = news;
  if (kind === known.stage || (kind === "answered" && isGreeting(known, news))) return calls;
  if (kind === "ended" || known.stage === "answered") return calls.filter((call) => call !== known);
  return calls.map((call) => (call === known ? { ...known, stage: kind, since: now } : call));
}

function isGreeting({ rangAt }: Incoming, { at }: CallNews): boolean {
  return rangAt !== undefined && at !== undefined && at - rangAt < GREETING;
}

/** The calls with the name of whoever has this number. */
export function name(calls: readonly Incoming[], customer: string, found: string): readonly Incoming[] {
  return calls.map((call) => (call.customer === customer ? { ...call, name: found } : call));
}

/** The calls that are still to be shown. */
export function stillShown(calls: readonly Incoming[], now: number): readonly Incoming[] {
  const left = calls.filter((call) => goesAt(call) > now);
  return left.length === calls.length ? calls : left;
}

/** When the next of them is to go; nothing when there are none. */
export function nextGoing(calls: readonly Incoming[]): number | undefined {
  return calls.length === 0 ? undefined : Math.min(...calls.map(goesAt));
}

function goesAt({ stage, since }: Incoming): number {
  return since + SHOWN_FOR[stage];
}

function isPast({ at }: CallNews, now: number): boolean {
  return at !== undefined && now - at > PAST;
}

function ring({ ids, customer, at }: CallNews, now: number): Incoming {
  return {
    ids,
    stage: "ringing",
    since: now,
    ...(customer !== undefined && { customer }),
    ...(at !== undefined && { rangAt: at }),
  };
}

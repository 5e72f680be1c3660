// Whether the agent takes calls, as the softphone knows it: states, events, and which event leads where.
// It is pure: it asks nobody and draws nothing; what the agent chose shows at once and is taken back if the server refuses it.

import type { Problem } from "../shared/reply";
import type { Choice, Presence } from "./smi";

/** What is known of the agent's presence, and what is on its way. */
export interface PresenceState {
  /** What the server last said; absent while nobody knows. */
  readonly presence?: Presence;
  /** The server is being asked. */
  readonly asking: boolean;
  /** The server has answered a question, so a phone that is not in `presence` is known to be missing. */
  readonly read: boolean;
  /** The choice that is on its way to the server. */
  readonly sending?: Choice;
  /** A choice made meanwhile; it is sent next, and of several only the last. */
  readonly waiting?: Choice;
  /** What could not be done, and why. */
  readonly failure?: Failure;
}

type Failure =
  | { readonly what: "read"; readonly problem: Problem }
  | { readonly what: "save"; readonly problem: Problem; readonly choice?: Choice };

/** What can happen. */
export type PresenceEvent =
  | { readonly kind: "choose"; readonly choice: Choice }
  | { readonly kind: "read"; readonly presence: Presence }
  | { readonly kind: "not_read"; readonly problem: Problem }
  | { readonly kind: "saved"; readonly presence: Presence }
  | { readonly kind: "not_saved"; readonly problem: Problem };

/** The state in which the softphone starts: the server is being asked. */
export const ASKING: PresenceState = { asking: true, read: false };

/** The state after the event. */
export function next(state: PresenceState, event: PresenceEvent): PresenceState {
  switch (event.kind) {
    case "choose":
      return choose(state, event.choice);
    case "read":
      return read(state, event.presence);
    case "not_read":
      return state.presence === undefined
        ? { ...state, asking: false, failure: { what: "read", problem: event.problem } }
        : { ...state, asking: false };
    case "saved":
      return saved(state, event.presence);
    case "not_saved":
      return notSaved(state, event.problem);
  }
}

/** What the control shows as chosen: the agent's last choice, else what the server said. */
export function chosen({ presence, sending, waiting }: PresenceState): Presence["state"] | undefined {
  return waiting ?? sending ?? presence?.state;
}

function choose(state: PresenceState, choice: Choice): PresenceState {
  if (chosen(state) === choice) return state;
  const rest = without(without(state, "waiting"), "failure");
  if (state.sending === undefined) return { ...rest, sending: choice };
  return state.sending === choice ? rest : { ...rest, waiting: choice };
}

/** A choice that was saved since the question is newer than its answer, which then tells the phone only. */
function read(state: PresenceState, told: Presence): PresenceState {
  const presence = state.presence === undefined ? told : { ...phoneOf(told), ...state.presence };
  const { failure } = state;
  const isSettled = failure?.what === "read" || (failure?.what === "save" && failure.choice === presence.state);
  return { ...(isSettled ? without(state, "failure") : state), asking: false, read: true, presence };
}

/** The answer to a choice does not name the phone, so that is asked for if it never was. */
function saved(state: PresenceState, told: Presence): PresenceState {
  const { asking, read, presence, waiting } = state;
  return { asking: asking || !read, read, presence: { ...phoneOf(presence), ...told }, ...sendNext(waiting) };
}

/** After a failure that may have had its effect nobody knows what the server has, so it is asked. */
function notSaved(state: PresenceState, problem: Problem): PresenceState {
  const { asking, read, presence, sending, waiting } = state;
  const failure: Failure = { what: "save", problem, ...(sending && { choice: sending }) };
  if (problem.doubtful && waiting === undefined) return { asking: true, read, failure };
  return { asking, read, failure, ...(presence && { presence }), ...sendNext(waiting) };
}

function sendNext(waiting: Choice | undefined): Pick<PresenceState, "sending"> {
  return waiting === undefined ? {} : { sending: waiting };
}

function phoneOf(presence: Presence | undefined): Pick<Presence, "phone"> {
  return presence?.phone === undefined ? {} : { phone: presence.phone };
}

function without<Key extends "waiting" | "failure">(state: PresenceState, key: Key): Omit<PresenceState, Key> {
  const { [key]: _dropped, ...rest } = state;
  return rest;
}

// The admin page as a state machine: locked or open, what is known of set-up and team, what somebody changed or connects.
// It is pure: it asks nobody and draws nothing, and never holds the passcode; an event that does not fit changes nothing.

import type { Problem } from "../shared/reply";
import type { Channel, Member, Opening, Setup } from "./smi";
import { type Change, type Changes, namedIn, withChange } from "./team";

/** Something that was asked of the server. */
export interface Part<T> {
  /** What the server said last. */
  readonly value?: T;
  /** The server is being asked. */
  readonly asking: boolean;
  /** Why the last question got no answer. */
  readonly problem?: Problem;
}

/** How saving the team went. */
export type Saving =
  | { readonly kind: "at_rest" }
  /** Somebody wanted to save what cannot be saved. */
  | { readonly kind: "held_back" }
  | { readonly kind: "under_way" }
  | { readonly kind: "saved" }
  /** The server refused it; `agentId` is the one whom its sentence names. */
  | { readonly kind: "failed"; readonly problem: Problem; readonly agentId?: string };

/** How connecting a channel went. */
export type Connecting =
  | { readonly kind: "at_rest" }
  | { readonly kind: "under_way"; readonly channel: string }
  | { readonly kind: "connected"; readonly channel: string }
  | { readonly kind: "failed"; readonly channel: string; readonly problem: Problem };

/** The page before the passcode was accepted, or after the right to use it ended. */
export interface Locked {
  readonly phase: "locked";
  /** A passcode is being checked. */
  readonly asking: boolean;
  readonly expired: boolean;
  readonly problem?: Problem;
  /** Changes that were not saved when the page was locked. */
  readonly changes: Changes;
}

/** The page with the right to use it. */
export interface Open {
  readonly phase: "open";
  readonly token: string;
  readonly setup: Part<Setup>;
  readonly connecting: Connecting;
  /** Absent where no calls are taken. */
  readonly team?: Part<readonly Member[]>;
  readonly changes: Changes;
  readonly saving: Saving;
}

export type AdminState = Locked | Open;

/** What can happen. Answers carry the token they were asked with, because they may come late. */
export type AdminEvent =
  | { readonly kind: "submit" }
  | { readonly kind: "opened"; readonly opening: Opening; readonly hasTeam: boolean }
  | { readonly kind: "not_opened"; readonly problem: Problem }
  | { readonly kind: "lock" }
  | { readonly kind: "expired"; readonly token: string }
  | { readonly kind: "ask_setup" }
  | { readonly kind: "setup"; readonly token: string; readonly setup: Setup }
  | { readonly kind: "no_setup"; readonly token: string; readonly problem: Problem }
  | { readonly kind: "connect"; readonly channel: string }
  | { readonly kind: "connected"; readonly token: string; readonly channel: string }
  | { readonly kind: "not_connected"; readonly token: string; readonly channel: string; readonly problem: Problem }
  | { readonly kind: "ask_team" }
  | { readonly kind: "team"; readonly token: string; readonly members: readonly Member[] }
  | { readonly kind: "no_team"; readonly token: string; readonly problem: Problem }
  | { readonly kind: "edit"; readonly id: string; readonly change: Change }
  | { readonly kind: "discard" }
  | { readonly kind: "hold_back" }
  | { readonly kind: "save" }
  | { readonly kind: "saved"; readonly token: string; readonly members: readonly Member[] }
  | { readonly kind: "not_saved"; readonly token: string; readonly problem: Problem };

type Answer = Extract<AdminEvent, { token: string }>;

/** The state in which the page starts. */
export const LOCKED: Locked = { phase: "locked", asking: false, expired: false, changes: {} };

const AT_REST = { kind: "at_rest" } as const;

/** The state after the event; the same object when the event changes nothing. */
export function next(state: AdminState, event: AdminEvent): AdminState {
  if (state.phase === "locked") return whileLocked(state, event);
  if ("token" in event) return event.token === state.token ? answered(state, event) : state;
  return whileOpen(state, event);
}

function whileLocked(state: Locked, event: AdminEvent): AdminState {
  const { changes, expired } = state;
  switch (event.kind) {
    case "submit":
      return state.asking ? state : { phase: "locked", asking: true, expired, changes };
    case "opened":
      return {
        phase: "open",
        token: event.opening.token,
        setup: { asking: true },
        connecting: AT_REST,
        ...(event.hasTeam && { team: { asking: true } }),
        changes,
        saving: AT_REST,
      };
    case "not_opened":
      return { ...state, asking: false, problem: event.problem };
    default:
      return state;
  }
}

function whileOpen(state: Open, event: Exclude<AdminEvent, Answer>): AdminState {
  const { team } = state;
  switch (event.kind) {
    case "lock":
      return { ...LOCKED, changes: state.changes };
    case "ask_setup":
      return isSetupBusy(state) ? state : { ...askedAgain(state), connecting: AT_REST };
    case "connect":
      return isSetupBusy(state) ? state : { ...state, connecting: { kind: "under_way", channel: event.channel } };
    case "ask_team":
      return !team || team.asking ? state : { ...state, team: { ...valueOf(team), asking: true } };
    case "edit":
    case "discard":
    case "hold_back":
    case "save":
      return state.saving.kind === "under_way" ? state : edited(state, event);
    default:
      return state;
  }
}

/** The set-up is being checked or changed: what is connected meanwhile would be missing in the check's answer. */
export function isSetupBusy({ setup, connecting }: Open): boolean {
  return setup.asking || connecting.kind === "under_way";
}

/** What is known of the set-up stays in sight while it is checked again. */
function askedAgain(state: Open): Open {
  return { ...state, setup: { ...valueOf(state.setup), asking: true } };
}

/** What somebody does to the table; while it is being saved nothing can be done to it. */
function edited(state: Open, event: Extract<AdminEvent, { kind: "edit" | "discard" | "hold_back" | "save" }>): Open {
  switch (event.kind) {
    case "edit":
      return {
        ...state,
        changes: withChange(state.changes, event.id, event.change),
        // What is wrong elsewhere in the table stays said.
        saving: state.saving.kind === "held_back" ? state.saving : AT_REST,
      };
    case "discard":
      return { ...state, changes: {}, saving: AT_REST };
    case "hold_back":
      return { ...state, saving: { kind: "held_back" } };
    case "save":
      return { ...state, saving: { kind: "under_way" } };
  }
}

function answered(state: Open, event: Answer): AdminState {
  switch (event.kind) {
    case "expired":
      return { ...LOCKED, expired: true, changes: state.changes };
    case "setup":
      return {
        ...state,
        setup: { asking: false, value: event.setup },
        connecting: stillToSay(state.connecting, event.setup.channels),
      };
    case "no_setup":
      return { ...state, setup: { ...valueOf(state.setup), asking: false, problem: event.problem } };
    case "connected":
      return { ...askedAgain(state), connecting: { kind: "connected", channel: event.channel } };
    case "not_connected":
      return { ...askedAgain(state), connecting: { kind: "failed", channel: event.channel, problem: event.problem } };
    case "team":
      return { ...state, team: { asking: false, value: event.members } };
    case "no_team":
      return { ...state, team: { ...valueOf(state.team), asking: false, problem: event.problem } };
    case "saved":
      return {
        ...state,
        team: { asking: false, value: event.members },
        changes: {},
        saving: { kind: "saved" },
      };
    case "not_saved":
      return { ...state, saving: failed(event.problem, state.team?.value ?? []) };
  }
}

function failed(problem: Problem, members: readonly Member[]): Saving {
  const agentId = problem.sentence === undefined ? undefined : namedIn(problem.sentence, members);
  return { kind: "failed", problem, ...(agentId !== undefined && { agentId }) };
}

/** Nobody needs to read a refusal twice, and the check knows best how an attempt ended of which nobody heard. */
function stillToSay(connecting: Connecting, channels: readonly Channel[]): Connecting {
  if (connecting.kind !== "failed") return connecting;
  const { problem } = connecting;
  const now = channels.find(({ channel }) => channel === connecting.channel);
  const isSaid = problem.sentence !== undefined && now?.sentence.includes(problem.sentence) === true;
  const worked = problem.doubtful && now?.state === "ok";
  return isSaid || worked ? AT_REST : connecting;
}

function valueOf<T>(part: Part<T> | undefined): Pick<Part<T>, "value"> {
  return part?.value === undefined ? {} : { value: part.value };
}

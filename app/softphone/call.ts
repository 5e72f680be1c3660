// The life of one outbound call as the softphone knows it: states, events, and which event leads where.
// It is pure: it asks nobody, waits for nothing and draws nothing; an event that does not fit leaves the state as it is.

import type { Problem } from "../shared/reply";
import type { Call, Mode, Stage } from "./smi";

/** One press of Call. Its id goes with every attempt, so a repeated attempt never dials twice. */
export interface Click {
  readonly id: string;
  /** The number to dial, in E.164 form. */
  readonly to: string;
}

/** A click together with the number of times it was sent. */
interface Attempt {
  readonly click: Click;
  readonly attempt: number;
}

/** Whether the state on the screen is still being asked for: as usual, seldom, in vain, or no longer. */
export type Watch = "usual" | "slowed" | "in_vain" | "over";

/** Where the call stands. */
export type CallState =
  /** No call; `doubtful` is an earlier attempt of which nobody knows whether it dialled. */
  | { readonly phase: "idle"; readonly doubtful?: Attempt }
  | ({ readonly phase: "placing" } & Attempt)
  | ({ readonly phase: "not_placed"; readonly problem: Problem } & Attempt)
  | Live
  | { readonly phase: "ended"; readonly click: Click; readonly durationSeconds?: number }
  | { readonly phase: "failed"; readonly click: Click; readonly cause?: string };

interface Live {
  readonly phase: "live";
  readonly click: Click;
  readonly stage: Stage;
  readonly mode: Mode;
  readonly watch: Watch;
  /** The ids under which the provider knows the call. */
  readonly ids?: readonly string[];
  readonly agentPhone?: string;
  readonly warning?: string;
}

/** What can happen. Answers carry the click they belong to, because they may come late. */
export type CallEvent =
  | { readonly kind: "dial"; readonly click: Click }
  | { readonly kind: "retry" }
  | { readonly kind: "placed"; readonly clickId: string; readonly call: Call }
  | { readonly kind: "not_placed"; readonly clickId: string; readonly attempt: number; readonly problem: Problem }
  | { readonly kind: "seen"; readonly clickId: string; readonly call: Call }
  | { readonly kind: "watch"; readonly clickId: string; readonly watch: Watch }
  | { readonly kind: "leave" };

/** The state in which the softphone starts. */
export const IDLE: CallState = { phase: "idle" };

/** Whether the agent is placing a call or on one. */
export function isBusy({ phase }: CallState): boolean {
  return phase === "placing" || phase === "live";
}

const ORDER: Record<Stage, number> = { calling_agent: 0, calling_customer: 1, customer_answered: 2 };

/** The state after the event; the same object when the event changes nothing. */
export function next(state: CallState, event: CallEvent): CallState {
  switch (event.kind) {
    case "dial":
      return dial(state, event.click);
    case "retry":
      return retry(state);
    case "placed":
      return placed(state, event.clickId, event.call);
    case "not_placed":
      return notPlaced(state, event);
    case "seen":
      return seen(state, event.clickId, event.call);
    case "watch":
      return state.phase === "live" && state.click.id === event.clickId && state.watch !== event.watch
        ? { ...state, watch: event.watch }
        : state;
    case "leave":
      return leave(state);
  }
}

function dial(state: CallState, click: Click): CallState {
  if (state.phase !== "idle") return state;
  const { doubtful } = state;
  if (doubtful?.click.to === click.to) return again(doubtful);
  return { phase: "placing", click, attempt: 1 };
}

function retry(state: CallState): CallState {
  return state.phase === "not_placed" && state.problem.retry ? again(state) : state;
}

function again({ click, attempt }: Attempt): CallState {
  return { phase: "placing", click, attempt: attempt + 1 };
}

/** A late answer counts as well: the call is real, whatever the screen said in the meantime. */
function placed(state: CallState, clickId: string, call: Call): CallState {
  const waiting =
    state.phase === "idle"
      ? state.doubtful
      : state.phase === "placing" || state.phase === "not_placed"
        ? state
        : undefined;
  return waiting?.click.id === clickId ? come(waiting.click, call) : state;
}

function notPlaced(state: CallState, event: Extract<CallEvent, { kind: "not_placed" }>): CallState {
  if (state.phase !== "placing" || state.click.id !== event.clickId || state.attempt !== event.attempt) return state;
  return { phase: "not_placed", click: state.click, attempt: state.attempt, problem: event.problem };
}

function seen(state: CallState, clickId: string, call: Call): CallState {
  if (state.phase !== "live" || state.click.id !== clickId) return state;
  const now = come(state.click, call);
  if (now.phase !== "live") return now;
  const stage = ORDER[now.stage] > ORDER[state.stage] ? now.stage : state.stage;
  const watch = state.watch === "over" ? "over" : "usual";
  return stage === state.stage && watch === state.watch ? state : { ...state, stage, watch };
}

/** Where a call stands by the server's word alone. */
function come(click: Click, call: Call): CallState {
  const { state, mode, ids, agentPhone, warning, durationSeconds, cause } = call;
  if (state === "ended") return { phase: "ended", click, ...(durationSeconds !== undefined && { durationSeconds }) };
  if (state === "failed") return { phase: "failed", click, ...(cause !== undefined && { cause }) };
  return {
    phase: "live",
    click,
    stage: state,
    mode,
    watch: "usual",
    ...(ids !== undefined && { ids }),
    ...(agentPhone !== undefined && { agentPhone }),
    ...(warning !== undefined && { warning }),
  };
}

function leave(state: CallState): CallState {
  if (state.phase === "idle" || state.phase === "placing") return state;
  if (state.phase === "not_placed" && state.problem.doubtful) {
    return { phase: "idle", doubtful: { click: state.click, attempt: state.attempt } };
  }
  return IDLE;
}

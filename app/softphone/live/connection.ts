// The softphone's connection with the gateway: states, events, and which event leads where.
// It is pure: it asks nobody and waits for nothing; how long a pause is says `pauses.ts`.

import type { Pass } from "./news";
import type { Cause } from "./pauses";

/** What is tried, and how that goes. */
interface Trial {
  /** The pass that opens the stream; absent while the server has to give one. */
  readonly pass?: Pass;
  /** How often it failed, in a row. */
  readonly failures: number;
  /** Whether there surely is a gateway. */
  readonly isKnown: boolean;
}

/** Where the connection stands. */
export type Connection =
  /** No gateway is set up. */
  | { readonly phase: "off" }
  /** The server is being asked for a pass, or the stream is being opened; `isNew` is a pass that was just given. */
  | ({ readonly phase: "connecting"; readonly isNew: boolean } & Trial)
  | { readonly phase: "live"; readonly pass: Pass; readonly since: number; readonly failures: number }
  | ({ readonly phase: "waiting"; readonly cause: Cause } & Trial)
  /** The page around the softphone does not let it reach this address, and will not before both are loaded again. */
  | { readonly phase: "blocked"; readonly origin: string };

/** What can happen. */
export type ConnectionEvent =
  | { readonly kind: "passed"; readonly pass: Pass }
  | { readonly kind: "no_gateway" }
  | { readonly kind: "no_pass" }
  | { readonly kind: "opened"; readonly at: number }
  /** The gateway does not believe the pass. */
  | { readonly kind: "refused" }
  /** The gateway ended the stream. */
  | { readonly kind: "ended"; readonly at: number }
  /** The stream could not be opened, or broke off. */
  | { readonly kind: "failed"; readonly at: number }
  | { readonly kind: "paused" }
  /** A content policy forbade an address. */
  | { readonly kind: "violated"; readonly address: string };

/** The state in which the softphone starts: the server is being asked for a pass. */
export const STARTING: Connection = { phase: "connecting", isNew: false, failures: 0, isKnown: false };

/** A stream that lasted as long shows that the gateway is well, in milliseconds. */
const WELL = 60_000;
/** A stream that cannot be opened so often is told to the agent. */
const WORTH_TELLING = 2;

/** The state after the event; the same object when the event changes nothing. */
export function next(state: Connection, event: ConnectionEvent): Connection {
  switch (event.kind) {
    case "passed":
      return isAsking(state) ? { ...state, pass: event.pass, isNew: true, isKnown: true } : state;
    case "no_gateway":
      return isAsking(state) ? { phase: "off" } : state;
    case "no_pass":
      return isAsking(state) ? waiting("pass", state) : state;
    case "opened":
      return state.phase === "connecting" && state.pass !== undefined
        ? { phase: "live", pass: state.pass, since: event.at, failures: state.failures }
        : state;
    case "refused":
      return refused(state);
    case "ended":
      return state.phase === "live" && isWell(state, event.at)
        ? { phase: "waiting", cause: "end", failures: 0, isKnown: true }
        : failed(state, event.at);
    case "failed":
      return failed(state, event.at);
    case "paused":
      return state.phase === "waiting" ? resumed(state) : state;
    case "violated":
      return violated(state, event.address);
  }
}

/** Whether the agent should know that nothing is heard from the gateway. */
export function isUnreachable(state: Connection): boolean {
  const isTrying = state.phase === "connecting" || state.phase === "waiting";
  return isTrying && state.isKnown && state.failures >= WORTH_TELLING;
}

type Connecting = Extract<Connection, { phase: "connecting" }>;
type Live = Extract<Connection, { phase: "live" }>;

function isAsking(state: Connection): state is Connecting {
  return state.phase === "connecting" && state.pass === undefined;
}

function isWell(state: Live, at: number): boolean {
  return at - state.since >= WELL;
}

/** The pause after one more failure. */
function waiting(cause: Cause, { failures, isKnown }: Trial, pass?: Pass): Connection {
  return { phase: "waiting", cause, ...(pass && { pass }), failures: failures + 1, isKnown };
}

/** An old pass is renewed at once, since the gateway is well. One that refuses a new pass will not change its mind soon. */
function refused(state: Connection): Connection {
  if (state.phase !== "connecting" || state.pass === undefined) return state;
  return state.isNew ? waiting("pass", state) : { phase: "connecting", isNew: false, failures: 0, isKnown: true };
}

/** The pass is kept, whatever its age: trying it costs the server nothing, and a gateway that is back says if it is too old. */
function failed(state: Connection, at: number): Connection {
  if (state.phase === "live") {
    return waiting("gateway", { failures: isWell(state, at) ? 0 : state.failures, isKnown: true }, state.pass);
  }
  if (state.phase !== "connecting" || state.pass === undefined) return state;
  return waiting("gateway", state, state.pass);
}

function resumed({ pass, failures, isKnown }: Trial): Connection {
  return { phase: "connecting", ...(pass && { pass }), isNew: false, failures, isKnown };
}

/** The failure of the request may come before the word of the policy, so a pause is ended by it too. */
function violated(state: Connection, address: string): Connection {
  if (state.phase !== "connecting" && state.phase !== "waiting") return state;
  const origin = originOf(address);
  return origin !== undefined && origin === originOf(state.pass?.url) ? { phase: "blocked", origin } : state;
}

function originOf(url: string | undefined): string | undefined {
  try {
    return url === undefined ? undefined : new URL(url).origin;
  } catch {
    return undefined;
  }
}

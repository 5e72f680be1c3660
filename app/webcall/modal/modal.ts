// The modal as a state machine: the ticket's call, the link in the agent's hands, the way in, and how the call ends.
// It is pure: it asks nobody, waits for nothing and draws nothing; an event that does not fit leaves the state as it is.

import type { Problem } from "../../shared/reply";
import type { CustomerLink, WebCall } from "../smi";
import type { Sight } from "../watcher";

/** How something that the agent wanted of the server fares. */
export type Step =
  | { readonly kind: "at_rest" }
  | { readonly kind: "under_way" }
  | { readonly kind: "failed"; readonly problem: Problem };

/** The agent's own way into the room. */
export type WayIn =
  | { readonly kind: "none" }
  | { readonly kind: "asking" }
  | { readonly kind: "open"; readonly url: string }
  | { readonly kind: "failed"; readonly problem: Problem };

/** How the link got into the reply. */
export type Insertion = "none" | "under_way" | "done" | "failed";

/** Whether the room is shown in this window, and how the visit in it fares; who is denied a camera may still talk. */
export type Here = "no" | "framed" | "joined" | "denied";

export interface ModalState {
  /** `"unknown"` until the first answer. */
  readonly call: WebCall | "none" | "unknown";
  /** The server is being asked for the call. */
  readonly asking: boolean;
  /** Why the last question got no answer. */
  readonly problem?: Problem;
  /** The link that was made here; the server does not keep it. */
  readonly link?: CustomerLink;
  readonly making: Step;
  readonly insertion: Insertion;
  readonly way: WayIn;
  readonly here: Here;
  /** `"asked"`: the agent has yet to confirm. */
  readonly ending: Step | { readonly kind: "asked" };
  /** Why there is no call any more. */
  readonly over?: "ended" | "expired" | "gone";
}

/** What can happen. Answers about a room name it, because they may come late. */
export type ModalEvent =
  | Sight
  | { readonly kind: "expired"; readonly roomId: string }
  | { readonly kind: "make" }
  | { readonly kind: "made"; readonly link: CustomerLink }
  | { readonly kind: "not_made"; readonly problem: Problem }
  | { readonly kind: "another" }
  | { readonly kind: "insert" }
  | { readonly kind: "inserted"; readonly worked: boolean }
  | { readonly kind: "ask_way" }
  | { readonly kind: "way"; readonly roomId: string; readonly url: string }
  | { readonly kind: "no_way"; readonly roomId: string; readonly problem: Problem }
  | { readonly kind: "join_here" }
  | { readonly kind: "told_here"; readonly told: "joined" | "left" | "denied" }
  | { readonly kind: "want_end" }
  | { readonly kind: "keep" }
  | { readonly kind: "end" }
  | { readonly kind: "ended"; readonly roomId: string }
  | { readonly kind: "not_ended"; readonly roomId: string; readonly problem: Problem };

const AT_REST = { kind: "at_rest" } as const;
const UNDER_WAY = { kind: "under_way" } as const;

/** The state in which the modal starts. */
export const UNKNOWN: ModalState = {
  call: "unknown",
  asking: true,
  making: AT_REST,
  insertion: "none",
  way: { kind: "none" },
  here: "no",
  ending: AT_REST,
};

/** The state after the event; the same object when the event changes nothing. */
export function next(state: ModalState, event: ModalEvent): ModalState {
  switch (event.kind) {
    case "asking":
      return { ...state, asking: true };
    case "seen":
      return { ...withCall(without(state, "problem"), event.call), asking: false };
    case "unseen":
      return { ...state, asking: false, problem: event.problem };
    case "make":
      return state.making.kind === "under_way" ? state : { ...state, making: UNDER_WAY };
    case "made":
      return made(state, event.link);
    case "not_made":
      return { ...state, making: { kind: "failed", problem: event.problem } };
    case "another":
      return { ...without(state, "link"), insertion: "none" };
    case "insert":
      return state.link && state.insertion !== "under_way" ? { ...state, insertion: "under_way" } : state;
    case "inserted":
      return state.insertion === "under_way" ? { ...state, insertion: event.worked ? "done" : "failed" } : state;
    case "told_here":
      return toldHere(state, event.told);
    default:
      return inCall(state, event);
  }
}

type InCall = Extract<
  ModalEvent,
  {
    kind: "expired" | "ask_way" | "way" | "no_way" | "join_here" | "want_end" | "keep" | "end" | "ended" | "not_ended";
  }
>;

/** What happens only while there is a call. */
function inCall(state: ModalState, event: InCall): ModalState {
  if (typeof state.call === "string") return state;
  if ("roomId" in event && event.roomId !== state.call.roomId) return state;
  switch (event.kind) {
    case "expired":
      return over(state, "expired");
    case "ask_way":
      return { ...state, way: { kind: "asking" } };
    case "way":
      return { ...state, way: { kind: "open", url: event.url } };
    case "no_way":
      return { ...state, way: { kind: "failed", problem: event.problem } };
    case "join_here":
      return state.way.kind === "open" ? { ...state, here: "framed" } : state;
    case "want_end":
      return { ...state, ending: { kind: "asked" } };
    case "keep":
      return state.ending.kind === "under_way" ? state : { ...state, ending: AT_REST };
    case "end":
      return { ...state, ending: UNDER_WAY };
    case "ended":
      return closed(state, "ended");
    case "not_ended":
      return { ...state, ending: { kind: "failed", problem: event.problem } };
  }
}

/** A call that was there and is no more, or another one, takes everything that belonged to it along. */
function withCall(state: ModalState, call: WebCall | "none"): ModalState {
  const before = state.call;
  if (call === "none") return typeof before === "object" ? over(state, "gone") : { ...state, call };
  if (typeof before === "object" && call.roomId === before.roomId) return { ...state, call };
  return { ...(typeof before === "object" ? closed(state) : without(state, "over")), call };
}

/** The call came to its end without this agent's doing; who is in it here is not thrown out of the window. */
function over(state: ModalState, why: "expired" | "gone"): ModalState {
  const { here, way } = state;
  return isInside(state) ? { ...closed(state, why), here, way } : closed(state, why);
}

function closed(state: ModalState, why?: ModalState["over"]): ModalState {
  const { making } = state;
  return { ...UNKNOWN, asking: false, making, call: "none", ...(why !== undefined && { over: why }) };
}

/** Whether the room is shown in this window. */
export function isInside({ here }: ModalState): boolean {
  return here !== "no";
}

function made(state: ModalState, link: CustomerLink): ModalState {
  const { roomId, expiresAt } = link;
  const isSame = typeof state.call === "object" && state.call.roomId === roomId;
  const call = isSame ? (state.call as WebCall) : { roomId, expiresAt, people: [] };
  return { ...without(withCall(state, call), "over"), link, making: AT_REST, insertion: "none" };
}

function toldHere(state: ModalState, told: "joined" | "left" | "denied"): ModalState {
  if (!isInside(state)) return state;
  return { ...state, here: told === "left" ? "no" : told };
}

function without(state: ModalState, part: "problem" | "link" | "over"): ModalState {
  const rest = { ...state };
  delete rest[part];
  return rest;
}

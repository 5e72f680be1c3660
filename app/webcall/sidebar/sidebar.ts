// What the page beside the ticket knows of the ticket's call, as a state machine.
// It is pure: it asks nobody and draws nothing.

import type { Problem } from "../../shared/reply";
import type { WebCall } from "../smi";
import type { Sight } from "../watcher";

/** What is known. */
export interface SidebarState {
  /** `"unknown"` until the first answer. */
  readonly call: WebCall | "none" | "unknown";
  /** The server is being asked. */
  readonly asking: boolean;
  /** Why the last question got no answer. */
  readonly problem?: Problem;
  /** Freshdesk did not open the modal. */
  readonly blocked: boolean;
}

/** What can happen. */
export type SidebarEvent =
  Sight | { readonly kind: "opened"; readonly worked: boolean } | { readonly kind: "expired"; readonly roomId: string };

/** The state in which the page starts. */
export const UNKNOWN: SidebarState = { call: "unknown", asking: true, blocked: false };

/** The state after the event. */
export function next(state: SidebarState, event: SidebarEvent): SidebarState {
  switch (event.kind) {
    case "asking":
      return { ...state, asking: true };
    case "seen":
      return { ...withoutProblem(state), asking: false, call: event.call };
    case "unseen":
      return { ...state, asking: false, problem: event.problem };
    case "opened":
      return { ...state, blocked: !event.worked };
    case "expired":
      return typeof state.call === "object" && state.call.roomId === event.roomId ? { ...state, call: "none" } : state;
  }
}

function withoutProblem(state: SidebarState): SidebarState {
  const rest = { ...state };
  delete rest.problem;
  return rest;
}

// Carries a call out: sends what the state machine wants sent, and has the call watched while it lives.
// It decides nothing about states (`call.ts`), knows no `client` (`shared/platform.ts`) and draws nothing.

import { patiently } from "../shared/patience";
import { type Problem, problemOf, UNCLEAR } from "../shared/reply";
import { type CallEvent, type CallState, type Click, IDLE, next } from "./call";
import { newClickId } from "./click";
import { isSameCall } from "./ids";
import type { CallNews } from "./live/news";
import { type PlaceCall, readCall } from "./smi";
import { Watcher } from "./watcher";

/** The two server functions a call needs; they resolve with the function's value and reject with the platform's failure. */
export interface Line {
  placeCall(request: PlaceCall): Promise<unknown>;
  getCall(request: { click_id: string }): Promise<unknown>;
}

/** One softphone's call. */
export interface Session {
  state(): CallState;
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
  dial(to: string): void;
  retry(): void;
  /** Asks for the call's state once, now; says whether an answer came. */
  check(): Promise<boolean>;
  /** Takes news from the gateway: where it is about this call, the call's state is asked for at once. */
  hear(news: CallNews): void;
  /** Asks as often again as without a gateway, from which nothing is heard any more. */
  hearNoMore(): void;
  leave(): void;
}

/** Opens a session for the agent with this id; `newId` makes the id of each press of Call. */
export function openSession(line: Line, agentId: string, newId: () => string = newClickId): Session {
  const listeners = new Set<() => void>();
  const watcher = new Watcher(line, dispatch);
  let state = IDLE;

  function dispatch(event: CallEvent): void {
    const before = state;
    state = next(before, event);
    if (state === before) return;
    if (state.phase === "placing") void place(state.click, state.attempt);
    if (state.phase === "live" && before.phase !== "live") watcher.start(state.click);
    if (state.phase !== "live") watcher.stop();
    for (const changed of listeners) changed();
  }

  async function place(click: Click, attempt: number): Promise<void> {
    const sent = line.placeCall({ to: click.to, agent_id: agentId, click_id: click.id });
    sent.then(
      (value) => answered(click, attempt, value),
      () => undefined,
    );
    await patiently(sent).catch((failure: unknown) => refused(click, attempt, problemOf(failure)));
  }

  function answered(click: Click, attempt: number, value: unknown): void {
    const call = readCall(value);
    if (call) dispatch({ kind: "placed", clickId: click.id, call });
    else refused(click, attempt, UNCLEAR);
  }

  function refused(click: Click, attempt: number, problem: Problem): void {
    dispatch({ kind: "not_placed", clickId: click.id, attempt, problem });
  }

  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    dial: (to) => dispatch({ kind: "dial", click: { id: newId(), to } }),
    retry: () => dispatch({ kind: "retry" }),
    check: async () => state.phase === "live" && (await watcher.ask(state.click)),
    hear({ ids }) {
      if (state.phase === "live" && state.ids && isSameCall(state.ids, ids)) watcher.hear(state.click);
    },
    hearNoMore: () => watcher.hearNoMore(),
    leave: () => dispatch({ kind: "leave" }),
  };
}

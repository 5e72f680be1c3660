// Asks the server once whether the agent takes calls, and tells it what the agent chooses.
// It decides nothing about states (`presence.ts`) and never polls: all agents of an account share 50 server calls a minute.

import { patiently } from "../shared/patience";
import { problemOf, UNCLEAR } from "../shared/reply";
import { ASKING, next, type PresenceEvent, type PresenceState } from "./presence";
import { type Choice, readPresence } from "./smi";

/** The two server functions about presence; they resolve with the function's value and reject with the platform's failure. */
export interface Line {
  getPresence(request: { agent_id: string }): Promise<unknown>;
  setPresence(request: { agent_id: string; state: Choice }): Promise<unknown>;
}

/** One agent's presence. */
export interface Attendance {
  state(): PresenceState;
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
  choose(choice: Choice): void;
}

/** Asks at once for the presence of the agent with this id. */
export function openAttendance(line: Line, agentId: string): Attendance {
  const listeners = new Set<() => void>();
  let state = ASKING;

  function dispatch(event: PresenceEvent): void {
    const before = state;
    state = next(before, event);
    if (state === before) return;
    const isAnswered = event.kind === "saved" || event.kind === "not_saved";
    if (state.sending !== undefined && (isAnswered || before.sending === undefined)) void send(state.sending);
    if (state.asking && !before.asking) void ask();
    for (const changed of listeners) changed();
  }

  async function ask(): Promise<void> {
    try {
      const presence = readPresence(await patiently(line.getPresence({ agent_id: agentId })));
      dispatch(presence ? { kind: "read", presence } : { kind: "not_read", problem: UNCLEAR });
    } catch (failure) {
      dispatch({ kind: "not_read", problem: problemOf(failure) });
    }
  }

  async function send(choice: Choice): Promise<void> {
    try {
      const presence = readPresence(await patiently(line.setPresence({ agent_id: agentId, state: choice })));
      dispatch(presence ? { kind: "saved", presence } : { kind: "not_saved", problem: UNCLEAR });
    } catch (failure) {
      dispatch({ kind: "not_saved", problem: problemOf(failure) });
    }
  }

  void ask();
  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    choose: (choice) => dispatch({ kind: "choose", choice }),
  };
}

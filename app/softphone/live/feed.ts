// Keeps the gateway's stream open: asks for passes, opens it, waits before it is tried again, and hands on what it tells.
// It decides nothing about states (`connection.ts`) and knows nothing of what the news is for.

import { patiently } from "../../shared/patience";
import { problemOf } from "../../shared/reply";
import { type Connection, type ConnectionEvent, next, STARTING } from "./connection";
import { type CallNews, type Pass, readNews, readPass } from "./news";
import { pauseAfter, pauseOnline } from "./pauses";
import { read } from "./stream";

/** The server function that signs passes; it resolves with its value and rejects with the platform's failure. */
export interface Gate {
  getStreamPass(request: { agent_id: string }): Promise<unknown>;
}

/** One softphone's news from the gateway. */
export interface Feed {
  state(): Connection;
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
}

/** Opens the stream for the agent with this id; `tell` gets each event of it. */
export function openFeed(
  gate: Gate,
  agentId: string,
  tell: (news: CallNews) => void,
  chance: () => number = Math.random,
): Feed {
  const listeners = new Set<() => void>();
  let state = STARTING;
  let last: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isHeld = false;

  function dispatch(event: ConnectionEvent): void {
    const before = state;
    state = next(before, event);
    if (state === before) return;
    clearTimeout(timer);
    act();
    for (const changed of listeners) changed();
  }

  function act(): void {
    if (state.phase === "waiting") pause(pauseAfter(state.cause, state.failures, chance()));
    if (state.phase !== "connecting") return;
    // An agent has many tabs of the help desk, and passes are short for all agents together: who looks at none needs none.
    isHeld = document.hidden;
    if (isHeld) return;
    void (state.pass === undefined ? ask() : listen(state.pass));
  }

  function pause(milliseconds: number): void {
    timer = setTimeout(() => dispatch({ kind: "paused" }), milliseconds);
  }

  async function ask(): Promise<void> {
    try {
      const value = await patiently(gate.getStreamPass({ agent_id: agentId }));
      const pass = readPass(value);
      dispatch(pass ? { kind: "passed", pass } : { kind: "no_gateway" });
    } catch (failure) {
      const { trouble } = problemOf(failure);
      dispatch({ kind: trouble === "not_installed" ? "no_gateway" : "no_pass" });
    }
  }

  async function listen(pass: Pass): Promise<void> {
    const end = await read({
      pass,
      last,
      onOpen: () => dispatch({ kind: "opened", at: Date.now() }),
      onEvent(data, id) {
        last = id;
        const news = readNews(data);
        if (news) tell(news);
      },
    });
    dispatch(end === "refused" ? { kind: "refused" } : { kind: end, at: Date.now() });
  }

  globalThis.addEventListener("online", () => {
    if (state.phase !== "waiting" || state.cause === "pass") return;
    clearTimeout(timer);
    pause(pauseOnline(chance()));
  });
  document.addEventListener("visibilitychange", () => {
    if (isHeld) act();
  });
  globalThis.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, blockedURI }) => {
    if (disposition !== "enforce" || effectiveDirective !== "connect-src") return;
    dispatch({ kind: "violated", address: blockedURI });
  });
  act();
  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

// Tells the agent of calls that ring: opens the panel, has the caller's name looked up once, and forgets what is over.
// It decides nothing about calls (`incoming.ts`) and draws nothing.

import { patiently } from "../../shared/patience";
import { hear, type Incoming, name, nextGoing, stillShown } from "./incoming";
import { type CallNews, readName } from "./news";

/** What a ringing call sets off. */
export interface Around {
  /** The server function that knows callers; it costs an account's requests, so one call asks it once. */
  lookUpCaller(request: { number: string; only: "contacts" }): Promise<unknown>;
  showPanel(): void;
  /** Whether this tab of the help desk is looked at; the others leave it to that one to ask. */
  isSeen(): boolean;
  /** Whether the agent is on a call of their own, which is not to be disturbed. */
  isBusy(): boolean;
}

/** One agent's ringing calls. */
export interface Bell {
  calls(): readonly Incoming[];
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
  hear(news: CallNews): void;
  /** Makes up for what was left to another tab. */
  seen(): void;
}

/** Hangs a bell up. */
export function openBell(around: Around): Bell {
  const listeners = new Set<() => void>();
  const told = new WeakSet<readonly string[]>();
  let calls: readonly Incoming[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(after: readonly Incoming[]): void {
    const before = calls;
    calls = after;
    clearTimeout(timer);
    const due = nextGoing(calls);
    if (due !== undefined) timer = setTimeout(() => set(stillShown(calls, Date.now())), Math.max(due - Date.now(), 0));
    if (calls !== before) for (const changed of listeners) changed();
  }

  /** News that comes together is heard first: a call that is over by then needs nobody. */
  function ring(): void {
    if (!around.isSeen()) return;
    for (const { ids, stage, customer } of calls) {
      if (stage !== "ringing" || told.has(ids)) continue;
      told.add(ids);
      if (!around.isBusy()) around.showPanel();
      if (customer !== undefined) void lookUp(customer);
    }
  }

  async function lookUp(customer: string): Promise<void> {
    try {
      const found = readName(await patiently(around.lookUpCaller({ number: customer, only: "contacts" })));
      if (found !== undefined) set(name(calls, customer, found));
    } catch {
      // The number says enough.
    }
  }

  return {
    calls: () => calls,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    hear(news) {
      set(hear(calls, news, Date.now()));
      queueMicrotask(ring);
    },
    seen: ring,
  };
}

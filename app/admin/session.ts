// Carries out what somebody does on the admin page: calls the server and hands its answers to the state machine.
// It decides nothing about states (`admin.ts`) and draws nothing; the token lives here and in the state, in memory only.

import { patiently } from "../shared/patience";
import type { Invoke, Settings } from "../shared/platform";
import { type Problem, problemOf, UNCLEAR } from "../shared/reply";
import { type AdminEvent, type AdminState, isSetupBusy, LOCKED, next } from "./admin";
import { isTokenRefused, readOpening, readSetup, readTeam, type SavedMember } from "./smi";
import { type Change, rowsOf, toSave } from "./team";

/**
 * A token younger than this, in milliseconds, is not taken for expired.
 *
 * A vendor's refusal of a key may look like a refused token, and must not ask for the passcode again and again.
 */
const SURELY_FRESH = 60_000;

/** The longest wait that browsers can time, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** One visit to the admin page. */
export interface AdminSession {
  state(): AdminState;
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
  open(passcode: string): void;
  lock(): void;
  checkSetup(): void;
  connect(channel: string): void;
  reloadTeam(): void;
  edit(id: string, change: Change): void;
  discard(): void;
  save(): void;
}

/** Begins a visit, locked. Without voice nothing is asked about the team, for which the server may have no functions. */
export function openAdminSession(invoke: Invoke, { voice, country }: Settings): AdminSession {
  const listeners = new Set<() => void>();
  let state: AdminState = LOCKED;
  let openedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function dispatch(event: AdminEvent): void {
    const before = state;
    state = next(before, event);
    if (state === before) return;
    if (state.phase === "locked") clearTimeout(timer);
    for (const changed of listeners) changed();
  }

  async function open(passcode: string): Promise<void> {
    if (state.phase === "open" || state.asking) return;
    dispatch({ kind: "submit" });
    try {
      const opening = readOpening(await patiently(invoke("openAdmin", { passcode })));
      if (!opening) return dispatch({ kind: "not_opened", problem: UNCLEAR });
      openedAt = Date.now();
      dispatch({ kind: "opened", opening, hasTeam: voice });
      expireAt(opening.expiresAt, opening.token);
      void askSetup(opening.token);
      if (voice) void askTeam(opening.token);
    } catch (failure) {
      dispatch({ kind: "not_opened", problem: problemOf(failure) });
    }
  }

  /** A time that is over already tells of a wrong clock here; then the server has the last word. */
  function expireAt(time: number, token: string): void {
    const left = time - Date.now();
    if (left <= 0) return;
    timer = setTimeout(() => dispatch({ kind: "expired", token }), Math.min(left, LONGEST_TIMER));
  }

  /** Asks with the token and hands on what came of it. */
  async function ask<T>(
    name: string,
    request: { token: string; agents?: SavedMember[]; channel?: string },
    read: (value: unknown) => T | undefined,
    heard: (value: T) => AdminEvent,
    missed: (problem: Problem) => AdminEvent,
  ): Promise<void> {
    try {
      const value = read(await patiently(invoke(name, request)));
      dispatch(value === undefined ? missed(UNCLEAR) : heard(value));
    } catch (failure) {
      const isOver = isTokenRefused(failure) && Date.now() - openedAt > SURELY_FRESH;
      dispatch(isOver ? { kind: "expired", token: request.token } : missed(problemOf(failure)));
    }
  }

  const askSetup = (token: string) =>
    ask(
      "checkSetup",
      { token },
      readSetup,
      (setup) => ({ kind: "setup", token, setup }),
      (problem) => ({ kind: "no_setup", token, problem }),
    );

  const askTeam = (token: string) =>
    ask(
      "getTeam",
      { token },
      readTeam,
      (members) => ({ kind: "team", token, members }),
      (problem) => ({ kind: "no_team", token, problem }),
    );

  async function connect(channel: string): Promise<void> {
    if (state.phase !== "open" || isSetupBusy(state)) return;
    const { token } = state;
    dispatch({ kind: "connect", channel });
    await ask(
      "connectChannel",
      { token, channel },
      // An answer says no more than that there is one.
      () => true,
      () => ({ kind: "connected", token, channel }),
      (problem) => ({ kind: "not_connected", token, channel, problem }),
    );
    if (state.phase === "open" && state.token === token) void askSetup(token);
  }

  function save(): void {
    if (state.phase === "locked" || state.team?.value === undefined || state.saving.kind === "under_way") return;
    const { token } = state;
    const rows = rowsOf(state.team.value, state.changes, country);
    if (!rows.some(({ changed }) => changed)) return;
    if (rows.some(({ changed, reading }) => changed && reading.kind === "refused")) {
      return dispatch({ kind: "hold_back" });
    }
    dispatch({ kind: "save" });
    void ask(
      "saveTeam",
      { token, agents: toSave(rows) },
      readTeam,
      (members) => ({ kind: "saved", token, members }),
      (problem) => ({ kind: "not_saved", token, problem }),
    );
  }

  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    open: (passcode) => void open(passcode),
    lock: () => dispatch({ kind: "lock" }),
    checkSetup() {
      if (state.phase !== "open" || isSetupBusy(state)) return;
      dispatch({ kind: "ask_setup" });
      void askSetup(state.token);
    },
    connect: (channel) => void connect(channel),
    reloadTeam() {
      if (state.phase !== "open" || !state.team || state.team.asking) return;
      dispatch({ kind: "ask_team" });
      void askTeam(state.token);
    },
    edit: (id, change) => dispatch({ kind: "edit", id, change }),
    discard: () => dispatch({ kind: "discard" }),
    save,
  };
}

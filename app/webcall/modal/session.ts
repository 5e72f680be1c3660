// Carries out what an agent does in the modal: calls the server, and has the page beside the ticket do what a modal may not.
// It decides nothing about states (`modal.ts`), knows no `client` (`shared/ticket.ts`) and draws nothing.
// Links and passwords live here and in the state, in memory only.

import { patiently } from "../../shared/patience";
import { type Problem, problemOf, UNCLEAR } from "../../shared/reply";
import type { TicketDesk } from "../../shared/ticket";
import { Expiry } from "../expiry";
import { ended, insert, readFromSidebar, seen } from "../message";
import { type LinkRequest, readEnded, readLink, readWayIn } from "../smi";
import { Watcher } from "../watcher";
import { type ModalEvent, type ModalState, next, UNKNOWN } from "./modal";

/** How long the page beside the ticket is waited for, in milliseconds. */
export const INSERTION_PATIENCE = 5_000;

/** One opened modal. */
export interface ModalSession {
  state(): ModalState;
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
  /** Makes a link for the customer. */
  make(request: LinkRequest): void;
  /** Puts the link aside, so that another one can be made. */
  another(): void;
  /** Has the link put into the reply. */
  insert(): void;
  /** Asks for the call, now. */
  check(): void;
  /** Asks for the way in again. */
  askWay(): void;
  joinHere(): void;
  /** The guest page in this window told how the visit fares. */
  toldHere(told: "joined" | "left" | "denied"): void;
  wantEnd(): void;
  keep(): void;
  end(): void;
  /** The page came into view, or went out of it. */
  show(isSeen: boolean): void;
}

/** Opens a session for a ticket; without the agent's id nobody can join. */
export function openModalSession(
  desk: Pick<TicketDesk, "invoke" | "tell" | "onTold">,
  ticketId: string,
  agentId: string | undefined,
): ModalSession {
  const listeners = new Set<() => void>();
  const ticket = { ticket_id: ticketId };
  const watcher = new Watcher(() => desk.invoke("listWebCalls", ticket), dispatch);
  const expiry = new Expiry((roomId) => dispatch({ kind: "expired", roomId }));
  let state = UNKNOWN;
  let insertions = 0;

  function dispatch(event: ModalEvent): void {
    const before = state;
    state = next(before, event);
    if (event.kind === "seen") void desk.tell(seen(event.answer));
    if (state === before) return;
    if (state.call !== before.call) expiry.watch(state.call);
    for (const changed of listeners) changed();
    // A tab that opens later than the click is blocked, so the way in is there before it is clicked.
    if (typeof state.call === "object" && state.way.kind === "none") askWay();
  }

  /** Asks the server and hands on what came of it. */
  async function ask<T>(
    name: string,
    request: object,
    read: (value: unknown) => T | undefined,
    heard: (value: T) => ModalEvent,
    missed: (problem: Problem) => ModalEvent,
  ): Promise<void> {
    try {
      const value = read(await patiently(desk.invoke(name, { ...ticket, ...request })));
      dispatch(value === undefined ? missed(UNCLEAR) : heard(value));
    } catch (failure) {
      dispatch(missed(problemOf(failure)));
    }
  }

  async function make(request: LinkRequest): Promise<void> {
    if (state.making.kind === "under_way") return;
    dispatch({ kind: "make" });
    await ask(
      "buildBackupGroupCallUrl",
      request,
      (value) => asWanted(value, request),
      (link) => ({ kind: "made", link }),
      (problem) => ({ kind: "not_made", problem }),
    );
    watcher.again();
  }

  function askWay(): void {
    if (agentId === undefined || typeof state.call === "string" || state.way.kind === "asking") return;
    const { roomId } = state.call;
    dispatch({ kind: "ask_way" });
    void ask(
      "getAgentsSendbirdCreds",
      { agent_id: agentId },
      (value) => readWayIn(value, roomId),
      (url) => ({ kind: "way", roomId, url }),
      (problem) => ({ kind: "no_way", roomId, problem }),
    );
  }

  async function end(): Promise<void> {
    if (typeof state.call === "string" || state.ending.kind === "under_way") return;
    const { roomId } = state.call;
    dispatch({ kind: "end" });
    await ask(
      "revokeWebCall",
      { room_id: roomId },
      (value) => readEnded(value, roomId),
      () => ({ kind: "ended", roomId }),
      (problem) => ({ kind: "not_ended", roomId, problem }),
    );
    if (state.over === "ended") void desk.tell(ended());
    watcher.again();
  }

  async function insertLink(): Promise<void> {
    if (!state.link || state.insertion === "under_way") return;
    const { link } = state;
    const id = (insertions += 1);
    dispatch({ kind: "insert" });
    setTimeout(() => id === insertions && dispatch({ kind: "inserted", worked: false }), INSERTION_PATIENCE);
    if (!(await desk.tell(insert(id, link)))) dispatch({ kind: "inserted", worked: false });
  }

  desk.onTold((told) => {
    const message = readFromSidebar(told);
    if (message?.id === insertions) dispatch({ kind: "inserted", worked: message.worked });
  });

  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    make: (request) => void make(request),
    another: () => dispatch({ kind: "another" }),
    insert: () => void insertLink(),
    check: () => watcher.again(),
    askWay,
    joinHere: () => dispatch({ kind: "join_here" }),
    toldHere(told) {
      dispatch({ kind: "told_here", told });
      if (told !== "denied") watcher.again();
    },
    wantEnd: () => dispatch({ kind: "want_end" }),
    keep: () => dispatch({ kind: "keep" }),
    end: () => void end(),
    show: (isSeen) => (isSeen ? watcher.show() : watcher.hide()),
  };
}

/** A link without the password that the agent wants is none. */
function asWanted(value: unknown, { password }: LinkRequest) {
  const link = readLink(value);
  return password && link?.password === undefined ? undefined : link;
}

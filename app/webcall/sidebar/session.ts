// Carries out what happens beside the ticket: has its call watched, opens the modal and does for it what a modal may not do.
// It decides nothing about states (`sidebar.ts`), knows no `client` (`shared/ticket.ts`) and draws nothing.

import type { TicketDesk } from "../../shared/ticket";
import { Expiry } from "../expiry";
import { type FromModal, inserted, readFromModal } from "../message";
import { Watcher } from "../watcher";
import { invitation, type Words } from "../words";
import { next, type SidebarEvent, type SidebarState, UNKNOWN } from "./sidebar";

/** The page as the platform's packages have it. */
const TEMPLATE = "webcall.html";

/** One ticket's sidebar. */
export interface SidebarSession {
  state(): SidebarState;
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
  /** Opens the modal. */
  open(): void;
  /** Asks for the call, now. */
  check(): void;
  /** The page came into view, or went out of it. */
  show(isSeen: boolean): void;
}

/** Opens a session for the ticket with this number. */
export function openSidebarSession(desk: TicketDesk, ticketId: string, words: Words): SidebarSession {
  const listeners = new Set<() => void>();
  const watcher = new Watcher(() => desk.invoke("listWebCalls", { ticket_id: ticketId }), dispatch);
  const expiry = new Expiry((roomId) => dispatch({ kind: "expired", roomId }));
  let state = UNKNOWN;

  function dispatch(event: SidebarEvent): void {
    const before = state;
    state = next(before, event);
    if (state.call !== before.call) expiry.watch(state.call);
    for (const changed of listeners) changed();
  }

  async function hear(message: FromModal, sender: string | undefined): Promise<void> {
    switch (message.kind) {
      case "seen":
        watcher.heard(message.call);
        return dispatch({ kind: "seen", call: message.call, answer: undefined });
      case "ended":
        return desk.notify("success", words.endedForAll);
      case "insert": {
        const worked = await desk.insert(invitation(words, message));
        desk.notify(worked ? "success" : "warning", worked ? words.inserted : words.notInserted);
        await desk.tell(inserted(message.id, worked), sender);
      }
    }
  }

  desk.onTold((told, sender) => {
    const message = readFromModal(told);
    if (message) void hear(message, sender);
  });

  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    open() {
      const modal = { title: words.modalTitle, template: TEMPLATE, data: { ticket_id: ticketId } };
      void desk.openModal(modal).then((worked) => dispatch({ kind: "opened", worked }));
    },
    check: () => watcher.again(),
    show: (isSeen) => (isSeen ? watcher.show() : watcher.hide()),
  };
}

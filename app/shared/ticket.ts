// Speaks to Freshdesk through the platform's `client` for a page beside a ticket and for the modal that it opens.
// It decides nothing: what Freshdesk gives is turned into plain values, and what it refuses into "no".

import {
  type Agent,
  agentOf,
  type Client,
  clientOfPage,
  type Handler,
  idOf,
  type Invoke,
  invokeOf,
  partsOf,
  quietly,
} from "./client";

/** What the platform gives only to pages that have others of the same app around them. */
interface TicketClient extends Client {
  instance: Client["instance"] & {
    context(): unknown;
    send(content: { message: unknown; receiver?: string }): Promise<unknown>;
    receive(handler: Handler): void;
    close(): Promise<unknown>;
  };
}

/** Where the page is shown. */
export interface Place {
  isModal: boolean;
  /** What the page that opened this modal handed over. */
  given: Record<string, unknown>;
}

/** The ticket's page in Freshdesk, as the app's pages there need it. */
export interface TicketDesk {
  invoke: Invoke;
  agent(): Promise<Agent>;
  /** The parameters that are no secret; rejects when Freshdesk does not give them. */
  parameters(): Promise<Record<string, unknown>>;
  place(): Promise<Place>;
  /** The number of the ticket that is shown. */
  ticketId(): Promise<string | undefined>;
  /** The customer's number as it stands in Freshdesk; the mobile one first, since messages go there. */
  customerPhone(): Promise<string | undefined>;
  /** Opens a page of the app over the ticket; says whether Freshdesk did so. The title has at most 30 characters. */
  openModal(modal: { title: string; template: string; data: Record<string, unknown> }): Promise<boolean>;
  /** Puts a text into the reply, whether one is being written or not; says whether Freshdesk did so. Not from a modal. */
  insert(text: string): Promise<boolean>;
  /** Shows a short notification. Not from a modal. */
  notify(type: "success" | "warning", message: string): void;
  /** Tells another page of the app something, from a modal its parent; says whether it was delivered. */
  tell(message: unknown, receiver?: string): Promise<boolean>;
  /** Hands over what other pages of the app tell. Only the latest caller is served. */
  onTold(handler: (message: unknown, sender: string | undefined) => void): void;
  /** Tells each time the page is shown beside a ticket, which may be another one than before. Not in a modal. */
  onShown(handler: () => void): void;
  resize(height: number): void;
  /** Closes this modal. */
  close(): void;
}

/**
 * How to put a text into the reply, in the order in which it is tried.
 *
 * Adding to an open editor comes first: the others might replace what an agent has written.
 */
const WAYS_TO_INSERT: readonly (readonly [string, object])[] = [
  ["setValue", { id: "editor", replace: false, position: "end" }],
  ["click", { id: "openReply" }],
  ["click", { id: "reply" }],
];

/** The tallest that an instance may be, in pixels. */
const TALLEST = 700;

/** Connects to Freshdesk; rejects when the client library did not load. */
export async function connectTicket(): Promise<TicketDesk> {
  // The library is the same everywhere; what it offers depends on where it runs.
  const client = (await clientOfPage()) as TicketClient;
  let hear: Parameters<TicketDesk["onTold"]>[0] | undefined;
  const worked = (act: () => Promise<unknown>): Promise<boolean> =>
    Promise.resolve()
      .then(act)
      .then(
        () => true,
        () => false,
      );
  const part = (key: string) =>
    client.data.get(key).then(
      (data) => partsOf(data[key]),
      () => partsOf(undefined),
    );

  return {
    invoke: invokeOf(client),
    agent: () => agentOf(client),
    parameters: () => client.iparams.get(),
    // Who cannot say where it is shown is no modal.
    place: () =>
      Promise.resolve()
        .then(() => client.instance.context())
        .then(readPlace, () => readPlace(undefined)),
    ticketId: async () => idOf((await part("ticket"))["id"]),
    async customerPhone() {
      return phoneOf(await part("contact")) ?? phoneOf(await part("requester"));
    },
    openModal: (modal) => worked(() => client.interface.trigger("showModal", modal)),
    async insert(text) {
      for (const [action, payload] of WAYS_TO_INSERT) {
        if (await worked(() => client.interface.trigger(action, { ...payload, text }))) return true;
      }
      return false;
    },
    notify: (type, message) => quietly(() => client.interface.trigger("showNotify", { type, message })),
    tell: (message, receiver) =>
      worked(() => client.instance.send({ message, ...(receiver !== undefined && { receiver }) })),
    onTold(handler) {
      const isFirst = hear === undefined;
      hear = handler;
      if (!isFirst) return;
      quietly(() =>
        client.instance.receive((event) => {
          const { message, senderId, sender } = partsOf(event.helper.getData());
          hear?.(message, idOf(senderId ?? sender));
        }),
      );
    },
    onShown: (handler) => quietly(() => client.events.on("app.activated", handler)),
    resize: (height) => quietly(() => client.instance.resize({ height: `${Math.min(Math.ceil(height), TALLEST)}px` })),
    close: () => quietly(() => client.instance.close()),
  };
}

/** Older runtimes name what a modal was given `data`. */
function readPlace(context: unknown): Place {
  const { location, modalData, data } = partsOf(context);
  return { isModal: location === "modal", given: partsOf(modalData ?? data) };
}

function phoneOf({ mobile, phone }: Record<string, unknown>): string | undefined {
  return [mobile, phone].find((number): number is string => typeof number === "string" && number.trim() !== "");
}

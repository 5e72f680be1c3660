// The product's pages: lists and details of tickets and contacts, with telephone numbers that ask the phone to dial.
//
// It draws records; where they come from, and what a click leads to, is given to it.

import { avatar, element, icon, moment } from "./dom.js";
import { editor } from "./editor.js";
import { richText } from "./richtext.js";

/** The product's own numbers for the state, the urgency and the origin of a ticket. */
export const STATUS = { 2: "Open", 3: "Pending", 4: "Resolved", 5: "Closed" };
export const PRIORITY = { 1: "Low", 2: "Medium", 3: "High", 4: "Urgent" };
export const SOURCE = { 1: "Email", 2: "Portal", 3: "Phone", 7: "Chat", 9: "Feedback widget", 10: "Outbound email" };

const STATUS_LOOK = { 2: "accent", 3: "warn", 4: "good", 5: "" };
const PRIORITY_LOOK = { 1: "", 2: "accent", 3: "warn", 4: "bad" };

/** A telephone number: with a phone installed it is a button that asks it to dial, else it is plain text. */
export function phoneNumber(number, dial) {
  if (!number) return null;
  if (!dial) return element("span", {}, number);
  return element(
    "button",
    {
      class: "phone-link",
      type: "button",
      "aria-label": `Call ${number}`,
      dataset: { phone: number },
      onclick: (event) => {
        event.stopPropagation();
        dial(number);
      },
    },
    icon("phone", 14),
    element("span", {}, number),
  );
}

function numbersOf(contact) {
  return [...new Set([contact?.phone, contact?.mobile].filter(Boolean))];
}

function tag(words, look = "") {
  return element("span", { class: `tag ${look}` }, words);
}

function statusTag(ticket) {
  return tag(STATUS[ticket.status] ?? `Status ${ticket.status}`, STATUS_LOOK[ticket.status]);
}

function priorityTag(ticket) {
  return tag(PRIORITY[ticket.priority] ?? `Priority ${ticket.priority}`, PRIORITY_LOOK[ticket.priority]);
}

function contactName(contact) {
  return contact?.name || contact?.phone || contact?.email || "Unknown requester";
}

function contactLink(contact) {
  if (!contact?.id) return element("span", {}, contactName(contact));
  return element("a", { href: `#/contacts/${contact.id}` }, contactName(contact));
}

/** Whether a record mentions the words typed into the filter. */
export function matches(words, ...texts) {
  const wanted = words.trim().toLocaleLowerCase();
  return (
    wanted === "" ||
    texts.some((text) =>
      String(text ?? "")
        .toLocaleLowerCase()
        .includes(wanted),
    )
  );
}

export function ticketList(tickets, { dial }) {
  if (tickets.length === 0)
    return empty("No tickets here", "Post something from the outside world, or clear the filter.");
  return element(
    "ul",
    { class: "records", dataset: { host: "ticket-list" } },
    tickets.map((ticket) => ticketRow(ticket, dial)),
  );
}

function ticketRow(ticket, dial) {
  const [number] = numbersOf(ticket.requester);
  return element(
    "li",
    { class: "record card", dataset: { ticket: ticket.id } },
    avatar(contactName(ticket.requester)),
    element(
      "div",
      { class: "record-main" },
      element(
        "a",
        { class: "record-title", href: `#/tickets/${ticket.id}` },
        element("span", {}, ticket.subject),
        " ",
        element("span", { class: "faint" }, `#${ticket.id}`),
      ),
      element(
        "div",
        { class: "record-line" },
        ticket.requester?.name !== number && contactLink(ticket.requester),
        phoneNumber(number, dial),
        element("span", { class: "faint" }, moment(ticket.created_at)),
      ),
    ),
    element("div", { class: "record-tags" }, priorityTag(ticket), statusTag(ticket)),
  );
}

export function contactList(contacts, { dial }) {
  if (contacts.length === 0) return empty("No contacts here", "Clear the filter to see all of them.");
  const rows = contacts.map((contact) =>
    element(
      "li",
      { class: "record card", dataset: { contact: contact.id } },
      avatar(contactName(contact)),
      element(
        "div",
        { class: "record-main" },
        element("a", { class: "record-title", href: `#/contacts/${contact.id}` }, contactName(contact)),
        element("div", { class: "record-line" }, contact.email && element("span", { class: "soft" }, contact.email)),
      ),
      element(
        "div",
        { class: "record-tags" },
        numbersOf(contact).map((number) => phoneNumber(number, dial)),
      ),
    ),
  );
  return element("ul", { class: "records", dataset: { host: "contact-list" } }, rows);
}

/** A ticket with its conversation, its editor, its properties and the places where pages of the app go. */
export function ticketPage(ticket, { dial, placeholders }) {
  return element(
    "div",
    { class: "detail", dataset: { host: "ticket-page", ticket: ticket.id } },
    element("article", { class: "detail-main" }, ticketHead(ticket), ticketConversation(ticket), editor()),
    element(
      "aside",
      { class: "detail-side", "aria-label": "About this ticket" },
      contactCard(ticket.requester, dial),
      placeholders,
    ),
  );
}

/** The first message of a ticket with its state and labels. */
export function ticketHead(ticket) {
  return element(
    "header",
    { class: "ticket-head card" },
    element("div", { class: "record-line" }, statusTag(ticket), priorityTag(ticket), sourceTag(ticket)),
    element("h2", { class: "subject" }, ticket.subject),
    element(
      "div",
      { class: "record-line" },
      avatar(contactName(ticket.requester)),
      contactLink(ticket.requester),
      element("span", { class: "faint" }, "reported ", moment(ticket.created_at)),
    ),
    richText(ticket.description),
    element(
      "div",
      { class: "record-line" },
      (ticket.tags ?? []).map((name) => tag(name)),
    ),
  );
}

/** The replies and notes of a ticket, oldest first. */
export function ticketConversation(ticket) {
  return element("div", { class: "conversation" }, (ticket.conversations ?? []).map(entry));
}

function sourceTag(ticket) {
  return SOURCE[ticket.source] && tag(SOURCE[ticket.source]);
}

function entry(conversation) {
  const kind = conversation.private ? "Private note" : "Reply";
  return element(
    "section",
    { class: `entry card ${conversation.private ? "private" : ""}`, "aria-label": kind },
    element(
      "div",
      { class: "record-line" },
      element("strong", {}, kind),
      element("span", { class: "faint" }, moment(conversation.created_at)),
    ),
    richText(conversation.body),
  );
}

function contactCard(contact, dial) {
  return element(
    "section",
    { class: "widget card", dataset: { host: "contact-details" } },
    element("h2", {}, "Contact details"),
    element(
      "div",
      { class: "person" },
      avatar(contactName(contact), "large"),
      element("div", {}, element("strong", {}, contactLink(contact))),
    ),
    facts([
      ["Email", contact?.email],
      ["Phone", phoneNumber(contact?.phone, dial)],
      ["Mobile", phoneNumber(contact?.mobile, dial)],
    ]),
  );
}

function facts(pairs) {
  const known = pairs.filter(([, value]) => value);
  return element(
    "dl",
    { class: "facts" },
    known.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

export function contactPage(contact, tickets, { dial, placeholders }) {
  return element(
    "div",
    { class: "detail", dataset: { host: "contact-page", contact: contact.id } },
    element(
      "article",
      { class: "detail-main" },
      element(
        "header",
        { class: "person-head card" },
        avatar(contactName(contact), "large"),
        element(
          "div",
          {},
          element("h2", { class: "subject" }, contactName(contact)),
          element("div", { class: "record-line" }, phoneNumber(numbersOf(contact)[0], dial)),
        ),
      ),
      element("h2", {}, "Tickets"),
      ticketList(tickets, { dial }),
    ),
    element(
      "aside",
      { class: "detail-side", "aria-label": "About this contact" },
      contactCard(contact, dial),
      placeholders,
    ),
  );
}

/** Says that there is nothing, and what to do about it. */
export function empty(title, hint) {
  return element("div", { class: "empty" }, element("h2", {}, title), element("p", { class: "soft" }, hint));
}

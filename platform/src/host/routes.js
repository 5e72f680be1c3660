// The help desk's pages by their addresses: what each needs to know first, and what it shows.
//
// It keeps nothing between two pages but the words of the filter.

import { element, fill } from "./dom.js";
import {
  contactList,
  contactPage,
  empty,
  matches,
  ticketHead,
  ticketConversation,
  ticketList,
  ticketPage,
} from "./views.js";

let filter = "";

/** A list with a filter above it; `draw` is called anew for every letter typed and whenever records change. */
function filtered(what, draw) {
  const label = `Filter ${what}`;
  const search = element("input", { type: "search", placeholder: label, "aria-label": label });
  search.value = filter;
  const place = element("div", {});
  const refresh = () => fill(place, draw());
  search.addEventListener("input", () => {
    filter = search.value;
    refresh();
  });
  refresh();
  return { node: element("div", { class: "list-page" }, search, place), refresh };
}

function isListed(ticket) {
  const { name, phone, mobile } = ticket.requester ?? {};
  return matches(filter, ticket.subject, ticket.id, name, phone, mobile);
}

function isKnown({ name, phone, mobile, email }) {
  return matches(filter, name, phone, mobile, email);
}

/** A page that says that a record is missing. */
function missing(what, id) {
  return { node: empty(`There is no ${what} ${id}`, "The help desk has no record of that number.") };
}

function drawTicket(desk, id) {
  const find = () => desk.tickets().find((known) => String(known.id) === id);
  const found = find();
  if (!found) return missing("ticket", id);
  const node = ticketPage(found, { dial: desk.dial(), placeholders: desk.placeholders("ticket_", { ticket: id }) });
  const refresh = () => {
    const latest = find() ?? found;
    node.querySelector(".ticket-head").replaceWith(ticketHead(latest));
    node.querySelector(".conversation").replaceWith(ticketConversation(latest));
  };
  return { node, refresh };
}

function drawContact(desk, id) {
  const found = desk.contacts().find((known) => String(known.id) === id);
  if (!found) return missing("contact", id);
  const own = desk.tickets().filter(({ requester }) => String(requester?.id) === id);
  return {
    node: contactPage(found, own, { dial: desk.dial(), placeholders: desk.placeholders("contact_", { contact: id }) }),
  };
}

/**
 * The pages: the pattern of an address, a title, `load` (async, what must be known first) and `draw`, which gives
 * `{node, refresh?}`: what is shown, and how it takes in changed records.
 * `desk` has the records and the places: tickets(), contacts(), reload(), dial(), placeholders(prefix, record), chats(id), fullPage().
 */
export function routes(desk) {
  return [
    {
      pattern: /^#\/tickets$/u,
      title: "Tickets",
      draw: () => filtered("tickets", () => ticketList(desk.tickets().filter(isListed), { dial: desk.dial() })),
    },
    {
      pattern: /^#\/tickets\/(\d+)$/u,
      title: (id) => `Ticket #${id}`,
      load: desk.reload,
      draw: (id) => drawTicket(desk, id),
    },
    {
      pattern: /^#\/contacts$/u,
      title: "Contacts",
      draw: () => filtered("contacts", () => contactList(desk.contacts().filter(isKnown), { dial: desk.dial() })),
    },
    { pattern: /^#\/contacts\/(\d+)$/u, title: "Contact", load: desk.reload, draw: (id) => drawContact(desk, id) },
    { pattern: /^#\/chats(?:\/([^/]+))?$/u, title: "Chats", draw: (id) => desk.chats(id) },
    { pattern: /^#\/app$/u, title: "App", draw: () => desk.fullPage() },
  ];
}

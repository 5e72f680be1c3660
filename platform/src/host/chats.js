// Conversations from both sides: each messenger as its customers have it, and the inbox in which agents answer.
//
// It keeps no conversation; whatever plays the messengers is asked again and again while the page is looked at.

import { Log, composer } from "./chatlog.js";
import { avatar, element, fetchJson, fill, postJson } from "./dom.js";
import { empty } from "./views.js";

/** How often conversations are read, in milliseconds. */
const PERIOD_MS = 2000;
/** With more further actions than this they are chosen from a list. */
const MOST_BUTTONS = 2;

/** A messenger or the inbox: its conversations, and what can be done in them. */
class Channel {
  #index;
  #tell;

  constructor(chat, index) {
    Object.assign(this, chat);
    this.#index = index;
    [this.write, ...this.others] = chat.actions;
    this.result = element("p", { class: "chat-result", role: "status" });
    this.#tell = (words, look = "faint") => fill(this.result, words && element("span", { class: look }, words));
  }

  async threads() {
    try {
      return await fetchJson(`/api/world/chats/${this.#index}`);
    } catch (failure) {
      this.#tell(failure.message, "wrong");
      return null;
    }
  }

  /** Acts in a conversation and tells whether that was taken; `thread` resolves with the conversation. */
  async act(action, thread, fields = {}) {
    try {
      const id = await thread();
      if (!id) throw { message: "There is nobody to talk with yet." };
      const path = `/api/world/chats/${this.#index}/actions/${action}`;
      const {
        status,
        is_unheard: isUnheard,
        refusal,
      } = await postJson(path, { fields: { [this.thread_field]: id, ...fields } });
      const isTaken = status < 400;
      if (!isTaken) this.#tell(`Refused with ${status}: ${words(refusal)}`, "wrong");
      else this.#tell(isUnheard ? "Nobody is told of it: nothing is connected there yet." : "");
      return isTaken;
    } catch (failure) {
      this.#tell(failure.message, "wrong");
      return false;
    }
  }

  /** The field to write in, for the conversation that `thread` resolves with at that moment. */
  composer(thread, onDone) {
    return composer({
      write: this.write,
      known: [this.thread_field],
      textField: this.text_field,
      send: async (fields) => {
        const isTaken = await this.act(0, thread, fields);
        await onDone();
        return isTaken;
      },
    });
  }

  /** Everything else that can be done. */
  further(thread, onDone) {
    const act = async (index) => {
      await this.act(index + 1, thread);
      await onDone();
    };
    if (this.others.length <= MOST_BUTTONS)
      return this.others.map(({ label }, index) =>
        element("button", { class: "button", type: "button", onclick: () => act(index) }, label),
      );
    const select = element(
      "select",
      { "aria-label": `What else to do in ${this.name}` },
      this.others.map(({ label }, index) => element("option", { value: index }, label)),
    );
    const onsubmit = (event) => {
      event.preventDefault();
      act(Number(select.value));
    };
    return element(
      "form",
      { class: "composer-row", onsubmit },
      select,
      element("button", { class: "button", type: "submit" }, "Do it"),
    );
  }
}

function words(refusal) {
  return typeof refusal === "string" ? refusal : (refusal?.message ?? JSON.stringify(refusal));
}

/** A messenger in the hands of one of its customers. */
class Messenger {
  #channel;
  #log;
  #person;

  constructor(channel, isOpen) {
    this.#channel = channel;
    this.#log = new Log(`Messages in ${channel.name}`, "customer");
    const id = `person-${crypto.randomUUID()}`;
    this.#person = element("select", { id, onchange: () => this.refresh() });
    const refresh = () => this.refresh();
    const thread = async () => {
      if (!this.#person.value) await refresh();
      return this.#person.value;
    };
    this.node = element(
      "details",
      { class: "messenger card", name: "messenger", open: isOpen, dataset: { host: "messenger", chat: channel.name } },
      element("summary", {}, channel.name),
      element(
        "div",
        { class: "messenger-body" },
        element("div", { class: "field" }, element("label", { for: id }, "Customer"), this.#person),
        this.#log.node,
        channel.composer(thread, refresh),
        channel.further(thread, refresh),
        channel.result,
      ),
    );
    this.node.addEventListener("toggle", refresh);
  }

  toEnd() {
    this.#log.toEnd();
  }

  async refresh() {
    if (!this.node.open) return;
    const threads = await this.#channel.threads();
    if (!threads) return;
    const chosen = this.#person.value || threads[0]?.id;
    const options = threads.map(({ id, name, state }) => [id, `${name} (${state})`]);
    const drawn = [...this.#person.options].map((option) => [option.value, option.text]);
    if (JSON.stringify(options) !== JSON.stringify(drawn)) {
      fill(
        this.#person,
        options.map(([value, text]) => element("option", { value, selected: value === chosen }, text)),
      );
    }
    this.#log.show(threads.find(({ id }) => id === chosen)?.lines ?? []);
  }
}

/** The product's inbox: the conversations, and the one that is open. */
class Inbox {
  #channel;
  #list = element("ul", { class: "plain conversations", dataset: { host: "conversations" } });
  #pane = element("div", { class: "conversation-pane" });
  #rows = new Map();
  #open = null;

  constructor(channel) {
    this.#channel = channel;
    this.node = element("div", { class: "inbox" }, this.#list, this.#pane);
  }

  /** Opens a conversation by the text that stands for it in addresses; `places` are the app's pages beside it. */
  show(address, places) {
    this.#open = null;
    if (!address) {
      fill(this.#pane, empty("No conversation is open", "Write as a customer, or choose a conversation."));
      return;
    }
    const log = new Log("Conversation", "agent");
    const about = element("div", { class: "conversation-head" });
    const open = { address, log, about, id: null };
    this.#open = open;
    const refresh = () => this.refresh();
    const thread = async () => {
      if (!open.id) await refresh();
      return open.id;
    };
    fill(
      this.#pane,
      element(
        "article",
        { class: "conversation card", dataset: { host: "conversation", conversation: address } },
        element(
          "header",
          { class: "conversation-top" },
          about,
          element("div", { class: "composer-row" }, this.#channel.further(thread, refresh)),
        ),
        log.node,
        this.#channel.composer(thread, refresh),
        this.#channel.result,
      ),
      places,
    );
    // In a narrow window it lies below the list.
    this.#pane.scrollIntoView({ block: "nearest" });
  }

  async refresh() {
    const threads = await this.#channel.threads();
    if (!threads) return;
    for (const thread of threads) this.#row(thread);
    const open = this.#open;
    const thread = open && threads.find(({ id }) => encodeURIComponent(id) === open.address);
    if (!thread) return;
    open.id = thread.id;
    open.log.show(thread.lines);
    const { name, about, state } = thread;
    const shown = JSON.stringify([name, about, state]);
    if (open.about.dataset.shown === shown) return;
    open.about.dataset.shown = shown;
    fill(
      open.about,
      avatar(name),
      element("div", {}, element("h3", {}, name), element("p", { class: "faint" }, about)),
      stateTag(state),
    );
  }

  /** Draws a conversation of the list where it is, so that whoever stands on it stays there. */
  #row(thread) {
    const address = encodeURIComponent(thread.id);
    if (!this.#rows.has(thread.id)) {
      const link = element("a", { class: "conversation-link", href: `#/chats/${address}` });
      const row = element("li", { dataset: { conversation: thread.id } }, link);
      this.#rows.set(thread.id, link);
      this.#list.prepend(row);
    }
    const link = this.#rows.get(thread.id);
    if (this.#open?.address === address) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const last = thread.lines.at(-1)?.text ?? "";
    const shown = JSON.stringify([thread.name, thread.state, last]);
    if (link.dataset.shown === shown) return;
    link.dataset.shown = shown;
    fill(
      link,
      element("span", { class: "conversation-name" }, element("strong", {}, thread.name), " ", stateTag(thread.state)),
      element("span", { class: "faint conversation-last" }, last),
    );
  }
}

function stateTag(state) {
  const look = { resolved: "good", assigned: "accent", new: "warn" }[state] ?? "";
  return element("span", { class: `tag ${look}`, dataset: { host: "state" } }, state);
}

/** The page: it is made once, so that what somebody types as a customer stays when an agent opens another conversation. */
export class Chats {
  #parts;
  #messengers;
  #inbox;
  #timer;

  constructor(chats) {
    const channels = chats.map((chat, index) => new Channel(chat, index));
    const seated = (seat) => channels.filter((channel) => channel.seat === seat);
    const messengers = seated("customer").map((channel, index) => new Messenger(channel, index === 0));
    this.#messengers = messengers;
    const inboxes = seated("agent").map((channel) => [channel.name, new Inbox(channel)]);
    this.#parts = [...messengers, ...inboxes.map(([, inbox]) => inbox)];
    this.#inbox = inboxes[0]?.[1];
    this.node = element(
      "div",
      { class: "chats", dataset: { host: "chats" } },
      side(
        "As a customer",
        messengers.map(({ node }) => node),
      ),
      inboxes.map(([name, { node }]) => side(`As an agent in ${name}`, node)),
    );
  }

  /** The page with this conversation open in the inbox; it is kept up to date until it is left. */
  open(address, places) {
    this.#inbox?.show(address, places);
    const refresh = () => this.#parts.forEach((part) => part.refresh());
    refresh();
    // A page that comes back has forgotten how far it was scrolled.
    requestAnimationFrame(() => this.#messengers.forEach((messenger) => messenger.toEnd()));
    this.#timer = setInterval(() => document.visibilityState === "visible" && refresh(), PERIOD_MS);
    return { node: this.node, leave: () => clearInterval(this.#timer) };
  }
}

function side(title, content) {
  return element("section", { class: "chat-side", "aria-label": title }, element("h2", {}, title), content);
}

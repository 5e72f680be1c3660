// What was said in one conversation, and the fields with which somebody takes part in it.
//
// It draws what it is given as text, whoever wrote it; where conversations come from is not its business.

import { element, fill, moment } from "./dom.js";

const SPEAKERS = { customer: "Customer", agent: "Business", bot: "Bot", system: "System" };

/** A list of lines, oldest first, which only grows: a screen reader is told what comes, and nothing twice. */
export class Log {
  #seat;
  #list = element("ol", { class: "chat-lines" });
  #drawn = [];

  constructor(label, seat) {
    this.#seat = seat;
    this.node = element("div", { class: "chat-log", role: "log", "aria-label": label, tabindex: 0 }, this.#list);
  }

  show(lines) {
    const texts = lines.map((line) => JSON.stringify(line));
    if (!this.#drawn.every((text, index) => text === texts[index])) {
      this.#drawn = [];
      fill(this.#list);
    }
    if (texts.length === this.#drawn.length) return;
    this.#list.append(...lines.slice(this.#drawn.length).map((line) => this.#row(line)));
    this.#drawn = texts;
    this.toEnd();
  }

  /** Shows the last line. */
  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  #row({ at, by, name, private: isPrivate, text, link }) {
    const side = by === this.#seat ? "own" : by === "system" ? "aside" : "other";
    return element(
      "li",
      { class: `chat-line ${side} ${isPrivate ? "private" : ""}`, dataset: { by, private: String(isPrivate) } },
      element(
        "div",
        { class: "chat-who" },
        isPrivate && element("span", { class: "tag warn" }, "Private note"),
        element("strong", {}, name || SPEAKERS[by]),
        element("span", { class: "faint" }, moment(at)),
      ),
      element("p", { class: "chat-text" }, text),
      isWeb(link) &&
        element("a", { class: "chat-link", href: link, target: "_blank", rel: "noopener noreferrer" }, link),
    );
  }
}

function isWeb(link) {
  return /^https?:\/\//iu.test(link ?? "");
}

/**
 * A field to write in, sent with Enter, and a new line with Shift and Enter.
 * `write` is the action, `known` the names of its fields that others fill, `send(fields)` resolves when it is done.
 */
export function composer({ write, known, textField, send }) {
  const id = `composer-${crypto.randomUUID()}`;
  const label = write.fields.find(({ name }) => name === textField)?.label ?? "Text";
  const text = element("textarea", { id, rows: 2, name: textField, required: true });
  const extras = write.fields.filter(({ name }) => !known.includes(name) && name !== textField).map(extra);
  const button = element("button", { class: "button primary", type: "submit" }, write.label);
  const form = element(
    "form",
    { class: "composer" },
    element("div", { class: "field" }, element("label", { for: id }, label), text),
    element(
      "div",
      { class: "composer-row" },
      extras.map(({ node }) => node),
      button,
    ),
  );
  text.addEventListener("keydown", (event) => {
    // An input method uses Enter for itself.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (text.value.trim() === "") return;
    button.disabled = true;
    const typed = Object.fromEntries(extras.map(({ name, value }) => [name, value()]));
    const isDone = await send({ [textField]: text.value, ...typed });
    if (isDone) text.value = "";
    button.disabled = false;
    text.focus();
  });
  return form;
}

/** A further field: a box to tick where it is true or false, else a choice or a text. */
function extra({ name, label, value, choices }) {
  if ([...choices].sort().join() === "false,true") {
    const box = element("input", { type: "checkbox", name, checked: value === "true" });
    return { name, value: () => String(box.checked), node: element("label", { class: "tick" }, box, label) };
  }
  const input =
    choices.length > 0
      ? element(
          "select",
          { name, "aria-label": label },
          choices.map((choice) => element("option", { value: choice, selected: choice === value }, choice)),
        )
      : element("input", { type: "text", name, "aria-label": label, value });
  return { name, value: () => input.value, node: input };
}

// The draft below a ticket's conversation: opened with a text, or written into while it is open.
//
// It sends nothing, and knows at most one draft: that of the ticket that is shown.

import { element } from "./dom.js";

/** The place for a draft; offline there is nobody to send it to. */
export function editor() {
  return element(
    "section",
    { class: "editor card", "aria-label": "Draft", dataset: { host: "editor" }, hidden: true },
    element(
      "div",
      { class: "record-line" },
      element("strong", {}, "Draft"),
      element("span", { class: "faint" }, "stays on this page"),
    ),
    element("textarea", { rows: 4, "aria-label": "Draft" }),
  );
}

/** Opens the draft of the page with this text; to expand the conversation leaves what is in it. */
export function edit(page, kind, text) {
  const draft = page.querySelector('[data-host="editor"]');
  draft.hidden = false;
  const area = draft.querySelector("textarea");
  if (kind !== "expandConversation") area.value = text;
  area.focus();
}

/** Writes into the page's open draft; says whether there is one. */
export function write(page, text, { replace, atStart }) {
  const area = page.querySelector('[data-host="editor"]:not([hidden]) textarea');
  if (!area) return false;
  const parts = atStart ? [text, area.value] : [area.value, text];
  area.value = replace ? text : parts.filter((part) => part !== "").join("\n");
  return true;
}

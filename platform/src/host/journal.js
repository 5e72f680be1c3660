// The journal's page: what happened on the platform, newest first, by kind.
//
// It only reads; what it reads holds no secrets.

import { element, fetchJson, fill } from "./dom.js";
import { GROUPS, entryRow } from "./entries.js";

/** How often the page asks for news while it follows, in milliseconds. */
const PERIOD_MS = 2000;
/** How many entries are drawn at most. */
const DRAWN = 500;
const NAMES = { events: "Events", console: "Console", requests: "Requests", storage: "Storage" };

const list = document.querySelector("#entries");
const count = document.querySelector("#count");
const follow = document.querySelector("#follow");
const shown = new Set(Object.keys(GROUPS));
let entries = [];

function draw() {
  const kinds = new Set([...shown].flatMap((group) => GROUPS[group]));
  const wanted = entries.filter(({ kind }) => kinds.has(kind));
  const drawn = wanted.slice(-DRAWN).reverse();
  count.textContent =
    wanted.length === 0 ? "Nothing to show yet." : `${drawn.length} of ${entries.length} entries, newest first.`;
  list.hidden = wanted.length === 0;
  fill(list, drawn.map(entryRow));
}

async function read() {
  const from = (entries.at(-1)?.sequence ?? -1) + 1;
  try {
    const news = await fetchJson(`/api/journal?from=${from}`);
    if (news.length === 0 && entries.length > 0) return;
    entries = [...entries, ...news];
  } catch (failure) {
    count.textContent = failure.message;
    return;
  }
  draw();
}

function box(group) {
  const input = element("input", { type: "checkbox", checked: true, name: group });
  input.addEventListener("change", () => {
    if (input.checked) shown.add(group);
    else shown.delete(group);
    draw();
  });
  return element("label", { class: "choice" }, input, NAMES[group]);
}

document.querySelector("#groups").append(...Object.keys(GROUPS).map(box));
follow.addEventListener("click", () => {
  const pressed = follow.getAttribute("aria-pressed") !== "true";
  follow.setAttribute("aria-pressed", String(pressed));
  if (pressed) read();
});
setInterval(() => follow.getAttribute("aria-pressed") === "true" && read(), PERIOD_MS);
read();

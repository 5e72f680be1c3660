// The two drawers at the side: one acts as the outside world, one shows what happened.
//
// They are tools for the person who tries the app, not parts of the product, and hold nothing that a test could not reach over HTTP.

import { element, fetchJson, fill, icon, postJson, timeOfDay } from "./dom.js";
import { entryRow } from "./entries.js";

/** How often an open log asks for news, in milliseconds. */
const LOG_PERIOD_MS = 2000;
/** How many entries an open log shows. */
const LOG_LENGTH = 60;

/** Shuts the drawer that was opened last; there is room for one. */
let shutOther = () => {};

/** Makes a drawer and the button that opens it; `onOpen` gets the place for its content. */
export function drawer({ name, title, symbol, shell, bar, onOpen, onClose = () => {} }) {
  const { box, content, close } = drawerBox(name, title);
  const button = drawerButton(name, title, symbol);
  const shut = () => set(false);
  const set = (open) => {
    box.dataset.open = String(open);
    box.inert = !open;
    button.setAttribute("aria-expanded", String(open));
    if (!open) {
      onClose();
      return;
    }
    if (shutOther !== shut) shutOther();
    shutOther = shut;
    onOpen(content);
    close.focus();
  };
  const leave = () => {
    shut();
    button.focus();
  };
  box.inert = true;
  button.addEventListener("click", () => set(box.dataset.open !== "true"));
  close.addEventListener("click", leave);
  box.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  bar.append(button);
  shell.append(box);
}

function drawerBox(name, title) {
  const label = `Close ${title}`;
  const close = element(
    "button",
    { class: "button quiet square", type: "button", "aria-label": label },
    icon("close", 18),
  );
  const content = element("div", { class: "drawer-content" });
  const box = element(
    "aside",
    { class: "drawer", id: `drawer-${name}`, "aria-label": title, dataset: { host: `${name}-drawer`, open: "false" } },
    element("header", {}, element("h2", {}, title), close),
    content,
  );
  return { box, content, close };
}

function drawerButton(name, title, symbol) {
  const attributes = {
    class: "button quiet",
    type: "button",
    title,
    "aria-expanded": "false",
    "aria-controls": `drawer-${name}`,
    dataset: { host: `${name}-button` },
  };
  return element("button", attributes, icon(symbol), element("span", { class: "wide-only" }, title));
}

/** Fills the outside-world drawer: one form for each action, with its answer beneath it. */
export function worldForms(content, { actions, links }, onDone) {
  if (content.childElementCount > 0) return;
  const forms = actions.map((action, index) => actionForm(action, index, onDone));
  const addresses = links.map(([label, url]) =>
    element(
      "li",
      {},
      element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label, " ", icon("outside", 14)),
    ),
  );
  fill(
    content,
    element("p", { class: "soft" }, "Act as the companies and people outside the help desk."),
    forms.length === 0 && element("p", { class: "faint" }, "No actions were given to this platform."),
    forms,
    addresses.length > 0 && element("h3", {}, "Addresses"),
    addresses.length > 0 && element("ul", { class: "plain" }, addresses),
  );
}

function actionForm(action, index, onDone) {
  const inputs = action.fields.map((field) => worldField(field, index));
  const result = element("output", { class: "world-result", dataset: { host: "world-result" } });
  const submit = element("button", { class: "button", type: "submit" }, icon("play", 16), action.label);
  const form = element(
    "form",
    { class: "world-action card", dataset: { worldAction: action.label } },
    submit,
    inputs.length > 0 &&
      element(
        "details",
        {},
        element("summary", {}, "Change the details"),
        element(
          "div",
          { class: "world-fields" },
          inputs.map(({ row }) => row),
        ),
      ),
    result,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const fields = Object.fromEntries(inputs.map(({ name, input }) => [name, input.value]));
    fill(result, await resultOf(index, fields));
    submit.disabled = false;
    onDone();
  });
  return form;
}

async function resultOf(index, fields) {
  try {
    const { status, body } = await postJson(`/api/world/actions/${index}`, { fields });
    const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
    const look = status < 400 ? "good" : "bad";
    return [
      element("span", { class: `tag ${look}`, dataset: { status } }, `Answered ${status}`),
      text && element("pre", {}, text),
    ];
  } catch (failure) {
    return [
      element("span", { class: "tag bad", dataset: { status: failure.status } }, "Failed"),
      element("p", {}, failure.message),
    ];
  }
}

function worldField({ name, label, value, choices }, index) {
  const id = `world-${index}-${name.replace(/\W/gu, "-")}`;
  const input =
    choices.length > 0
      ? element(
          "select",
          { id, name },
          choices.map((choice) => element("option", { value: choice, selected: choice === value }, choice)),
        )
      : element("input", { id, name, type: "text", value, autocomplete: "off" });
  return { name, input, row: element("div", { class: "field" }, element("label", { for: id }, label), input) };
}

/** Fills the log drawer with what this page did and what the platform did; returns a function that stops the asking. */
export function logTabs(content, journal) {
  const list = element("ol", { class: "log", reversed: true });
  const page = tab("This page", () => show("page"));
  const platform = tab("Platform", () => show("platform"));
  let shown = "page";

  async function draw() {
    const entries = shown === "page" ? journal.map(pageEntry) : (await platformEntries()).map(entryRow);
    fill(list, entries.slice(-LOG_LENGTH).reverse());
    if (entries.length === 0) fill(list, element("li", { class: "faint" }, "Nothing has happened yet."));
  }

  function show(which) {
    shown = which;
    page.setAttribute("aria-selected", String(which === "page"));
    platform.setAttribute("aria-selected", String(which === "platform"));
    draw();
  }

  fill(
    content,
    element("div", { class: "tabs", role: "tablist", "aria-label": "Which log" }, page, platform),
    list,
    element("p", {}, element("a", { href: "/journal", target: "_blank" }, "Open the platform's whole log")),
  );
  show(shown);
  const timer = setInterval(draw, LOG_PERIOD_MS);
  return () => clearInterval(timer);
}

async function platformEntries() {
  try {
    return await fetchJson("/api/journal");
  } catch (failure) {
    return [{ at: new Date().toISOString(), kind: "failure", text: failure.message }];
  }
}

function tab(label, onclick) {
  return element("button", { class: "tab", type: "button", role: "tab", "aria-selected": "false", onclick }, label);
}

/** One thing that this page did or was asked to do. */
function pageEntry({ at, kind, action, type, location: place, outcome, error, payload, data, message }) {
  const name = action ?? type ?? "";
  const look = outcome === "refused" ? "bad" : "";
  const content = payload ?? data ?? message;
  const details =
    content !== undefined && JSON.stringify(content) !== "{}" && element("code", {}, JSON.stringify(content));
  return element(
    "li",
    { class: "log-entry", dataset: { kind } },
    element(
      "div",
      { class: "log-line" },
      element("span", { class: `tag ${look}` }, kind),
      element("span", { class: "log-words" }, name),
      place && element("span", { class: "faint" }, place),
      element("span", { class: "faint" }, timeOfDay(at)),
    ),
    error && element("p", { class: "wrong" }, error.message),
    details,
  );
}

// The installation page: a form made from the app's parameters, its own script's reactions to changes, and install, save, update and uninstall.
//
// Secure values never come to this page: a secure field is empty, and stays as it was unless something is typed.
//
// Hooks for a test that drives this page in a browser: [data-field="<key>"], [data-host="install"], [data-host="save"],
// [data-host="update"], [data-host="uninstall"], [data-host="result"][data-outcome="done|refused"], and `window.__settings.ready`, a promise.

import { Field } from "./fields.js";
import { element, fetchJson, fill, icon, postJson } from "./dom.js";

/** The app's own script for this page, where the package has one. */
const SCRIPT = "/config/assets/iparams.js";

const form = document.querySelector("#form");
const buttons = document.querySelector("#buttons");
const result = document.querySelector("#result");
const state = document.querySelector("#state");
const fields = new Map();
let scriptLoaded;

function fieldOf(key) {
  const field = fields.get(key);
  if (!field) throw new Error(`utils: there is no parameter called "${key}".`);
  return field;
}

/** What the app's script may do with the form. */
window.utils = {
  get: (key) => fieldOf(key).value,
  set: (key, traits) => fieldOf(key).set(traits),
};

/** Calls the app's functions for a change; a text that they return, or reject with, is what is wrong with the field. */
async function react(field) {
  for (const { change } of field.definition.events ?? []) {
    const handler = window[change];
    if (typeof handler !== "function") {
      field.reject(`${SCRIPT} has no function called "${change}".`);
      return;
    }
    const sentence = await answerOf(handler, field.value);
    if (sentence) field.reject(sentence);
  }
}

async function answerOf(handler, value) {
  try {
    const answer = await handler(value);
    return typeof answer === "string" ? answer : "";
  } catch (failure) {
    if (failure instanceof Error) console.error(failure);
    return typeof failure === "string" ? failure : (failure?.message ?? "The value was refused.");
  }
}

function loadScript() {
  return new Promise((resolve) => {
    const script = element("script", { src: SCRIPT, onload: resolve, onerror: resolve });
    document.head.append(script);
  });
}

/** The values to send: shown and hidden fields alike, without those that are empty. */
function values() {
  const entered = [...fields.values()].map((field) => [field.key, field.value]);
  return Object.fromEntries(entered.filter(([, value]) => value !== undefined));
}

function report(outcome, message) {
  const look = outcome === "done" ? "good" : "bad";
  fill(
    result,
    element(
      "div",
      { class: `note ${look}` },
      icon(outcome === "done" ? "check" : "warning"),
      element("span", {}, message),
    ),
  );
  result.dataset.outcome = outcome;
  result.scrollIntoView({ block: "nearest" });
}

async function carryOut(button, path, body, done) {
  const label = button.textContent;
  for (const each of buttons.querySelectorAll("button")) each.disabled = true;
  button.textContent = "One moment…";
  try {
    await postJson(path, body);
    await draw();
    report("done", done);
  } catch (failure) {
    report("refused", failure.message);
  } finally {
    button.textContent = label;
    for (const each of buttons.querySelectorAll("button")) each.disabled = false;
  }
}

function submit(button, path, done) {
  const wrong = [...fields.values()].filter((field) => !field.check());
  if (wrong.length > 0) {
    wrong[0].focus();
    report(
      "refused",
      wrong.length === 1 ? "One field needs another look." : `${wrong.length} fields need another look.`,
    );
    return;
  }
  carryOut(button, path, values(), done);
}

function action(name, label, style, act) {
  const button = element("button", { class: `button ${style}`, type: "button", dataset: { host: name } }, label);
  button.addEventListener("click", () => act(button));
  return button;
}

function drawButtons(installed) {
  const install = action("install", "Install", "primary", (button) =>
    submit(button, "/api/install", "The app is installed."),
  );
  const save = action("save", "Save", "primary", (button) =>
    submit(button, "/api/configure", "The settings are saved."),
  );
  const update = action("update", "Update", "", (button) =>
    // What is typed and not saved stays out of it: the new package may not know these fields.
    carryOut(button, "/api/update", {}, "The app is updated to what its package holds now."),
  );
  const uninstall = action("uninstall", "Uninstall", "danger", (button) => askToUninstall(button));
  fill(buttons, installed ? [element("div", { class: "actions-left" }, save, update), uninstall] : install);
}

function askToUninstall(button) {
  const box = element(
    "dialog",
    { class: "confirm", "aria-label": "Uninstall the app" },
    element("h2", {}, "Uninstall the app?"),
    element("p", {}, "Everything it has stored is erased. Its settings are forgotten."),
    element(
      "div",
      { class: "overlay-actions" },
      element("button", { class: "button", type: "button", onclick: () => box.close() }, "Cancel"),
      element(
        "button",
        {
          class: "button danger",
          type: "button",
          dataset: { host: "confirm-uninstall" },
          onclick: () => box.close("yes"),
        },
        "Uninstall",
      ),
    ),
  );
  box.addEventListener("close", () => {
    box.remove();
    if (box.returnValue === "yes") carryOut(button, "/api/uninstall", {}, "The app is uninstalled.");
  });
  document.body.append(box);
  box.showModal();
}

/** Draws the form anew from what the platform knows. */
async function draw() {
  const { declared, installed, values: saved, secrets } = await fetchJson("/api/parameters");
  fields.clear();
  for (const [key, definition] of Object.entries(declared)) {
    const field = new Field(key, definition, { kept: secrets.includes(key), onchange: react });
    fields.set(key, field);
    if (key in saved) field.value = saved[key];
  }
  fill(
    form,
    [...fields.values()].map((field) => field.node),
  );
  if (fields.size === 0) fill(form, element("p", { class: "soft" }, "This app has no parameters."));
  fill(
    state,
    element("span", { class: `tag ${installed ? "good" : "warn"}` }, installed ? "Installed" : "Not installed"),
  );
  drawButtons(installed);
  await (scriptLoaded ??= loadScript());
  // Saved values may call for other fields than the defaults do, so the app's functions hear of them.
  for (const key of Object.keys(saved)) await react(fieldOf(key));
}

window.__settings = {
  ready: draw().catch((failure) =>
    report("refused", failure.message ?? "The page could not be drawn: see the browser's console."),
  ),
};

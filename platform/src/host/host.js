// The product around the app: pages of records, the phone's panel, and everything a framed page may ask for.
//
// It plays the vendor's page offline and keeps no records of its own; they come from the server.
//
// Hooks for a test that drives this page in a browser (they are kept stable):
//   window.__host.journal      every event raised and every call of a framed page, oldest first:
//                              {at, kind, instance, location, …}; kind is event | trigger | resize | close | send |
//                              instances | navigate | notify. A trigger has action, payload, outcome ("done" or "refused")
//                              and value or error.
//   window.__host.ready        a promise: the page is drawn and the phone, if there is one, has been activated.
//   window.__host.emit(location, type, data)   raises an event in the page at a placeholder (say "cti_global_sidebar").
//   window.__host.instances()  [{instanceId, location, parentId?}]
//   window.__host.panel        null, or {open, height, missedCalls, show(), hide(), toggle()}
//   window.__host.rejectWidth  set it to true to have `resize` refuse a width instead of ignoring it.
//   [data-host="softphone-icon"], [data-host="softphone"][data-open="true|false"][data-height]   the icon and the panel
//   iframe[data-location="…"][data-ready="true"]   a framed page that has finished `app.initialized()`
//   [data-host="missed-calls"][data-count]         the badge
//   [data-phone="+254…"]                           a number that raises `cti.triggerDialer`
//   [data-host="ticket-page"][data-ticket], [data-host="contact-page"][data-contact], [data-host="toast"][data-type],
//   [data-host="confirm"], [data-host="modal"], [data-host="dialog"], [data-host="editor"]
//   [data-host="world-button"], [data-world-action="<label>"] with [data-host="world-result"] [data-status]
//   [data-host="messenger"][data-chat="<name>"], [data-host="conversations"] li[data-conversation],
//   [data-host="conversation"][data-conversation] with [role="log"] li[data-by][data-private] in each but the list
//   [data-host="log-button"], [data-host="log-drawer"]

import { Bridge } from "./bridge.js";
import { drawer, logTabs, worldForms } from "./drawers.js";
import { Chats } from "./chats.js";
import { avatar, element, fetchJson, fill, icon } from "./dom.js";
import { edit, write } from "./editor.js";
import { refusal, trigger } from "./interface.js";
import { confirm, notify, overlay } from "./overlays.js";
import { Panel } from "./panel.js";
import { routes } from "./routes.js";
import { empty } from "./views.js";

const SOFTPHONE = "cti_global_sidebar";
const FULL_PAGE = "full_page_app";
/** The tallest an instance may ask to be, in pixels. */
const LARGEST_HEIGHT = 700;
/** How many entries the page's journal keeps. */
const JOURNAL_LENGTH = 500;
/** How often records from a running help desk are read again, in milliseconds. */
const REFRESH_PERIOD_MS = 4000;

const shell = document.querySelector("#shell");
const rail = document.querySelector("#rail");
const bar = document.querySelector("#bar");
const main = document.querySelector("#main");
const toasts = document.querySelector("#toasts");
const heading = document.querySelector("#heading");

const journal = [];
let world;
let placed = [];
let panel = null;
let tickets = [];
let contacts = [];
let drawn = "";
let page;
let chats;

function record(entry) {
  journal.push({ at: new Date().toISOString(), ...entry });
  if (journal.length > JOURNAL_LENGTH) journal.shift();
}

const ui = {
  notify(note) {
    record({ kind: "notify", ...note });
    notify(toasts, note);
  },
  confirm,
  navigate(kind, id) {
    record({ kind: "navigate", type: kind, value: id });
    location.hash = `#/${kind}s/${id}`;
  },
  edit: (kind, text) => edit(main, kind, text),
  write: (text, how) => write(main, text, how),
  overlay(kind, parent, wish) {
    const instance = bridge.open({
      path: `/iframe/${wish.template.replace(/^\/+/u, "")}?location=${kind}`,
      title: wish.title,
      location: kind,
      parentId: parent.instanceId,
      modalData: wish.data,
      dataLocation: parent.location,
      record: parent.record,
    });
    instance.box = overlay(kind, wish, instance.frame, () => bridge.close(instance));
    bridge.activate(instance);
  },
  get panel() {
    return panel;
  },
};

/** What a framed page may ask of this page. */
const calls = {
  trigger: (instance, { action, payload }) => trigger(ui, instance, action, payload),
  instances: () => bridge.instances().map((instance) => instance.summary()),
  send: (instance, content) => bridge.pass(instance, content ?? {}),
  resize,
  close(instance) {
    if (!instance.box) throw refusal("Only a modal or a dialog can be closed.");
    instance.box.close();
  },
};

const bridge = new Bridge({ calls, record });

function resize(instance, size) {
  const height = Number.parseInt(size?.height, 10);
  if (!(height > 0)) throw refusal('resize needs a height such as "500px".');
  if (size.width !== undefined && window.__host.rejectWidth)
    throw refusal("The width of an instance cannot be changed.");
  const granted = Math.min(height, LARGEST_HEIGHT);
  if (instance.location === SOFTPHONE) panel.resize(granted);
  else instance.frame.style.setProperty("height", `${granted}px`);
}

function dial(number) {
  const phone = bridge.at(SOFTPHONE);
  if (phone?.ready) bridge.emit(phone, "cti.triggerDialer", { number });
  else ui.notify({ type: "warning", title: "", message: "The phone is still starting. Try again in a moment." });
}

/** Numbers are clickable only where a phone is installed. */
function dialIfPossible() {
  return panel ? dial : null;
}

function appIcon(path) {
  return element("img", { src: `/app/${path}`, alt: "", width: 20, height: 20 });
}

/** The places of one record page; pages behind the scenes start at once, the others when they are opened. */
function placeholders(prefix, about) {
  const here = placed.filter(({ name }) => name.startsWith(prefix));
  return here.map((place) => {
    const instance = bridge.open({
      path: `/iframe/${place.name}`,
      title: place.name,
      location: place.name,
      record: about,
    });
    if (place.name.endsWith("_background")) {
      bridge.activate(instance);
      return element("div", { hidden: true }, instance.frame);
    }
    const box = element(
      "details",
      { class: "widget card", dataset: { host: place.name } },
      element("summary", {}, place.icon && appIcon(place.icon), "App"),
      instance.frame,
    );
    box.addEventListener("toggle", () => (box.open ? bridge.activate(instance) : bridge.deactivate(instance)));
    return box;
  });
}

/** Takes away the framed pages that belong to the page being left; the phone stays. */
function leavePage() {
  page?.leave?.();
  for (const instance of bridge.instances().filter(({ location: place }) => place !== SOFTPHONE)) {
    instance.box?.close();
    bridge.close(instance);
  }
}

const PAGES = routes({
  tickets: () => tickets,
  contacts: () => contacts,
  reload: () => readRecords().catch(() => {}),
  dial: dialIfPossible,
  placeholders,
  chats(id) {
    chats ??= new Chats(world.chats);
    return chats.open(id, id ? placeholders("conversation_", {}) : []);
  },
  fullPage() {
    if (!placed.some(({ name }) => name === FULL_PAGE))
      return { node: empty("The app has no page of its own here", "Install an app that declares full_page_app.") };
    const instance = bridge.open({ path: `/iframe/${FULL_PAGE}`, title: "App", location: FULL_PAGE });
    bridge.activate(instance);
    return { node: element("div", { class: "full-page" }, instance.frame) };
  },
});

async function draw() {
  const address = location.hash || "#/tickets";
  const route = PAGES.find(({ pattern }) => pattern.test(address)) ?? PAGES[0];
  const id = route.pattern.exec(address)?.[1];
  leavePage();
  drawn = address;
  await route.load?.();
  // Another page may have been chosen while this one was loading.
  if (drawn !== address) return;
  page = route.draw(id);
  // A page that stays keeps what somebody stands on and how far it was scrolled.
  if (main.firstElementChild !== page.node) fill(main, page.node);
  const title = typeof route.title === "function" ? route.title(id) : route.title;
  heading.textContent = title;
  document.title = `${title} · Help desk`;
  for (const link of rail.querySelectorAll("a")) {
    if (address.startsWith(link.getAttribute("href"))) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function railLink(href, label, symbol) {
  return element(
    "a",
    { class: "rail-item", href },
    element("span", { class: "rail-icon" }, icon(symbol, 22)),
    element("span", { class: "rail-label" }, label),
  );
}

function drawRail() {
  fill(
    rail,
    railLink("#/tickets", "Tickets", "ticket"),
    railLink("#/contacts", "Contacts", "contacts"),
    world.chats.length > 0 && railLink("#/chats", "Chats", "chats"),
    placed.some(({ name }) => name === FULL_PAGE) && railLink("#/app", "App", "apps"),
    element("span", { class: "rail-gap" }),
  );
}

function drawBar() {
  drawer({
    name: "world",
    title: "Outside world",
    symbol: "world",
    shell,
    bar,
    onOpen: (content) => worldForms(content, world, refresh),
  });
  let stop = () => {};
  drawer({
    name: "log",
    title: "Log",
    symbol: "log",
    shell,
    bar,
    onOpen(content) {
      stop = logTabs(content, journal);
    },
    onClose: () => stop(),
  });
  const name = world.agent?.contact?.name ?? "Agent";
  bar.append(
    element(
      "span",
      { class: "signed-in", title: `Signed in as ${name}` },
      avatar(name),
      element("span", { class: "hidden-text" }, `Signed in as ${name}`),
    ),
  );
}

function placePhone() {
  const place = placed.find(({ name }) => name === SOFTPHONE);
  if (!place) return;
  const instance = bridge.open({ path: `/iframe/${SOFTPHONE}`, title: "Phone", location: SOFTPHONE });
  panel = new Panel({ rail, shell, instance, iconPath: place.icon && `/app/${place.icon}` });
  bridge.activate(instance);
}

async function readRecords() {
  [tickets, contacts] = await Promise.all([fetchJson("/api/records/tickets"), fetchJson("/api/records/contacts")]);
}

/** Reads the records again and lets the page show what changed; fields, frames and drafts on it stay as they are. */
async function refresh() {
  const before = JSON.stringify([tickets, contacts]);
  await readRecords().catch(() => {});
  if (JSON.stringify([tickets, contacts]) !== before) page?.refresh?.();
}

async function start() {
  const [about, status] = await Promise.all([fetchJson("/api/world"), fetchJson("/api/status"), readRecords()]);
  world = about;
  placed = status.installed ? world.locations : [];
  drawRail();
  drawBar();
  placePhone();
  window.addEventListener("hashchange", draw);
  await draw();
  if (!status.installed) fill(toasts, installHint());
  if (world.live) setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH_PERIOD_MS);
}

function installHint() {
  return element(
    "div",
    { class: "toast warning sticky", dataset: { host: "not-installed" } },
    icon("warning"),
    element(
      "span",
      {},
      "The app is not installed. ",
      element("a", { href: "/custom_configs" }, "Open the installation page"),
      ".",
    ),
  );
}

window.__host = {
  journal,
  rejectWidth: false,
  emit(place, type, data) {
    const instance = bridge.at(place);
    return instance
      ? bridge.emit(instance, type, data)
      : Promise.reject(refusal(`Nothing is framed at ${place}.`, 404));
  },
  instances: () => bridge.instances().map((instance) => instance.summary()),
  get panel() {
    return panel;
  },
  ready: start().catch((failure) => {
    fill(main, empty("The help desk could not be drawn", failure.message ?? "See the console of the browser."));
    console.error(failure);
  }),
};

// The actions of `client.interface.trigger`: what each demands, what it cuts short, where it may be used, and what it does.
//
// It draws nothing itself: the page's parts come in as `ui`. Lengths and places are those of the vendor's reference pages.

const TITLE_LENGTH = 30;
const MESSAGE_LENGTH = 100;
const LABEL_LENGTH = 11;
/** After this time without an answer a confirmation is refused. */
export const CONFIRM_TIMEOUT_MS = 10_000;

const NOTIFY_TYPES = ["info", "success", "warning", "danger", "alert"];
const TOAST_TYPES = ["success", "error"];
const SOFTPHONE_LOCATION = "cti_global_sidebar";
const NO_BACKDROP_LOCATIONS = ["ticket_sidebar", "ticket_requester_info", "ticket_top_navigation"];
/** Two names each for the same editor: both are in use. */
const EDITOR_TARGETS = ["reply", "openReply", "note", "openNote", "expandConversation"];
/** Actions on fields and on the timer of a record's own page; they exist in the product, this host page has no such fields. */
const FIELD_ACTIONS = ["setOptions", "clearValue", "enable", "disable", "start", "stop", "toggle"];

export function refusal(message, status = 400) {
  return { status, message };
}

function demand(condition, message) {
  if (!condition) throw refusal(message);
}

function isText(value) {
  return typeof value === "string" && value.trim() !== "";
}

function cut(text, length) {
  return text === undefined || text === null ? "" : [...String(text)].slice(0, length).join("");
}

function notification(action, types, { type, title, message }) {
  demand(types.includes(type), `${action} needs a type: one of ${types.join(", ")}.`);
  demand(isText(message), `${action} needs a message.`);
  return { type, title: cut(title, TITLE_LENGTH), message: cut(message, MESSAGE_LENGTH) };
}

function confirmation({ title, message, saveLabel = "Save", cancelLabel = "Cancel" }) {
  demand(isText(message), "showConfirm needs a message.");
  for (const label of [saveLabel, cancelLabel]) {
    demand(
      isText(label) && [...label].length <= LABEL_LENGTH,
      `A label of showConfirm has 1 to ${LABEL_LENGTH} characters.`,
    );
  }
  return { title: cut(title, TITLE_LENGTH), message: cut(message, MESSAGE_LENGTH), saveLabel, cancelLabel };
}

function overlay(action, location, { title, template, data, nobackdrop, linkText, linkUrl }) {
  demand(isText(template), `${action} needs a template: the path of an HTML file of the app.`);
  demand(
    !nobackdrop || NO_BACKDROP_LOCATIONS.includes(location),
    `nobackdrop works only from ${NO_BACKDROP_LOCATIONS.join(", ")}.`,
  );
  demand(linkUrl === undefined || /^https?:\/\//u.test(linkUrl), "linkUrl must be an http or https address.");
  const fallback = action === "showDialog" ? "Dialog" : "Modal dialog";
  return {
    title: cut(title, TITLE_LENGTH) || fallback,
    template,
    data,
    nobackdrop: Boolean(nobackdrop),
    linkText,
    linkUrl,
  };
}

/** A record's number, given as a number or as digits. */
function recordId(value, what) {
  demand(/^[1-9][0-9]*$/u.test(String(value)), `click needs the ${what}'s number as its value.`);
  return Number(value);
}

function badgeCount(value) {
  const count = value === undefined ? 1 : Number(value);
  demand(Number.isInteger(count) && count >= 0, "The value of missedCall must be a whole number.");
  return count;
}

function onlySoftphone(location, action, id) {
  demand(location === SOFTPHONE_LOCATION, `${action} ${id} works only from ${SOFTPHONE_LOCATION}.`);
}

function click(ui, location, { id, value, text }) {
  if (id === "ticket" || id === "contact") {
    ui.navigate(id, recordId(value, id));
    return;
  }
  demand(EDITOR_TARGETS.includes(id), `click knows no target "${id}".`);
  demand(location.startsWith("ticket_"), `click ${id} works only from the ticket's page.`);
  ui.edit(id, text === undefined ? "" : String(text));
}

/** Only the editor's text can be set, and only while it is open. */
function setValue(ui, location, { id, text, replace, position }) {
  demand(id === "editor", `setValue acts on the field "${id}", which this host page does not have.`);
  demand(location.startsWith("ticket_"), "setValue editor works only from the ticket's page.");
  demand(isText(text), "setValue editor needs a text.");
  demand(ui.write(text, { replace: replace === true, atStart: position === "start" }), "No editor is open.");
}

function show(ui, location, { id, value }) {
  demand(id === "softphone" || id === "missedCall", `This host page has nothing called "${id}" to show.`);
  onlySoftphone(location, "show", id);
  if (id === "softphone") ui.panel.show();
  else ui.panel.badge(badgeCount(value));
}

function hide(ui, location, { id }) {
  demand(id === "softphone" || id === "missedCall", `This host page has nothing called "${id}" to hide.`);
  onlySoftphone(location, "hide", id);
  if (id === "softphone") ui.panel.hide();
  else ui.panel.badge(0);
}

/** The table of actions; each takes the page's parts, the calling instance and the payload. */
const ACTIONS = {
  showNotify: (ui, _instance, payload) => ui.notify(notification("showNotify", NOTIFY_TYPES, payload)),
  showToast: (ui, _instance, payload) => ui.notify(notification("showToast", TOAST_TYPES, payload)),
  showConfirm: (ui, _instance, payload) => ui.confirm(confirmation(payload), CONFIRM_TIMEOUT_MS),
  showModal: (ui, instance, payload) => ui.overlay("modal", instance, overlay("showModal", instance.location, payload)),
  showDialog: (ui, instance, payload) =>
    ui.overlay("dialog", instance, overlay("showDialog", instance.location, payload)),
  setValue: (ui, instance, payload) => setValue(ui, instance.location, payload),
  click: (ui, instance, payload) => click(ui, instance.location, payload),
  show: (ui, instance, payload) => show(ui, instance.location, payload),
  hide: (ui, instance, payload) => hide(ui, instance.location, payload),
};

/** Carries out one action. The value of most is an opaque success message, as in the vendor's reference. */
export async function trigger(ui, instance, action, payload) {
  demand(!FIELD_ACTIONS.includes(action), `${action} acts on a field or timer that this host page does not have.`);
  demand(Object.hasOwn(ACTIONS, action), `The interface knows no action "${action}".`);
  demand(typeof payload === "object" && payload !== null && !Array.isArray(payload), `${action} needs an object.`);
  const value = await ACTIONS[action](ui, instance, payload);
  return value ?? { message: `${action} succeeded` };
}

// Builds page elements from data without ever reading data as markup: strings become text nodes.
//
// It knows no page and keeps no state.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element. Attributes that are functions become listeners (`onclick`), `false` and `undefined` ones are left out,
 * `dataset` and `style` take objects. Children may be nodes, strings, numbers, or lists of them; empty ones are left out.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...flattened(children));
  return node;
}

function setAttribute(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "style") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
  else if (name in node && typeof value === "boolean") node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

function flattened(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== undefined && child !== null && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** Replaces everything inside a node. */
export function fill(node, ...children) {
  node.replaceChildren(...flattened(children));
}

/** Outlines drawn in a 24 by 24 box with a stroke of the current colour. */
const ICONS = {
  ticket: "M4 6h16v4a2 2 0 0 0 0 4v4H4v-4a2 2 0 0 0 0-4zM14 6v2m0 3v2m0 3v2",
  chats: "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
  contacts: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c0-3.3 3.6-5 8-5s8 1.7 8 5",
  phone:
    "M5 4h4l1.6 4.4-2.2 1.7a12 12 0 0 0 5.5 5.5l1.7-2.2L20 15v4a1.6 1.6 0 0 1-1.7 1.6C10.6 20 4 13.4 3.4 5.7A1.6 1.6 0 0 1 5 4z",
  world: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.5 9.5h17M3.5 14.5h17M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  log: "M5 5h14M5 10h14M5 15h9M5 20h6",
  apps: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  gear: "M4 7h9m5 0h2M4 17h3m5 0h8M15.5 4.8v4.4M9.5 14.8v4.4",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  close: "M6 6l12 12M18 6L6 18",
  back: "M14 6l-6 6 6 6",
  play: "M8 5l11 7-11 7z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warning: "M12 4l9 16H3zM12 10v4m0 3v.01",
  refresh: "M19 12a7 7 0 1 1-2.1-5M17 3v4h-4",
  outside: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
};

/** Draws a named icon; it is decoration, so the control around it carries the label. */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const box = { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "icon" };
  for (const [key, value] of Object.entries(box)) svg.setAttribute(key, String(value));
  path.setAttribute("d", ICONS[name] ?? "");
  svg.append(path);
  return svg;
}

/** Two letters of a name; a number sign where the name is only a number. */
function initials(name) {
  const words = String(name ?? "").match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...(words[0] ?? "#")].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** The disc that stands for a person; one name always has one colour. */
export function avatar(name, extra = "") {
  const hue = [...String(name ?? "")].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 6, 0);
  return element("span", { class: `avatar ${extra}`, dataset: { hue }, "aria-hidden": "true" }, initials(name));
}

/** A moment in the reader's own words, with the exact time in the tooltip; text that is no moment is shown as it is. */
export function moment(text) {
  const date = new Date(text ?? "");
  if (Number.isNaN(date.getTime())) return element("span", {}, text ?? "");
  const words = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return element("time", { datetime: date.toISOString(), title: date.toISOString() }, words);
}

/** The time of day to the second, for entries of a log, with the exact time in the tooltip. */
export function timeOfDay(text) {
  const date = new Date(text);
  const words = date.toLocaleTimeString(undefined, { hour12: false });
  return element("time", { datetime: date.toISOString(), title: date.toISOString() }, words);
}

/** Reads JSON from the server; a refusal is thrown as `{status, message}`. */
export async function fetchJson(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw { status: 0, message: "The platform does not answer. Is it still running?" };
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok)
    throw {
      status: response.status,
      message: answer.message ?? `The platform answered ${response.status}.`,
      ...answer,
    };
  return answer;
}

/** Posts JSON to the server and reads its JSON answer. */
export function postJson(path, body) {
  const headers = { "content-type": "application/json" };
  return fetchJson(path, { method: "POST", headers, body: JSON.stringify(body) });
}

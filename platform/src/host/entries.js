// Draws one entry of the platform's journal, for the log drawer and for the journal's own page.
//
// Entries carry no secrets when they get here; nothing is masked at this point.

import { element, timeOfDay } from "./dom.js";

/** Kinds of entries by what a reader may want to see or to leave out. */
export const GROUPS = {
  events: ["event_started", "event_ended", "rendered", "installed", "configured", "uninstalled", "hook_refused"],
  console: ["console", "notice", "failure"],
  requests: ["request"],
  storage: ["db", "entity", "schedule", "target_url"],
};

/** How each kind of entry reads: its words, its outcome, and the long text beneath it. */
const READINGS = {
  event_started: ({ name, handler }) => ({ words: `${name} → ${handler}` }),
  event_ended: ({ outcome, costs, milliseconds }) => ({
    words: [`${milliseconds} ms`, ...spent(costs)].join(" · "),
    outcome: outcome.ended.replace("_", " "),
    failed: outcome.ended !== "finished",
    text: outcome.error ?? outcome.reason,
  }),
  rendered: ({ status, body }) => ({ words: "renderData", ...answered(status), text: body }),
  console: ({ level, text }) => ({ words: level, failed: level === "error", text }),
  request: ({ template, method, host, path, status, attempts }) => ({
    words: `${template}: ${method} ${host}${path}${attempts > 1 ? ` (${attempts} attempts)` : ""}`,
    ...answered(status),
  }),
  db: ({ operation, key, status }) => ({ words: `${operation} ${key}`, ...answered(status) }),
  entity: ({ operation, entity, status }) => ({ words: `${operation} ${entity}`, ...answered(status) }),
  schedule: ({ operation, name, status }) => ({ words: `${operation} ${name}`, ...answered(status) }),
  target_url: ({ options, status }) => ({ words: options ?? "without a label", ...answered(status) }),
  hook_refused: ({ status, reason }) => ({ words: reason, ...answered(status) }),
  notice: ({ text }) => ({ words: text }),
  failure: ({ text }) => ({ words: text, outcome: "failed", failed: true }),
};

function answered(status) {
  return { outcome: String(status), failed: status >= 400 };
}

/** What an event spent of each budget that the platform counts apart. */
const BUDGETS = { requests: "template requests", db: "$db", entity: "entity", schedule: "$schedule" };

function spent(costs) {
  return Object.entries(costs)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${BUDGETS[what]} ${count}`);
}

export function entryRow(entry) {
  const { at, kind, event } = entry;
  const { words, outcome, failed, text } = READINGS[kind]?.(entry) ?? { words: "" };
  return element(
    "li",
    { class: "log-entry", dataset: { kind, outcome: outcome ?? "" } },
    element(
      "div",
      { class: "log-line" },
      element("span", { class: "tag" }, kind.replaceAll("_", " ")),
      element("span", { class: "log-words" }, words),
      outcome && element("span", { class: `tag ${failed ? "bad" : "good"}` }, outcome),
      event && element("span", { class: "faint" }, `event ${event}`),
      element("span", { class: "faint" }, timeOfDay(at)),
    ),
    text && element("pre", {}, text),
  );
}

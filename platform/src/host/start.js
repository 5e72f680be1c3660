// The start page: whether the app is installed, the pages worth opening, and the addresses that webhooks are sent to.
//
// It changes nothing.

import { element, fetchJson, fill, icon } from "./dom.js";

const DOORS = [
  {
    href: "/host",
    symbol: "phone",
    title: "Help desk",
    words: "The product's pages with the phone, and the outside world's buttons.",
  },
  {
    href: "/custom_configs",
    symbol: "gear",
    title: "App settings",
    words: "Install the app, change its settings, update it, uninstall it.",
  },
  { href: "/journal", symbol: "log", title: "Journal", words: "Every event, request and stored record, newest first." },
];

const FULL_PAGE = {
  href: "/host#/app",
  symbol: "apps",
  title: "App's full page",
  words: "The page that the app has to itself, framed by the help desk.",
};

function door({ href, symbol, title, words }) {
  return element(
    "a",
    { class: "door card", href },
    icon(symbol, 26),
    element("strong", {}, title),
    element("span", { class: "soft" }, words),
  );
}

function fact(name, ...values) {
  return values.flat().length > 0 && [element("dt", {}, name), element("dd", {}, ...values)];
}

function addresses(pairs) {
  return pairs.map(([label, url]) =>
    element(
      "div",
      {},
      label && `${label}: `,
      element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url),
    ),
  );
}

async function draw() {
  fill(document.querySelector("#doors"), DOORS.map(door));
  const state = document.querySelector("#state");
  const [status, world] = await Promise.all([fetchJson("/api/status"), fetchJson("/api/world")]);
  fill(
    state,
    element(
      "span",
      { class: `tag ${status.installed ? "good" : "warn"}` },
      status.installed ? "App installed" : "App not installed",
    ),
  );
  const hasFullPage = status.installed && world.locations.some(({ name }) => name === "full_page_app");
  if (hasFullPage) document.querySelector("#doors").append(door(FULL_PAGE));
  const about = document.querySelector("#about");
  about.hidden = false;
  const targets = status.target_urls.map(({ options, url }) =>
    element("div", {}, options && `${options}: `, element("code", {}, url)),
  );
  fill(
    about,
    element("h2", {}, "What is running"),
    element(
      "dl",
      {},
      fact("Account", world.account_url),
      fact("Signed in as", world.agent?.contact?.name ?? []),
      fact("Webhooks go to", targets),
      fact("Elsewhere", addresses(world.links)),
    ),
  );
}

draw().catch((failure) => {
  fill(
    document.querySelector("#state"),
    element("span", { class: "tag bad" }, failure.message ?? "The platform does not answer."),
  );
});

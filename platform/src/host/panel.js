// The phone: its icon in the navigation with the missed-call badge, and the floating panel that frames the app.
//
// The panel only hides: the page inside runs from the moment the product's page is loaded until it is left.

import { element, icon } from "./dom.js";

/** Height of the panel until the app asks for another, in pixels; the width is always 400. */
const DEFAULT_HEIGHT = 400;
const LARGEST_BADGE = 99;

export class Panel {
  #button;
  #badge;
  #box;

  /** Builds the icon into `rail` and the panel into `shell`, around the framed page. */
  constructor({ rail, shell, instance, iconPath }) {
    this.#badge = element("span", { class: "badge", hidden: true, dataset: { host: "missed-calls" } });
    const image = iconPath ? element("img", { src: iconPath, alt: "", width: 22, height: 22 }) : icon("phone", 22);
    this.#button = element(
      "button",
      {
        class: "rail-item phone-button",
        type: "button",
        "aria-expanded": "false",
        "aria-controls": "softphone",
        dataset: { host: "softphone-icon" },
        onclick: () => this.toggle(),
      },
      element("span", { class: "rail-icon" }, image, this.#badge),
      element("span", { class: "rail-label" }, "Phone"),
    );
    this.#box = element(
      "section",
      { id: "softphone", class: "softphone", "aria-label": "Phone", dataset: { host: "softphone", open: "false" } },
      instance.frame,
    );
    this.#box.inert = true;
    rail.append(this.#button);
    shell.append(this.#box);
    this.resize(DEFAULT_HEIGHT);
  }

  get open() {
    return this.#box.dataset.open === "true";
  }

  get height() {
    return Number(this.#box.dataset.height);
  }

  get missedCalls() {
    return Number(this.#badge.dataset.count ?? 0);
  }

  show() {
    this.#set(true);
  }

  hide() {
    this.#set(false);
  }

  toggle() {
    this.#set(!this.open);
  }

  resize(height) {
    this.#box.dataset.height = String(height);
    this.#box.style.setProperty("--height", `${height}px`);
  }

  badge(count) {
    this.#badge.hidden = count === 0;
    this.#badge.dataset.count = String(count);
    this.#badge.textContent = count > LARGEST_BADGE ? `${LARGEST_BADGE}+` : String(count);
    const name = count === 0 ? "Phone" : `Phone, ${count} missed ${count === 1 ? "call" : "calls"}`;
    this.#button.setAttribute("aria-label", name);
  }

  #set(open) {
    this.#box.dataset.open = String(open);
    this.#box.inert = !open;
    this.#button.setAttribute("aria-expanded", String(open));
  }
}

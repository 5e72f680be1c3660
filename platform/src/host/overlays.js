// What lies over the page: notifications, confirmations, and the modals and dialogs that frame a page of the app.
//
// It draws what it is told; whether an app may ask for it is decided elsewhere.

import { element, fill, icon } from "./dom.js";
import { refusal } from "./interface.js";

/** How long a notification stays, in milliseconds. */
const TOAST_TIME_MS = 6000;
const TOAST_ICONS = {
  success: "check",
  warning: "warning",
  danger: "warning",
  alert: "warning",
  error: "warning",
  info: "log",
};

export function notify(area, { type, title, message }) {
  const close = element(
    "button",
    { class: "button quiet square", type: "button", "aria-label": "Dismiss" },
    icon("close", 16),
  );
  const toast = element(
    "div",
    { class: `toast ${type}`, dataset: { host: "toast", type } },
    icon(TOAST_ICONS[type] ?? "log"),
    element("div", { class: "toast-text" }, title && element("strong", {}, title), element("span", {}, message)),
    close,
  );
  close.addEventListener("click", () => toast.remove());
  area.append(toast);
  setTimeout(() => toast.remove(), TOAST_TIME_MS);
}

/** Asks the agent; resolves with the label of the button, refuses when nobody answers in time. Escape means "cancel". */
export function confirm({ title, message, saveLabel, cancelLabel }, timeout) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(refusal("The confirmation was not answered in time.", 408))),
      timeout,
    );
    const finish = (settle) => {
      clearTimeout(timer);
      box.remove();
      settle();
    };
    const button = (label, style) =>
      element(
        "button",
        { class: `button ${style}`, type: "button", onclick: () => finish(() => resolve(label)) },
        label,
      );
    const box = element(
      "dialog",
      { class: "confirm", "aria-label": title || "Confirmation", dataset: { host: "confirm" } },
      title && element("h2", {}, title),
      element("p", {}, message),
      element("div", { class: "overlay-actions" }, button(cancelLabel, ""), button(saveLabel, "primary")),
    );
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      finish(() => resolve(cancelLabel));
    });
    document.body.append(box);
    box.showModal();
  });
}

/** Frames a page of the app over the product. `kind` is modal or dialog; `onClose` runs once, however it is closed. */
export function overlay(kind, { title, nobackdrop, linkText, linkUrl }, frame, onClose) {
  const close = element(
    "button",
    { class: "button quiet square", type: "button", "aria-label": "Close" },
    icon("close", 18),
  );
  const link =
    linkText && linkUrl && element("a", { href: linkUrl, target: "_blank", rel: "noopener noreferrer" }, linkText);
  const box = element("dialog", { class: `overlay ${kind}`, "aria-label": title, dataset: { host: kind } });
  fill(box, element("header", {}, element("h2", {}, title), link, close), frame);
  close.addEventListener("click", () => box.close());
  box.addEventListener("close", () => {
    onClose();
    box.remove();
  });
  document.body.append(box);
  if (nobackdrop) box.show();
  else box.showModal();
  return box;
}

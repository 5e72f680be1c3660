// Shows the HTML of a ticket or note without trusting it: structure is rebuilt from a short list, everything else becomes text.
//
// Nothing of the source reaches the page but words, line breaks, emphasis, lists and links to http(s) addresses.

import { element } from "./dom.js";

const KEPT = {
  B: "strong",
  STRONG: "strong",
  I: "em",
  EM: "em",
  P: "p",
  DIV: "div",
  UL: "ul",
  OL: "ol",
  LI: "li",
  BR: "br",
  CODE: "code",
};
const DROPPED = ["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT"];

export function richText(html) {
  const parsed = new DOMParser().parseFromString(String(html ?? ""), "text/html");
  return element("div", { class: "rich-text" }, rebuilt(parsed.body));
}

function rebuilt(parent) {
  return [...parent.childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.includes(node.tagName)) return null;
    if (node.tagName === "A") return link(node);
    const kept = KEPT[node.tagName];
    return kept ? element(kept, {}, rebuilt(node)) : rebuilt(node);
  });
}

function link(node) {
  const address = node.getAttribute("href") ?? "";
  if (!/^https?:\/\//iu.test(address)) return rebuilt(node);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, rebuilt(node));
}

// Tests of what a framing page is told, and to whom it is addressed.

import { expect, test, vi } from "vitest";

import { tellParent } from "./parent";

function framed(referrer: string) {
  const postMessage = vi.fn();
  return { postMessage, page: { parent: { postMessage }, document: { referrer } } as unknown as Window };
}

test.each([
  ["https://acme.freshdesk.com/a/tickets/1", "https://acme.freshdesk.com"],
  ["http://localhost:10001/host", "http://localhost:10001"],
  ["", "*"],
  ["about:blank", "*"],
  ["data:text/html,x", "*"],
  ["https://", "*"],
])("with the referrer %j it is told to %s", (referrer, target) => {
  const { page, postMessage } = framed(referrer);
  tellParent("joined", page);
  expect(postMessage).toHaveBeenCalledExactlyOnceWith({ app: "switchboard", state: "joined" }, target);
});

test("a page that is not framed tells nobody", () => {
  const postMessage = vi.fn();
  const page = { document: { referrer: "" }, postMessage } as unknown as { parent?: unknown };
  page.parent = page;
  tellParent("left", page as unknown as Window);
  expect(postMessage).not.toHaveBeenCalled();
});

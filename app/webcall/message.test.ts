// Tests of what the modal and the page beside the ticket understand of each other.

import { describe, expect, test } from "vitest";

import { ended, insert, inserted, readFromModal, readFromSidebar, seen } from "./message";

const URL = "https://call.example/#p=abc";

describe("of the modal", () => {
  test("what it tells is understood", () => {
    expect(readFromModal(seen({ calls: [] }))).toEqual({ kind: "seen", call: "none" });
    expect(readFromModal(ended())).toEqual({ kind: "ended" });
    expect(readFromModal(insert(3, { url: URL, expiresAt: 5 }))).toEqual({
      kind: "insert",
      id: 3,
      url: URL,
      isSealed: false,
      expiresAt: 5,
    });
  });

  test("a password is not told, whatever the link has", () => {
    const link = { url: URL, expiresAt: 5, password: "K7QM-9XTP-2HWD" };
    expect(JSON.stringify(insert(3, link))).not.toContain("K7QM");
  });

  test.each([
    [undefined],
    ["ended"],
    [{ kind: "ended" }],
    [{ app: "other", kind: "ended" }],
    [{ app: "switchboard", kind: "seen" }],
    [{ app: "switchboard", kind: "insert", id: 1, url: "javascript:x", expires_at: 1 }],
    [{ app: "switchboard", kind: "insert", id: "1", url: URL, expires_at: 1 }],
    [{ app: "switchboard", kind: "insert", id: 1, url: URL }],
    [inserted(1, true)],
  ])("%j is not understood", (message) => {
    expect(readFromModal(message)).toBeUndefined();
  });
});

describe("of the page beside the ticket", () => {
  test("what it tells is understood", () => {
    expect(readFromSidebar(inserted(3, false))).toEqual({ kind: "inserted", id: 3, worked: false });
  });

  test.each([[null], [ended()], [{ app: "switchboard", kind: "inserted", worked: true }]])(
    "%j is not understood",
    (message) => {
      expect(readFromSidebar(message)).toBeUndefined();
    },
  );
});

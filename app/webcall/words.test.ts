// Tests of the texts.

import { expect, test } from "vitest";

import { invitation, wordsIn } from "./words";

test("no text is missing in either language", () => {
  const [en, sw] = [wordsIn("en"), wordsIn("sw")];
  for (const [key, text] of Object.entries(en)) {
    const other = sw[key as keyof typeof sw];
    expect(typeof other, key).toBe(typeof text);
    if (typeof text === "string") expect(text.trim() && String(other).trim(), key).not.toBe("");
  }
});

test.each(["en", "sw"] as const)("in %s the modal's title and the notifications fit into Freshdesk's", (language) => {
  const words = wordsIn(language);
  expect(words.modalTitle.length).toBeLessThanOrEqual(30);
  for (const text of [words.inserted, words.notInserted, words.endedForAll]) {
    expect(text.length, text).toBeLessThanOrEqual(100);
  }
});

test.each(["en", "sw"] as const)(
  "in %s the invitation ends with the link and speaks of a password apart",
  (language) => {
    const words = wordsIn(language);
    const link = { url: "https://call.example/#e=abc", expiresAt: 1_700_003_600_000 };
    expect(invitation(words, { ...link, isSealed: false })).toMatch(/ https:\/\/call\.example\/#e=abc$/);
    expect(invitation(words, { ...link, isSealed: true })).toContain(words.invitationSealed);
  },
);

// Tests of the texts' languages.

import { expect, test } from "vitest";

import { chooseLanguage, wordsIn } from "./words";

test.each([
  [["sw"], "sw"],
  [["sw-KE", "en"], "sw"],
  [["SW_ke"], "sw"],
  [["en-GB", "sw"], "en"],
  [[undefined, "sw"], "sw"],
  [["fr", "sw"], "sw"],
  [["fr"], "en"],
  [[], "en"],
])("of %j, %s is spoken", (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language);
});

test("no text is missing in either language", () => {
  const [en, sw] = [wordsIn("en"), wordsIn("sw")];
  for (const [key, text] of Object.entries(en)) {
    const other = sw[key as keyof typeof sw];
    expect(typeof other, key).toBe(typeof text);
    if (typeof text === "string") expect(text.trim() && String(other).trim(), key).not.toBe("");
  }
});

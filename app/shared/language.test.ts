// Tests of choosing a language.

import { expect, test } from "vitest";

import { chooseLanguage } from "./language";

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

// Tests of the texts.

import { expect, test } from "vitest";

import { wordsIn } from "./words";

test("no text is missing in either language", () => {
  const [en, sw] = [wordsIn("en"), wordsIn("sw")];
  for (const [key, text] of Object.entries(en)) {
    const other = sw[key as keyof typeof sw];
    expect(typeof other, key).toBe(typeof text);
    if (typeof text === "string") expect(text.trim() && String(other).trim(), key).not.toBe("");
  }
});

// Tests of reading numbers as agents type and paste them.

import { describe, expect, test } from "vitest";

import { type Country, type Reading, readNumber, spaced } from "./number";

const ready = (typed: string, home: Country = "KE"): Extract<Reading, { kind: "number" }> => {
  const reading = readNumber(typed, home);
  if (reading.kind !== "number") throw new Error(`${JSON.stringify(typed)} was read as ${JSON.stringify(reading)}`);
  return reading;
};

describe("a number that can be dialled", () => {
  test.each([
    ["0722000111"],
    ["0722 000 111"],
    ["0722-000-111"],
    ["(0722) 000.111"],
    ["722000111"],
    ["254722000111"],
    ["00254722000111"],
    ["00 254 722 000 111"],
    ["000254722000111"],
    ["+254722000111"],
    ["+254 (0)722 000 111"],
    ["+254 0722 000111"],
    ["tel:+254722000111"],
    ["  +254 722 000 111\n"],
    ["\u202a+254 722 000 111\u202c"],
    ["+254\u00a0722\u00a0000\u00a0111"],
    ["＋２５４７２２０００１１１"],
    ["٠٧٢٢٠٠٠١١١"],
  ])("%j is one person in Kenya", (typed) => {
    expect(ready(typed)).toMatchObject({
      e164: "+254722000111",
      shown: "+254 722 000 111",
      country: "KE",
      unusual: false,
    });
  });

  test.each<[string, Country, string, string | undefined]>([
    ["020 389 3800", "KE", "+254203893800", "KE"],
    ["0110 000 111", "KE", "+254110000111", "KE"],
    ["0712 345 678", "TZ", "+255712345678", "TZ"],
    ["+255712345678", "KE", "+255712345678", "TZ"],
    ["255712345678", "KE", "+255712345678", "TZ"],
    ["(415) 555-2671", "US", "+14155552671", "US"],
    ["+44 (0)20 7946 0018", "KE", "+442079460018", "GB"],
    ["+39 06 1234 5678", "KE", "+390612345678", "IT"],
    ["+800 1234 5678", "KE", "+80012345678", undefined],
  ])("%j typed in %s is %s", (typed, home, e164, country) => {
    const reading = ready(typed, home);
    expect([reading.e164, reading.country]).toEqual([e164, country]);
  });

  test.each([
    ["0722 000 111 ext 5", "5"],
    ["0722000111 ext. 512", "512"],
    ["0722000111x12", "12"],
    ["0722000111;ext=7", "7"],
    ["0722000111#9", "9"],
  ])("the extension of %j is told apart", (typed, extension) => {
    expect(ready(typed)).toMatchObject({ e164: "+254722000111", shown: "+254 722 000 111", extension });
  });

  test("a number that the plan does not know is believed when its country code is spelled out, and marked", () => {
    expect(ready("+254 7123 4567")).toMatchObject({ e164: "+25471234567", unusual: true });
  });
});

describe("a text that cannot be dialled", () => {
  test.each<[string, Reading]>([
    ["", { kind: "empty" }],
    ["   ", { kind: "empty" }],
    ["\u200b", { kind: "empty" }],
    ["0722FLOWERS", { kind: "refused", reason: "letters" }],
    ["call me", { kind: "refused", reason: "letters" }],
    ["0712 345 678 office", { kind: "refused", reason: "letters" }],
    ["javascript:alert(1)", { kind: "refused", reason: "letters" }],
    ["*144#", { kind: "refused", reason: "code" }],
    ["#100", { kind: "refused", reason: "code" }],
    ["07", { kind: "refused", reason: "short", country: "KE" }],
    ["0", { kind: "refused", reason: "short" }],
    ["+", { kind: "refused", reason: "short" }],
    ["+1", { kind: "refused", reason: "short" }],
    ["999", { kind: "refused", reason: "short", country: "KE" }],
    ["0712 34", { kind: "refused", reason: "short", country: "KE" }],
    ["07123456", { kind: "refused", reason: "not_in_use", country: "KE" }],
    ["0912345678", { kind: "refused", reason: "not_in_use", country: "KE" }],
    ["072200011122334", { kind: "refused", reason: "long", country: "KE" }],
    ["0722000111 / 0733000222", { kind: "refused", reason: "long" }],
    ["1".repeat(60), { kind: "refused", reason: "long" }],
    ["+999123456789", { kind: "refused", reason: "unknown_country" }],
    ["++254722000111", { kind: "refused", reason: "symbols" }],
    ["<b>0722</b>", { kind: "refused", reason: "letters" }],
    ["0722000111?", { kind: "refused", reason: "symbols" }],
  ])("%j is refused by its name", (typed, expected) => {
    expect(readNumber(typed, "KE")).toEqual(expected);
  });
});

test("numbers are written in groups that people read, and other texts stay as they are", () => {
  expect(spaced("+254203893800")).toBe("+254 20 389 3800");
  expect(spaced("+254712345678")).toBe("+254 712 345 678");
  expect(spaced("not a number")).toBe("not a number");
});

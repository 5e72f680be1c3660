// Puts into words what is wrong or unusual about a number that somebody typed.
// It reads no numbers; that is `number.ts`.

import { countryName } from "./country";
import type { Language } from "./language";
import type { Reading } from "./number";
import type { CommonWords } from "./words";

/** Why the text is no number, in one sentence. */
export function refusalOf(
  { reason, country }: Extract<Reading, { kind: "refused" }>,
  words: CommonWords,
  language: Language,
): string {
  const place = country && countryName(country, language);
  switch (reason) {
    case "long":
      return place === undefined ? words.long : words.longIn(place);
    case "not_in_use":
      return words.notInUse(place ?? "");
    case "unknown_country":
      return words.unknownCountry;
    default:
      return words[reason];
  }
}

/** What is unusual about a number, in one sentence; nothing when it is as its country has them. */
export function doubtOf(
  { unusual, country }: Extract<Reading, { kind: "number" }>,
  words: CommonWords,
  language: Language,
): string | undefined {
  if (!unusual) return undefined;
  return country === undefined ? words.unusualNoCountry : words.unusual(countryName(country, language));
}

// Names countries in the reader's language.
// It knows no numbering plans and keeps no list of its own: the browser has the names.

import type { Language } from "./language";

const names = new Map<Language, Intl.DisplayNames>();

/** The country's name, such as "Kenya"; its code where the browser has no name for it. */
export function countryName(code: string, language: Language): string {
  const known = names.get(language) ?? new Intl.DisplayNames([language, "en"], { type: "region" });
  names.set(language, known);
  return known.of(code) ?? code;
}

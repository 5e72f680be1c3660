// Every text of the page, in English and Swahili side by side.
// It chooses no text for a situation.

import { type In, inLanguage, type Language } from "../shared/language";
import { CALL } from "./words/call";
import { HELP } from "./words/help";
import { TROUBLES } from "./words/troubles";
import { WAY_IN } from "./words/way-in";

const TABLE = { ...WAY_IN, ...HELP, ...CALL, ...TROUBLES };

/** The texts in one language. */
export type Words = In<typeof TABLE>;

/** The page's texts in this language. */
export function wordsIn(language: Language): Words {
  return inLanguage(TABLE, language);
}

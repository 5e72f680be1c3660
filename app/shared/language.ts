// Chooses a language and takes texts out of tables that have every language side by side.
// It has no texts of its own.

/** The languages there are. */
export type Language = "en" | "sw";

/** A table of texts, each in every language. */
type Table = Readonly<Record<string, Readonly<Record<Language, unknown>>>>;

/** The texts of a table in one language. */
export type In<T extends Table> = { readonly [Key in keyof T]: T[Key][Language] };

/** One text in both languages; the compiler holds them to the same shape. */
export const both = <T>(en: T, sw: NoInfer<T>): Record<Language, T> => ({ en, sw });

/** The texts of a table in this language. */
export function inLanguage<T extends Table>(table: T, language: Language): In<T> {
  return Object.fromEntries(Object.entries(table).map(([key, text]) => [key, text[language]])) as In<T>;
}

/** The first of the wanted languages that there is; English otherwise. Each is a tag such as `sw-KE`. */
export function chooseLanguage(wanted: readonly (string | undefined)[]): Language {
  const known = wanted.map((tag) => tag?.toLowerCase().split(/[-_]/)[0]).find((tag) => tag === "en" || tag === "sw");
  return known === "sw" ? "sw" : "en";
}

/** Sets the page's language and title, for screen readers and the browser's own texts. */
export function speak(language: Language, title: string): void {
  document.documentElement.lang = language;
  document.title = title;
}

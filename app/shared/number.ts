// Reads what an agent typed or pasted as one phone number to dial.
// It does not decide whether a call is allowed and holds no wording: refusals are named, the screen puts them into words.

import {
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
  type CountryCode,
  type PhoneNumber,
} from "libphonenumber-js/core";
import metadata from "libphonenumber-js/metadata.min.json";

/** An ISO 3166 country code that numbering plans are known for. */
export type Country = CountryCode;

/** Why a text cannot be dialled. */
export type Refusal = "letters" | "code" | "symbols" | "short" | "long" | "unknown_country" | "not_in_use";

/** What the text in the number field amounts to. */
export type Reading =
  | { kind: "empty" }
  | { kind: "refused"; reason: Refusal; country?: Country }
  | {
      kind: "number";
      /** The number in E.164 form, which is what is dialled. */
      e164: string;
      /** The same number in groups, for people. */
      shown: string;
      /** Absent for numbers that belong to no country, such as +800. */
      country?: Country;
      /** The length is right, yet the numbering plan knows no such number. */
      unusual: boolean;
      /** Digits that follow the number and are not dialled. */
      extension?: string;
    };

/** Says whether numbers of this country can be read. */
export function isCountry(code: string): code is Country {
  return Object.hasOwn(metadata.countries, code);
}

/** Reads a text; a number without a country code is taken to be of the country `home`. */
export function readNumber(typed: string, home: Country): Reading {
  const text = tidy(typed);
  if (text === "") return { kind: "empty" };
  const parsed = parse(text, home);
  if (typeof parsed === "string") return { kind: "refused", reason: reasonOf(parsed, text) };
  const country = parsed.country;
  const place = country ? { country } : {};
  const length = validatePhoneNumberLength(parsed.number, metadata);
  if (length !== undefined) {
    return { kind: "refused", reason: length === "TOO_SHORT" ? "short" : "long", ...place };
  }
  const valid = parsed.isValid();
  // Numbering plans grow, so a number spelled out with its country code is believed.
  if (!valid && !text.startsWith("+")) return { kind: "refused", reason: "not_in_use", ...place };
  const extension = parsed.ext ? { extension: parsed.ext } : {};
  return { kind: "number", e164: parsed.number, shown: spaced(parsed.number), unusual: !valid, ...place, ...extension };
}

/** Writes an E.164 number in groups; a text that is no number is given back as it is. */
export function spaced(e164: string): string {
  const parsed = attempt(e164, "KE");
  if (typeof parsed === "string") return e164;
  // The library leaves long runs of digits whole; people read them in threes and fours.
  return parsed.formatInternational().replace(/\d{6,}/g, (run) => run.replace(/\d{3}(?=\d{3})/g, "$& "));
}

/** Drops what pasting brings along: invisible marks, `tel:`, and the `00` that stands for `+`. */
function tidy(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .trim()
    .replace(/^tel:\s*/i, "")
    .replace(/^00[\s.-]*(?=[1-9])/, "+");
}

/** Parses as a number of `home`, else as an international number whose `+` was left out. */
function parse(text: string, home: Country): PhoneNumber | ParseError["message"] {
  const first = attempt(text, home);
  if (typeof first !== "string" && first.isValid()) return first;
  if (/^[1-9]/.test(text)) {
    const second = attempt(`+${text}`, home);
    if (typeof second !== "string" && second.isValid()) return second;
  }
  return first;
}

function attempt(text: string, home: Country): PhoneNumber | ParseError["message"] {
  try {
    return parsePhoneNumberWithError(text, { defaultCountry: home, extract: false }, metadata);
  } catch (error) {
    return error instanceof ParseError ? error.message : "NOT_A_NUMBER";
  }
}

function reasonOf(message: string, text: string): Refusal {
  if (message === "TOO_SHORT") return "short";
  if (message === "TOO_LONG") return "long";
  if (message === "INVALID_COUNTRY") return "unknown_country";
  if (/\p{L}/u.test(text)) return "letters";
  if (/^[*#]/.test(text)) return "code";
  return /^\+?\d*$/.test(text) ? "short" : "symbols";
}

// The ids under which the provider knows a call, as every part of the softphone compares them.
// It does not know where an id comes from.

import { isSentence } from "../shared/reply";

/** Longer than any id that a provider makes. */
const LONGEST_ID = 200;

/** Whether both are about one call: the provider names some calls by two ids, and some news by one of them. */
export function isSameCall(some: readonly string[], others: readonly string[]): boolean {
  return some.some((id) => others.includes(id));
}

/** A text that may be an id of a call. */
export function isId(value: unknown): value is string {
  return isSentence(value) && value.length <= LONGEST_ID;
}

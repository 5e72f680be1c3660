// Says how long to wait before the gateway is tried again.
// It waits for nothing itself. Softphones lose a gateway all at once, so each comes back at a time of its own.

/** What came before the pause. */
export type Cause =
  /** The stream came to its end, as it does every quarter of an hour. */
  | "end"
  /** The gateway could not be reached, or the stream broke off. */
  | "gateway"
  /** The server gave no pass: all agents of an account share 50 of its calls a minute. */
  | "pass";

/** How far the pauses are spread after an orderly end, and when the browser is online again, in milliseconds. */
const SOON = 5_000;
const FIRST = { gateway: 15_000, pass: 60_000 };
const LONGEST = { gateway: 300_000, pass: 600_000 };
const SHORTEST = { gateway: 1_000, pass: 30_000 };

/** The pause in milliseconds, where `failures` counts those in a row and `chance` is between 0 and 1. */
export function pauseAfter(cause: Cause, failures: number, chance: number): number {
  if (cause === "end") return chance * SOON;
  const spread = Math.min(FIRST[cause] * 2 ** Math.max(failures - 1, 0), LONGEST[cause]);
  return SHORTEST[cause] + chance * spread;
}

/** The pause once the browser says that it is online again. */
export function pauseOnline(chance: number): number {
  return chance * SOON;
}

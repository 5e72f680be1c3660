// Says how long to wait before asking for the state of a call again.
// It asks nothing itself. The platform allows 50 server calls a minute for all agents of an account together, so waits grow quickly.

/** How long a call is asked about, in milliseconds. */
export const WATCH_FOR = 10 * 60_000;

const FIRST_WAITS = [3_000, 5_000, 8_000];
const USUAL_WAIT = 15_000;
const TOLD_WAIT = 30_000;
const SLOWED_WAIT = 30_000;
const LONGEST_WAIT = 60_000;

/**
 * The wait before the next question, in milliseconds.
 *
 * `asked` counts the questions so far, `turnedAway` those at the end of them that were refused with "too many requests".
 * `isTold` says that the gateway tells of this call, so that a question is only for what it might have missed.
 */
export function waitBeforeAsking(asked: number, turnedAway: number, isTold: boolean): number {
  if (turnedAway > 0) return Math.min(SLOWED_WAIT * 2 ** (turnedAway - 1), LONGEST_WAIT);
  if (isTold) return TOLD_WAIT;
  return FIRST_WAITS[asked] ?? USUAL_WAIT;
}

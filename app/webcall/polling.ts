// Says how long to wait before asking for a ticket's call again.
// It asks nothing itself. The platform allows 50 server calls a minute for all agents of an account together, so waits grow quickly.

const WAITS = [6_000, 10_000, 15_000, 20_000, 30_000, 45_000];
const LONG_WAIT = 60_000;
/** Without a call only another agent's could be news. */
const NO_CALL_WAIT = 5 * 60_000;
const TURNED_AWAY_WAIT = 60_000;

/**
 * The wait before the next question, in milliseconds.
 *
 * `asked` counts the questions since somebody did something, `failed` those at the end of them that got no good answer.
 */
export function waitBeforeAsking(asked: number, failed: number, isOpen: boolean): number {
  if (failed > 0) return Math.min(TURNED_AWAY_WAIT * 2 ** (failed - 1), NO_CALL_WAIT);
  if (!isOpen) return NO_CALL_WAIT;
  return WAITS[asked - 1] ?? LONG_WAIT;
}

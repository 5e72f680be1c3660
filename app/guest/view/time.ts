// Writes a moment as the time of day, in the same way in every language of the page.
// It knows no days: no link is valid for long.

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** The hour and minute where the reader is, such as "14:05". */
export function timeOfDay(milliseconds: number): string {
  return clock.format(milliseconds);
}

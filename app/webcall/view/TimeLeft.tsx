// Until when a call's links are good, and how long that is.
// The seconds pass on the screen only; nobody is asked, and a screen reader is not interrupted.

import { type Words, timeOf } from "../words";
import { useNow } from "./useSession";

export function TimeLeft({ words, expiresAt }: { words: Words; expiresAt: number }) {
  const seconds = Math.max(Math.floor((expiresAt - useNow(1_000)) / 1_000), 0);
  const minutes = Math.floor(seconds / 60);
  const left = minutes > 0 ? words.left(Math.floor(minutes / 60), minutes % 60) : words.secondsLeft(seconds);
  return (
    <p class="time-left">
      {words.goodUntil(timeOf(expiresAt, words.language))} · <span>{left}</span>
    </p>
  );
}

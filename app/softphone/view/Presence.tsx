// The agent's availability: two buttons, since when, and a sentence when a choice was not taken.
// It draws what `presence.ts` says; time passes here on the screen only, and nothing is asked for it.

import { useEffect, useState } from "preact/hooks";

import { ProblemText } from "../../shared/view/ProblemText";
import { chosen, type PresenceState } from "../presence";
import type { Choice, Presence } from "../smi";
import type { Words } from "../words";

/** How often the time that has passed is drawn anew, in milliseconds. */
const TICK_MS = 20_000;
const CHOICES: readonly Choice[] = ["available", "away"];

interface Props {
  words: Words;
  presence: PresenceState;
}

/** The two buttons; none is pressed while the server has not said which. */
export function PresenceControl({ words, presence, onChoose }: Props & { onChoose(choice: Choice): void }) {
  const now = chosen(presence);
  return (
    <div class="presence" role="group" aria-label={words.presence}>
      {CHOICES.map((choice) => (
        <button
          key={choice}
          type="button"
          class={choice}
          aria-pressed={now === choice}
          onClick={() => onChoose(choice)}
        >
          {words[choice]}
        </button>
      ))}
    </div>
  );
}

/** How long it has been so, and which phone rings. */
export function PresenceLine({ words, presence }: Props) {
  const now = useNow();
  const text = lineOf(presence, words, now);
  return text === undefined ? null : <p class="presence-line">{text}</p>;
}

/** Why a choice did not come to be; calling goes on as before. */
export function PresenceNotice({ words, presence: { failure } }: Props) {
  return (
    <div role="status">
      {failure?.what === "save" && (
        <p class="warning strip">
          <span>{words.presenceUnsaved}</span>
          <ProblemText problem={failure.problem} words={words} />
        </p>
      )}
    </div>
  );
}

function lineOf(state: PresenceState, words: Words, now: number): string | undefined {
  const { presence, asking, read, sending } = state;
  if (presence === undefined) return asking || sending !== undefined ? undefined : words.notKnown;
  if (sending !== undefined) return words.justNow;
  if (presence.state === "unset") return words.notChosen;
  const phone = presence.phone !== undefined || read ? phoneOf(presence, words) : undefined;
  return [sinceOf(presence, words, now), phone].filter((part) => part !== undefined).join(" · ");
}

function sinceOf({ since }: Presence, words: Words, now: number): string | undefined {
  if (since === undefined) return undefined;
  const minutes = Math.floor((now - since) / 60_000);
  // The server's clock may be ahead of this one.
  if (minutes < 1) return words.justNow;
  if (minutes < 60) return words.forMinutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? words.forHours(hours, minutes % 60) : words.forDays(Math.floor(hours / 24));
}

function phoneOf({ state, phone }: Presence, words: Words): string | undefined {
  if (state !== "available") return undefined;
  return phone === undefined ? words.noPhone : words.rings(phone);
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

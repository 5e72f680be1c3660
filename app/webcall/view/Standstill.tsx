// The page when there is nothing to do: before Freshdesk answered, or why no call can be made.
// It has no actions: the remedy lies outside the page.

import type { Words } from "../words";

/** Why there is nothing to do. */
export type Obstacle = "offline" | "off" | "no_ticket";

const TEXTS = {
  offline: ["offline", "offlineLine"],
  off: ["off", "offLine"],
  no_ticket: ["noTicket", "noTicketLine"],
} as const satisfies Record<Obstacle, readonly [keyof Words, keyof Words]>;

export function Standstill({ words, obstacle }: { words: Words; obstacle: Obstacle }) {
  const [title, line] = TEXTS[obstacle];
  return (
    <main class="sidebar">
      <div role="alert">
        <h1>{words[title]}</h1>
        <p class="hint">{words[line]}</p>
      </div>
    </main>
  );
}

export function Connecting({ words }: { words: Words }) {
  return (
    <main class="sidebar">
      <h1>{words.title}</h1>
      <p class="hint" role="status">
        {words.connecting}…
      </p>
    </main>
  );
}

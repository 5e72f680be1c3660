// The screen that says why no call can be made, and what to do about it.
// It has no actions: the remedy lies outside the panel.

import { Alert } from "../../shared/view/icons";
import type { Words } from "../words";
import { Frame } from "./Frame";

/** Why no call can be made. */
export type Obstacle = "offline" | "voice_off" | "no_number" | "no_agent";

const TEXTS = {
  offline: ["offline", "offlineLine"],
  voice_off: ["voiceOff", "voiceOffLine"],
  no_number: ["noNumber", "noNumberLine"],
  no_agent: ["noAgent", "noAgentLine"],
} as const satisfies Record<Obstacle, readonly [keyof Words, keyof Words]>;

export function Standstill({ words, obstacle }: { words: Words; obstacle: Obstacle }) {
  const [title, line] = TEXTS[obstacle];
  return (
    <div class="screen">
      <Frame title={words.title} badge={words.badgeOff} tone="over">
        <div class="call-view" role="alert">
          <div class="emblem lone over">
            <Alert />
          </div>
          <h2>{words[title]}</h2>
          <p class="sentence">{words[line]}</p>
        </div>
      </Frame>
    </div>
  );
}

// One thing in a list of what must be right: its state as a badge, its name, and a sentence about it.
// Names and sentences are the server's, and therefore English.

import type { ComponentChild, ComponentChildren } from "preact";

import { Alert, Check, Clock } from "../../shared/view/icons";
import type { Standing } from "../smi";
import type { Words } from "../words";

export interface StandingItemProps {
  words: Words;
  name: string;
  state: Standing;
  sentence: string;
  /** What can be done about it. */
  children?: ComponentChildren;
}

const LOOKS: Record<Standing, { tone: string; Picture: () => ComponentChild }> = {
  ok: { tone: "good", Picture: Check },
  pending: { tone: "pending", Picture: Clock },
  failed: { tone: "wrong", Picture: Alert },
};

export function StandingItem({ words, name, state, sentence, children }: StandingItemProps) {
  const { tone, Picture } = LOOKS[state];
  return (
    <li>
      <span class={`badge ${tone}`}>
        <Picture />
        {words[state]}
      </span>
      <p lang="en">
        <strong>{name}</strong>
        <span>{sentence}</span>
      </p>
      {children}
    </li>
  );
}

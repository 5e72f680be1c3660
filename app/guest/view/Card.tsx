// A screen that says one thing: an emblem, a heading that takes the keyboard's focus, sentences, and what can be done.
// It decides nothing.

import type { ComponentChildren } from "preact";

export interface CardProps {
  emblem?: ComponentChildren;
  tone?: "busy" | "good" | "over" | "wrong";
  title: string;
  children?: ComponentChildren;
}

export function Card({ emblem, tone = "over", title, children }: CardProps) {
  return (
    <div class="card">
      {emblem !== undefined && <div class={`emblem ${tone}`}>{emblem}</div>}
      <h2 tabIndex={-1}>{title}</h2>
      {children}
    </div>
  );
}

export function Sentence({ children }: { children: ComponentChildren }) {
  return <p class="sentence">{children}</p>;
}

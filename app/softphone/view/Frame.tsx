// The panel's frame: heading with the state in one word, a body that scrolls, and the main actions at the bottom.
// It knows nothing of calls.

import type { ComponentChildren } from "preact";

import type { Tone } from "../screen";
import { Handset } from "./icons";

export interface FrameProps {
  title: string;
  badge?: string;
  tone?: Tone | "ready";
  children: ComponentChildren;
  footer?: ComponentChildren;
}

export function Frame({ title, badge, tone = "ready", children, footer }: FrameProps) {
  return (
    <>
      <header class="head">
        <span class="mark">
          <Handset />
        </span>
        <h1>{title}</h1>
        {badge !== undefined && <span class={`badge ${tone}`}>{badge}</span>}
      </header>
      <main class="body">{children}</main>
      {footer && <footer class="foot">{footer}</footer>}
    </>
  );
}

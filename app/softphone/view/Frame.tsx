// The panel's frame: heading with the state in one word or a control, a body that scrolls, and the main actions at the bottom.
// It knows nothing of calls.

import type { ComponentChildren } from "preact";

import { Handset } from "../../shared/view/icons";
import type { Tone } from "../screen";

export interface FrameProps {
  title: string;
  /** A line below the title. */
  line?: ComponentChildren;
  badge?: string;
  tone?: Tone;
  /** What stands where a badge would. */
  control?: ComponentChildren;
  /** A sentence across the panel, above its body. */
  notice?: ComponentChildren;
  children: ComponentChildren;
  footer?: ComponentChildren;
}

export function Frame({ title, line, badge, tone = "over", control, notice, children, footer }: FrameProps) {
  return (
    <>
      <header class="head">
        <span class="mark">
          <Handset />
        </span>
        <div class="head-text">
          <h1>{title}</h1>
          {line}
        </div>
        {badge !== undefined && <span class={`badge ${tone}`}>{badge}</span>}
        {control}
      </header>
      {notice}
      <main class="body">{children}</main>
      {footer && <footer class="foot">{footer}</footer>}
    </>
  );
}

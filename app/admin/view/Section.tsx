// One section of the page: heading, a sentence about it, an action beside them, and its content.
// It knows nothing of what is in it.

import type { ComponentChildren } from "preact";

export interface SectionProps {
  id: string;
  title: string;
  hint: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}

export function Section({ id, title, hint, action, children }: SectionProps) {
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <div class="card-head">
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          <p class="hint">{hint}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

// The admin page's frame: heading with an action beside it, and the sections below.
// It knows nothing of what they are about.

import type { ComponentChildren, RefObject } from "preact";

import { Handset } from "../../shared/view/icons";

export interface PageProps {
  title: string;
  heading?: RefObject<HTMLHeadingElement | null>;
  action?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, heading, action, children }: PageProps) {
  return (
    <>
      <header class="page-head">
        <span class="mark">
          <Handset />
        </span>
        <h1 {...(heading && { ref: heading })} tabIndex={-1}>
          {title}
        </h1>
        {action}
      </header>
      <main class="page">{children}</main>
    </>
  );
}

// The softphone's icons, drawn with lines in the colour of the text around them.
// They are decoration: whatever an icon means is also said in words beside it or in its button's label.

import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const Handset = () => (
  <Icon>
    <path d="M5.5 4h3l1.8 4.3-2.3 1.8a12 12 0 0 0 5.9 5.9l1.8-2.3L20 15.5v3a1.5 1.5 0 0 1-1.6 1.5A15.5 15.5 0 0 1 4 5.6 1.5 1.5 0 0 1 5.5 4z" />
  </Icon>
);

export const Headset = () => (
  <Icon>
    <path d="M4 15v-3a8 8 0 0 1 16 0v3" />
    <path d="M4 15.5A1.5 1.5 0 0 1 5.5 14H8v5H5.5A1.5 1.5 0 0 1 4 17.5zM20 15.5a1.5 1.5 0 0 0-1.5-1.5H16v5h2.5a1.5 1.5 0 0 0 1.5-1.5z" />
  </Icon>
);

export const Person = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20a7.5 7.5 0 0 1 15 0" />
  </Icon>
);

export const Erase = () => (
  <Icon>
    <path d="M9 5h10.5A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5H9l-6-7z" />
    <path d="m11.5 9.5 5 5m0-5-5 5" />
  </Icon>
);

export const Check = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
);

export const Alert = () => (
  <Icon>
    <path d="M12 4 2.8 19.5h18.4z" />
    <path d="M12 10v4.5m0 2.5v.01" />
  </Icon>
);

export const Clock = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
);

export const HungUp = () => (
  <Icon>
    <path d="M3.5 14.5c5-4.7 12-4.7 17 0l-2 2.7-3.8-1.2v-2.5a9 9 0 0 0-5.4 0V16l-3.8 1.2z" />
  </Icon>
);

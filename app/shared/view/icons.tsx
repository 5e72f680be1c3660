// The pages' icons, drawn with lines in the colour of the text around them.
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

export const Microphone = () => (
  <Icon>
    <path d="M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3z" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </Icon>
);

export const MicrophoneOff = () => (
  <Icon>
    <path d="M9 9.5v2a3 3 0 0 0 5.1 2.1M15 11V6.5a3 3 0 0 0-5.9-.8" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 10.9 4.8M18.5 11.5c0 .9-.2 1.7-.5 2.5M12 18v3M4 4l16 16" />
  </Icon>
);

export const Camera = () => (
  <Icon>
    <path d="M5 6.5h8.5A1.5 1.5 0 0 1 15 8v8a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 16V8A1.5 1.5 0 0 1 5 6.5z" />
    <path d="m15 11 5.5-3.5v9L15 13" />
  </Icon>
);

export const CameraOff = () => (
  <Icon>
    <path d="M9 6.5h4.5A1.5 1.5 0 0 1 15 8v4.5M14.6 17a1.5 1.5 0 0 1-1.1.5H5A1.5 1.5 0 0 1 3.5 16V8A1.5 1.5 0 0 1 5 6.5" />
    <path d="m15 11 5.5-3.5v9M4 4l16 16" />
  </Icon>
);

export const Lock = () => (
  <Icon>
    <path d="M6.5 11h11A1.5 1.5 0 0 1 19 12.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11z" />
    <path d="M8 11V8a4 4 0 0 1 8 0v3" />
  </Icon>
);

export const Link = () => (
  <Icon>
    <path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3" />
    <path d="M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7L12 17.7" />
  </Icon>
);

export const Sliders = () => (
  <Icon>
    <path d="M4 8h9m4 0h3M4 16h3m4 0h9" />
    <circle cx="15" cy="8" r="2" />
    <circle cx="9" cy="16" r="2" />
  </Icon>
);

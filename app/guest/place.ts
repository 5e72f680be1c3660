// Finds out where the page is open: inside another app, in which browser, on what kind of line, and what is missing there.
// It only looks; what follows from it is decided in `visit.ts`.

/** What makes a call impossible here. */
export type Hindrance = "insecure" | "unsupported";

/** Browsers whose settings are found in different places. */
export type Browser = "chrome" | "chrome_android" | "firefox" | "safari" | "safari_ios" | "other";

/** Systems that can refuse a browser the camera. */
export type System = "windows" | "mac" | "android" | "ios" | "other";

/** Apps that open links in a window of their own, by what they add to the browser's name. */
const APPS: readonly [RegExp, string][] = [
  [/\bInstagram\b/, "Instagram"],
  [/\bMessenger(?:ForiOS|LiteForiOS)?\b|FB_IAB\/(?:Orca|MESSENGER)/, "Messenger"],
  [/\bFBA[NV]\b|\bFB_IAB\b|\bFBIOS\b/, "Facebook"],
  [/\bWhatsApp\b/, "WhatsApp"],
  [/\bLine\//, "LINE"],
  [/\bViber\b/, "Viber"],
  [/\bMicroMessenger\b/, "WeChat"],
  [/\bmusical_ly\b|\bBytedanceWebview\b|\bTikTok\b|\btrill_/, "TikTok"],
  [/\bSnapchat\b/, "Snapchat"],
  [/\bTwitter(?:Android| for )/, "X"],
  [/\bLinkedInApp\b/, "LinkedIn"],
  [/\bTelegram\b/, "Telegram"],
  [/\bPinterest\b/, "Pinterest"],
  [/\bGSA\//, "Google"],
];
/** Android's mark of any window inside an app. */
const ANDROID_WINDOW = /;\s*wv\)/;

/** The app in whose own browser the page is open; an empty name when it does not say which. */
export function surroundingApp(agent: string): string | undefined {
  const named = APPS.find(([pattern]) => pattern.test(agent));
  if (named) return named[1];
  return ANDROID_WINDOW.test(agent) ? "" : undefined;
}

export function browserOf(agent: string): Browser {
  if (/\bFirefox\/|\bFxiOS\//.test(agent)) return "firefox";
  if (/\b(?:iPhone|iPad|iPod)\b/.test(agent)) return "safari_ios";
  if (/\bChrome\/|\bChromium\//.test(agent)) return /\bAndroid\b/.test(agent) ? "chrome_android" : "chrome";
  return /\bSafari\//.test(agent) ? "safari" : "other";
}

export function systemOf(agent: string): System {
  if (/\bAndroid\b/.test(agent)) return "android";
  if (/\b(?:iPhone|iPad|iPod)\b/.test(agent)) return "ios";
  if (/\bWindows\b/.test(agent)) return "windows";
  return /\bMac OS X\b/.test(agent) ? "mac" : "other";
}

/** What is missing; nothing where a call can be made. */
export function hindrance(page: Window & typeof globalThis): Hindrance | undefined {
  if (!page.isSecureContext) return "insecure";
  const hasMedia = typeof page.navigator.mediaDevices?.getUserMedia === "function";
  return hasMedia && typeof page.RTCPeerConnection === "function" ? undefined : "unsupported";
}

/** Says whether the browser reports a slow line, or that data is to be saved. */
export function isThrifty(navigator: object): boolean {
  const line: unknown = "connection" in navigator ? navigator.connection : undefined;
  if (typeof line !== "object" || line === null) return false;
  const type = "effectiveType" in line ? line.effectiveType : undefined;
  const saving = "saveData" in line && line.saveData === true;
  return saving || type === "slow-2g" || type === "2g" || type === "3g";
}

/** The address that asks Android to open a link in the person's own browser. */
export function androidIntent(link: string): string | undefined {
  const [, scheme, rest] = /^(https?):\/\/(.+)$/.exec(link) ?? [];
  return rest === undefined
    ? undefined
    : `intent://${rest}#Intent;scheme=${scheme};action=android.intent.action.VIEW;end`;
}

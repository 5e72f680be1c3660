// Tests of finding out where the page is open, with the names that browsers and apps give themselves.

import { describe, expect, test } from "vitest";

import { androidIntent, browserOf, hindrance, isThrifty, surroundingApp, systemOf } from "./place";

const ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko)";
const ANDROID_WINDOW =
  "Mozilla/5.0 (Linux; Android 14; SM-A145F Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const WINDOWS =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";

describe("the app around the page", () => {
  test.each([
    [`${ANDROID_WINDOW} [FB_IAB/FB4A;FBAV/470.0;]`, "Facebook"],
    [`${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/470.0]`, "Facebook"],
    [`${ANDROID_WINDOW} [FB_IAB/Orca-Android;FBAV/460.0;]`, "Messenger"],
    [`${IPHONE} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/460.0]`, "Messenger"],
    [`${ANDROID_WINDOW} Instagram 330.0.0.0 Android`, "Instagram"],
    [`${IPHONE} Mobile/15E148 Instagram 330.0 (iPhone14,5; FBAV)`, "Instagram"],
    [`${ANDROID_WINDOW} WhatsApp/2.24`, "WhatsApp"],
    [`${IPHONE} Mobile/15E148 Safari Line/14.9.0`, "LINE"],
    [`${ANDROID_WINDOW} Viber/22.8`, "Viber"],
    [`${ANDROID_WINDOW} MicroMessenger/8.0`, "WeChat"],
    [`${ANDROID_WINDOW} trill_350003 BytedanceWebview/d8a21c6`, "TikTok"],
    [`${IPHONE} Mobile/15E148 Snapchat/12.90`, "Snapchat"],
    [`${IPHONE} Mobile/15E148 Twitter for iPhone/10.40`, "X"],
    [`${ANDROID_WINDOW} LinkedInApp/4.1`, "LinkedIn"],
    [`${ANDROID} Chrome/126.0 Mobile Safari/537.36 Telegram-Android/10.14`, "Telegram"],
    [`${IPHONE} GSA/320.0 Mobile/15E148 Safari/604.1`, "Google"],
    [ANDROID_WINDOW, ""],
    [`${ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36`, undefined],
    [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, undefined],
    [`${IPHONE} CriOS/126.0 Mobile/15E148 Safari/604.1`, undefined],
    [WINDOWS, undefined],
    [`${WINDOWS} OnLine/1`, undefined],
    ["", undefined],
  ])("of %s is %s", (agent, app) => {
    expect(surroundingApp(agent)).toBe(app);
  });
});

test.each([
  [WINDOWS, "chrome", "windows"],
  [`${WINDOWS} Edg/126.0`, "chrome", "windows"],
  [`${ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36`, "chrome_android", "android"],
  ["Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "firefox", "android"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "firefox", "other"],
  [MAC, "safari", "mac"],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, "safari_ios", "ios"],
  [`${IPHONE} CriOS/126.0 Mobile/15E148 Safari/604.1`, "safari_ios", "ios"],
  ["curl/8", "other", "other"],
])("%s is %s on %s", (agent, browser, system) => {
  expect([browserOf(agent), systemOf(agent)]).toEqual([browser, system]);
});

describe("what is missing", () => {
  const page = (changes: object) =>
    ({
      isSecureContext: true,
      navigator: { mediaDevices: { getUserMedia() {} } },
      RTCPeerConnection: class {},
      ...changes,
    }) as unknown as Window & typeof globalThis;

  test.each([
    [{}, undefined],
    [{ isSecureContext: false, navigator: {} }, "insecure"],
    [{ navigator: {} }, "unsupported"],
    [{ RTCPeerConnection: undefined }, "unsupported"],
  ])("with %o is %s", (changes, missing) => {
    expect(hindrance(page(changes))).toBe(missing);
  });
});

test.each([
  [{}, false],
  [{ connection: undefined }, false],
  [{ connection: null }, false],
  [{ connection: { saveData: true, effectiveType: "4g" } }, true],
  [{ connection: { saveData: false, effectiveType: "4g" } }, false],
  [{ connection: { effectiveType: "3g" } }, true],
  [{ connection: { effectiveType: "2g" } }, true],
  [{ connection: { effectiveType: "slow-2g" } }, true],
])("a browser that says %j is thrifty: %s", (navigator, thrifty) => {
  expect(isThrifty(navigator)).toBe(thrifty);
});

test("Android is asked for the link with its fragment, and for web addresses only", () => {
  expect(androidIntent("https://call.example/a/#p=abc")).toBe(
    "intent://call.example/a/#p=abc#Intent;scheme=https;action=android.intent.action.VIEW;end",
  );
  expect(androidIntent("javascript:alert(1)")).toBeUndefined();
});

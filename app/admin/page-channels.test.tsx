// @vitest-environment happy-dom
// Tests of the channels on the admin page, and of the page in an account in which no calls are taken.

import { beforeEach, describe, expect, test } from "vitest";

import { button, calls, invoke, open, press, Refusal, SETUP, text, world } from "./page.fixture";

const VIBER = {
  channel: "viber",
  name: "Viber",
  state: "pending",
  sentence: "Viber is not connected yet. Press Connect.",
  can_connect: true,
};
const KAKAOTALK = {
  channel: "kakaotalk",
  name: "KakaoTalk",
  state: "pending",
  sentence: "KakaoTalk is told its address by hand.",
  can_connect: false,
};
const CHANNELS = { checks: SETUP.checks, addresses: [], channels: [VIBER, KAKAOTALK] };

describe("the channels", () => {
  const list = () => [...world.root.querySelectorAll(".channels li")].map((item) => item.textContent);
  const alert = () => world.root.querySelector(".channels [role=alert]")?.textContent;

  beforeEach(() => {
    world.answers["checkSetup"] = CHANNELS;
  });

  test("are not spoken of where there are none", async () => {
    world.answers["checkSetup"] = SETUP;
    await open();
    expect(text()).not.toContain("Channels");
  });

  test("are shown with state and sentence, and with a button where the app can connect them", async () => {
    await open();
    expect(list()).toEqual([
      "To doViberViber is not connected yet. Press Connect.Connect Viber",
      "To doKakaoTalkKakaoTalk is told its address by hand.",
    ]);
    expect(text()).toContain("3 of 4 need attention");
  });

  test("are connected by their button, which keeps the focus and then offers it again", async () => {
    await open();
    button("Connect Viber").focus();
    world.answers["checkSetup"] = { ...CHANNELS, channels: [{ ...VIBER, state: "ok" }] };
    await press("Connect Viber");
    expect(calls("connectChannel")).toEqual([{ token: "t", channel: "viber" }]);
    expect(calls("checkSetup")).toHaveLength(2);
    expect(document.activeElement).toBe(button("Connect Viber again"));
    expect(world.root.querySelector(".channels [role=status]")?.textContent).toBe("Viber is connected");
  });

  test("say that one is being connected, and then take no other order", async () => {
    await open();
    invoke.mockImplementationOnce(() => new Promise(() => undefined));
    await press("Connect Viber");
    expect(button("Connecting Viber").getAttribute("aria-disabled")).toBe("true");
    expect(button("Check again").getAttribute("aria-disabled")).toBe("true");
    await press("Connecting Viber");
    await press("Check again");
    expect([calls("connectChannel").length, calls("checkSetup").length]).toEqual([1, 1]);
  });

  test("that refuse show the sentence beside the button", async () => {
    world.answers["connectChannel"] = new Refusal(409, "Viber refuses the token.");
    await open();
    await press("Connect Viber");
    expect(alert()).toBe("Viber was not connected. Viber refuses the token.");
    await press("Check again");
    expect(alert()).toBe("");
  });

  test("that did not answer are not called refused", async () => {
    world.answers["connectChannel"] = new Refusal(504);
    await open();
    await press("Connect Viber");
    expect(alert()).toBe("It is not known whether Viber was connected. No answer came in time.");
  });
});

test("where no calls are taken there is no team, and no server function is asked for it", async () => {
  world.systems = ["Viber"];
  world.answers = { openAdmin: world.answers["openAdmin"], checkSetup: CHANNELS };
  await open();
  expect([...new Set(invoke.mock.calls.map(([name]) => name))]).toEqual(["openAdmin", "checkSetup"]);
  expect([...world.root.querySelectorAll("h2")].map((heading) => heading.textContent)).toEqual([
    "Set-up check",
    "Channels",
  ]);
});

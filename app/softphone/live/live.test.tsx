// @vitest-environment happy-dom
// Tests of what an agent sees of the gateway's news, on a page with stand-ins for the platform's `client` and the gateway.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { enter, field, open, platform, RINGING, root, setUp, settle, tearDown, text, type } from "../played";
import { event, playedGateway } from "./played";

const URL = "https://gateway.example.com/events";
let gateway = playedGateway();

beforeEach(() => {
  setUp();
  gateway = playedGateway();
  vi.stubGlobal("fetch", gateway.fetch);
  platform.gate.mockResolvedValue({ response: { url: URL, pass: "67013469919.1.ab" } });
});
afterEach(() => {
  tearDown();
  vi.unstubAllGlobals();
});

describe("calls that ring the agent's phone", () => {
  beforeEach(() => {
    platform.invoke.mockImplementation(async (name) => ({
      response: name === "lookUpCaller" ? { contacts: [{ id: "1", name: "Wanjiku Kamau" }] } : RINGING,
    }));
  });

  let events = 0;
  const say = (kind: string, session = "HD_1", more: object = {}) =>
    settle(() => {
      const told = { kind, call: `c-${session}`, session, direction: "inbound", customer: "+254712345678", ...more };
      gateway.opened.at(-1)?.say(event((events += 1), told));
    });
  const banner = () => root.querySelector(".incoming")?.textContent;
  const spoken = () => root.querySelector(".spoken + .spoken")?.textContent;

  test("are announced with name and number, and open the panel", async () => {
    await open();
    await say("ringing");
    expect(banner()).toBe("Incoming call Answer on your phone.Wanjiku Kamau+254 712 345 678");
    expect(spoken()).toBe("Incoming call: Wanjiku Kamau, +254 712 345 678. Answer on your phone.");
    expect(platform.trigger.mock.calls).toEqual([["show", { id: "softphone" }]]);
    expect(platform.invoke.mock.calls).toEqual([["lookUpCaller", { number: "+254712345678", only: "contacts" }]]);
    expect(root.querySelector(".incoming button")).toBeNull();
  });

  test("are said to be answered by nobody in particular, and go when they end", async () => {
    await open();
    await say("ringing");
    await say("answered");
    expect(banner()).toContain("Call answered On your phone or a colleague's.");
    await say("ended");
    expect([banner(), spoken()]).toEqual([undefined, ""]);
  });

  test("are said to be missed if nobody answered", async () => {
    await open();
    await say("ringing", "HD_1", { customer: null });
    await say("missed");
    expect(banner()).toBe("Missed call No answer was reported.Number withheld");
  });

  test("are shown together, those that ring first", async () => {
    await open();
    await say("ringing", "HD_1", { customer: "+254700000001" });
    await say("ringing", "HD_2", { customer: "+254700000002" });
    await say("missed", "HD_2");
    await say("ringing", "HD_3", { customer: "+254700000003" });
    expect([...root.querySelectorAll(".incoming li")].map((row) => row.className)).toEqual(["ringing", "ringing"]);
    expect(banner()).toContain("and 1 more call");
  });

  test("leave a number that is being typed, and a call of the agent's own, as they are", async () => {
    await open();
    await type("0712 345");
    await say("ringing", "HD_1");
    expect(field().value).toBe("0712 345");
    await type("0712 345 678");
    await enter();
    platform.trigger.mockClear();
    await say("ringing", "HD_2");
    expect(text()).toContain("Calling your phone");
    expect(banner()).toContain("Incoming call");
    expect(platform.trigger).not.toHaveBeenCalled();
  });

  test("show what a name contains as text", async () => {
    platform.invoke.mockResolvedValue({ response: { contacts: [{ name: "<img src=x onerror=alert(1)>" }] } });
    await open();
    await say("ringing");
    expect(banner()).toContain("<img src=x");
    expect(root.querySelector("img")).toBeNull();
  });

  test("of which nothing can be heard are told quietly, and calling works", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    gateway.status = 503;
    await open();
    expect(root.querySelector(".unreachable")).toBeNull();
    await settle(() => vi.advanceTimersByTime(16_000));
    expect(root.querySelector(".unreachable")?.textContent).toContain("Everything else works.");
    await type("0712 345 678");
    await enter();
    expect(text()).toContain("Calling your phone");
  });

  test("that a frame policy keeps away name the policy and the address", async () => {
    gateway.status = undefined;
    await open();
    const violation = { disposition: "enforce", effectiveDirective: "connect-src", blockedURI: URL };
    await settle(
      () =>
        void document.dispatchEvent(Object.assign(new Event("securitypolicyviolation", { bubbles: true }), violation)),
    );
    expect(root.querySelector(".blocked")?.textContent).toContain("frame policy blocks the gateway");
    expect(root.querySelector(".blocked p")?.textContent).toContain(
      "Content-Security-Policy does not allow https://gateway.example.com under connect-src",
    );
    expect(gateway.fetch).toHaveBeenCalledTimes(1);
  });

  test("are nothing to a softphone without a gateway", async () => {
    platform.gate.mockRejectedValue({
      status: 404,
      message: "Requested function 'getStreamPass' not found or registered",
    });
    await open();
    expect(gateway.fetch).not.toHaveBeenCalled();
    expect(root.querySelector(".unreachable, .blocked, .incoming")).toBeNull();
  });
});

test("news of the agent's own call is shown without waiting for the next question", async () => {
  platform.invoke.mockImplementation(async (name) => ({
    response: name === "placeCall" ? { ...RINGING, session_id: "HD_9" } : { ...RINGING, state: "calling_customer" },
  }));
  await open();
  await type("0712345678");
  await enter();
  const told = { kind: "answered", call: "c-9", session: "HD_9", direction: "outbound", customer: null };
  await settle(() => gateway.opened[0]?.say(event(1, told)));
  expect(text()).toContain("Calling the customer");
  expect(root.querySelector(".incoming")).toBeNull();
});

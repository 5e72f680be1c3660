// @vitest-environment happy-dom
// Tests of the softphone as an agent meets it, on a page with a stand-in for the platform's `client`.

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { event, playedGateway } from "./live/played";
import { start } from "./main";

const RINGING = { state: "calling_agent", mode: "agent_first", agent_phone: "…0111" };

type Handler = (event: { type: string; helper: { getData(): unknown } }) => void;

/** A stand-in for the platform, changed by each test before the page starts. */
function freshdesk() {
  return {
    parameters: { systems: ["Voice"], sautikit_from_number: "+254203893800", default_country: "KE" } as
      Record<string, unknown> | Error,
    user: { id: 67013469919, contact: { language: "en" } } as Record<string, unknown> | Error,
    /** Answers for calls. */
    invoke: vi.fn<(name: string, payload: object) => Promise<unknown>>(async () => ({
      requestID: "r",
      response: RINGING,
    })),
    /** Answers for the gateway's stream. */
    gate: vi.fn<(payload: object) => Promise<unknown>>(async () => ({ response: { url: null, pass: null } })),
    /** Answers for the agent's presence. */
    presence: vi.fn<(name: string, payload: object) => Promise<unknown>>(async () => ({
      requestID: "r",
      response: { state: "unset" },
    })),
    trigger: vi.fn(async () => undefined),
    handlers: [] as [string, Handler][],
  };
}

let platform = freshdesk();
let root: HTMLElement;

const orThrow = <T,>(value: T | Error): T => {
  if (value instanceof Error) throw value;
  return value;
};

async function open(): Promise<void> {
  globalThis.app = {
    initialized: async () => ({
      request: {
        invoke: (name, payload) =>
          name === "getStreamPass"
            ? platform.gate(payload)
            : name.endsWith("Presence")
              ? platform.presence(name, payload)
              : platform.invoke(name, payload),
      },
      events: { on: (name, handler) => void platform.handlers.push([name, handler as Handler]) },
      interface: { trigger: platform.trigger },
      instance: { resize: async () => Promise.reject(new Error("Width cannot be changed.")) },
      data: {
        get: async (key) =>
          key === "loggedInUser" ? { loggedInUser: orThrow(platform.user) } : Promise.reject(new Error(key)),
      },
      iparams: { get: async () => orThrow(platform.parameters) },
    }),
  };
  await settle(() => void start(root));
}

/** Lets a change and everything that follows from it, short of time passing, take place. */
const settle = (change: () => void) =>
  act(async () => {
    change();
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  });

const click = (number?: string) =>
  settle(() =>
    platform.handlers.forEach(([type, handler]) =>
      handler({ type, helper: { getData: () => (number === undefined ? {} : { number }) } }),
    ),
  );

const field = () => root.querySelector("input") as HTMLInputElement;
const button = (label: string) =>
  [...root.querySelectorAll("button")].find(
    (found) => (found.getAttribute("aria-label") ?? found.textContent) === label,
  ) as HTMLButtonElement;
const press = (label: string) => settle(() => button(label).click());
const text = () => root.querySelector("main")?.textContent ?? "";

async function type(value: string): Promise<void> {
  await settle(() => {
    field().value = value;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const enter = () => settle(() => root.querySelector("form")?.requestSubmit());

beforeEach(() => {
  platform = freshdesk();
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  globalThis.app = undefined;
  vi.useRealTimers();
});

describe("entering a number", () => {
  test("shows what will be dialled before anything is dialled", async () => {
    await open();
    expect(button("Call").disabled).toBe(true);
    await type("0712 345 678");
    expect(text()).toContain("Will dial +254 712 345 678 (Kenya)");
    expect(button("Call").disabled).toBe(false);
    expect(platform.invoke).not.toHaveBeenCalled();
  });

  test("Enter dials, and only what can be dialled", async () => {
    await open();
    await type("0722FLOWERS");
    await enter();
    expect(platform.invoke).not.toHaveBeenCalled();
    expect(field().getAttribute("aria-invalid")).toBe("true");
    await type("0712 345 678");
    await enter();
    expect(platform.invoke.mock.calls).toEqual([
      ["placeCall", { to: "+254712345678", agent_id: "67013469919", click_id: expect.any(String) }],
    ]);
  });

  test("the keypad types at the caret and erases there", async () => {
    await open();
    await type("0712");
    field().setSelectionRange(2, 2);
    await press("9");
    expect(field().value).toBe("07912");
    await press("Erase");
    await press("Erase");
    expect(field().value).toBe("012");
    await press("Plus");
    expect(field().value).toBe("0+12");
    field().setSelectionRange(0, 4);
    await press("7");
    expect(field().value).toBe("7");
  });

  test("the account's country completes local numbers", async () => {
    platform.parameters = { systems: ["Voice"], sautikit_from_number: "+255222000000", default_country: "TZ" };
    await open();
    await type("0712 345 678");
    expect(text()).toContain("Will dial +255 712 345 678 (Tanzania)");
  });
});

describe("a number clicked in Freshdesk", () => {
  test("is filled in and opens the panel, but is not dialled", async () => {
    await open();
    await click("+254 (0)700 000 001");
    expect(field().value).toBe("+254 (0)700 000 001");
    expect(text()).toContain("Will dial +254 700 000 001 (Kenya)");
    expect(platform.trigger.mock.calls).toEqual([["show", { id: "softphone" }]]);
    expect(platform.invoke).not.toHaveBeenCalled();
  });

  test("is listened for exactly once", async () => {
    await open();
    await type("0712345678");
    await enter();
    expect(platform.handlers.map(([name]) => name)).toEqual(["cti.triggerDialer"]);
  });

  test.each([[undefined], [""]])("that is %j leaves what was typed", async (number) => {
    await open();
    await type("0712");
    await click(number);
    expect(field().value).toBe("0712");
    expect(platform.trigger).toHaveBeenCalledTimes(1);
  });

  test("during a call waits for the next call", async () => {
    await open();
    await type("0712345678");
    await enter();
    await click("+254700000001");
    expect(text()).toContain("Calling your phone");
    expect(text()).toContain("Next: +254700000001");
    await press("New call");
    expect(field().value).toBe("+254700000001");
  });

  test("is shown as text, whatever it contains", async () => {
    await open();
    await click("<img src=x onerror=alert(1)>");
    expect(root.querySelector("img")).toBeNull();
    expect(text()).toContain("A phone number has no letters.");
  });
});

describe("a call", () => {
  test("is told as it comes, to screen readers too", async () => {
    await open();
    await type("0712345678");
    await enter();
    expect(text()).toContain("Answer on your phone ending in 0111.");
    expect(root.querySelector(".spoken[role=status]")?.textContent).toContain("Calling your phone");
  });

  test("ends with its duration and leads to an empty new one", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    platform.invoke.mockImplementation(async (name) => ({
      response:
        name === "placeCall" ? RINGING : JSON.stringify({ state: "ended", mode: "agent_first", duration_seconds: 74 }),
    }));
    await open();
    await type("0712345678");
    await enter();
    await settle(() => vi.advanceTimersByTime(3_000));
    expect(text()).toContain("Call ended");
    expect(text()).toContain("It lasted 1 min 14 s.");
    await press("New call");
    expect(field().value).toBe("");
  });

  test("that is refused shows the server's words and keeps the number", async () => {
    platform.invoke.mockRejectedValue({ requestID: "r", status: 402, message: "The Sautikit wallet is empty." });
    await open();
    await type("0712 345 678");
    await enter();
    expect(text()).toContain("The call was not placed");
    expect(text()).toContain("The Sautikit wallet is empty.");
    expect(button("Call again")).toBeUndefined();
    await press("Back to number");
    expect(field().value).toBe("0712 345 678");
  });

  test("that got no answer is sent again under the same id", async () => {
    platform.invoke.mockResolvedValueOnce({
      status: 504,
      message: "Timeout error while processing the request.",
      errorSource: "APP",
    });
    await open();
    await type("0712345678");
    await enter();
    expect(text()).toContain("No answer came in time.");
    await press("Call again");
    expect(text()).toContain("Calling your phone");
    const ids = platform.invoke.mock.calls.map(([, payload]) => (payload as { click_id: string }).click_id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe("a softphone that cannot call", () => {
  test.each<[string, () => void, string]>([
    ["voice is off", () => (platform.parameters = { systems: [] }), "Calls are switched off"],
    [
      "no number is set",
      () => (platform.parameters = { systems: ["Voice"], sautikit_from_number: " " }),
      "No number to call from",
    ],
    ["nobody is signed in", () => (platform.user = {}), "We cannot tell who you are"],
    [
      "Freshdesk does not say who is signed in",
      () => (platform.user = new Error("gone")),
      "We cannot tell who you are",
    ],
  ])("because %s says so, and opens to say it when a number is clicked", async (_why, arrange, title) => {
    arrange();
    await open();
    expect(text()).toContain(title);
    await click("+254700000001");
    expect(platform.trigger.mock.calls).toEqual([["show", { id: "softphone" }]]);
  });

  test("because the client library did not load says so", async () => {
    globalThis.app = undefined;
    await settle(() => void start(root));
    expect(text()).toContain("Freshdesk did not answer");
  });

  test("because the settings cannot be read does not say that they are missing", async () => {
    platform.parameters = new Error("gone");
    await open();
    expect(text()).toContain("Freshdesk did not answer");
  });
});

describe("the agent's availability", () => {
  const pressed = () =>
    [...root.querySelectorAll(".presence [aria-pressed=true]")].map((button) => button.textContent).join();
  const heading = () => root.querySelector(".presence-line")?.textContent;
  const answers = (...replies: unknown[]) => {
    for (const reply of replies)
      platform.presence.mockImplementationOnce(async () => {
        if (reply instanceof Refusal) throw reply.value;
        return { response: reply };
      });
  };
  class Refusal {
    constructor(readonly value: unknown) {}
  }

  test("is asked for once, and shown with its time and the phone that rings", async () => {
    answers({ state: "available", since: Date.now() - 12 * 60_000 - 5_000, phone: "0111" });
    await open();
    expect(platform.presence.mock.calls).toEqual([["getPresence", { agent_id: "67013469919" }]]);
    expect([pressed(), heading()]).toEqual(["Available", "for 12 min · rings …0111"]);
  });

  test("grows older on the screen without another question", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    answers({ state: "away", since: Date.now() });
    await open();
    expect(heading()).toBe("just now");
    await settle(() => vi.advanceTimersByTime(2 * 3_600_000));
    expect([pressed(), heading()]).toEqual(["Away", "for 2 h"]);
    expect(platform.presence).toHaveBeenCalledTimes(1);
  });

  test("that was never chosen presses neither button", async () => {
    await open();
    expect([pressed(), heading()]).toEqual(["", "Not chosen yet"]);
  });

  test("changes with a press, and the phone stays known", async () => {
    answers({ state: "away", since: 1, phone: "0111" }, { state: "available", since: Date.now() });
    await open();
    await press("Available");
    expect(platform.presence.mock.calls[1]).toEqual(["setPresence", { agent_id: "67013469919", state: "available" }]);
    expect([pressed(), heading()]).toEqual(["Available", "just now · rings …0111"]);
  });

  test("without a known phone says so to whoever is available", async () => {
    answers({ state: "available", since: Date.now() });
    await open();
    expect(heading()).toBe("just now · no phone known");
  });

  test("that the server cannot tell says so and blocks no call", async () => {
    answers(new Refusal({ status: 404, message: "Requested function 'getPresence' not found or registered" }));
    await open();
    expect([pressed(), heading()]).toEqual(["", "Not known; you can call"]);
    await type("0712 345 678");
    await enter();
    expect(text()).toContain("Calling your phone");
  });

  test("that is refused goes back and shows the server's sentence", async () => {
    answers({ state: "away", since: 1 }, new Refusal({ status: 409, message: "You are not on the roster." }));
    await open();
    await press("Available");
    expect(pressed()).toBe("Away");
    expect(root.querySelector(".strip [lang=en]")?.textContent).toBe("You are not on the roster.");
  });

  test("whose change got no answer is asked for again", async () => {
    answers({ state: "away", since: 1 }, new Refusal({ status: 504 }), { state: "available", since: Date.now() });
    await open();
    await press("Available");
    expect(platform.presence.mock.calls.map(([name]) => name)).toEqual(["getPresence", "setPresence", "getPresence"]);
    expect(pressed()).toBe("Available");
    expect(root.querySelector(".strip")).toBeNull();
  });
});

describe("calls that ring the agent's phone", () => {
  const URL = "https://gateway.example.com/events";
  let gateway = playedGateway();

  beforeEach(() => {
    gateway = playedGateway();
    vi.stubGlobal("fetch", gateway.fetch);
    platform.gate.mockResolvedValue({ response: { url: URL, pass: "67013469919.1.ab" } });
    platform.invoke.mockImplementation(async (name) => ({
      response: name === "lookUpCaller" ? { contacts: [{ id: "1", name: "Wanjiku Kamau" }] } : RINGING,
    }));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
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
    expect(platform.invoke.mock.calls).toEqual([["lookUpCaller", { number: "+254712345678" }]]);
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
    await say("ended");
    expect(banner()).toBe("Missed call Nobody answered it.Number withheld");
  });

  test("are shown together, those that ring first", async () => {
    await open();
    await say("ringing", "HD_1", { customer: "+254700000001" });
    await say("ringing", "HD_2", { customer: "+254700000002" });
    await say("ended", "HD_2");
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
  const gateway = playedGateway();
  vi.stubGlobal("fetch", gateway.fetch);
  platform.gate.mockResolvedValue({ response: { url: "https://gateway.example.com/events", pass: "7.1.ab" } });
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
  vi.unstubAllGlobals();
});

test("an agent whose Freshdesk speaks Swahili reads Swahili", async () => {
  platform.user = { id: "67013469919", contact: { language: "sw" } };
  await open();
  await type("0712345678");
  expect(text()).toContain("Itapiga +254 712 345 678 (Kenya)");
  expect(document.documentElement.lang).toBe("sw");
  await enter();
  expect(text()).toContain("Tunapiga simu yako");
});

// @vitest-environment happy-dom
// Tests of the softphone as an agent meets it, on a page with a stand-in for the platform's `client`.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { start } from "./main";
import {
  button,
  enter,
  field,
  open,
  platform,
  press,
  RINGING,
  root,
  setUp,
  settle,
  tearDown,
  text,
  type,
} from "./played";

beforeEach(setUp);
afterEach(tearDown);

const click = (number?: string) =>
  settle(() =>
    platform.handlers.forEach(([type, handler]) =>
      handler({ type, helper: { getData: () => (number === undefined ? {} : { number }) } }),
    ),
  );

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

test("an agent whose Freshdesk speaks Swahili reads Swahili", async () => {
  platform.user = { id: "67013469919", contact: { language: "sw" } };
  await open();
  await type("0712345678");
  expect(text()).toContain("Itapiga +254 712 345 678 (Kenya)");
  expect(document.documentElement.lang).toBe("sw");
  await enter();
  expect(text()).toContain("Tunapiga simu yako");
});

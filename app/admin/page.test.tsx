// @vitest-environment happy-dom
// Tests of the admin page as an administrator meets it: the passcode step, the set-up check and the addresses.

import { describe, expect, test, vi } from "vitest";

import { start } from "./main";
import {
  button,
  calls,
  field,
  invoke,
  load,
  open,
  passcode,
  press,
  Refusal,
  settle,
  SETUP,
  text,
  world,
} from "./page.fixture";

describe("the passcode step", () => {
  test("says what the page is and where the passcode is set, and asks the server nothing", async () => {
    await load();
    expect(text()).toContain("Switchboard's set-up, for administrators");
    expect(text()).toContain("Every agent can see this page.");
    expect(text()).toContain("fill in Admin Passcode");
    expect(passcode().type).toBe("password");
    expect(invoke).not.toHaveBeenCalled();
  });

  test("takes no focus from what somebody does around the page", async () => {
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    await load();
    expect(document.activeElement).not.toBe(passcode());
  });

  test("without a passcode asks for one", async () => {
    await load();
    await press("Open");
    expect(text()).toContain("Type the passcode first.");
    expect(invoke).not.toHaveBeenCalled();
  });

  test.each(["This is not the admin passcode.", "No admin passcode is set. Set one in the app's settings."])(
    "shows the server's refusal: %s",
    async (sentence) => {
      world.answers["openAdmin"] = new Refusal(403, sentence);
      await open();
      expect(world.root.querySelector("[role=alert] [lang=en]")?.textContent).toBe(sentence);
      expect(passcode().getAttribute("aria-invalid")).toBe("true");
      expect(text()).not.toContain("Webhook addresses");
    },
  );

  test("leads to the page, which has no trace of the passcode and can be locked again", async () => {
    await open();
    expect(text()).toContain("Roster and phones");
    expect(world.root.innerHTML).not.toContain("s3cret");
    expect(document.activeElement?.tagName).toBe("H1");
    await press("Lock");
    expect(text()).not.toContain("Amina");
    expect(passcode().value).toBe("");
  });
});

describe("the set-up check", () => {
  test("shows each check with its state and its sentence", async () => {
    await open();
    expect([...world.root.querySelectorAll(".checks li")].map((item) => item.textContent)).toEqual([
      "OKFreshdesk keyFreshdesk accepts the key.",
      "To doWebhook secretEnter the secret.",
    ]);
    expect(text()).toContain("1 of 2 needs attention");
  });

  test("is made anew on demand", async () => {
    await open();
    world.answers["checkSetup"] = { ...SETUP, checks: SETUP.checks.map((check) => ({ ...check, state: "ok" })) };
    await press("Check again");
    expect(calls("checkSetup")).toHaveLength(2);
    expect(text()).toContain("All is well");
  });

  test("that fails says why and keeps the last one in sight", async () => {
    await open();
    world.answers["checkSetup"] = new Refusal(504);
    await press("Check again");
    expect(text()).toContain("The set-up could not be checked. No answer came in time.");
    expect(text()).toContain("Freshdesk accepts the key.");
  });
});

describe("an address", () => {
  test("is shown with where to paste it and copied by its button", async () => {
    const writeText = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await open();
    expect(text()).toContain("Paste it into Events URL.");
    await press("Copy: Sautikit events");
    expect(writeText.mock.calls).toEqual([["https://hooks.example/1?options=a"]]);
    expect(button("Copy: Sautikit events").textContent).toBe("Copied");
  });

  test("is left selected where the browser refuses to copy", async () => {
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("NotAllowedError"));
    await open();
    await press("Copy: Sautikit events");
    const address = field("Address: Sautikit events");
    expect([address.selectionStart, address.selectionEnd]).toEqual([0, address.value.length]);
    expect(text()).toContain("press Ctrl+C");
  });
});

test("a page whose client library did not load says so", async () => {
  await settle(() => void start(world.root));
  expect(text()).toContain("This page could not be connected");
});

test("an administrator whose Freshdesk speaks Swahili reads Swahili", async () => {
  world.language = "sw";
  await load();
  expect(text()).toContain("Mipangilio ya Switchboard, kwa wasimamizi");
  expect(document.documentElement.lang).toBe("sw");
});

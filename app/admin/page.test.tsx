// @vitest-environment happy-dom
// Tests of the admin page as an administrator meets it, on a page with a stand-in for the platform's `client`.

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { start } from "./main";

const SETUP = {
  checks: [
    { name: "Freshdesk key", state: "ok", sentence: "Freshdesk accepts the key." },
    { name: "Webhook secret", state: "pending", sentence: "Enter the secret." },
  ],
  addresses: [
    { name: "Sautikit events", url: "https://hooks.example/1?options=a", where: "Paste it into Events URL." },
  ],
};
const AMINA = {
  id: "1",
  name: "Amina Otieno",
  phone: "+254722000111",
  on_roster: true,
  presence: "available",
  deactivated: false,
};
const BARAKA = { id: "2", name: "Baraka Mwangi", on_roster: false, presence: "unset", deactivated: false };
const LABEL = "Own number of Amina Otieno";

let answers: Record<string, unknown>;
let language: string;
let root: HTMLElement;
const invoke = vi.fn(async (name: string, _payload: object): Promise<unknown> => {
  const answer = answers[name];
  if (answer instanceof Refusal) throw answer.failure;
  return { requestID: "r", response: answer };
});

/** A failure as the platform hands it over. */
class Refusal {
  readonly failure;
  constructor(status: number, message?: string) {
    this.failure = { requestID: "r", status, message };
  }
}

async function load(): Promise<void> {
  globalThis.app = {
    initialized: async () => ({
      request: { invoke },
      events: { on: () => undefined },
      interface: { trigger: async () => undefined },
      instance: { resize: async () => undefined },
      data: { get: async () => ({ loggedInUser: { id: 7, contact: { language } } }) },
      iparams: { get: async () => ({ default_country: "KE" }) },
    }),
  };
  await settle(() => void start(root));
}

/** Lets a change and everything that follows from it, short of time passing, take place. */
const settle = (change: () => void) =>
  act(async () => {
    change();
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  });

const text = () => root.querySelector("main")?.textContent ?? "";
const field = (label: string) => root.querySelector(`[aria-label="${label}"]`) as HTMLInputElement;
const passcode = () => root.querySelector("#passcode") as HTMLInputElement;
const button = (label: string) =>
  [...root.querySelectorAll("button")].find(
    (found) => (found.getAttribute("aria-label") ?? found.textContent) === label,
  ) as HTMLButtonElement;
const press = (label: string) => settle(() => button(label).click());
const calls = (name: string) => invoke.mock.calls.filter(([called]) => called === name).map(([, payload]) => payload);

const type = (input: HTMLInputElement, value: string) =>
  settle(() => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

async function open(): Promise<void> {
  await load();
  passcode().value = "s3cret";
  await press("Open");
}

beforeEach(() => {
  language = "en";
  answers = {
    openAdmin: { token: "t", expires_at: Date.now() + 900_000 },
    checkSetup: SETUP,
    getTeam: { agents: [AMINA, BARAKA] },
    saveTeam: { agents: [AMINA, BARAKA] },
  };
  invoke.mockClear();
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  globalThis.app = undefined;
});

describe("the passcode step", () => {
  test("says what the passcode is and where it is set, and asks the server nothing", async () => {
    await load();
    expect(text()).toContain("Freshdesk shows this page to every agent.");
    expect(text()).toContain("fill in Admin Passcode");
    expect(passcode().type).toBe("password");
    expect(invoke).not.toHaveBeenCalled();
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
      answers["openAdmin"] = new Refusal(403, sentence);
      await open();
      expect(root.querySelector("[role=alert] [lang=en]")?.textContent).toBe(sentence);
      expect(passcode().getAttribute("aria-invalid")).toBe("true");
      expect(text()).not.toContain("Webhook addresses");
    },
  );

  test("leads to the page, which has no trace of the passcode and can be locked again", async () => {
    await open();
    expect(text()).toContain("Roster and phones");
    expect(root.innerHTML).not.toContain("s3cret");
    expect(document.activeElement?.tagName).toBe("H1");
    await press("Lock");
    expect(text()).not.toContain("Amina");
    expect(passcode().value).toBe("");
  });
});

describe("the set-up check", () => {
  test("shows each check with its state and its sentence", async () => {
    await open();
    expect([...root.querySelectorAll(".checks li")].map((item) => item.textContent)).toEqual([
      "OKFreshdesk keyFreshdesk accepts the key.",
      "To doWebhook secretEnter the secret.",
    ]);
    expect(text()).toContain("1 of 2 needs attention");
  });

  test("is made anew on demand", async () => {
    await open();
    answers["checkSetup"] = { ...SETUP, checks: SETUP.checks.map((check) => ({ ...check, state: "ok" })) };
    await press("Check again");
    expect(calls("checkSetup")).toHaveLength(2);
    expect(text()).toContain("All is well");
  });

  test("that fails says why and keeps the last one in sight", async () => {
    await open();
    answers["checkSetup"] = new Refusal(504);
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

describe("the team", () => {
  test("is shown with numbers, roster and presence", async () => {
    await open();
    expect(text()).toContain("+254 722 000 111");
    expect(text()).toContain("Available");
    expect(field("Amina Otieno is on the roster").checked).toBe(true);
    expect(field("Baraka Mwangi is on the roster").checked).toBe(false);
    expect(button("Save").getAttribute("aria-disabled")).toBe("true");
  });

  test("is saved with what was changed, and says so before and after", async () => {
    await open();
    await type(field(LABEL), "0733 000 222");
    expect(text()).toContain("Will be +254 733 000 222");
    expect(text()).toContain("1 agent changed, not saved yet");
    answers["saveTeam"] = { agents: [{ ...AMINA, own_phone: "+254733000222" }, BARAKA] };
    await press("Save");
    expect(calls("saveTeam")).toEqual([
      {
        token: "t",
        agents: [
          { id: "1", own_phone: "+254733000222", on_roster: true },
          { id: "2", own_phone: "", on_roster: false },
        ],
      },
    ]);
    expect(field(LABEL).value).toBe("+254 733 000 222");
    expect(root.querySelector(".save-bar")?.textContent).toContain("Saved");
    expect(text()).not.toContain("not saved yet");
  });

  test("warns before the page is left with something unsaved", async () => {
    await open();
    const leaves = () => {
      const event = new Event("beforeunload", { cancelable: true });
      window.dispatchEvent(event);
      return !event.defaultPrevented;
    };
    expect(leaves()).toBe(true);
    await settle(() => field("Baraka Mwangi is on the roster").click());
    expect(leaves()).toBe(false);
    expect(text()).toContain("On the roster without a number: cannot be rung.");
    await press("Discard");
    expect(leaves()).toBe(true);
  });

  test("with a wrong number is not sent, and the number is marked", async () => {
    await open();
    await type(field(LABEL), "0733");
    expect(field(LABEL).getAttribute("aria-invalid")).toBe("false");
    await press("Save");
    expect(calls("saveTeam")).toEqual([]);
    expect(field(LABEL).getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field(LABEL));
    expect(text()).toContain("Nothing was saved: correct the numbers that are marked.");
  });

  test("refused by the server shows its sentence at the agent whom it names", async () => {
    await open();
    answers["saveTeam"] = new Refusal(400, "The number of Amina Otieno is the account's own.");
    await type(field(LABEL), "0733 000 222");
    await press("Save");
    const remark = root.querySelector(`#${field(LABEL).getAttribute("aria-describedby")}`);
    expect(remark?.textContent).toBe("The number of Amina Otieno is the account's own.");
    expect(field(LABEL).value).toBe("0733 000 222");
  });

  test("refused without a name shows the sentence beside the button", async () => {
    await open();
    answers["saveTeam"] = new Refusal(429);
    await type(field(LABEL), "0733 000 222");
    await press("Save");
    expect(root.querySelector(".save-bar")?.textContent).toContain("Nothing was saved. Too many requests");
  });

  test("that cannot be loaded says why and can be asked for again", async () => {
    answers["getTeam"] = new Refusal(403, "Freshdesk refuses the key.");
    await open();
    expect(text()).toContain("The agents could not be loaded. Freshdesk refuses the key.");
    answers["getTeam"] = { agents: [] };
    await press("Load again");
    expect(text()).toContain("Freshdesk names no agents.");
  });

  test("shows names as text, whatever they contain", async () => {
    answers["getTeam"] = { agents: [{ ...AMINA, name: "<img src=x onerror=alert(1)>" }] };
    await open();
    expect(root.querySelector("img")).toBeNull();
    expect(text()).toContain("<img src=x");
  });

  test("keeps what was not saved when the page is locked", async () => {
    await open();
    await type(field(LABEL), "0733 000 222");
    await press("Lock");
    expect(text()).toContain("Your unsaved changes are kept");
    passcode().value = "s3cret";
    await press("Open");
    expect(field(LABEL).value).toBe("0733 000 222");
  });
});

test("a page whose client library did not load says so", async () => {
  await settle(() => void start(root));
  expect(text()).toContain("Freshdesk did not answer");
});

test("an administrator whose Freshdesk speaks Swahili reads Swahili", async () => {
  language = "sw";
  await load();
  expect(text()).toContain("Weka nywila ya msimamizi");
  expect(document.documentElement.lang).toBe("sw");
});

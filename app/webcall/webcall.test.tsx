// @vitest-environment happy-dom
// Tests of the page as an agent meets it, beside the ticket and as its modal, with a stand-in for the platform's `client`.

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { start } from "./main";

const ROOM = "room-1";
const PLAIN = "https://call.example/#p=abc";
const SEALED = "https://call.example/#e=abc";
const PASSWORD = "K7QM-9XTP-2HWD";
const HOUR = 3_600_000;

type Handler = (event: { helper: { getData(): unknown } }) => void;

/** A stand-in for the platform, changed by each test before the page starts. */
function freshdesk() {
  return {
    parameters: { systems: ["Web call"], default_country: "KE" } as Record<string, unknown>,
    data: {
      loggedInUser: { id: 67013469919, contact: { language: "en" } },
      ticket: { id: 1042 },
      contact: { mobile: "0712 345 678" },
    } as Record<string, unknown>,
    context: { instanceId: "1", location: "ticket_sidebar" } as Record<string, unknown>,
    answers: {
      listWebCalls: { calls: [] },
      getAgentsSendbirdCreds: { room_id: ROOM, url: "https://call.example/#p=host" },
      revokeWebCall: { room_id: ROOM },
    } as Record<string, unknown>,
    invoke: vi.fn(async (name: string, _given: object) => {
      const answer = platform.answers[name];
      if (answer instanceof Refusal) throw answer.value;
      return { requestID: "r", response: answer };
    }),
    trigger: vi.fn(async (_action: string, _payload: object) => undefined as unknown),
    send: vi.fn(async (_content: object) => undefined as unknown),
    close: vi.fn(async () => undefined as unknown),
    receivers: [] as Handler[],
    shown: [] as Handler[],
  };
}

class Refusal {
  constructor(readonly value: unknown) {}
}

let platform = freshdesk();
let root: HTMLElement;

const room = (people: object[] = []) => ({ calls: [{ room_id: ROOM, expires_at: Date.now() + HOUR, people }] });
const linkOf = (url: string) => ({ url, room_id: ROOM, expires_at: Date.now() + HOUR, reused: false });

async function open(): Promise<void> {
  const client = {
    request: { invoke: platform.invoke },
    events: { on: (_name: string, handler: Handler) => void platform.shown.push(handler) },
    interface: { trigger: platform.trigger },
    instance: {
      resize: async () => undefined,
      context: async () => platform.context,
      send: platform.send,
      receive: (handler: Handler) => void platform.receivers.push(handler),
      close: platform.close,
    },
    data: {
      get: async (key: string) =>
        key in platform.data ? { [key]: platform.data[key] } : Promise.reject(new Error(key)),
    },
    iparams: { get: async () => platform.parameters },
  };
  globalThis.app = { initialized: async () => client };
  await settle(() => void start(root));
}

/** Opens the page as the modal of ticket 1042. */
async function openModal(): Promise<void> {
  platform.context = { instanceId: "2", location: "modal", parentId: "1", modalData: { ticket_id: "1042" } };
  await open();
}

/** Lets a change take place, and then everything that the page does because of it. */
async function settle(change: () => void): Promise<void> {
  await act(change);
  for (let turn = 0; turn < 5; turn += 1) await act(() => new Promise<void>((resolve) => setTimeout(resolve)));
}

const tell = (message: unknown) =>
  settle(() => platform.receivers.forEach((hear) => hear({ helper: { getData: () => ({ senderId: "1", message }) } })));
const labelOf = (found: Element) => found.getAttribute("aria-label") ?? found.textContent?.trim();
const button = (label: string) =>
  [...root.querySelectorAll("button")].find((found) => labelOf(found) === label) as HTMLButtonElement;
const link = (label: string) =>
  [...root.querySelectorAll("a")].find((found) => labelOf(found)?.startsWith(label)) as HTMLAnchorElement;
const press = (label: string) => settle(() => button(label).click());
const text = () => root.querySelector("main")?.textContent ?? "";
const field = (id: string) => root.querySelector(`#${id}`) as HTMLInputElement;
const asked = (name: string) => platform.invoke.mock.calls.filter(([called]) => called === name);

/** Shows every element as soon as it is looked at; this page has no layout. */
class EverythingIsSeen {
  constructor(private readonly tell: (entries: object[]) => void) {}
  observe(): void {
    this.tell([{ isIntersecting: true }]);
  }
  disconnect(): void {}
}

beforeEach(() => {
  vi.stubGlobal("IntersectionObserver", EverythingIsSeen);
  platform = freshdesk();
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  globalThis.app = undefined;
  vi.unstubAllGlobals();
});

describe("beside the ticket", () => {
  test("the modal is opened with a title that Freshdesk takes", async () => {
    await open();
    expect(text()).toContain("This ticket has no open call.");
    await press("Start a video call");
    const [action, payload] = platform.trigger.mock.calls[0] ?? [];
    expect([action, payload]).toEqual([
      "showModal",
      { title: "Web call", template: "webcall.html", data: { ticket_id: "1042" } },
    ]);
  });

  test("an open call is shown with everybody in it", async () => {
    platform.answers["listWebCalls"] = room([
      { is_host: false, state: "connected", since: Date.now() - 125_000, sound: true, video: false },
    ]);
    await open();
    expect(text()).toContain("59 min left");
    expect(root.querySelector(".people")?.textContent).toBe("Customerfor 2 minMicrophone onCamera off");
    expect(button("Open the call")).toBeDefined();
  });

  test("a failure is shown as the sentence it carries, with the way to try again", async () => {
    platform.answers["listWebCalls"] = new Refusal({ status: 502, message: "Sendbird did not answer. Try again." });
    await open();
    expect(root.querySelector(".warning [lang=en]")?.textContent).toBe("Sendbird did not answer. Try again.");
    platform.answers["listWebCalls"] = room();
    await press("Try again");
    expect(text()).toContain("Nobody is in the call yet.");
  });

  test("a link goes into the open reply, else into a new one", async () => {
    platform.trigger.mockImplementation(async (action) =>
      action === "setValue" ? Promise.reject(new Error("No editor is open.")) : undefined,
    );
    await open();
    await tell({ app: "switchboard", kind: "insert", id: 3, url: PLAIN, expires_at: Date.now() + HOUR });
    const tried = platform.trigger.mock.calls.map(([action, payload]) => [action, (payload as { id?: string }).id]);
    expect(tried).toEqual([
      ["setValue", "editor"],
      ["click", "openReply"],
      ["showNotify", undefined],
    ]);
    expect(platform.trigger.mock.calls[1]?.[1]).toMatchObject({ text: expect.stringMatching(/#p=abc$/) });
    expect(platform.send.mock.calls.at(-1)).toEqual([
      { message: { app: "switchboard", kind: "inserted", id: 3, worked: true }, receiver: "1" },
    ]);
  });

  test("another ticket in the same frame has a call of its own", async () => {
    await open();
    platform.data["ticket"] = { id: 1043 };
    await settle(() => platform.shown.forEach((show) => show({ helper: { getData: () => ({}) } })));
    expect(asked("listWebCalls").map(([, given]) => given)).toEqual([{ ticket_id: "1042" }, { ticket_id: "1043" }]);
    expect(platform.receivers).toHaveLength(1);
  });

  test.each<[string, () => void, string]>([
    ["web calls are off", () => (platform.parameters = { systems: ["Voice"] }), "Web calls are switched off"],
    ["there is no ticket", () => delete platform.data["ticket"], "We cannot tell which ticket this is"],
    ["the ticket has no number", () => (platform.data["ticket"] = { id: "x" }), "We cannot tell which ticket this is"],
  ])("it is said that %s", async (_what, arrange, title) => {
    arrange();
    await open();
    expect(text()).toContain(title);
    expect(platform.invoke).not.toHaveBeenCalled();
  });

  test("it is said that the client library did not load", async () => {
    await settle(() => void start(root));
    expect(text()).toContain("Freshdesk did not answer");
  });
});

describe("the modal", () => {
  async function make(url: string, password?: string): Promise<void> {
    platform.answers["buildBackupGroupCallUrl"] = { ...linkOf(url), ...(password && { password }) };
    await openModal();
    if (password) await settle(() => field("password").click());
    platform.answers["listWebCalls"] = room();
    await press("Create link");
  }

  test("makes a link for as long as the administrator chose", async () => {
    platform.parameters["webcall_link_minutes"] = 90;
    await make(PLAIN);
    expect(asked("buildBackupGroupCallUrl")).toEqual([
      ["buildBackupGroupCallUrl", { ticket_id: "1042", minutes: 90, password: false }],
    ]);
    expect(field("link").value).toBe(PLAIN);
    expect(document.activeElement?.textContent).toBe("Invite the customer");
  });

  test("hands the link to the customer's WhatsApp and SMS, and the password to neither", async () => {
    await make(SEALED, PASSWORD);
    expect(field("password-text").value).toBe(PASSWORD);
    expect(text()).toContain("Never send it together with the link.");
    const [whatsApp, sms] = [link("WhatsApp").href, link("SMS").href];
    expect(whatsApp).toMatch(/^https:\/\/wa\.me\/254712345678\?text=.*%23e%3Dabc$/);
    expect(sms).toMatch(/^sms:\+254712345678\?&body=.*%23e%3Dabc$/);
    expect([whatsApp, sms].join()).not.toContain("K7QM");
  });

  test("without the customer's number lets WhatsApp ask", async () => {
    platform.data["contact"] = { phone: null };
    await make(PLAIN);
    expect(link("WhatsApp").href).toMatch(/^https:\/\/wa\.me\/\?text=/);
    expect(text()).toContain("ask to whom it goes");
  });

  test("draws a code of the link when asked", async () => {
    await make(PLAIN);
    expect(root.querySelector("svg[role=img]")).toBeNull();
    await press("Show QR code");
    expect(root.querySelector("svg[role=img] path")?.getAttribute("d")).toMatch(/^M\d/);
    expect(button("Hide QR code").getAttribute("aria-expanded")).toBe("true");
  });

  test("says which keys copy where the browser forbids copying, with the text selected", async () => {
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("blocked"));
    await make(PLAIN);
    await press("Copy the link");
    expect(text()).toContain("press Ctrl+C");
    expect(document.activeElement).toBe(field("link"));
  });

  test("has the link inserted by the page beside the ticket and closes when the agent wants it", async () => {
    await make(PLAIN);
    await press("Insert into the reply");
    expect(platform.trigger).not.toHaveBeenCalled();
    await tell({ app: "switchboard", kind: "inserted", id: 1, worked: true });
    expect(text()).toContain("The link is in the reply.");
    await press("Close and go to the reply");
    expect(platform.close).toHaveBeenCalledTimes(1);
  });

  test("of an administrator who wants passwords makes none without", async () => {
    platform.parameters["webcall_password"] = "always";
    await openModal();
    expect([field("password").checked, field("password").disabled]).toEqual([true, true]);
    await press("Create link");
    expect(asked("buildBackupGroupCallUrl")[0]?.[1]).toMatchObject({ password: true });
  });

  test("offers the new tab always, and this window only where it may use a microphone", async () => {
    platform.answers["listWebCalls"] = room();
    await openModal();
    const tab = link("Join in a new tab");
    expect([tab.href, tab.target, tab.rel]).toEqual(["https://call.example/#p=host", "_blank", "noopener noreferrer"]);
    expect(button("Join here")).toBeUndefined();
  });

  test("warns that a call with little time left ends when a new link is made", async () => {
    const late = { room_id: ROOM, expires_at: Date.now() + 300_000, shared_until: Date.now() - 1, people: [] };
    platform.answers["listWebCalls"] = { calls: [late] };
    await openModal();
    expect(text()).toContain("a new link opens a new call and ends this one");
    expect(field("minutes")).not.toBeNull();
  });

  test("ends the call after it asked, and says so", async () => {
    platform.answers["listWebCalls"] = room();
    await openModal();
    await press("End for all");
    expect(labelOf(document.activeElement as Element)).toBe("Keep it open");
    await press("Keep it open");
    expect(asked("revokeWebCall")).toEqual([]);
    await press("End for all");
    platform.answers["listWebCalls"] = { calls: [] };
    await press("End the call");
    expect(asked("revokeWebCall")).toEqual([["revokeWebCall", { ticket_id: "1042", room_id: ROOM }]]);
    expect(text()).toContain("The call was ended for all.");
  });

  test("shows why no link was made, and makes one when tried again", async () => {
    platform.answers["buildBackupGroupCallUrl"] = new Refusal({ status: 403, message: "Calls is not switched on." });
    await openModal();
    await press("Create link");
    expect(text()).toContain("No link was made.Calls is not switched on.");
    platform.answers["buildBackupGroupCallUrl"] = linkOf(PLAIN);
    platform.answers["listWebCalls"] = room();
    await press("Try again");
    expect(field("link").value).toBe(PLAIN);
  });

  test("of an agent whom Freshdesk does not name cannot be joined", async () => {
    delete platform.data["loggedInUser"];
    platform.answers["listWebCalls"] = room();
    await openModal();
    expect(text()).toContain("Freshdesk does not say who you are");
    expect(asked("getAgentsSendbirdCreds")).toEqual([]);
  });

  test("that was given no ticket says so", async () => {
    platform.context = { location: "modal", data: {} };
    await open();
    expect(text()).toContain("We cannot tell which ticket this is");
  });

  test("understands what older runtimes name otherwise", async () => {
    platform.context = { location: "modal", data: { ticket_id: 1042 } };
    await open();
    expect(text()).toContain("Invite the customer");
  });

  test("shows hostile answers as nothing but texts", async () => {
    platform.answers["listWebCalls"] = new Refusal({ status: 400, message: "<img src=x onerror=alert(1)>" });
    platform.answers["buildBackupGroupCallUrl"] = { ...linkOf("javascript:alert(1)//#p=abc") };
    await openModal();
    await press("Create link");
    expect(root.querySelector("img")).toBeNull();
    expect(text()).toContain("The answer could not be understood.");
  });
});

test("an agent whose Freshdesk speaks Swahili reads Swahili", async () => {
  platform.data["loggedInUser"] = { id: 1, contact: { language: "sw" } };
  await open();
  expect(button("Anzisha simu ya video")).toBeDefined();
  expect(document.documentElement.lang).toBe("sw");
});

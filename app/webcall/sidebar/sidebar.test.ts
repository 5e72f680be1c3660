// Tests of what is known beside the ticket, and of what is done there for the modal.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { UNCLEAR } from "../../shared/reply";
import type { TicketDesk } from "../../shared/ticket";
import { ended, insert, seen } from "../message";
import type { WebCall } from "../smi";
import { wordsIn } from "../words";
import { openSidebarSession } from "./session";
import { next, type SidebarEvent, UNKNOWN } from "./sidebar";

const CALL: WebCall = { roomId: "room-1", expiresAt: 1_000, people: [] };
const HOUR = 3_600_000;

describe("what is known", () => {
  const after = (...events: SidebarEvent[]) => events.reduce(next, UNKNOWN);
  const answer: SidebarEvent = { kind: "seen", call: CALL, answer: undefined };
  const refusal: SidebarEvent = { kind: "unseen", problem: UNCLEAR };

  test.each<[string, SidebarEvent[], object]>([
    ["nothing before the first answer", [], { call: "unknown", asking: true }],
    ["the call that is listed", [answer], { call: CALL, asking: false }],
    ["why there is no answer, beside what was known", [answer, refusal], { call: CALL, problem: UNCLEAR }],
    ["that the server is asked again", [refusal, { kind: "asking" }], { asking: true, problem: UNCLEAR }],
    ["that the window did not open", [{ kind: "opened", worked: false }], { blocked: true }],
    ["that a call's time is up", [answer, { kind: "expired", roomId: "room-1" }], { call: "none" }],
    ["that another call's time is up", [answer, { kind: "expired", roomId: "room-2" }], { call: CALL }],
  ])("is %s", (_what, events, expected) => {
    expect(after(...events)).toMatchObject(expected);
  });

  test("is no problem any more once an answer came", () => {
    expect(after(refusal, answer).problem).toBeUndefined();
  });
});

describe("beside the ticket", () => {
  const words = wordsIn("en");
  const answer = () => ({ calls: [{ room_id: "room-1", expires_at: Date.now() + HOUR, people: [] }] });
  const link = { url: "https://call.example/#e=abc", expiresAt: 1_700_003_600_000 };
  let hear: (message: unknown, sender?: string) => void;

  const deskOf = () =>
    ({
      invoke: vi.fn(async () => answer() as unknown),
      openModal: vi.fn(async () => true),
      insert: vi.fn(async () => true),
      notify: vi.fn(),
      tell: vi.fn(async () => true),
      onTold: (handler: typeof hear) => void (hear = handler),
    }) satisfies Partial<Record<keyof TicketDesk, unknown>>;

  let desk: ReturnType<typeof deskOf>;
  const open = () => openSidebarSession(desk as unknown as TicketDesk, "1042", words);
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  beforeEach(() => {
    vi.useFakeTimers();
    desk = deskOf();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("nothing is asked before the page is seen, and nothing while it is not", async () => {
    const session = open();
    await pass(HOUR);
    expect(desk.invoke).not.toHaveBeenCalled();
    session.show(true);
    await pass(0);
    expect(desk.invoke.mock.calls).toEqual([["listWebCalls", { ticket_id: "1042" }]]);
    session.show(false);
    await pass(HOUR);
    expect(desk.invoke).toHaveBeenCalledTimes(1);
  });

  test("coming back into view asks only for what is due", async () => {
    const session = open();
    session.show(true);
    await pass(0);
    session.show(false);
    session.show(true);
    await pass(1_000);
    expect(desk.invoke).toHaveBeenCalledTimes(1);
    session.show(false);
    await pass(60_000);
    session.show(true);
    await pass(0);
    expect(desk.invoke).toHaveBeenCalledTimes(2);
  });

  test("what the modal saw is known without a question, and makes an earlier question stale", async () => {
    let settle: (value: unknown) => void = () => undefined;
    desk.invoke.mockImplementationOnce(() => new Promise((resolve) => (settle = resolve)));
    const session = open();
    session.show(true);
    await pass(0);
    hear(seen(answer()));
    expect(session.state()).toMatchObject({ call: { roomId: "room-1" }, asking: false });
    settle({ calls: [] });
    await pass(0);
    expect(session.state()).toMatchObject({ call: { roomId: "room-1" } });
    expect(desk.invoke).toHaveBeenCalledTimes(1);
  });

  test("the modal opens with the ticket's number and nothing else", async () => {
    const session = open();
    session.open();
    await pass(0);
    const modal = { title: "Web call", template: "webcall.html", data: { ticket_id: "1042" } };
    expect(desk.openModal.mock.calls).toEqual([[modal]]);
    expect(session.state().blocked).toBe(false);
  });

  test("a modal that does not open is told", async () => {
    desk.openModal.mockResolvedValue(false);
    const session = open();
    session.open();
    await pass(0);
    expect(session.state().blocked).toBe(true);
  });

  test.each([
    [true, "success", words.inserted],
    [false, "warning", words.notInserted],
  ])("a link is put into the reply for the modal, and its fate %s is told", async (worked, type, text) => {
    desk.insert.mockResolvedValue(worked);
    open();
    hear(insert(7, link), "12");
    await pass(0);
    expect(desk.insert.mock.calls).toEqual([
      [expect.stringMatching(/ another way\. https:\/\/call\.example\/#e=abc$/)],
    ]);
    expect(desk.notify.mock.calls).toEqual([[type, text]]);
    expect(desk.tell.mock.calls).toEqual([[{ app: "switchboard", kind: "inserted", id: 7, worked }, "12"]]);
  });

  test("the end of a call is notified", () => {
    open();
    hear(ended());
    expect(desk.notify.mock.calls).toEqual([["success", words.endedForAll]]);
  });

  test.each([[undefined], ["insert"], [{ app: "switchboard", kind: "insert", id: 1, url: "javascript:x" }]])(
    "%j is left alone",
    async (message) => {
      open();
      hear(message);
      await pass(0);
      expect([desk.insert, desk.notify, desk.tell].flatMap(({ mock }) => mock.calls)).toEqual([]);
    },
  );
});

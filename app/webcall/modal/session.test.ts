// Tests of carrying out what an agent does in the modal: what is sent, what is told to the page beside the ticket, and when.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { PATIENCE } from "../../shared/patience";
import type { TicketDesk } from "../../shared/ticket";
import { inserted } from "../message";
import { INSERTION_PATIENCE, openModalSession } from "./session";

const ROOM = "room-1";
const URL = "https://call.example/#p=abc";
const PASSWORD = "K7QM-9XTP-2HWD";
const HOUR = 3_600_000;

class Failure {
  constructor(readonly value: unknown) {}
}

/** A desk whose functions answer what the test sets. */
function deskOf() {
  const open = () => ({ calls: [{ room_id: ROOM, expires_at: Date.now() + HOUR, people: [] }] });
  const answers: Record<string, unknown> = {
    listWebCalls: { calls: [] },
    buildBackupGroupCallUrl: { url: URL, room_id: ROOM, expires_at: Date.now() + HOUR },
    getAgentsSendbirdCreds: { room_id: ROOM, url: "https://call.example/#p=host" },
    revokeWebCall: { room_id: ROOM },
  };
  let hear: (message: unknown) => void = () => undefined;
  return {
    answers,
    open: () => void (answers["listWebCalls"] = open()),
    say: (message: unknown) => hear(message),
    invoke: vi.fn<TicketDesk["invoke"]>(async (name) => {
      const answer = answers[name];
      if (answer instanceof Failure) throw answer.value;
      return answer === "silence" ? new Promise(() => undefined) : answer;
    }),
    tell: vi.fn<TicketDesk["tell"]>(async () => true),
    onTold: (handler: Parameters<TicketDesk["onTold"]>[0]) => {
      hear = (message) => handler(message, undefined);
    },
  };
}

let desk: ReturnType<typeof deskOf>;

beforeEach(() => {
  vi.useFakeTimers();
  desk = deskOf();
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const asked = (name: string) => desk.invoke.mock.calls.filter(([called]) => called === name).map(([, given]) => given);
const told = (kind: string) =>
  desk.tell.mock.calls.map(([message]) => message as { kind: string; id: number }).filter((one) => one.kind === kind);

/** A session in view, with its first answers. */
async function opened(agentId: string | undefined = "67013469919") {
  const session = openModalSession(desk, "1042", agentId);
  session.show(true);
  await pass(0);
  return session;
}

async function withLink(password = false) {
  const session = await opened();
  session.make({ minutes: 60, password });
  desk.open();
  await pass(0);
  return session;
}

describe("a link", () => {
  test("is made of the ticket, the time and the wish for a password, and nothing else", async () => {
    const session = await opened();
    session.make({ minutes: 90, password: false });
    session.make({ minutes: 90, password: false });
    desk.open();
    await pass(0);
    expect(asked("buildBackupGroupCallUrl")).toEqual([{ ticket_id: "1042", minutes: 90, password: false }]);
    expect(session.state().link).toMatchObject({ url: URL });
  });

  test("without the password that was wanted is not shown", async () => {
    const session = await withLink(true);
    expect(session.state().link).toBeUndefined();
    expect(session.state().making).toMatchObject({ kind: "failed", problem: { trouble: "unclear" } });
  });

  test("is asked of the page beside the ticket, which never hears the password", async () => {
    desk.answers["buildBackupGroupCallUrl"] = {
      url: "https://call.example/#e=abc",
      password: PASSWORD,
      room_id: ROOM,
      expires_at: Date.now() + HOUR,
    };
    const session = await withLink(true);
    session.insert();
    session.insert();
    await pass(0);
    expect(told("insert")).toHaveLength(1);
    expect(JSON.stringify(desk.tell.mock.calls)).not.toContain(PASSWORD);
    desk.say(inserted(1, true));
    expect(session.state().insertion).toBe("done");
    await pass(INSERTION_PATIENCE);
    expect(session.state().insertion).toBe("done");
  });

  test.each([
    ["says no", () => desk.say(inserted(1, false))],
    ["does not answer", () => undefined],
    ["answers an earlier request", () => desk.say(inserted(0, true))],
  ])("is not inserted when the page beside the ticket %s", async (_what, answer) => {
    const session = await withLink();
    session.insert();
    await pass(0);
    answer();
    await pass(INSERTION_PATIENCE);
    expect(session.state().insertion).toBe("failed");
  });

  test("is not inserted when there is no page beside the ticket", async () => {
    const session = await withLink();
    desk.tell.mockResolvedValue(false);
    session.insert();
    await pass(0);
    expect(session.state().insertion).toBe("failed");
  });
});

describe("the way in", () => {
  test("is asked for once a call, as soon as there is one", async () => {
    const session = await withLink();
    await pass(60_000);
    expect(asked("getAgentsSendbirdCreds")).toEqual([{ ticket_id: "1042", agent_id: "67013469919" }]);
    expect(session.state().way).toEqual({ kind: "open", url: "https://call.example/#p=host" });
  });

  test("is not asked for by nobody, nor without a call", async () => {
    await opened();
    expect(asked("getAgentsSendbirdCreds")).toEqual([]);
    desk.open();
    const session = openModalSession(desk, "1042", undefined);
    session.show(true);
    await pass(0);
    expect(session.state().call).toMatchObject({ roomId: ROOM });
    expect(asked("getAgentsSendbirdCreds")).toEqual([]);
  });

  test("that was refused says why, and is asked for again when the agent wants it", async () => {
    desk.open();
    desk.answers["getAgentsSendbirdCreds"] = new Failure({ status: 502, message: "Sendbird did not answer." });
    const session = await opened();
    expect(session.state().way).toMatchObject({ problem: { sentence: "Sendbird did not answer." } });
    desk.answers["getAgentsSendbirdCreds"] = { room_id: ROOM, url: URL };
    session.askWay();
    await pass(0);
    expect(session.state().way).toEqual({ kind: "open", url: URL });
  });

  test("into another room is none", async () => {
    desk.open();
    desk.answers["getAgentsSendbirdCreds"] = { room_id: "room-2", url: URL };
    expect((await opened()).state().way).toMatchObject({ kind: "failed" });
  });
});

describe("the end for all", () => {
  test("names the room, is told to the page beside the ticket, and looked at again", async () => {
    desk.open();
    const session = await opened();
    desk.answers["listWebCalls"] = { calls: [] };
    session.end();
    session.end();
    await pass(0);
    expect(asked("revokeWebCall")).toEqual([{ ticket_id: "1042", room_id: ROOM }]);
    expect(session.state()).toMatchObject({ call: "none", over: "ended" });
    expect(told("ended")).toHaveLength(1);
  });

  test("that failed is not told, and the call is looked at again", async () => {
    desk.open();
    desk.answers["revokeWebCall"] = new Failure({ status: 503, message: "Sendbird did not answer." });
    const session = await opened();
    const before = asked("listWebCalls").length;
    session.end();
    await pass(0);
    expect(session.state().ending).toMatchObject({ kind: "failed" });
    expect(told("ended")).toEqual([]);
    expect(asked("listWebCalls").length).toBe(before + 1);
  });
});

test("what is seen is told to the page beside the ticket, so that it need not ask", async () => {
  desk.open();
  await opened();
  expect(told("seen")).toEqual([{ app: "switchboard", kind: "seen", answer: desk.answers["listWebCalls"] }]);
});

test("the call is over when its time is up", async () => {
  desk.open();
  const session = await opened();
  desk.answers["listWebCalls"] = "silence";
  await pass(HOUR);
  expect(session.state()).toMatchObject({ call: "none", over: "expired" });
});

test("a server that is silent is not waited for longer than patience lasts", async () => {
  desk.answers["buildBackupGroupCallUrl"] = "silence";
  const session = await opened();
  session.make({ minutes: 60, password: false });
  await pass(PATIENCE);
  expect(session.state().making).toMatchObject({ kind: "failed", problem: { trouble: "timeout" } });
});

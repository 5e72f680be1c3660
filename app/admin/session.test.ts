// Tests of carrying the admin page out: what is sent, what is kept from being sent, and when the page locks itself.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Settings } from "../shared/platform";
import { openAdminSession } from "./session";

const AGENTS = [{ id: "1", name: "Amina", on_roster: true, presence: "unset", deactivated: false }];

/** A server whose answers the test changes; a function among them is called. */
function server() {
  const answers: Record<string, unknown> = {
    openAdmin: () => ({ token: "t", expires_at: Date.now() + 900_000 }),
    checkSetup: { checks: [], addresses: [], channels: [] },
    connectChannel: null,
    getTeam: { agents: AGENTS },
    saveTeam: { agents: AGENTS },
  };
  const invoke = vi.fn(async (name: string, _payload: object): Promise<unknown> => {
    const answer = answers[name];
    return typeof answer === "function" ? (answer as () => unknown)() : answer;
  });
  return { answers, invoke };
}

const SETTINGS: Settings = { voice: true, country: "KE" };
const refuse = (status: number, message: string) => () => Promise.reject({ requestID: "r", status, message });
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

let { answers, invoke } = server();
let session = openAdminSession(invoke, SETTINGS);

beforeEach(() => {
  vi.useFakeTimers();
  ({ answers, invoke } = server());
  session = openAdminSession(invoke, SETTINGS);
});

afterEach(() => {
  vi.useRealTimers();
});

async function open() {
  session.open("s3cret");
  await pass();
}

test("the passcode goes to the server and nowhere else, and the token with every question", async () => {
  await open();
  expect(invoke.mock.calls).toEqual([
    ["openAdmin", { passcode: "s3cret" }],
    ["checkSetup", { token: "t" }],
    ["getTeam", { token: "t" }],
  ]);
  expect(JSON.stringify(session.state())).not.toContain("s3cret");
});

test("without voice nothing is asked about the team", async () => {
  session = openAdminSession(invoke, { ...SETTINGS, voice: false });
  await open();
  session.reloadTeam();
  session.save();
  await pass();
  expect(invoke.mock.calls.map(([name]) => name)).toEqual(["openAdmin", "checkSetup"]);
});

test("a passcode that is refused is not tried again by itself", async () => {
  answers["openAdmin"] = refuse(403, "Wrong passcode.");
  await open();
  await pass(60_000);
  expect(invoke).toHaveBeenCalledTimes(1);
  expect(session.state()).toMatchObject({ phase: "locked", problem: { sentence: "Wrong passcode." } });
});

test("an opening that is none says so", async () => {
  answers["openAdmin"] = { token: "" };
  await open();
  expect(session.state()).toMatchObject({ phase: "locked", problem: { trouble: "unclear" } });
});

describe("the page locks itself", () => {
  test("when the token's time is over", async () => {
    await open();
    await pass(899_999);
    expect(session.state().phase).toBe("open");
    await pass(1);
    expect(session.state()).toMatchObject({ phase: "locked", expired: true });
  });

  test("when the server refuses the token", async () => {
    await open();
    await pass(61_000);
    answers["checkSetup"] = refuse(401, "Enter the passcode again.");
    session.checkSetup();
    await pass();
    expect(session.state()).toMatchObject({ phase: "locked", expired: true });
  });

  test("but not by a clock that is ahead of the server's", async () => {
    answers["openAdmin"] = { token: "t", expires_at: 5 };
    await open();
    await pass(1_000);
    expect(session.state().phase).toBe("open");
  });

  test("but not for a fresh token, since the refusal is then about something else", async () => {
    answers["getTeam"] = refuse(401, "Freshdesk refuses the key.");
    await open();
    expect(session.state()).toMatchObject({
      phase: "open",
      team: { problem: { sentence: "Freshdesk refuses the key." } },
    });
  });

  test("and an old timer does not lock the next visit", async () => {
    await open();
    await pass(600_000);
    session.lock();
    answers["openAdmin"] = { token: "u", expires_at: Date.now() + 900_000 };
    await open();
    await pass(400_000);
    expect(session.state()).toMatchObject({ phase: "open", token: "u" });
  });
});

describe("connecting a channel", () => {
  test("is asked for once, and the set-up is checked when it is done", async () => {
    await open();
    session.connect("viber");
    session.connect("telegram");
    session.checkSetup();
    await pass();
    expect(invoke.mock.calls.slice(3)).toEqual([
      ["connectChannel", { token: "t", channel: "viber" }],
      ["checkSetup", { token: "t" }],
    ]);
    expect(session.state()).toMatchObject({ connecting: { kind: "connected" }, setup: { asking: false } });
  });

  test("that is refused is told, and the set-up is checked all the same", async () => {
    await open();
    answers["connectChannel"] = refuse(409, "Viber refuses the token.");
    session.connect("viber");
    await pass();
    expect(invoke.mock.calls.slice(4)).toEqual([["checkSetup", { token: "t" }]]);
    expect(session.state()).toMatchObject({
      connecting: { kind: "failed", channel: "viber", problem: { sentence: "Viber refuses the token." } },
    });
  });

  test("checks nothing when the page was locked meanwhile", async () => {
    await open();
    session.connect("viber");
    session.lock();
    await pass();
    expect(invoke.mock.calls.slice(3).map(([name]) => name)).toEqual(["connectChannel"]);
  });
});

describe("saving", () => {
  test("sends every agent once", async () => {
    await open();
    session.edit("1", { typed: "0733 000 222" });
    session.save();
    session.save();
    await pass();
    expect(invoke.mock.calls.slice(3)).toEqual([
      ["saveTeam", { token: "t", agents: [{ id: "1", own_phone: "+254733000222", on_roster: true }] }],
    ]);
    expect(session.state()).toMatchObject({ saving: { kind: "saved" } });
  });

  test("is held back while a number is wrong", async () => {
    await open();
    session.edit("1", { typed: "0733" });
    session.save();
    await pass();
    expect(invoke).toHaveBeenCalledTimes(3);
    expect(session.state()).toMatchObject({ saving: { kind: "held_back" } });
  });

  test("sends nothing when nothing is changed", async () => {
    await open();
    session.edit("1", { onRoster: true });
    session.save();
    expect(invoke).toHaveBeenCalledTimes(3);
  });
});

test("asking again asks once, however often it is pressed", async () => {
  await open();
  session.checkSetup();
  session.checkSetup();
  session.reloadTeam();
  session.reloadTeam();
  await pass();
  expect(invoke.mock.calls.slice(3).map(([name]) => name)).toEqual(["checkSetup", "getTeam"]);
});

// @vitest-environment happy-dom
// Tests of keeping the stream open: how often passes are asked for, where it goes on, and when it is tried again.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { type Feed, type Gate, openFeed } from "./feed";
import type { CallNews } from "./news";
import { event, playedGateway } from "./played";
import { SILENCE } from "./stream";

const URL = "https://gateway.example.com/events";
const RINGING = { kind: "ringing", call: "c-1", session: null, direction: "inbound", customer: null };

let gateway = playedGateway();
let passes: number;
let told: CallNews[];
let getStreamPass = vi.fn<Gate["getStreamPass"]>();

beforeEach(() => {
  vi.useFakeTimers();
  gateway = playedGateway();
  vi.stubGlobal("fetch", gateway.fetch);
  passes = 0;
  told = [];
  getStreamPass = vi.fn(async () => ({ url: URL, pass: `7.${(passes += 1)}.ab` }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

async function open(): Promise<Feed> {
  const feed = openFeed(
    { getStreamPass },
    "7",
    (news) => told.push(news),
    () => 0.5,
  );
  await pass(0);
  return feed;
}

const stream = () => {
  const [last] = gateway.opened.slice(-1);
  if (!last) throw new Error("No stream was opened.");
  return last;
};

/** Lets time pass as it does with a gateway that is well. */
async function beat(milliseconds: number): Promise<void> {
  for (let gone = 0; gone < milliseconds; gone += 15_000) {
    stream().say(": still there\n\n");
    await pass(15_000);
  }
}

test("one pass opens a stream, whose events are told", async () => {
  const feed = await open();
  expect(getStreamPass.mock.calls).toEqual([[{ agent_id: "7" }]]);
  expect(feed.state().phase).toBe("live");
  stream().say(event(1, RINGING) + event(2, { kind: "nonsense" }));
  await pass(0);
  expect(told).toEqual([{ kind: "ringing", ids: ["c-1"], direction: "inbound" }]);
});

test("a quiet hour costs four passes, and each stream goes on where the last one ended", async () => {
  const feed = await open();
  stream().say(event(41, RINGING));
  for (let quarter = 0; quarter < 4; quarter += 1) {
    await beat(900_000);
    stream().end();
    await pass(5_000);
    expect(feed.state().phase).toBe("live");
  }
  expect(getStreamPass).toHaveBeenCalledTimes(5);
  expect(gateway.opened.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "41", "41", "41", "41"]);
});

test("a gateway that is gone for an hour costs one pass, once it is back", async () => {
  const feed = await open();
  await beat(60_000);
  gateway.status = undefined;
  stream().breakOff();
  await pass(3_600_000);
  expect(feed.state()).toMatchObject({ phase: "waiting", cause: "gateway" });
  expect(getStreamPass).toHaveBeenCalledTimes(1);
  expect(vi.mocked(gateway.fetch).mock.calls.length).toBeLessThan(30);
  gateway.believes = "Bearer 7.2.ab";
  gateway.status = 200;
  for (let second = 0; second < 300 && feed.state().phase !== "live"; second += 1) await pass(1_000);
  expect(feed.state().phase).toBe("live");
  expect(getStreamPass).toHaveBeenCalledTimes(2);
});

test("a heartbeat that stays away breaks the stream", async () => {
  const feed = await open();
  await pass(SILENCE);
  expect(feed.state()).toMatchObject({ phase: "waiting", cause: "gateway", failures: 1 });
});

test("a gateway that believes no pass asks for few", async () => {
  gateway.status = 401;
  await open();
  await pass(3_600_000);
  expect(getStreamPass.mock.calls.length).toBeLessThanOrEqual(15);
});

describe("a browser that is online again", () => {
  test("tries the gateway soon", async () => {
    const feed = await open();
    gateway.status = undefined;
    stream().breakOff();
    await pass(600_000);
    gateway.status = 200;
    globalThis.dispatchEvent(new Event("online"));
    await pass(2_500);
    expect(feed.state().phase).toBe("live");
  });

  test("does not ask a server again that gave no pass", async () => {
    getStreamPass.mockRejectedValue({ status: 429, message: "Rate limit exceeded" });
    await open();
    globalThis.dispatchEvent(new Event("online"));
    await pass(50_000);
    expect(getStreamPass).toHaveBeenCalledTimes(1);
  });
});

describe("a tab that nobody looks at", () => {
  const look = (isHidden: boolean) => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(isHidden);
    document.dispatchEvent(new Event("visibilitychange"));
  };

  test("hears until its stream ends, and needs no pass until somebody looks", async () => {
    await open();
    look(true);
    await beat(900_000);
    stream().say(event(41, RINGING));
    stream().end();
    await pass(3_600_000);
    expect(told).toHaveLength(1);
    expect(getStreamPass).toHaveBeenCalledTimes(1);
    look(false);
    look(false);
    await pass(0);
    expect(getStreamPass).toHaveBeenCalledTimes(2);
    expect(stream().headers).toMatchObject({ "last-event-id": "41" });
  });

  test("needs no first pass either", async () => {
    look(true);
    await open();
    expect(getStreamPass).not.toHaveBeenCalled();
    look(false);
    await pass(0);
    expect(getStreamPass).toHaveBeenCalledTimes(1);
  });
});

describe("without a gateway", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["is set up", async () => ({ url: null, pass: null })],
    [
      "is known to the app",
      () => Promise.reject({ status: 404, message: "Requested function 'getStreamPass' not found or registered" }),
    ],
    ["has a sealed address", async () => ({ url: "http://gateway.example.com/events", pass: "7.1.ab" })],
  ])("because none %s, nothing is asked again", async (_why, answer) => {
    getStreamPass.mockImplementation(answer);
    const feed = await open();
    await pass(3_600_000);
    expect(feed.state()).toEqual({ phase: "off" });
    expect(getStreamPass).toHaveBeenCalledTimes(1);
    expect(gateway.fetch).not.toHaveBeenCalled();
  });
});

describe("a content policy", () => {
  /** The browser's word, which happy-dom does not know. */
  const violation = (more: object) =>
    globalThis.dispatchEvent(
      Object.assign(new Event("securitypolicyviolation"), {
        disposition: "enforce",
        effectiveDirective: "connect-src",
        blockedURI: URL,
        ...more,
      }),
    );

  test("that forbids the gateway ends all tries", async () => {
    gateway.status = undefined;
    const feed = await open();
    violation({});
    expect(feed.state()).toEqual({ phase: "blocked", origin: "https://gateway.example.com" });
    globalThis.dispatchEvent(new Event("online"));
    await pass(3_600_000);
    expect(gateway.fetch).toHaveBeenCalledTimes(1);
  });

  test.each([{ disposition: "report" }, { effectiveDirective: "img-src" }, { blockedURI: "https://example.com/" }])(
    "with %j forbids something else",
    async (more) => {
      gateway.status = undefined;
      const feed = await open();
      violation(more);
      expect(feed.state().phase).toBe("waiting");
    },
  );
});

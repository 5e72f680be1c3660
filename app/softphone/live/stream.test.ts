// Tests of reading the gateway's stream: what is sent, what is read, and what counts as its end.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { event, playedGateway } from "./played";
import { read, SILENCE } from "./stream";

const PASS = { url: "https://gateway.example.com/events", text: "7.1.ab" };

let gateway = playedGateway();
let told: [string, string | undefined][];

beforeEach(() => {
  vi.useFakeTimers();
  gateway = playedGateway();
  told = [];
});

afterEach(() => {
  vi.useRealTimers();
});

const turn = () => vi.advanceTimersByTimeAsync(0);

async function open(last?: string) {
  const onOpen = vi.fn();
  const end = read({ pass: PASS, last, onOpen, onEvent: (...event) => told.push(event) }, gateway.fetch);
  await turn();
  const [stream] = gateway.opened.slice(-1);
  if (!stream) throw new Error("No stream was opened.");
  return { stream, end, onOpen };
}

describe("a stream", () => {
  test("is opened with the pass in a header, and follows no redirect", async () => {
    const { stream } = await open();
    expect(stream.headers).toEqual({ accept: "text/event-stream", authorization: "Bearer 7.1.ab" });
    expect(vi.mocked(gateway.fetch).mock.calls[0]).toMatchObject([
      PASS.url,
      { credentials: "omit", redirect: "error" },
    ]);
  });

  test("goes on after the last event", async () => {
    expect((await open("41")).stream.headers).toMatchObject({ "last-event-id": "41" });
  });

  test("tells its events with their ids, however they are cut", async () => {
    const { stream, end } = await open("41");
    const text = `: still there\n\nevent: call\ndata: first\n\n${event(42, { name: "Wanjikũ" })}event: other\ndata: no\n\n`;
    for (const byte of new TextEncoder().encode(text)) stream.say(String.fromCharCode(byte));
    stream.end();
    expect(await end).toBe("ended");
    expect(told.map(([, id]) => id)).toEqual(["41", "42"]);
    expect(told[0]?.[0]).toBe("first");
  });

  test("that breaks off has failed", async () => {
    const { stream, end, onOpen } = await open();
    expect(onOpen).toHaveBeenCalledTimes(1);
    stream.breakOff();
    expect(await end).toBe("failed");
  });

  test("that is silent for too long has failed, and a heartbeat is no silence", async () => {
    const { stream, end } = await open();
    await vi.advanceTimersByTimeAsync(SILENCE - 1);
    stream.say(": still there\n\n");
    await vi.advanceTimersByTimeAsync(SILENCE - 1);
    const over = vi.fn();
    void end.then(over);
    await turn();
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await end).toBe("failed");
  });

  test("with an event that never ends has failed", async () => {
    const { stream, end } = await open();
    stream.say(`data: ${"x".repeat(70_000)}`);
    expect(await end).toBe("failed");
    expect(told).toEqual([]);
  });
});

test.each<[number | undefined, string]>([
  [401, "refused"],
  [503, "failed"],
  [404, "failed"],
  [undefined, "failed"],
])("an answer of %s is no stream", async (status, expected) => {
  gateway.status = status;
  const onOpen = vi.fn();
  expect(await read({ pass: PASS, last: undefined, onOpen, onEvent: vi.fn() }, gateway.fetch)).toBe(expected);
  expect(onOpen).not.toHaveBeenCalled();
});

test("a page instead of a stream is none", async () => {
  const fetch = async () => new Response("<html>", { headers: { "content-type": "text/html" } });
  expect(await read({ pass: PASS, last: undefined, onOpen: vi.fn(), onEvent: vi.fn() }, fetch)).toBe("failed");
});

test("an answer that never comes has failed", async () => {
  const fetch = (_url: unknown, options?: RequestInit) =>
    new Promise<Response>((_resolve, reject) => options?.signal?.addEventListener("abort", () => reject(new Error())));
  const end = read({ pass: PASS, last: undefined, onOpen: vi.fn(), onEvent: vi.fn() }, fetch);
  await vi.advanceTimersByTimeAsync(SILENCE);
  expect(await end).toBe("failed");
});

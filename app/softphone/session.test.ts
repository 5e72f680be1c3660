// Tests of carrying a call out: what is sent, how often, under which id, and when it stops.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { PATIENCE } from "../shared/patience";
import type { CallNews } from "./live/news";
import { type Line, openSession } from "./session";

const TO = "+254712345678";
const RINGING = { state: "calling_agent", mode: "agent_first", agent_phone: "…0111" };

/** A line whose answers the test gives one by one; the last one is given again and again. */
function lineOf(placeCall: unknown[], getCall: unknown[] = [RINGING]) {
  const next = (answers: unknown[]) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === "silence") return new Promise<never>(() => undefined);
    return answer instanceof Failure ? Promise.reject(answer.value) : Promise.resolve(answer);
  };
  return {
    placeCall: vi.fn<Line["placeCall"]>(() => next(placeCall)),
    getCall: vi.fn<Line["getCall"]>(() => next(getCall)),
  };
}

class Failure {
  constructor(readonly value: unknown) {}
}

const lost = new Failure({ status: 504, message: "Timeout error while processing the request." });

function open(line: Line) {
  let clicks = 0;
  return openSession(line, "67013469919", () => `click-${(clicks += 1)}`);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe("placing a call", () => {
  test("sends the number, the agent and the click, and nothing else", async () => {
    const line = lineOf([RINGING]);
    const session = open(line);
    session.dial(TO);
    await pass(0);
    expect(line.placeCall.mock.calls).toEqual([[{ to: TO, agent_id: "67013469919", click_id: "click-1" }]]);
    expect(session.state()).toMatchObject({ phase: "live", stage: "calling_agent", agentPhone: "0111" });
  });

  test("a double click sends once", async () => {
    const line = lineOf([RINGING]);
    const session = open(line);
    session.dial(TO);
    session.dial(TO);
    await pass(0);
    session.dial(TO);
    expect(line.placeCall).toHaveBeenCalledTimes(1);
  });

  test("a retry sends the same click id", async () => {
    const line = lineOf([lost, new Failure(new TypeError("Failed to fetch")), RINGING]);
    const session = open(line);
    session.dial(TO);
    await pass(0);
    expect(session.state().phase).toBe("not_placed");
    session.retry();
    await pass(0);
    session.leave();
    session.dial(TO);
    await pass(0);
    expect(line.placeCall.mock.calls.map(([{ click_id }]) => click_id)).toEqual(["click-1", "click-1", "click-1"]);
    expect(session.state().phase).toBe("live");
  });

  test("silence is a time-out, and a late answer is still taken", async () => {
    let answer: (value: unknown) => void = () => undefined;
    const session = open({ ...lineOf([]), placeCall: () => new Promise((resolve) => (answer = resolve)) });
    session.dial(TO);
    await pass(PATIENCE - 1);
    expect(session.state().phase).toBe("placing");
    await pass(1);
    expect(session.state()).toMatchObject({ phase: "not_placed", problem: { trouble: "timeout", doubtful: true } });
    answer(RINGING);
    await pass(0);
    expect(session.state().phase).toBe("live");
  });

  test("an answer that is no call is doubtful, not a success", async () => {
    const session = open(lineOf([{ ok: true }]));
    session.dial(TO);
    await pass(0);
    expect(session.state()).toMatchObject({
      phase: "not_placed",
      problem: { trouble: "unclear", doubtful: true, retry: true },
    });
  });

  test("listeners hear of every change until they leave", async () => {
    const session = open(lineOf([RINGING]));
    const changed = vi.fn();
    const stop = session.subscribe(changed);
    session.dial(TO);
    await pass(0);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    session.leave();
    expect(changed).toHaveBeenCalledTimes(2);
  });
});

describe("following a call", () => {
  const times = async (line: ReturnType<typeof lineOf>, seconds: number) => {
    const at: number[] = [];
    let asked = line.getCall.mock.calls.length;
    for (let second = 1; second <= seconds; second += 1) {
      await pass(1_000);
      if (line.getCall.mock.calls.length > asked) at.push(second);
      asked = line.getCall.mock.calls.length;
    }
    return at;
  };

  test("asks after 3, 5, 8 and then every 15 seconds, by the click's id", async () => {
    const line = lineOf([RINGING]);
    open(line).dial(TO);
    await pass(0);
    expect(await times(line, 70)).toEqual([3, 8, 16, 31, 46, 61]);
    expect(line.getCall.mock.calls[0]).toEqual([{ click_id: "click-1" }]);
  });

  test("stops asking when the call has ended", async () => {
    const line = lineOf([RINGING], [RINGING, { state: "ended", mode: "agent_first", duration_seconds: 74 }]);
    const session = open(line);
    session.dial(TO);
    await pass(8_000);
    expect(session.state()).toMatchObject({ phase: "ended", durationSeconds: 74 });
    await pass(600_000);
    expect(line.getCall).toHaveBeenCalledTimes(2);
  });

  test("stops asking when the agent leaves, even while an answer is on its way", async () => {
    const line = lineOf([RINGING], ["silence"]);
    const session = open(line);
    session.dial(TO);
    await pass(3_000);
    session.leave();
    await pass(600_000);
    expect(line.getCall).toHaveBeenCalledTimes(1);
    expect(session.state()).toEqual({ phase: "idle" });
  });

  test("too many requests slow it down, and it recovers", async () => {
    const full = new Failure({ status: 429, message: "Rate limit exceeded" });
    const told = new Failure({ status: 429, message: "Sautikit is receiving too many requests. Wait a minute." });
    const line = lineOf([RINGING], [full, told, RINGING]);
    const session = open(line);
    session.dial(TO);
    await pass(0);
    expect(await times(line, 150)).toEqual([3, 33, 93, 108, 123, 138]);
    expect(session.state()).toMatchObject({ watch: "usual" });
  });

  test("being turned away is told at once, a lost answer only the second time", async () => {
    const busy = open(lineOf([RINGING], [new Failure({ status: 429 })]));
    busy.dial(TO);
    await pass(3_000);
    expect(busy.state()).toMatchObject({ watch: "slowed" });

    const vain = open(lineOf([RINGING], [lost]));
    vain.dial(TO);
    await pass(3_000);
    expect(vain.state()).toMatchObject({ watch: "usual" });
    await pass(5_000);
    expect(vain.state()).toMatchObject({ watch: "in_vain" });
  });

  test("after 10 minutes nobody asks any more, but the agent may", async () => {
    const line = lineOf([RINGING]);
    const session = open(line);
    session.dial(TO);
    await pass(599_000);
    expect(session.state()).toMatchObject({ watch: "usual" });
    await pass(1_000);
    expect(session.state()).toMatchObject({ phase: "live", watch: "over" });
    const asked = line.getCall.mock.calls.length;
    await pass(600_000);
    expect(line.getCall).toHaveBeenCalledTimes(asked);
    expect(await session.check()).toBe(true);
    expect(line.getCall).toHaveBeenCalledTimes(asked + 1);
    line.getCall.mockResolvedValueOnce({ state: "ended", mode: "agent_first" });
    expect(await session.check()).toBe(true);
    expect(session.state().phase).toBe("ended");
    expect(await session.check()).toBe(false);
  });

  const PLACED = { ...RINGING, call_id: "c-1", session_id: "HD_1" };
  const news = (...ids: string[]): CallNews => ({ kind: "answered", direction: "outbound", ids });

  test("news of the call has its state asked for at once, and then seldom", async () => {
    const line = lineOf([PLACED], [{ ...RINGING, state: "calling_customer" }]);
    const session = open(line);
    session.dial(TO);
    await pass(1_000);
    session.hear(news("HD_1"));
    await pass(0);
    expect(session.state()).toMatchObject({ stage: "calling_customer" });
    expect(await times(line, 70)).toEqual([30, 60]);
  });

  test("news of another call, or before the call is known, asks nothing", async () => {
    const line = lineOf([PLACED], [RINGING]);
    const session = open(line);
    session.hear(news("HD_1"));
    session.dial(TO);
    await pass(0);
    session.hear(news("HD_2", "c-2"));
    expect(await times(line, 20)).toEqual([3, 8, 16]);
  });

  test("without further news it is asked as often as before", async () => {
    const line = lineOf([PLACED], [RINGING]);
    const session = open(line);
    session.dial(TO);
    await pass(0);
    session.hear(news("c-1"));
    session.hear(news("c-1"));
    await pass(0);
    expect(line.getCall).toHaveBeenCalledTimes(2);
    session.hearNoMore();
    session.hearNoMore();
    expect(await times(line, 40)).toEqual([8, 23, 38]);
  });

  test("news of a call that is no longer followed is believed too", async () => {
    const line = lineOf([PLACED], [PLACED]);
    const session = open(line);
    session.dial(TO);
    await pass(600_000);
    line.getCall.mockResolvedValueOnce({ state: "ended", mode: "agent_first" });
    session.hear(news("c-1"));
    await pass(0);
    expect(session.state().phase).toBe("ended");
  });

  test("a question of the agent's that stays unanswered says so", async () => {
    const line = lineOf([RINGING], [RINGING]);
    const session = open(line);
    session.dial(TO);
    await pass(600_000);
    line.getCall.mockRejectedValueOnce({ status: 500 });
    expect(await session.check()).toBe(false);
    expect(session.state()).toMatchObject({ watch: "over" });
  });
});

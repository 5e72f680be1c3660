// Tests of ringing calls as the softphone knows them: what comes, what goes, and when.

import { describe, expect, test } from "vitest";

import { hear, type Incoming, name, nextGoing, stillShown } from "./incoming";
import type { CallNews } from "./news";

const NOW = 1_000_000_000;
const CUSTOMER = "+254712345678";

const news = (kind: CallNews["kind"], id = "HD_1", more: Partial<CallNews> = {}): CallNews => ({
  kind,
  ids: [id],
  direction: "inbound",
  customer: CUSTOMER,
  ...more,
});
const after = (...told: CallNews[]) => told.reduce<readonly Incoming[]>((calls, one) => hear(calls, one, NOW), []);
const stages = (calls: readonly Incoming[]) => calls.map(({ ids, stage }) => `${ids[0]} ${stage}`);

describe("a call from a customer", () => {
  test("rings once, however often that is told", () => {
    expect(after(news("ringing"), news("ringing"))).toEqual([
      { ids: ["HD_1"], customer: CUSTOMER, stage: "ringing", since: NOW },
    ]);
  });

  test("is answered, and gone when it has ended", () => {
    expect(stages(after(news("ringing"), news("answered")))).toEqual(["HD_1 answered"]);
    expect(after(news("ringing"), news("answered"), news("ended"))).toEqual([]);
  });

  test("is missed only if that is told, and goes without a word if nobody knows", () => {
    expect(stages(after(news("ringing"), news("missed"), news("missed")))).toEqual(["HD_1 missed"]);
    expect(after(news("ringing"), news("ended"))).toEqual([]);
  });

  test("still rings while the exchange greets the caller", () => {
    const answered = (seconds: number) =>
      after(news("ringing", "HD_1", { at: NOW }), news("answered", "HD_1", { at: NOW + seconds * 1000 }));
    expect(stages(answered(2))).toEqual(["HD_1 ringing"]);
    expect(stages(answered(3))).toEqual(["HD_1 answered"]);
  });

  test("is known by either of its ids", () => {
    const calls = after(news("ringing", "HD_1", { ids: ["HD_1", "c-1"] }), news("answered", "c-1"));
    expect(calls.map(({ stage }) => stage)).toEqual(["answered"]);
  });

  test("that did not ring here is nobody's business", () => {
    expect(after(news("answered"), news("ended"))).toEqual([]);
  });

  test("that began to ring long ago rings no more", () => {
    expect(after(news("ringing", "HD_1", { at: NOW - 300_001 }), news("ended"))).toEqual([]);
    expect(stages(after(news("ringing", "HD_1", { at: NOW - 300_000 })))).toEqual(["HD_1 ringing"]);
    expect(stages(after(news("ringing", "HD_1", { at: NOW + 900_000 })))).toEqual(["HD_1 ringing"]);
  });

  test("may withhold its number", () => {
    const { customer: _withheld, ...withheld } = news("ringing");
    expect(hear([], withheld, NOW)).toEqual([{ ids: ["HD_1"], stage: "ringing", since: NOW }]);
  });
});

test("a call of the agent's own never rings here", () => {
  expect(after(news("ringing", "HD_1", { direction: "outbound" }))).toEqual([]);
});

test("several calls are kept apart, the newest first, and not without end", () => {
  const two = after(news("ringing", "HD_1"), news("ringing", "HD_2"), news("answered", "HD_1"));
  expect(stages(two)).toEqual(["HD_2 ringing", "HD_1 answered"]);
  const many = Array.from({ length: 30 }, (_, index) => news("ringing", `HD_${index}`));
  expect(after(...many)).toHaveLength(20);
});

test("a name is shown with every call of its number", () => {
  const calls = after(news("ringing", "HD_1"), news("ringing", "HD_2", { customer: "+254700000001" }));
  expect(name(calls, CUSTOMER, "Wanjiku").map((call) => call.name)).toEqual([undefined, "Wanjiku"]);
});

test.each<[Incoming["stage"], number]>([
  ["ringing", 180_000],
  ["answered", 15_000],
  ["missed", 30_000],
])("a call that was %s goes by itself", (stage, lasts) => {
  const calls = [{ ids: ["HD_1"], stage, since: NOW }];
  expect(nextGoing(calls)).toBe(NOW + lasts);
  expect(stillShown(calls, NOW + lasts - 1)).toBe(calls);
  expect(stillShown(calls, NOW + lasts)).toEqual([]);
  expect(nextGoing([])).toBeUndefined();
});

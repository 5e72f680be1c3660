// Tests of what a ringing call sets off: the panel, one look-up, and silence where the agent is not to be disturbed.

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type Around, openBell } from "./bell";
import type { CallNews } from "./news";

const CUSTOMER = "+254712345678";

function around() {
  return {
    lookUpCaller: vi.fn<Around["lookUpCaller"]>(async () => ({ contacts: [{ id: "1", name: "Wanjiku" }] })),
    showPanel: vi.fn(),
    isSeen: vi.fn(() => true),
    isBusy: vi.fn(() => false),
  };
}

const news = (kind: CallNews["kind"], id = "HD_1"): CallNews => ({
  kind,
  ids: [id],
  direction: "inbound",
  customer: CUSTOMER,
});

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test("a ringing call opens the panel and looks its caller up, once", async () => {
  const world = around();
  const bell = openBell(world);
  bell.hear(news("ringing"));
  bell.hear(news("ringing"));
  await pass(0);
  bell.hear(news("answered"));
  await pass(0);
  expect(world.showPanel).toHaveBeenCalledTimes(1);
  expect(world.lookUpCaller.mock.calls).toEqual([[{ number: CUSTOMER, only: "contacts" }]]);
  expect(bell.calls()).toMatchObject([{ name: "Wanjiku", stage: "answered" }]);
});

test("an agent who is on a call sees it, but the panel stays as it is", async () => {
  const world = around();
  world.isBusy.mockReturnValue(true);
  const bell = openBell(world);
  bell.hear(news("ringing"));
  await pass(0);
  expect(bell.calls()).toHaveLength(1);
  expect(world.showPanel).not.toHaveBeenCalled();
});

test("a tab that nobody looks at asks nothing until somebody does", async () => {
  const world = around();
  world.isSeen.mockReturnValue(false);
  const bell = openBell(world);
  bell.hear(news("ringing"));
  await pass(0);
  expect(bell.calls()).toHaveLength(1);
  expect([world.showPanel, world.lookUpCaller].map((one) => one.mock.calls.length)).toEqual([0, 0]);
  world.isSeen.mockReturnValue(true);
  bell.seen();
  bell.seen();
  expect([world.showPanel, world.lookUpCaller].map((one) => one.mock.calls.length)).toEqual([1, 1]);
});

test("a call that was over before it was heard of disturbs nobody", async () => {
  const world = around();
  const bell = openBell(world);
  bell.hear(news("ringing"));
  bell.hear(news("ended"));
  await pass(0);
  expect(world.showPanel).not.toHaveBeenCalled();
  expect(world.lookUpCaller).not.toHaveBeenCalled();
});

test("a withheld number is not looked up, and a failed look-up leaves the number", async () => {
  const world = around();
  world.lookUpCaller.mockRejectedValue({ status: 429 });
  const bell = openBell(world);
  const { customer: _withheld, ...withheld } = news("ringing", "HD_2");
  bell.hear(withheld);
  bell.hear(news("ringing"));
  await pass(0);
  expect(world.lookUpCaller).toHaveBeenCalledTimes(1);
  expect(bell.calls().map((call) => call.name)).toEqual([undefined, undefined]);
});

test("what is over goes by itself, and listeners hear of it", async () => {
  const bell = openBell(around());
  const changed = vi.fn();
  const stop = bell.subscribe(changed);
  bell.hear(news("ringing", "HD_1"));
  bell.hear(news("ringing", "HD_2"));
  bell.hear(news("ended", "HD_1"));
  await pass(30_000);
  expect(bell.calls().map(({ ids }) => ids[0])).toEqual(["HD_2"]);
  await pass(150_000);
  expect(bell.calls()).toEqual([]);
  const heard = changed.mock.calls.length;
  stop();
  bell.hear(news("ringing", "HD_3"));
  expect(changed).toHaveBeenCalledTimes(heard);
});

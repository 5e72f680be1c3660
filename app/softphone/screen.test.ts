// Tests of what a call's state is put into: the words that promise no more than the provider said.

import { describe, expect, test } from "vitest";

import type { CallState, Watch } from "./call";
import { type Busy, screenOf } from "./screen";
import type { Stage } from "./smi";
import { wordsIn } from "./words";

const CLICK = { id: "click-1", to: "+254712345678" };
const words = wordsIn("en");

const live = (stage: Stage, more: Partial<Extract<CallState, { phase: "live" }>> = {}): Busy => ({
  phase: "live",
  click: CLICK,
  stage,
  mode: "agent_first",
  watch: "usual",
  ...more,
});

const say = (state: Busy) => {
  const { title, sentences, warnings } = screenOf(state, words);
  return [title, ...[...sentences, ...warnings].map(({ text }) => text)].join(" | ");
};

describe("a live call", () => {
  test("names the phone on which the agent answers", () => {
    expect(say(live("calling_agent", { agentPhone: "0111" }))).toBe(
      "Calling your phone | Answer on your phone ending in 0111. Then the customer is called.",
    );
    expect(say(live("calling_agent"))).toBe("Calling your phone | Answer your phone. Then the customer is called.");
  });

  test("does not claim that the customer answered when nobody told", () => {
    expect(say(live("calling_customer"))).toBe(
      "Calling the customer | Stay on your phone, and hang up there when you are done. We are told when the call ends, not when the customer answers.",
    );
    expect(screenOf(live("calling_customer"), words).legs.map(({ who, state }) => [who, state])).toEqual([
      ["agent", "answered"],
      ["customer", "ringing"],
    ]);
  });

  test("in callback mode rings the customer first and shows the server's warning", () => {
    const state = live("calling_customer", { mode: "callback", warning: "Your phone is not known." });
    expect(say(state)).toBe("Calling the customer | Your phone is not known.");
    expect(screenOf(state, words).warnings).toEqual([{ text: "Your phone is not known.", fromServer: true }]);
    expect(screenOf(state, words).legs.map(({ who, state: leg }) => [who, leg])).toEqual([
      ["customer", "ringing"],
      ["agent", "waiting"],
    ]);
    expect(screenOf(live("customer_answered", { mode: "callback" }), words)).toMatchObject({
      tone: "good",
      title: "The customer answered",
    });
  });

  test.each<[Watch, string]>([
    ["slowed", "Many calls are being followed, so this updates less often."],
    ["in_vain", "The state of the call cannot be read now. We keep asking."],
  ])("whose state is %s says so", (watch, sentence) => {
    expect(say(live("calling_agent", { watch }))).toContain(sentence);
  });

  test("that is no longer followed is not shown as happening", () => {
    const screen = screenOf(live("calling_customer", { watch: "over" }), words);
    expect(screen).toMatchObject({
      tone: "unknown",
      title: "This call is no longer followed",
      legs: [],
      actions: ["check", "new_call"],
    });
    expect(screen.sentences[0]?.text).toBe(
      "After 10 minutes we no longer ask about it. The last we heard: Calling the customer.",
    );
  });

  test("can always be left, and says that leaving does not hang up", () => {
    expect(screenOf(live("calling_agent"), words)).toMatchObject({ actions: ["new_call"], remark: words.leaving });
  });
});

describe("a call that is over", () => {
  test.each([
    [74, "Call ended | It lasted 1 min 14 s."],
    [9, "Call ended | It lasted 9 s."],
    [0, "Call ended | It lasted 0 s."],
    [3600, "Call ended | It lasted 60 min 0 s."],
  ])("after %i seconds says how long it lasted", (durationSeconds, said) => {
    expect(say({ phase: "ended", click: CLICK, durationSeconds })).toBe(said);
  });

  test("without a known duration names none", () => {
    expect(say({ phase: "ended", click: CLICK })).toBe("Call ended");
  });

  test("by failure says why, or that nobody said why", () => {
    expect(say({ phase: "failed", click: CLICK, cause: "Your phone was busy." })).toBe(
      "The call did not go through | Your phone was busy.",
    );
    expect(say({ phase: "failed", click: CLICK })).toBe("The call did not go through | Sautikit gave no reason.");
  });
});

describe("a call that was not placed", () => {
  test("shows the server's sentence in the server's language", () => {
    const problem = { trouble: "told", sentence: "No money.", doubtful: false, retry: false, busy: false } as const;
    const screen = screenOf({ phase: "not_placed", click: CLICK, attempt: 1, problem }, wordsIn("sw"));
    expect(screen).toMatchObject({
      title: "Simu haikupigwa",
      sentences: [{ text: "No money.", fromServer: true }],
      actions: ["back"],
    });
    expect(screen.remark).toBeUndefined();
  });

  test("for all we know says that calling again dials once", () => {
    const problem = { trouble: "timeout", doubtful: true, retry: true, busy: false } as const;
    const screen = screenOf({ phase: "not_placed", click: CLICK, attempt: 1, problem }, words);
    expect(screen).toMatchObject({ title: words.doubtful, actions: ["retry", "back"], remark: words.retryIsSafe });
  });
});

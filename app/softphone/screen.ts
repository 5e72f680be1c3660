// Puts the state of a call into words: what the agent reads, and which ways on there are.
// It is pure and draws nothing; the call's states are `call.ts`, the texts `words.ts`.

import type { Problem } from "../shared/reply";
import type { CallState, Watch } from "./call";
import type { Stage } from "./smi";
import type { Words } from "./words";

/** The colour and emblem of a state. */
export type Tone = "busy" | "good" | "over" | "unknown" | "wrong";

/** A sentence; those of the server are always English. */
export interface Sentence {
  text: string;
  fromServer?: boolean;
}

/** One of the two people on a call. */
export interface Leg {
  who: "agent" | "customer";
  label: string;
  state: "waiting" | "ringing" | "answered";
}

/** What the agent can do next. */
export type Action = "retry" | "back" | "new_call" | "check";

/** Everything a screen about a call says. */
export interface Screen {
  tone: Tone;
  badge: string;
  title: string;
  sentences: Sentence[];
  /** Sentences that need attention. */
  warnings: Sentence[];
  /** Who is rung, in that order; empty when nobody is. */
  legs: Leg[];
  actions: Action[];
  /** A remark on the actions. */
  remark?: string;
}

/** A state in which there is a call to speak of. */
export type Busy = Exclude<CallState, { phase: "idle" }>;

/** The screen of a call in this state. */
export function screenOf(state: Busy, words: Words): Screen {
  switch (state.phase) {
    case "placing":
      return screen("busy", words.badgeCalling, words.placing, [{ text: words.placingLine }], []);
    case "live":
      return live(state, words);
    case "ended":
      return screen("over", words.badgeEnded, words.ended, lasted(state.durationSeconds, words), ["new_call"]);
    case "failed":
      return screen(
        "wrong",
        words.badgeFailed,
        words.failed,
        [told(state.cause) ?? { text: words.noCause }],
        ["new_call"],
      );
    case "not_placed":
      return notPlaced(state.problem, words);
  }
}

function screen(tone: Tone, badge: string, title: string, sentences: Sentence[], actions: Action[]): Screen {
  return { tone, badge, title, sentences, warnings: [], legs: [], actions };
}

type Live = Extract<Busy, { phase: "live" }>;

function live(state: Live, words: Words): Screen {
  if (state.watch === "over") return unfollowed(state.stage, words);
  const answered = state.stage === "customer_answered";
  const sentence = state.warning === undefined ? [{ text: liveSentence(state, words) }] : [];
  return {
    tone: answered ? "good" : "busy",
    badge: answered ? words.badgeTalking : words.badgeCalling,
    title: liveTitle(state.stage, words),
    sentences: sentence,
    warnings: [told(state.warning), watchSentence(state.watch, words)].filter((found) => found !== undefined),
    legs: legsOf(state, words),
    actions: ["new_call"],
    remark: words.leaving,
  };
}

/** What is no longer asked about is no longer shown as happening. */
function unfollowed(stage: Stage, words: Words): Screen {
  const last = [{ text: words.overLine(liveTitle(stage, words)) }];
  return { ...screen("unknown", words.badgeUnknown, words.over, last, ["check", "new_call"]), remark: words.leaving };
}

function liveTitle(stage: Stage, words: Words): string {
  if (stage === "calling_agent") return words.callingAgent;
  return stage === "calling_customer" ? words.callingCustomer : words.customerAnswered;
}

function liveSentence({ stage, mode, agentPhone }: Live, words: Words): string {
  if (stage === "calling_agent") return agentPhone === undefined ? words.answer : words.answerEnding(agentPhone);
  if (stage === "customer_answered") return words.answerToTalk;
  return mode === "callback" ? words.customerFirst : words.stayOnPhone;
}

function watchSentence(watch: Watch, words: Words): Sentence | undefined {
  if (watch === "slowed") return { text: words.slowed };
  return watch === "in_vain" ? { text: words.inVain } : undefined;
}

/** The legs in the order in which they are rung; a leg counts as answered only by the provider's word. */
function legsOf({ stage, mode, agentPhone }: Live, words: Words): Leg[] {
  const you = agentPhone === undefined ? words.you : words.youEnding(agentPhone);
  const first = mode === "callback" ? stage === "calling_customer" : stage === "calling_agent";
  const states: [Leg["state"], Leg["state"]] = first ? ["ringing", "waiting"] : ["answered", "ringing"];
  const agent: Omit<Leg, "state"> = { who: "agent", label: you };
  const customer: Omit<Leg, "state"> = { who: "customer", label: words.customer };
  const [one, two] = mode === "callback" ? [customer, agent] : [agent, customer];
  return [
    { ...one, state: states[0] },
    { ...two, state: states[1] },
  ];
}

function lasted(seconds: number | undefined, words: Words): Sentence[] {
  if (seconds === undefined) return [];
  return [{ text: words.lasted(words.duration(Math.floor(seconds / 60), seconds % 60)) }];
}

function notPlaced(problem: Problem, words: Words): Screen {
  const { trouble, sentence, doubtful, retry } = problem;
  const said = trouble === "told" ? told(sentence) : { text: words[trouble] };
  return {
    ...screen(
      "wrong",
      words.badgeProblem,
      doubtful ? words.doubtful : words.notPlaced,
      said ? [said] : [],
      retry ? ["retry", "back"] : ["back"],
    ),
    ...(doubtful && retry && { remark: words.retryIsSafe }),
  };
}

function told(text: string | undefined): Sentence | undefined {
  return text === undefined ? undefined : { text, fromServer: true };
}

// Gives types to what the server functions `placeCall` and `getCall` answer, and to the ways in which they fail.
// It calls nothing and holds no wording of its own; an answer that is not understood becomes a named problem.

import { NoAnswer } from "./patience";

/** Who is rung first: the agent's own phone, or the customer. */
export type Mode = "agent_first" | "callback";

/** How far a call has come, as the provider told it. */
export type Stage = "calling_agent" | "calling_customer" | "customer_answered";

/** A call as the server knows it. */
export interface Call {
  state: Stage | "ended" | "failed";
  mode: Mode;
  /** The last digits of the phone on which the agent is rung. */
  agentPhone?: string;
  /** A sentence of the server that the agent must see. */
  warning?: string;
  /** How long the call lasted, in seconds. */
  durationSeconds?: number;
  /** Why the call failed, as a sentence of the server. */
  cause?: string;
}

/** What `placeCall` is asked; the server knows the caller id, so it is not among these. */
export interface PlaceCall {
  /** The number to dial, in E.164 form. */
  to: string;
  agent_id: string;
  /** Names one press of Call, so that however often it arrives, it dials once. */
  click_id: string;
}

/** What went wrong, where the server left no sentence for people. */
export type Trouble = "timeout" | "connection" | "busy" | "unclear" | "not_installed" | "crash";

/** A failed request to the server. */
export interface Problem {
  trouble: Trouble | "told";
  /** The server's own sentence, when `trouble` is `told`. */
  sentence?: string;
  /** The request may have had its effect although no answer came. */
  doubtful: boolean;
  /** The same request may succeed if it is sent again. */
  retry: boolean;
  /** There were too many requests, so the next one should wait. */
  busy: boolean;
}

const STATES: readonly string[] = ["calling_agent", "calling_customer", "customer_answered", "ended", "failed"];

/** Sentences that the platform, not our server code, puts into a failure; they tell an agent nothing. */
const PLATFORM_TROUBLES: readonly [RegExp, Trouble][] = [
  [/^timeout error|^app execution timeout|^request timed out/i, "timeout"],
  [/^requested function .*not found or registered/i, "not_installed"],
  [/^error while executing app server script/i, "crash"],
  [/^rate limit exceeded|^too many requests/i, "busy"],
  [/^failed to fetch|^network ?error|^load failed/i, "connection"],
];

/** Takes the server function's value out of the platform's envelope; some runtimes hand it over as JSON text. */
export function valueOf(reply: unknown): unknown {
  if (!isRecord(reply)) throw reply;
  if (!("response" in reply)) throw reply;
  const { response } = reply;
  if (typeof response !== "string") return response;
  try {
    return JSON.parse(response) as unknown;
  } catch {
    return response;
  }
}

/** Reads a call; gives nothing when the value is not one. */
export function readCall(value: unknown): Call | undefined {
  if (!isRecord(value)) return undefined;
  const { state } = value;
  if (typeof state !== "string" || !STATES.includes(state)) return undefined;
  const call: Call = { state: state as Call["state"], mode: value["mode"] === "callback" ? "callback" : "agent_first" };
  const phone = typeof value["agent_phone"] === "string" ? /\d+$/.exec(value["agent_phone"])?.[0] : undefined;
  if (phone) call.agentPhone = phone.slice(-4);
  if (isSentence(value["warning"])) call.warning = value["warning"];
  if (isSentence(value["cause"])) call.cause = value["cause"];
  const seconds = value["duration_seconds"];
  if (typeof seconds === "number" && seconds >= 0) call.durationSeconds = Math.round(seconds);
  return call;
}

/** Tells what a rejected request means for the agent. */
export function problemOf(failure: unknown): Problem {
  if (failure instanceof NoAnswer) return trouble("timeout");
  if (failure instanceof TypeError) return trouble("connection");
  const status = isRecord(failure) ? Number(failure["status"]) : Number.NaN;
  const message = isRecord(failure) ? failure["message"] : failure;
  if (!isSentence(message)) return trouble(byStatus(status));
  const known = PLATFORM_TROUBLES.find(([pattern]) => pattern.test(message.trim()));
  if (known) return trouble(known[1]);
  const [doubtful, busy] = [isDoubtful(status), status === 429];
  return { trouble: "told", sentence: message.trim(), doubtful, retry: doubtful || busy, busy };
}

/** The problem of an answer that is no call. */
export const UNCLEAR: Problem = trouble("unclear");

function trouble(what: Trouble): Problem {
  const busy = what === "busy";
  const missing = what === "not_installed";
  return { trouble: what, doubtful: !busy && !missing, retry: !missing, busy };
}

function byStatus(status: number): Trouble {
  if (status === 0) return "connection";
  if (status === 429) return "busy";
  if (status === 408 || status === 504) return "timeout";
  return status >= 500 ? "crash" : "unclear";
}

/** A plain refusal (4xx, but for a time-out) had no effect; of anything else nobody knows. */
function isDoubtful(status: number): boolean {
  return !(status >= 400 && status < 500) || status === 408;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSentence(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

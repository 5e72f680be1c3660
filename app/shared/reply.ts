// Opens what a server function answers, and tells what its failures mean for the person at the page.
// It calls nothing, knows no particular function and holds no wording; an answer that is not understood becomes a named problem.

import { NoAnswer } from "./patience";

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

/** Says whether a value is an object with named parts. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Says whether a value is a text that says something. */
export function isSentence(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

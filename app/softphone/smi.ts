// Gives types to what the softphone asks of server functions and to what they answer.
// It calls nothing and holds no wording; an answer that is not understood gives nothing.

import { isRecord, isSentence } from "../shared/reply";
import { isId } from "./ids";

/** Who is rung first: the agent's own phone, or the customer. */
export type Mode = "agent_first" | "callback";

/** How far a call has come, as the provider told it. */
export type Stage = "calling_agent" | "calling_customer" | "customer_answered";

/** A call as the server knows it. */
export interface Call {
  state: Stage | "ended" | "failed";
  mode: Mode;
  /** The ids under which the provider knows the call, as far as they are told. */
  ids?: readonly string[];
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

const STATES: readonly string[] = ["calling_agent", "calling_customer", "customer_answered", "ended", "failed"];

/** Reads a call; gives nothing when the value is not one. */
export function readCall(value: unknown): Call | undefined {
  if (!isRecord(value)) return undefined;
  const { state } = value;
  if (typeof state !== "string" || !STATES.includes(state)) return undefined;
  const call: Call = { state: state as Call["state"], mode: value["mode"] === "callback" ? "callback" : "agent_first" };
  const ids = [value["session_id"], value["call_id"]].filter(isId);
  if (ids.length > 0) call.ids = ids;
  const phone = lastDigits(value["agent_phone"]);
  if (phone !== undefined) call.agentPhone = phone;
  if (isSentence(value["warning"])) call.warning = value["warning"];
  if (isSentence(value["cause"])) call.cause = value["cause"];
  const seconds = value["duration_seconds"];
  if (typeof seconds === "number" && seconds >= 0) call.durationSeconds = Math.round(seconds);
  return call;
}

/** What an agent can be. */
export type Choice = "available" | "away";

/** Whether an agent takes calls, as the server knows it. */
export interface Presence {
  state: Choice | "unset";
  /** Since when, in milliseconds since 1970. */
  since?: number;
  /** The last digits of the phone on which calls ring. */
  phone?: string;
}

/** Reads a presence; gives nothing when the value is not one. */
export function readPresence(value: unknown): Presence | undefined {
  if (!isRecord(value)) return undefined;
  const { state, since } = value;
  if (state !== "available" && state !== "away" && state !== "unset") return undefined;
  const phone = lastDigits(value["phone"]);
  return {
    state,
    ...(typeof since === "number" && since > 0 && { since }),
    ...(phone !== undefined && { phone }),
  };
}

/** The digits at the end of a number, at most four: no page shows an agent's whole number to another. */
function lastDigits(number: unknown): string | undefined {
  return typeof number === "string" ? /\d{1,4}$/.exec(number)?.[0] : undefined;
}

// Gives types to what the admin page asks of server functions and to what they answer.
// It calls nothing and holds no wording; an answer that is not understood gives nothing.

import { isRecord, isSentence } from "../shared/reply";

/** The right to use the other functions for a while. */
export interface Opening {
  token: string;
  /** When the right ends, in milliseconds since 1970. */
  expiresAt: number;
}

/** How something stands. */
export type Standing = "ok" | "pending" | "failed";

/** One thing that must be right for the app to work. */
export interface Check {
  name: string;
  state: Standing;
  /** What is so, or what to do about it. */
  sentence: string;
}

/** An address to which another system must post. */
export interface Address {
  name: string;
  url: string;
  /** Where to paste it. */
  where: string;
}

/** A channel that is in use, and whether what customers write there reaches the app. */
export interface Channel {
  /** The word by which the server knows it. */
  channel: string;
  name: string;
  state: Standing;
  /** What is so, or what to do about it. */
  sentence: string;
  /** The app enters its address there by itself; else a person does. */
  canConnect: boolean;
}

/** How far the app is set up. */
export interface Setup {
  checks: Check[];
  addresses: Address[];
  channels: Channel[];
}

/** An agent, as the team's table has them. */
export interface Member {
  id: string;
  name: string;
  /** The number in Freshdesk, as it stands there. */
  phone?: string;
  /** The number that is rung instead, in E.164 form. */
  ownPhone?: string;
  onRoster: boolean;
  presence: "available" | "away" | "unset";
  /** Freshdesk no longer lets this person in. */
  deactivated: boolean;
}

/** What `saveTeam` is told of each agent; an empty number is none. */
export interface SavedMember {
  id: string;
  own_phone: string;
  on_roster: boolean;
}

const STANDINGS: readonly unknown[] = ["ok", "pending", "failed"];
const PRESENCES: readonly unknown[] = ["available", "away", "unset"];

/** Reads the answer of `openAdmin`. */
export function readOpening(value: unknown): Opening | undefined {
  if (!isRecord(value)) return undefined;
  const { token, expires_at: expiresAt } = value;
  return isSentence(token) && typeof expiresAt === "number" ? { token, expiresAt } : undefined;
}

/** Reads the answer of `checkSetup`. */
export function readSetup(value: unknown): Setup | undefined {
  if (!isRecord(value)) return undefined;
  const checks = each(value["checks"], readCheck);
  const addresses = each(value["addresses"], readAddress);
  const channels = each(value["channels"], readChannel);
  return checks && addresses && channels && { checks, addresses, channels };
}

/** Reads the answer of `getTeam` and `saveTeam`. */
export function readTeam(value: unknown): Member[] | undefined {
  return isRecord(value) ? each(value["agents"], readMember) : undefined;
}

/** Tells a refused token from other refusals; with status 401 the server refuses nothing else of its own. */
export function isTokenRefused(failure: unknown): boolean {
  return isRecord(failure) && Number(failure["status"]) === 401;
}

function readCheck(value: Record<string, unknown>): Check | undefined {
  const { name, state, sentence } = value;
  if (!isSentence(name) || !STANDINGS.includes(state)) return undefined;
  return { name, state: state as Standing, sentence: isSentence(sentence) ? sentence : "" };
}

function readChannel(value: Record<string, unknown>): Channel | undefined {
  const { channel } = value;
  const check = readCheck(value);
  return check && isSentence(channel) ? { ...check, channel, canConnect: value["can_connect"] === true } : undefined;
}

function readAddress({ name, url, where }: Record<string, unknown>): Address | undefined {
  return isSentence(name) && isSentence(url) ? { name, url, where: isSentence(where) ? where : "" } : undefined;
}

function readMember(value: Record<string, unknown>): Member | undefined {
  const { id, name, phone, own_phone: ownPhone, presence } = value;
  if (!isSentence(id) && typeof id !== "number") return undefined;
  return {
    id: String(id),
    name: isSentence(name) ? name.trim() : String(id),
    ...(isSentence(phone) && { phone: phone.trim() }),
    ...(isSentence(ownPhone) && { ownPhone: ownPhone.trim() }),
    onRoster: value["on_roster"] === true,
    presence: PRESENCES.includes(presence) ? (presence as Member["presence"]) : "unset",
    deactivated: value["deactivated"] === true,
  };
}

/** The list with every entry read; nothing if there is none or an entry cannot be read. */
function each<T>(list: unknown, read: (entry: Record<string, unknown>) => T | undefined): T[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((entry: unknown) => (isRecord(entry) ? read(entry) : undefined));
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

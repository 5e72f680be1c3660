// Gives types to what the web call's pages ask of server functions and to what they answer.
// It calls nothing and holds no wording; an answer that is not understood gives nothing.

import { isRecord } from "../shared/reply";

/** Somebody in a room. */
export interface Person {
  isHost: boolean;
  /** Whether the connection stands; before, they have only come in. */
  connected: boolean;
  /** Since when, in milliseconds since 1970. */
  since?: number;
  sound: boolean;
  video: boolean;
}

/** An open room of a ticket. */
export interface WebCall {
  roomId: string;
  /** Until when its links are good, in milliseconds since 1970. */
  expiresAt: number;
  /** Until when a new link leads into this call; not known of one that was just made. */
  sharedUntil?: number;
  people: readonly Person[];
}

/** A link for the customer. */
export interface CustomerLink {
  url: string;
  /** Must reach the customer by another way than the link. */
  password?: string;
  expiresAt: number;
  roomId: string;
}

/** What `buildBackupGroupCallUrl` is asked. */
export interface LinkRequest {
  minutes: number;
  password: boolean;
}

/** The most people that are read of a room: no room takes more. */
const MOST_PEOPLE = 100;
/** The largest moment that a date can hold. */
const LAST_MOMENT = 8.64e15;

/** Reads the answer of `listWebCalls`: the ticket's open room, or `"none"`. */
export function readCall(value: unknown): WebCall | "none" | undefined {
  if (!isRecord(value) || !Array.isArray(value["calls"])) return undefined;
  const [first] = value["calls"] as unknown[];
  if (first === undefined) return "none";
  if (!isRecord(first)) return undefined;
  const roomId = readId(first["room_id"]);
  const expiresAt = readMoment(first["expires_at"]);
  const people = Array.isArray(first["people"]) ? (first["people"] as unknown[]) : [];
  if (roomId === undefined || expiresAt === undefined) return undefined;
  const sharedUntil = readMoment(first["shared_until"]);
  const shared = sharedUntil === undefined ? {} : { sharedUntil };
  return { roomId, expiresAt, ...shared, people: people.slice(0, MOST_PEOPLE).filter(isRecord).map(readPerson) };
}

/** Reads the answer of `buildBackupGroupCallUrl`. A link that is sealed without a password, or the reverse, is none. */
export function readLink(value: unknown): CustomerLink | undefined {
  if (!isRecord(value)) return undefined;
  const { password } = value;
  const url = readUrl(value["url"]);
  const roomId = readId(value["room_id"]);
  const expiresAt = readMoment(value["expires_at"]);
  if (url === undefined || roomId === undefined || expiresAt === undefined) return undefined;
  if (isSealed(url)) return isPassword(password) ? { url, password, expiresAt, roomId } : undefined;
  return password === undefined || password === null ? { url, expiresAt, roomId } : undefined;
}

/** Reads the answer of `getAgentsSendbirdCreds`: the agent's own link into this room. */
export function readWayIn(value: unknown, roomId: string): string | undefined {
  if (!isRecord(value) || readId(value["room_id"]) !== roomId) return undefined;
  const url = readUrl(value["url"]);
  return url !== undefined && !isSealed(url) ? url : undefined;
}

/** Reads the answer of `revokeWebCall`: whether this room has ended. */
export function readEnded(value: unknown, roomId: string): true | undefined {
  return isRecord(value) && readId(value["room_id"]) === roomId ? true : undefined;
}

/** An address of the guest page with what it needs behind `#`, and with nothing that could be markup or another scheme. */
export function readUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 4_500 || !/^https?:\/\/[^\s<>"'`\\]+$/.test(value)) return undefined;
  const url = parse(value);
  if (!url) return undefined;
  const { href, protocol, hostname, hash, search, username, password } = url;
  const isSafe = protocol === "https:" || hostname === "localhost" || hostname === "127.0.0.1";
  const isBare = search === "" && username === "" && password === "";
  return isSafe && isBare && /^#[pe]=[\w-]{1,4000}$/.test(hash) ? href : undefined;
}

/** Whether a link asks for a password. */
export function isSealed(url: string): boolean {
  return url.includes("#e=");
}

function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

function readPerson(person: Record<string, unknown>): Person {
  const since = readMoment(person["since"]);
  return {
    isHost: person["is_host"] === true,
    connected: person["state"] === "connected",
    ...(since !== undefined && { since }),
    sound: person["sound"] === true,
    video: person["video"] === true,
  };
}

function readId(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w-]{1,80}$/.test(value) ? value : undefined;
}

function readMoment(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < LAST_MOMENT ? value : undefined;
}

function isPassword(value: unknown): value is string {
  return typeof value === "string" && /^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/.test(value);
}

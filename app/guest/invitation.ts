// Reads what a link says about a call, field by field, since anybody can write a link.
// It knows nothing of addresses (`link.ts`) and passwords (`envelope.ts`).

/** What is needed to join a call. */
export interface Invitation {
  /** The Sendbird application, a UUID. */
  readonly appId: string;
  readonly roomId: string;
  readonly userId: string;
  /** Admits this user to Sendbird until `expiresAt`. */
  readonly token: string;
  /** In Unix milliseconds. */
  readonly expiresAt: number;
  /** The room carries sound only. */
  readonly soundOnly: boolean;
  /** This link is the agent's. */
  readonly host: boolean;
  /** Who invites, as text to be shown. */
  readonly name?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ID = /^[A-Za-z0-9_-]{1,80}$/;
const TOKEN = /^[A-Za-z0-9._-]{20,400}$/;
const GUEST = "service_user_";
const HOST = "host_";
const LONGEST_NAME = 40;
/** The last moment that a `Date` knows. */
const LAST_MOMENT = 8_640_000_000_000_000;
/** How far two clocks may be apart, in milliseconds. */
const SKEW = 60_000;

/** The only application whose calls the page joins, in small letters; any if it is empty. */
const APP_ID = (import.meta.env.GUEST_APP_ID ?? "").toLowerCase();

/** The invitation in a JSON text; nothing when any field is missing or not as it should be. */
export function readInvitation(text: string): Invitation | undefined {
  const fields = objectIn(text);
  const creds = fields && objectOf(own(fields, "creds"));
  if (!fields || !creds) return undefined;
  const appId = matching(own(fields, "app_id"), UUID);
  const roomId = matching(own(fields, "room_id"), ID);
  const userId = matching(own(fields, "service_user_id"), ID);
  const token = matching(own(creds, "token"), TOKEN);
  const expiresAt = moment(own(creds, "expires_at"));
  const soundOnly = isSoundOnly(own(fields, "room_type"));
  const host = own(fields, "host") ?? false;
  const name = nameOf(own(fields, "name"));
  if (!appId || !roomId || !userId || !token || !expiresAt || soundOnly === undefined || !name) return undefined;
  if (typeof host !== "boolean" || !userId.startsWith(host ? HOST : GUEST)) return undefined;
  if (APP_ID !== "" && appId.toLowerCase() !== APP_ID) return undefined;
  const shown = name.text === "" ? {} : { name: name.text };
  return { appId, roomId, userId, token, expiresAt, soundOnly, host, ...shown };
}

/** The moment from which a link of this expiry is refused and its call over, in Unix milliseconds. */
export function endOf(expiresAt: number): number {
  return expiresAt + SKEW;
}

/** A whole number of milliseconds that is a date. */
export function moment(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= LAST_MOMENT ? value : undefined;
}

/** Says whether a user of this id came by a guest's link. */
export function isGuest(userId: string): boolean {
  return userId.startsWith(GUEST);
}

/** A text from outside as a name for people: one line, nothing invisible, and no longer than a name is. */
export function readableName(text: string): string {
  const visible = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return Array.from(visible).slice(0, LONGEST_NAME).join("").trim();
}

function objectIn(text: string): object | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): object | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** A field of the object itself, never one that it inherits. */
function own(fields: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(fields, key)?.value;
}

function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === "string" && pattern.test(value) ? value : undefined;
}

function isSoundOnly(type: unknown): boolean | undefined {
  if (type === "large_room_for_audio_only") return true;
  return type === undefined || type === "small_room_for_video" ? false : undefined;
}

function nameOf(name: unknown): { text: string } | undefined {
  if (name === undefined) return { text: "" };
  return typeof name === "string" ? { text: readableName(name) } : undefined;
}

// Writes links as the app's server does, for the tests of the customer's page.
// They admit to nothing: the tokens are no tokens.

import { randomBytes, webcrypto } from "node:crypto";

export const PASSWORD = "K7QM-9XTP-2HWD";
export const TOKEN = "not-a-token.".repeat(4);
const HOUR = 3_600_000;
let rooms = 0;

/** The content of a guest's link to a room of its own. */
export function contentOf(changes = {}) {
  rooms += 1;
  const { expires_at = Date.now() + HOUR, ...rest } = changes;
  return {
    app_id: "A1B2C3D4-0000-4000-8000-000000000001",
    room_id: `room-${process.pid}-${rooms}`,
    service_user_id: "service_user_30400606506004",
    creds: { token: TOKEN, expires_at },
    room_type: "small_room_for_video",
    name: "Acme Support",
    ...rest,
  };
}

/** The agent's content for the same room. */
export function hostOf(content) {
  return { ...content, service_user_id: "host_1042_abcdefgh", host: true };
}

/** The fragment of a link without a password. */
export function plain(content) {
  return `#p=${Buffer.from(JSON.stringify(content)).toString("base64url")}`;
}

/** The fragment of a link with the password. */
export async function sealed(content) {
  const header = Buffer.alloc(42);
  header.writeUInt8(1, 0);
  header.writeUInt8(1, 1);
  header.writeUInt32BE(100_000, 2);
  header.writeBigUInt64BE(BigInt(content.creds.expires_at), 6);
  randomBytes(28).copy(header, 14);
  const secret = Buffer.from(PASSWORD.replaceAll("-", ""));
  const base = await webcrypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const key = await webcrypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: header.subarray(14, 30), iterations: 100_000 },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const text = Buffer.from(JSON.stringify(content));
  const bytes = await webcrypto.subtle.encrypt(
    { name: "AES-GCM", iv: header.subarray(30), additionalData: header },
    key,
    text,
  );
  return `#e=${Buffer.concat([header, Buffer.from(bytes)]).toString("base64url")}`;
}

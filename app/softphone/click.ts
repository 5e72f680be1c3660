// Makes the id of one press of Call.
// It remembers nothing; who repeats a press keeps the id.

/** A random UUID, version 4. */
export function newClickId(source: Crypto = crypto): string {
  // Pages served without TLS, as on a developer's machine, lack `randomUUID`.
  return typeof source.randomUUID === "function"
    ? source.randomUUID()
    : uuid(source.getRandomValues(new Uint8Array(16)));
}

function uuid(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte, index) => {
    if (index === 6) return (byte & 0x0f) | 0x40;
    if (index === 8) return (byte & 0x3f) | 0x80;
    return byte;
  }).map((byte) => byte.toString(16).padStart(2, "0"));
  return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

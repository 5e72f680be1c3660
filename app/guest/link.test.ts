// Tests of reading links: those that the app writes, those that mail programs bend, and hostile ones.

import { describe, expect, test, vi } from "vitest";

import { readLink } from "./link";
import { KNOWN, chanceFrom, fragmentOf } from "./sealing.fixture";

const NOW = 1_700_000_000_000;
const CONTENT = {
  app_id: "A1B2C3D4-0000-4000-8000-000000000001",
  room_id: "b1650746-e810-4aeb-ae2a-422d8a42523c",
  service_user_id: "service_user_30400606506004",
  creds: { token: "a.b-c_".repeat(20), expires_at: 1_700_003_600_000 },
};
const REFUSED = { kind: "refused", reason: "damaged" };

const read = (content: unknown, now = NOW) => readLink(fragmentOf(content), now);

function invitationIn(content: unknown) {
  const reading = read(content);
  if (reading.kind !== "open") throw new Error(`${JSON.stringify(content)} was read as ${JSON.stringify(reading)}`);
  return reading.invitation;
}

describe("a link without a password", () => {
  test("is an invitation to a video call", () => {
    expect(invitationIn(CONTENT)).toEqual({
      appId: CONTENT.app_id,
      roomId: CONTENT.room_id,
      userId: CONTENT.service_user_id,
      token: CONTENT.creds.token,
      expiresAt: CONTENT.creds.expires_at,
      soundOnly: false,
      host: false,
    });
  });

  test("names the kind of room and who invites", () => {
    const wide = { ...CONTENT, room_type: "large_room_for_audio_only", name: "Acme Support" };
    expect(invitationIn(wide)).toMatchObject({ soundOnly: true, name: "Acme Support" });
    expect(invitationIn({ ...CONTENT, room_type: "small_room_for_video" })).toMatchObject({ soundOnly: false });
  });

  test("of a host is one of a host", () => {
    const host = { ...CONTENT, service_user_id: "host_1042_abcdefgh", host: true };
    expect(invitationIn(host)).toMatchObject({ host: true });
  });

  test("may say more than we know", () => {
    expect(read({ ...CONTENT, new_field: [1] }).kind).toBe("open");
  });

  test.each([
    ["  Acme\n\tSupport ", "Acme Support"],
    ["\u202eevil\u202c", "evil"],
    ["a\u0000b\u2028c", "a b c"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["😀".repeat(41), "😀".repeat(40)],
    ["n".repeat(2_000), "n".repeat(40)],
    [" ", undefined],
    ["", undefined],
  ])("called %j shows %j", (name, shown) => {
    expect(invitationIn({ ...CONTENT, name }).name).toBe(shown);
  });
});

test.each([
  (link: string) => `Join us: ${link} Thank you, Asha`,
  (link: string) => `${link}\n\nAsha, Acme Support`,
  (link: string) => `Yesterday it was https://x.example/#p=1, today it is ${link}`,
  (link: string) => `${link.slice(0, 90)}\n${link.slice(90)}`,
])("a link is found among the words of a message: %#", (message) => {
  const link = `https://call.example.com/${fragmentOf(CONTENT)}`;
  expect(readLink(message(link), NOW).kind).toBe("open");
});

test("a page that was built for one application joins no calls of others", async () => {
  vi.resetModules();
  vi.stubEnv("GUEST_APP_ID", CONTENT.app_id.toLowerCase());
  const { readLink: read } = await import("./link");
  expect(read(fragmentOf(CONTENT), NOW).kind).toBe("open");
  expect(read(fragmentOf({ ...CONTENT, app_id: "00000000-0000-4000-8000-000000000009" }), NOW)).toEqual(REFUSED);
  vi.unstubAllEnvs();
});

test("a link with a password is an envelope", () => {
  expect(readLink(`#e=${KNOWN.base64url}`, NOW)).toMatchObject({ kind: "sealed", envelope: { iterations: 600_000 } });
});

describe("the way in which a link arrives", () => {
  const fragment = fragmentOf(CONTENT);
  const gateway = `https://gateway.example/?url=${encodeURIComponent(`https://call.example/${fragment}`)}&data=05`;

  test.each([
    ["as a fragment", fragment],
    ["whole", `https://call.example/guest/${fragment}`],
    ["between blanks", `  https://call.example/${fragment}\n`],
    ["in two lines", `https://call.example/${fragment.slice(0, 80)}\r\n ${fragment.slice(80)}`],
    ["in angle brackets", `<https://call.example/${fragment}>`],
    ["at the end of a sentence", `https://call.example/${fragment}.`],
    ["without its mark", fragment.slice(1)],
    ["packed by a mail gateway", gateway],
  ])("%s does not matter", (_how, text) => {
    expect(readLink(text, NOW).kind).toBe("open");
  });

  test.each([[""], ["   "], ["\n"]])("%j is no link", (text) => {
    expect(readLink(text, NOW)).toEqual({ kind: "none" });
  });

  test.each([
    ["#"],
    ["#p="],
    ["#e="],
    ["#x=abc"],
    ["hello"],
    ["https://call.example/"],
    ["https://call.example/?p=abc"],
    ["#p=A"],
    ["#p=%%%"],
    ["#p=____"],
    ["#e=AQE"],
    [`#e=${"A".repeat(400)}`],
    [`#p=${"A".repeat(4_001)}`],
    ["x".repeat(1_000_000)],
  ])("%.20j is refused", (text) => {
    expect(readLink(text, NOW)).toEqual(REFUSED);
  });

  test("a link that is longer than any is refused, though it is well formed", () => {
    expect(read({ ...CONTENT, filler: "x".repeat(3_000) })).toEqual(REFUSED);
  });
});

describe("the expiry", () => {
  const { expires_at: end } = CONTENT.creds;

  test.each([
    [end - 1, "open"],
    [end, "open"],
    [end + 59_999, "open"],
    [end + 60_000, "refused"],
    [end + 86_400_000, "refused"],
  ])("seen at %i, a link is %s", (now, kind) => {
    expect(read(CONTENT, now).kind).toBe(kind);
    expect(readLink(`#e=${KNOWN.base64url}`, now).kind).toBe(kind === "open" ? "sealed" : kind);
  });

  test("is told apart from damage", () => {
    expect(read(CONTENT, end + 60_000)).toEqual({ kind: "refused", reason: "expired" });
  });
});

describe("hostile content", () => {
  const creds = (changes: object) => ({ ...CONTENT, creds: { ...CONTENT.creds, ...changes } });
  const without = (key: string) => Object.fromEntries(Object.entries(CONTENT).filter(([name]) => name !== key));

  test.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["null", "null"],
    ["a list", [CONTENT]],
    ["a text", JSON.stringify("text")],
    ["a number", "1e999"],
    ["depth", `${"[".repeat(1_400)}${"]".repeat(1_400)}`],
    ["no application", without("app_id")],
    ["no room", without("room_id")],
    ["no user", without("service_user_id")],
    ["no credentials", without("creds")],
    ["an application that is a host", { ...CONTENT, app_id: "evil.example/" }],
    ["an application with something after it", { ...CONTENT, app_id: `${CONTENT.app_id}.evil.example` }],
    ["an application and a line", { ...CONTENT, app_id: `${CONTENT.app_id}\n` }],
    ["a room that is a path", { ...CONTENT, room_id: "../users" }],
    ["a long room", { ...CONTENT, room_id: "r".repeat(81) }],
    ["a room that is a number", { ...CONTENT, room_id: 7 }],
    ["an empty room", { ...CONTENT, room_id: "" }],
    ["a user of somebody else", { ...CONTENT, service_user_id: "agent_1" }],
    ["a long user", { ...CONTENT, service_user_id: `service_user_${"1".repeat(68)}` }],
    ["a guest who claims to be host", { ...CONTENT, host: true }],
    ["a host who does not say so", { ...CONTENT, service_user_id: "host_1_abcdefgh" }],
    ["a host by a text", { ...CONTENT, service_user_id: "host_1_abcdefgh", host: "true" }],
    ["credentials that are a list", { ...CONTENT, creds: ["token", 1] }],
    ["credentials that are a text", { ...CONTENT, creds: "token" }],
    ["a short token", creds({ token: "x".repeat(19) })],
    ["a long token", creds({ token: "x".repeat(401) })],
    ["a token with markup", creds({ token: `${"x".repeat(30)}<b>` })],
    ["a token with a line", creds({ token: `${"x".repeat(30)}\n` })],
    ["no expiry", creds({ expires_at: undefined })],
    ["an expiry in words", creds({ expires_at: "1700003600000" })],
    ["half an expiry", creds({ expires_at: 1_700_003_600_000.5 })],
    ["an expiry below zero", creds({ expires_at: -1 })],
    ["an expiry without end", `{"creds":{"expires_at":1e999}}`],
    ["an expiry after the last date", creds({ expires_at: 8_640_000_000_000_001 })],
    ["another kind of room", { ...CONTENT, room_type: "toString" }],
    ["a kind of room that is null", { ...CONTENT, room_type: null }],
    ["a name that is an object", { ...CONTENT, name: {} }],
    ["fields of a prototype", `{"__proto__":${JSON.stringify(CONTENT)}}`],
    ["credentials of a prototype", { ...without("creds"), ["__proto__"]: { creds: CONTENT.creds } }],
  ])("with %s is refused", (_what, content) => {
    expect(read(content)).toEqual(REFUSED);
  });

  test("with keys of prototypes changes no prototype", () => {
    const text = JSON.stringify(CONTENT).replace(
      "{",
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    expect(read(text).kind).toBe("open");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("that is not UTF-8 is refused", () => {
    expect(readLink("#p=_w", NOW)).toEqual(REFUSED);
  });

  test("made by chance out of a good link is refused or read, and never fails", () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const chance = chanceFrom(seed);
    const good = fragmentOf(CONTENT);
    for (let round = 0; round < 2_000; round++) {
      const place = chance.below(good.length);
      const text = good.slice(0, place) + chance.text(chance.below(4)) + good.slice(place + chance.below(3));
      expect(["open", "refused"], `seed ${seed}, round ${round}`).toContain(readLink(text, NOW).kind);
    }
  });
});

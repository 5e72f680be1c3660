// Tests of reading what server functions answer about web calls.

import { describe, expect, test } from "vitest";

import { readCall, readEnded, readLink, readUrl, readWayIn } from "./smi";

const ROOM = "b1650746-e810-4aeb-ae2a-422d8a42523c";
const PLAIN = "https://call.example/guest/#p=eyJh_-9";
const SEALED = "https://call.example/guest/#e=AQEA";
const CALL = { room_id: ROOM, created_at: 1, expires_at: 1_700_003_600_000, people: [] };
const LINK = { url: PLAIN, room_id: ROOM, expires_at: 1_700_003_600_000, reused: false };

describe("the ticket's call", () => {
  test("is the one that is listed, with everybody in it", () => {
    const people = [
      { is_host: true, state: "connected", since: 5, sound: true, video: false },
      { is_host: false, state: "entered", sound: false, video: true },
    ];
    expect(readCall({ calls: [{ ...CALL, people }] })).toEqual({
      roomId: ROOM,
      expiresAt: 1_700_003_600_000,
      people: [
        { isHost: true, connected: true, since: 5, sound: true, video: false },
        { isHost: false, connected: false, sound: false, video: true },
      ],
    });
  });

  test("may be none", () => {
    expect(readCall({ calls: [] })).toBe("none");
  });

  test.each([
    [undefined],
    [null],
    ["calls"],
    [{}],
    [{ calls: {} }],
    [{ calls: [null] }],
    [{ calls: [{ ...CALL, room_id: "../x" }] }],
    [{ calls: [{ ...CALL, room_id: "x".repeat(81) }] }],
    [{ calls: [{ ...CALL, expires_at: "soon" }] }],
    [{ calls: [{ ...CALL, expires_at: 1e300 }] }],
    [{ calls: [{ ...CALL, expires_at: -1 }] }],
  ])("is not read out of %j", (answer) => {
    expect(readCall(answer)).toBeUndefined();
  });

  test.each([[{}], [null], ["people"]])("has nobody in it when its people are %j", (people) => {
    expect(readCall({ calls: [{ ...CALL, people }] })).toMatchObject({ people: [] });
  });

  test("with a person who cannot be read has somebody silent in it", () => {
    const people = [null, "Eve", { is_host: "yes", state: 7, since: "now", sound: 1, video: {} }];
    expect(readCall({ calls: [{ ...CALL, people }] })).toMatchObject({
      people: [{ isHost: false, connected: false, sound: false, video: false }],
    });
  });

  test("with a crowd in it is read up to a hundred", () => {
    const people = Array.from({ length: 5_000 }, () => ({}));
    expect(readCall({ calls: [{ ...CALL, people }] })).toMatchObject({ people: { length: 100 } });
  });
});

describe("a link for the customer", () => {
  test("is read with its password, if it has one", () => {
    const read = { roomId: ROOM, expiresAt: 1_700_003_600_000 };
    expect(readLink(LINK)).toEqual({ ...read, url: PLAIN });
    expect(readLink({ ...LINK, url: SEALED, password: "K7QM-9XTP-2HWD" })).toEqual({
      ...read,
      url: SEALED,
      password: "K7QM-9XTP-2HWD",
    });
  });

  test.each([
    ["sealed without a password", { url: SEALED }],
    ["with a password that it does not ask for", { password: "K7QM-9XTP-2HWD" }],
    ["with a password that is none", { url: SEALED, password: "<b>hi</b>" }],
    ["without a room", { room_id: undefined }],
    ["without an end", { expires_at: undefined }],
    ["without an address", { url: undefined }],
  ])("%s is none", (_what, change) => {
    expect(readLink({ ...LINK, ...change })).toBeUndefined();
  });
});

describe("the agent's way in", () => {
  test("is for the room that was asked about", () => {
    expect(readWayIn({ room_id: ROOM, url: PLAIN }, ROOM)).toBe(PLAIN);
    expect(readWayIn({ room_id: "other", url: PLAIN }, ROOM)).toBeUndefined();
  });

  test.each([[{ room_id: ROOM, url: SEALED }], [{ room_id: ROOM }], [PLAIN], [null]])(
    "is not read out of %j",
    (answer) => {
      expect(readWayIn(answer, ROOM)).toBeUndefined();
    },
  );
});

test.each([
  [{ room_id: ROOM }, true],
  [{ room_id: "other" }, undefined],
  [{}, undefined],
  [null, undefined],
])("of %j the room has ended: %s", (answer, ended) => {
  expect(readEnded(answer, ROOM)).toBe(ended);
});

test.each([
  [PLAIN],
  [SEALED],
  ["http://localhost:10003/#p=abc"],
  ["http://127.0.0.1:10003/#p=abc"],
  [`https://call.example/#p=${"a".repeat(4_000)}`],
])("%s is an address", (url) => {
  expect(readUrl(url)).toBe(url);
});

test.each([
  ["http://call.example/#p=abc"],
  ["javascript:alert(1)//#p=abc"],
  ["https://call.example/"],
  ["https://call.example/#q=abc"],
  ["https://call.example/#p=abc&x=<b>"],
  ["https://call.example/?data=1#p=abc"],
  ["https://agent:secret@call.example/#p=abc"],
  ['https://call.example/"onload="x#p=abc'],
  ["https://call.example/ #p=abc"],
  ["https://#p=abc"],
  [`https://call.example/#p=${"a".repeat(4_001)}`],
  [{ href: PLAIN }],
])("%j is no address", (url) => {
  expect(readUrl(url)).toBeUndefined();
});

// Tests of a call: who is in it, and what late, doubled and lost news do to it.

import { describe, expect, test } from "vitest";

import { after, type Call, type CallEvent, entered, type Seen } from "./call";

const ASHA: Seen = { id: "p1", name: "Asha", isGuest: false, sound: true, picture: true };
const JUMA: Seen = { id: "p2", name: "", isGuest: true, sound: false, picture: false };
const EMPTY = entered({ sound: true, picture: false });

const happening = (...events: CallEvent[]): Call => events.reduce(after, EMPTY);
const came = (person: Seen): CallEvent => ({ kind: "entered", person });
const streamed = (person: Seen): CallEvent => ({ kind: "streamed", person });
const changed = (person: Seen): CallEvent => ({ kind: "changed", person });
const left = ({ id }: Seen): CallEvent => ({ kind: "exited", id });
const lost = ({ id }: Seen): CallEvent => ({ kind: "stream_lost", id });

describe("the people in a call", () => {
  test.each<[string, CallEvent[], object[]]>([
    ["nobody yet", [], []],
    ["one who came", [came(ASHA)], [{ id: "p1", streams: 0, failed: false }]],
    ["one who is told twice", [came(ASHA), came(ASHA)], [{ id: "p1" }]],
    ["two, in the order in which they came", [came(JUMA), came(ASHA)], [{ id: "p2" }, { id: "p1" }]],
    ["one whose stream was the first news", [streamed(ASHA)], [{ id: "p1", streams: 1 }]],
    ["one whose stream began twice", [came(ASHA), streamed(ASHA), streamed(ASHA)], [{ id: "p1", streams: 2 }]],
    ["one who muted", [came(ASHA), changed({ ...ASHA, sound: false })], [{ id: "p1", sound: false, picture: true }]],
    ["one who stopped the camera", [came(ASHA), changed({ ...ASHA, picture: false })], [{ picture: false }]],
    ["not one of whom only a change was told", [changed(ASHA)], []],
    ["not one who left", [came(ASHA), left(ASHA)], []],
    ["the other one, when one left", [came(ASHA), came(JUMA), left(ASHA)], [{ id: "p2" }]],
    [
      "not one who left, whatever is told late",
      [came(ASHA), left(ASHA), streamed(ASHA), changed(ASHA), came(ASHA)],
      [],
    ],
    ["not one who left before it was told that they came", [left(ASHA), came(ASHA)], []],
    ["one who came back", [came(ASHA), left(ASHA), came({ ...ASHA, id: "p9" })], [{ id: "p9" }]],
    ["one whose stream broke", [came(ASHA), lost(ASHA)], [{ id: "p1", failed: true }]],
    [
      "one whose stream broke and began again",
      [came(ASHA), lost(ASHA), streamed(ASHA)],
      [{ failed: false, streams: 1 }],
    ],
    [
      "one whose stream broke, and who muted",
      [came(ASHA), lost(ASHA), changed({ ...ASHA, sound: false })],
      [{ failed: true }],
    ],
    ["nobody, when a stranger's stream breaks", [lost(ASHA)], []],
  ])("are %s", (_who, events, people) => {
    const call = happening(...events);
    expect(call.people).toHaveLength(people.length);
    expect(call.people).toMatchObject(people);
  });
});

test.each<[CallEvent[], Partial<Call>]>([
  [[{ kind: "disconnected" }], { reconnecting: true }],
  [[{ kind: "disconnected" }, { kind: "reconnected" }], { reconnecting: false }],
  [[{ kind: "stream_lost" }], { unheard: true }],
  [[{ kind: "silenced" }], { silenced: true }],
  [[{ kind: "silenced" }, { kind: "heard" }], { silenced: false }],
  [[{ kind: "expiring" }], { expiring: true }],
  [[{ kind: "own", own: { sound: false, picture: false } }], { own: { sound: false, picture: false } }],
  [[{ kind: "hitch", hitch: "no_camera" }], { hitch: "no_camera" }],
])("after %j it is %j", (events, expected) => {
  expect(happening(...events)).toMatchObject(expected);
});

test("a remark on what did not go is gone when something goes", () => {
  const stuck = happening({ kind: "hitch", hitch: "no_camera" });
  expect(after(stuck, { kind: "own", own: { sound: true, picture: true } })).not.toHaveProperty("hitch");
});

test("news that change nothing give the same call", () => {
  const call = happening(came(ASHA), left(JUMA), { kind: "expiring" }, { kind: "hitch", hitch: "not_ended" });
  const same: CallEvent[] = [
    came(ASHA),
    changed(ASHA),
    changed(JUMA),
    streamed(JUMA),
    left(JUMA),
    lost(JUMA),
    { kind: "expiring" },
    { kind: "reconnected" },
    { kind: "heard" },
    { kind: "own", own: EMPTY.own },
    { kind: "hitch", hitch: "not_ended" },
  ];
  for (const event of same) expect(after(call, event), event.kind).toBe(call);
});

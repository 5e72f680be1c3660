// Tests of reading what the admin page's server functions answer.

import { describe, expect, test } from "vitest";

import { isTokenRefused, readOpening, readSetup, readTeam } from "./smi";

test("an opening needs a token and a time", () => {
  expect(readOpening({ token: "t", expires_at: 5 })).toEqual({ token: "t", expiresAt: 5 });
  for (const value of [undefined, {}, { token: "t" }, { token: " ", expires_at: 5 }, { token: 1, expires_at: 5 }]) {
    expect(readOpening(value)).toBeUndefined();
  }
});

describe("a set-up", () => {
  const check = { name: "Key", state: "ok", sentence: "It works." };
  const address = { name: "Events", url: "https://hooks.example/1", where: "Paste it there." };

  const channel = { channel: "viber", name: "Viber", state: "pending", sentence: "Not yet." };
  const none = { checks: [], addresses: [], channels: [] };

  test("is read with checks, addresses and channels", () => {
    const setup = { checks: [check], addresses: [address] };
    const told = { ...setup, channels: [{ ...channel, can_connect: true }] };
    expect(readSetup(told)).toEqual({ ...setup, channels: [{ ...channel, canConnect: true }] });
    expect(readSetup(none)).toEqual(none);
  });

  test("has no button for a channel of which the server does not say so", () => {
    expect(readSetup({ ...none, channels: [channel] })?.channels).toEqual([{ ...channel, canConnect: false }]);
  });

  test.each([
    [undefined],
    [{ checks: [check], addresses: [address] }],
    [{ ...none, checks: {} }],
    [{ ...none, checks: [{ ...check, state: "fine" }] }],
    [{ ...none, checks: [null] }],
    [{ ...none, addresses: [{ ...address, url: 7 }] }],
    [{ ...none, channels: [{ ...channel, channel: "" }] }],
    [{ ...none, channels: [{ ...channel, state: "fine" }] }],
  ])("%j is none", (value) => {
    expect(readSetup(value)).toBeUndefined();
  });
});

describe("a team", () => {
  test("is read with all its parts", () => {
    const agent = {
      id: 67013469919,
      name: " Amina ",
      phone: "0722 000 111",
      own_phone: "+254733000222",
      on_roster: true,
      presence: "available",
      deactivated: true,
    };
    expect(readTeam({ agents: [agent] })).toEqual([
      {
        id: "67013469919",
        name: "Amina",
        phone: "0722 000 111",
        ownPhone: "+254733000222",
        onRoster: true,
        presence: "available",
        deactivated: true,
      },
    ]);
  });

  test("leaves out what is empty or of the wrong kind", () => {
    const agent = { id: "1", name: "", phone: null, own_phone: "", on_roster: "yes", presence: "busy" };
    expect(readTeam({ agents: [agent] })).toEqual([
      { id: "1", name: "1", onRoster: false, presence: "unset", deactivated: false },
    ]);
  });

  test.each([[undefined], [[]], [{}], [{ agents: [{ name: "Nobody" }] }]])("%j is none", (value) => {
    expect(readTeam(value)).toBeUndefined();
  });
});

test("only status 401 tells of a refused token", () => {
  expect([{ status: 401 }, { status: "401" }].map(isTokenRefused)).toEqual([true, true]);
  expect([{ status: 403 }, { status: 400 }, new Error("401"), undefined].map(isTokenRefused)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

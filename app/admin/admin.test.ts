// Tests of the admin page's state machine: what opens and locks it, what is kept, and which events change nothing.

import { describe, expect, test } from "vitest";

import type { Problem } from "../shared/reply";
import { type AdminEvent, type AdminState, LOCKED, next } from "./admin";
import type { Channel, Member, Setup } from "./smi";

const WRONG: Problem = { trouble: "told", sentence: "No.", doubtful: false, retry: false, busy: false };
const VIBER: Channel = { channel: "viber", name: "Viber", state: "pending", sentence: "Not yet.", canConnect: true };
const SETUP: Setup = { checks: [], addresses: [], channels: [VIBER] };
const AMINA: Member = { id: "1", name: "Amina", onRoster: true, presence: "unset", deactivated: false };

const after = (...events: AdminEvent[]): AdminState => events.reduce(next, LOCKED as AdminState);
const opened = (hasTeam: boolean): AdminEvent[] => [
  { kind: "submit" },
  { kind: "opened", opening: { token: "t", expiresAt: 9 }, hasTeam },
];
const OPENED = opened(true);
const TEAM: AdminEvent = { kind: "team", token: "t", members: [AMINA] };
const EDIT: AdminEvent = { kind: "edit", id: "1", change: { typed: "07" } };
const CHANGES = { 1: { typed: "07" } };

describe("the lock", () => {
  test("opens with a token and asks for set-up and team", () => {
    expect(after(...OPENED)).toEqual({
      phase: "open",
      token: "t",
      setup: { asking: true },
      connecting: { kind: "at_rest" },
      team: { asking: true },
      changes: {},
      saving: { kind: "at_rest" },
    });
  });

  test("opens without a team where there is none, and then asks for none", () => {
    const state = after(...opened(false));
    expect(state).not.toHaveProperty("team");
    expect(next(state, { kind: "ask_team" })).toBe(state);
  });

  test("says why it did not open, and forgets that with the next passcode", () => {
    const state = after({ kind: "submit" }, { kind: "not_opened", problem: WRONG });
    expect(state).toMatchObject({ phase: "locked", asking: false, problem: WRONG });
    expect(next(state, { kind: "submit" })).toEqual({ ...LOCKED, asking: true });
  });

  test("takes one passcode at a time", () => {
    const state = after({ kind: "submit" });
    expect(next(state, { kind: "submit" })).toBe(state);
  });

  test("closes when the token is over, forgets everything that needed it, and keeps what was not saved", () => {
    const state = after(...OPENED, TEAM, EDIT, { kind: "expired", token: "t" });
    expect(state).toEqual({ phase: "locked", asking: false, expired: true, changes: CHANGES });
    const again = [...OPENED, TEAM].reduce(next, state);
    expect(again).toMatchObject({ phase: "open", changes: CHANGES });
  });

  test("closes by hand without speaking of time", () => {
    expect(after(...OPENED, { kind: "lock" })).toEqual(LOCKED);
  });

  test("lets no answer in that was asked for with another token, or before it closed", () => {
    const state = after(...OPENED);
    expect(next(state, { kind: "team", token: "old", members: [] })).toBe(state);
    expect(next(state, { kind: "expired", token: "old" })).toBe(state);
    expect(next(LOCKED, TEAM)).toBe(LOCKED);
    expect(next(LOCKED, EDIT)).toBe(LOCKED);
  });
});

describe("asking again", () => {
  test("keeps the last answer in sight, and a failure does too", () => {
    const state = after(...OPENED, { kind: "setup", token: "t", setup: SETUP }, { kind: "ask_setup" });
    expect(state).toMatchObject({ setup: { asking: true, value: SETUP } });
    expect(next(state, { kind: "no_setup", token: "t", problem: WRONG })).toMatchObject({
      setup: { asking: false, value: SETUP, problem: WRONG },
    });
  });

  test("while an answer is awaited changes nothing", () => {
    const state = after(...OPENED);
    expect(next(state, { kind: "ask_setup" })).toBe(state);
    expect(next(state, { kind: "ask_team" })).toBe(state);
  });
});

describe("connecting a channel", () => {
  const CHECKED: AdminEvent[] = [...OPENED, { kind: "setup", token: "t", setup: SETUP }];
  const CONNECT: AdminEvent = { kind: "connect", channel: "viber" };
  const refused = (problem: Problem): AdminEvent => ({ kind: "not_connected", token: "t", channel: "viber", problem });
  const checked = (change: Partial<Channel>): AdminEvent => ({
    kind: "setup",
    token: "t",
    setup: { ...SETUP, channels: [{ ...VIBER, ...change }] },
  });
  const AT_REST = { connecting: { kind: "at_rest" } };

  test("holds everything else about the set-up back", () => {
    const state = after(...CHECKED, CONNECT);
    expect(state).toMatchObject({ connecting: { kind: "under_way", channel: "viber" } });
    expect(next(state, CONNECT)).toBe(state);
    expect(next(state, { kind: "ask_setup" })).toBe(state);
  });

  test("waits until the set-up is checked", () => {
    const state = after(...CHECKED, { kind: "ask_setup" });
    expect(next(state, CONNECT)).toBe(state);
  });

  test("has the set-up checked again, whether it worked or not", () => {
    const channel = "viber";
    expect(after(...CHECKED, CONNECT, { kind: "connected", token: "t", channel })).toMatchObject({
      setup: { asking: true, value: SETUP },
      connecting: { kind: "connected", channel },
    });
    expect(after(...CHECKED, CONNECT, refused(WRONG))).toMatchObject({
      setup: { asking: true, value: SETUP },
      connecting: { kind: "failed", channel, problem: WRONG },
    });
  });

  test("leaves a refusal in sight until the check says the same, or somebody checks again", () => {
    const state = after(...CHECKED, CONNECT, refused(WRONG));
    const stays = next(state, checked({}));
    expect(stays).toMatchObject({ connecting: { kind: "failed" } });
    expect(next(stays, { kind: "ask_setup" })).toMatchObject(AT_REST);
    expect(next(state, checked({ sentence: "Not yet. No." }))).toMatchObject(AT_REST);
  });

  test("without an answer may have worked, and the check tells", () => {
    const state = after(...CHECKED, CONNECT, refused({ ...WRONG, doubtful: true }));
    expect(next(state, checked({ state: "ok" }))).toMatchObject(AT_REST);
    expect(next(state, checked({}))).toMatchObject({ connecting: { kind: "failed" } });
  });

  test("that is refused stays said although the channel is well", () => {
    const state = after(...CHECKED, CONNECT, refused(WRONG), checked({ state: "ok" }));
    expect(state).toMatchObject({ connecting: { kind: "failed" } });
  });
});

describe("saving", () => {
  const saving = () => after(...OPENED, TEAM, EDIT, { kind: "save" });

  test("takes what the server says and drops the changes", () => {
    const saved = { ...AMINA, ownPhone: "+254733000222" };
    expect(next(saving(), { kind: "saved", token: "t", members: [saved] })).toMatchObject({
      team: { asking: false, value: [saved] },
      changes: {},
      saving: { kind: "saved" },
    });
  });

  test.each<AdminEvent>([EDIT, { kind: "discard" }, { kind: "save" }, { kind: "hold_back" }])(
    "under way lets $kind change nothing",
    (event) => {
      const state = saving();
      expect(next(state, event)).toBe(state);
    },
  );

  test("that is refused keeps the changes and finds the agent who is named", () => {
    const problem = { ...WRONG, sentence: "The number of Amina is taken." };
    const state = next(saving(), { kind: "not_saved", token: "t", problem });
    expect(state).toMatchObject({ changes: CHANGES, saving: { kind: "failed", problem, agentId: "1" } });
    expect(next(state, EDIT)).toMatchObject({ saving: { kind: "at_rest" } });
  });

  test("that was held back stays marked until it is discarded", () => {
    const state = after(...OPENED, TEAM, EDIT, { kind: "hold_back" }, EDIT);
    expect(state).toMatchObject({ saving: { kind: "held_back" } });
    expect(next(state, { kind: "discard" })).toMatchObject({ changes: {}, saving: { kind: "at_rest" } });
  });
});

// Tests of the team's table while it is edited: what counts as a change, what is saved, and whom a sentence names.

import { describe, expect, test } from "vitest";

import type { Member } from "./smi";
import { type Changes, namedIn, rowsOf, toSave, withChange } from "./team";

const member = (id: string, name: string, more: Partial<Member> = {}): Member => ({
  id,
  name,
  onRoster: false,
  presence: "unset",
  deactivated: false,
  ...more,
});
const AMINA = member("1", "Amina", { ownPhone: "+254733000222", onRoster: true });
const BARAKA = member("2", "Baraka", { phone: "+254722000112" });

const rowOf = (one: Member, changes: Changes = {}) => {
  const [row] = rowsOf([one], changes, "KE");
  if (!row) throw new Error("There is no row.");
  return row;
};

describe("a row", () => {
  test("starts with what is saved, in groups that people read", () => {
    expect(rowOf(AMINA)).toMatchObject({ typed: "+254 733 000 222", onRoster: true, changed: false });
    expect(rowOf(BARAKA)).toMatchObject({ typed: "", onRoster: false, changed: false });
  });

  test("with the same number in another spelling is not changed", () => {
    expect(rowOf(AMINA, { 1: { typed: "0733 000 222" } }).changed).toBe(false);
    expect(rowOf(BARAKA, { 2: { typed: "  " } }).changed).toBe(false);
  });

  test.each([[{ typed: "0733 000 223" }], [{ typed: "" }], [{ typed: "073" }], [{ onRoster: false }]])(
    "with %j is changed",
    (change) => {
      expect(rowOf(AMINA, { 1: change }).changed).toBe(true);
    },
  );

  test("on the roster without any number is unreachable", () => {
    expect(rowOf(AMINA, { 1: { typed: "" } }).unreachable).toBe(true);
    expect(rowOf(BARAKA, { 2: { onRoster: true } }).unreachable).toBe(false);
    expect(rowOf(member("3", "Christabel")).unreachable).toBe(false);
  });

  test("keeps a later change of the number beside an earlier one of the roster", () => {
    const changes = withChange(withChange({}, "2", { onRoster: true }), "2", { typed: "0733 000 999" });
    expect(changes).toEqual({ 2: { onRoster: true, typed: "0733 000 999" } });
  });
});

test("rows are in the order of names, and agents who left come last", () => {
  const members = [member("3", "zuri"), member("4", "Abel", { deactivated: true }), BARAKA, AMINA];
  expect(rowsOf(members, {}, "KE").map((row) => row.member.name)).toEqual(["Amina", "Baraka", "zuri", "Abel"]);
});

describe("what is saved", () => {
  test("names every agent, with numbers in E.164 form and none as an empty text", () => {
    const rows = rowsOf([AMINA, BARAKA], { 2: { typed: "0733 000 999", onRoster: true } }, "KE");
    expect(toSave(rows)).toEqual([
      { id: "1", own_phone: "+254733000222", on_roster: true },
      { id: "2", own_phone: "+254733000999", on_roster: true },
    ]);
    expect(toSave(rowsOf([AMINA], { 1: { typed: "" } }, "KE"))).toEqual([{ id: "1", own_phone: "", on_roster: true }]);
  });

  test("reads local numbers as those of the account's country", () => {
    const rows = rowsOf([BARAKA], { 2: { typed: "0712 345 678" } }, "TZ");
    expect(toSave(rows)[0]?.own_phone).toBe("+255712345678");
  });

  test("leaves alone a stored number that nobody touched, however odd", () => {
    const odd = member("5", "Odd", { ownPhone: "extension 5" });
    expect(toSave(rowsOf([odd], {}, "KE"))[0]?.own_phone).toBe("extension 5");
  });
});

describe("the agent whom a sentence names", () => {
  const members = [member("1", "Ann"), member("2", "Ann Mary"), member("3", "Kim"), member("4", "Kim")];

  test.each([
    ["The number of Ann is too short.", "1"],
    ["The number of Ann Mary is too short.", "2"],
    ["The number of Kim is too short.", undefined],
    ["Nobody is allowed to save.", undefined],
  ])("of %j is %s", (sentence, id) => {
    expect(namedIn(sentence, members)).toBe(id);
  });
});

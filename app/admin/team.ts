// The team's table while somebody edits it: what was changed, what is wrong, and what is to be saved.
// It is pure and saves nothing; numbers are read by `shared/number.ts`.

import { type Country, type Reading, readNumber, spaced } from "../shared/number";
import type { Member, SavedMember } from "./smi";

/** What somebody changed of one agent, as typed. */
export interface Change {
  readonly typed?: string;
  readonly onRoster?: boolean;
}

/** All changes, by the agent's id. */
export type Changes = Readonly<Record<string, Change>>;

/** One agent in the table. */
export interface Row {
  readonly member: Member;
  /** What stands in the field of the own number. */
  readonly typed: string;
  readonly reading: Reading;
  /** The own number that would be saved, in E.164 form; empty for none. */
  readonly ownPhone: string;
  readonly onRoster: boolean;
  /** Saving would change something; the same number in another spelling is no change. */
  readonly changed: boolean;
  /** No number is known on which this agent could be rung. */
  readonly unreachable: boolean;
}

/** The rows as they stand with the changes, agents who left last; numbers without a country code are of `home`. */
export function rowsOf(members: readonly Member[], changes: Changes, home: Country): Row[] {
  const rows = members.map((member) => rowOf(member, changes[member.id] ?? {}, home));
  const collator = new Intl.Collator(undefined, { sensitivity: "base" });
  return rows.sort(
    (one, other) =>
      Number(one.member.deactivated) - Number(other.member.deactivated) ||
      collator.compare(one.member.name, other.member.name),
  );
}

/** The changes with one more. */
export function withChange(changes: Changes, id: string, change: Change): Changes {
  return { ...changes, [id]: { ...changes[id], ...change } };
}

/** What the server is told: every agent, so that what it does not hear of is never in doubt. */
export function toSave(rows: readonly Row[]): SavedMember[] {
  return rows.map(({ member, ownPhone, onRoster }) => ({ id: member.id, own_phone: ownPhone, on_roster: onRoster }));
}

/** The agent whom a sentence of the server names, if it names exactly one; of "Ann" and "Ann Mary" the longer name counts. */
export function namedIn(sentence: string, members: readonly Member[]): string | undefined {
  const named = members.filter(({ name }) => sentence.includes(name));
  const longest = Math.max(...named.map(({ name }) => name.length));
  const found = named.filter(({ name }) => name.length === longest);
  return found.length === 1 ? found[0]?.id : undefined;
}

function rowOf(member: Member, change: Change, home: Country): Row {
  const { ownPhone: saved = "" } = member;
  const typed = change.typed ?? spaced(saved);
  const onRoster = change.onRoster ?? member.onRoster;
  const reading = readNumber(typed, home);
  const ownPhone = change.typed === undefined ? saved : meant(reading, typed);
  return {
    member,
    typed,
    reading,
    ownPhone,
    onRoster,
    changed: ownPhone !== saved || onRoster !== member.onRoster,
    unreachable: onRoster && ownPhone === "" && member.phone === undefined,
  };
}

function meant(reading: Reading, typed: string): string {
  if (reading.kind === "empty") return "";
  return reading.kind === "number" ? reading.e164 : typed;
}

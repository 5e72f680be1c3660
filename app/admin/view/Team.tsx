// The team's table: who is on the roster and on which number they are rung, to be changed and saved.
// It draws what `team.ts` makes of members and changes, and puts what is wrong beside the agent it is wrong about.

import type { TargetedEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Language } from "../../shared/language";
import { type Country, spaced } from "../../shared/number";
import { doubtOf, refusalOf } from "../../shared/remark";
import { Alert } from "../../shared/view/icons";
import { ProblemText } from "../../shared/view/ProblemText";
import type { Open, Part, Saving } from "../admin";
import type { Member } from "../smi";
import { type Change, type Row, rowsOf } from "../team";
import type { Words } from "../words";
import { Section } from "./Section";

export interface TeamProps {
  words: Words;
  language: Language;
  home: Country;
  state: Open;
  team: Part<readonly Member[]>;
  onReload(): void;
  onEdit(id: string, change: Change): void;
  onDiscard(): void;
  onSave(): void;
}

export function Team(props: TeamProps) {
  const { words, team, onReload } = props;
  const { value, asking, problem } = team;
  return (
    <Section id="team" title={words.team} hint={words.teamHint}>
      {problem && (
        <p class="warning" role="alert">
          <Alert />
          <span>
            {words.noTeam} <ProblemText {...{ problem, words }} />
          </span>
        </p>
      )}
      {problem && (
        <button type="button" class="button plain" aria-disabled={asking} onClick={onReload}>
          {words.loadAgain}
        </button>
      )}
      {!value && asking && <p class="hint">{words.loadingTeam}…</p>}
      {value && value.length === 0 && <p>{words.noAgents}</p>}
      {value && value.length > 0 && <Table {...props} members={value} />}
    </Section>
  );
}

function Table({ members, ...props }: TeamProps & { members: readonly Member[] }) {
  const { words, home, state, onSave } = props;
  const { changes, saving } = state;
  const form = useRef<HTMLFormElement>(null);
  const rows = rowsOf(members, changes, home);

  useEffect(() => {
    if (saving.kind === "held_back" || saving.kind === "failed") {
      form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus();
    }
  }, [saving]);

  const save = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave();
  };
  const headings = [words.agent, words.freshdeskNumber, words.ownNumber, words.onRoster, words.presence];

  return (
    <form ref={form} onSubmit={save} noValidate>
      {/* Laid out as cards on narrow screens, which takes a table's own meaning away; the roles keep it. */}
      <table class="team" role="table" aria-labelledby="team-title">
        <thead role="rowgroup">
          <tr role="row">
            {headings.map((heading) => (
              <th key={heading} role="columnheader" scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <AgentRow key={row.member.id} {...props} row={row} />
          ))}
        </tbody>
      </table>
      <SaveBar {...props} changed={rows.filter(({ changed }) => changed).length} />
    </form>
  );
}

function AgentRow({ row, ...props }: Omit<TeamProps, "onSave"> & { row: Row }) {
  const { words, state, onEdit } = props;
  const { member, onRoster, changed, unreachable } = row;
  const isLocked = state.saving.kind === "under_way";
  return (
    <tr role="row" class={changed ? "changed" : ""}>
      <th role="rowheader" scope="row">
        {member.name}
        {member.deactivated && <span class="badge">{words.deactivated}</span>}
      </th>
      <td role="cell">
        <span class="cell-label" aria-hidden="true">
          {words.freshdeskNumber}
        </span>
        <span class={member.phone === undefined ? "hint" : "number"}>
          {member.phone === undefined ? words.none : asRead(member.phone)}
        </span>
      </td>
      <td role="cell" class="own">
        <span class="cell-label" aria-hidden="true">
          {words.ownNumber}
        </span>
        <NumberField {...props} row={row} isLocked={isLocked} />
      </td>
      <td role="cell">
        <label class="tick-box">
          <input
            type="checkbox"
            checked={onRoster}
            disabled={isLocked}
            aria-label={words.onRosterOf(member.name)}
            aria-describedby={`roster-${member.id}`}
            onChange={(event) => onEdit(member.id, { onRoster: event.currentTarget.checked })}
          />
          <span class="cell-label" aria-hidden="true">
            {words.onRoster}
          </span>
        </label>
        <p id={`roster-${member.id}`} class="remark caution">
          {unreachable && words.unreachable}
        </p>
      </td>
      <td role="cell">
        <span class="cell-label" aria-hidden="true">
          {words.presence}
        </span>
        <PresenceBadge {...{ words, presence: member.presence }} />
      </td>
    </tr>
  );
}

function NumberField({
  words,
  language,
  state,
  row,
  isLocked,
  onEdit,
}: Omit<TeamProps, "onSave"> & { row: Row; isLocked: boolean }) {
  const { member, typed } = row;
  const remark = remarkOn(row, state.saving, words, language);
  const id = `remark-${member.id}`;
  return (
    <>
      <input
        class="input"
        type="tel"
        autocomplete="off"
        spellcheck={false}
        maxLength={60}
        value={typed}
        readOnly={isLocked}
        aria-label={words.ownNumberOf(member.name)}
        aria-describedby={id}
        aria-invalid={remark.tone === "error"}
        onInput={(event) => onEdit(member.id, { typed: event.currentTarget.value })}
      />
      <p id={id} class={`remark ${remark.tone}`} lang={remark.fromServer ? "en" : language}>
        {remark.text}
      </p>
    </>
  );
}

function PresenceBadge({ words, presence }: { words: Words; presence: Member["presence"] }) {
  if (presence === "unset") return <span class="hint">{words.teamUnset}</span>;
  return presence === "available" ? (
    <span class="badge good">{words.teamAvailable}</span>
  ) : (
    <span class="badge">{words.teamAway}</span>
  );
}

type SaveBarProps = Pick<TeamProps, "words" | "state" | "onDiscard"> & { changed: number };

/** What is not saved yet, what came of saving, and the buttons; it stays in sight while there is something to save. */
function SaveBar({ words, state: { saving }, changed, onDiscard }: SaveBarProps) {
  const submit = useRef<HTMLButtonElement>(null);
  const isUnderWay = saving.kind === "under_way";
  const discard = () => {
    // The button that was pressed goes away.
    submit.current?.focus();
    onDiscard();
  };
  const isOpen = changed > 0 || isUnderWay;
  return (
    <div class={`save-bar ${isOpen ? "open" : ""}`}>
      <div role="status" class="save-text">
        {changed > 0 && <p>{words.unsaved(changed)}</p>}
        {saving.kind === "saved" && <p class="done">{words.saved}</p>}
        {saving.kind === "held_back" && changed > 0 && <p class="error">{words.heldBack}</p>}
        {saving.kind === "failed" && saving.agentId !== undefined && <p class="error">{words.heldBack}</p>}
        {saving.kind === "failed" && saving.agentId === undefined && (
          <p class="error">
            {saving.problem.doubtful ? words.maybeSaved : words.notSaved}{" "}
            <ProblemText {...{ problem: saving.problem, words }} />
          </p>
        )}
      </div>
      {isOpen && (
        <button type="button" class="button plain" aria-disabled={isUnderWay} onClick={discard}>
          {words.discard}
        </button>
      )}
      <button ref={submit} type="submit" class="button" aria-disabled={!isOpen || isUnderWay}>
        {isUnderWay ? words.saving : words.save}
      </button>
    </div>
  );
}

interface Remark {
  tone: "error" | "caution" | "";
  text?: string;
  fromServer?: boolean;
}

/** Only a number with its country code can be put into groups; another stays as Freshdesk has it. */
function asRead(phone: string): string {
  return phone.startsWith("+") ? spaced(phone) : phone;
}

/** What is said below an agent's number; what is still being typed is not called wrong before somebody wants to save it. */
function remarkOn(row: Row, saving: Saving, words: Words, language: Language): Remark {
  const { reading, member, ownPhone } = row;
  if (saving.kind === "failed" && saving.agentId === member.id) {
    return { tone: "error", fromServer: true, ...(saving.problem.sentence && { text: saving.problem.sentence }) };
  }
  if (reading.kind === "refused") {
    const isTyping = reading.reason === "short" && saving.kind !== "held_back";
    return { tone: isTyping ? "" : "error", text: refusalOf(reading, words, language) };
  }
  if (reading.kind === "empty" || ownPhone === (member.ownPhone ?? "")) return { tone: "" };
  if (reading.extension !== undefined) return { tone: "caution", text: words.noExtension };
  const doubt = doubtOf(reading, words, language);
  return doubt === undefined ? { tone: "", text: words.willBe(reading.shown) } : { tone: "caution", text: doubt };
}

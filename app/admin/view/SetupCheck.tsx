// The set-up check: each thing that must be right, its state, and a sentence about it.
// It checks nothing itself; names and sentences are the server's, and therefore English.

import { Alert } from "../../shared/view/icons";
import { ProblemText } from "../../shared/view/ProblemText";
import type { Part } from "../admin";
import type { Setup } from "../smi";
import type { Words } from "../words";
import { Section } from "./Section";
import { StandingItem } from "./StandingItem";

export interface SetupCheckProps {
  words: Words;
  setup: Part<Setup>;
  /** Nothing can be asked for the moment. */
  isBusy: boolean;
  onCheck(): void;
}

export function SetupCheck({ words, setup, isBusy, onCheck }: SetupCheckProps) {
  const { value, asking, problem } = setup;
  return (
    <Section
      id="setup"
      title={words.setup}
      hint={words.setupHint}
      action={
        <button type="button" class="button plain" aria-disabled={isBusy} onClick={onCheck}>
          {asking ? words.checking : words.checkAgain}
        </button>
      }
    >
      {problem && (
        <p class="warning" role="alert">
          <Alert />
          <span>
            {words.notChecked} <ProblemText {...{ problem, words }} /> {value && words.staleChecks}
          </span>
        </p>
      )}
      {value && (
        <div aria-busy={asking} class={asking ? "stale" : ""}>
          <Checks {...{ words, setup: value }} />
        </div>
      )}
      {!value && asking && <p class="hint">{words.checking}…</p>}
    </Section>
  );
}

/** How the checks went, in a few words. */
export function summaryOf({ checks, channels }: Setup, words: Words): string {
  const all = [...checks, ...channels];
  const open = all.filter(({ state }) => state !== "ok").length;
  if (all.length === 0) return words.noChecks;
  return open === 0 ? words.allGood : words.needAttention(open, all.length);
}

function Checks({ words, setup }: { words: Words; setup: Setup }) {
  const { checks } = setup;
  const summary = summaryOf(setup, words);
  if (checks.length === 0) return <p class="hint">{summary}</p>;
  return (
    <>
      <p class="summary">{summary}</p>
      <ul class="checks">
        {checks.map((check) => (
          <StandingItem key={check.name} {...{ words, ...check }} />
        ))}
      </ul>
    </>
  );
}

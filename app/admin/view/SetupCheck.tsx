// The set-up check: each thing that must be right, its state, and a sentence about it.
// It checks nothing itself; names and sentences are the server's, and therefore English.

import type { ComponentChild } from "preact";

import { Alert, Check, Clock } from "../../shared/view/icons";
import { ProblemText } from "../../shared/view/ProblemText";
import type { Part } from "../admin";
import type { Check as Checked, Setup } from "../smi";
import type { Words } from "../words";
import { Section } from "./Section";

export interface SetupCheckProps {
  words: Words;
  setup: Part<Setup>;
  onCheck(): void;
}

const LOOKS: Record<Checked["state"], { tone: string; Picture: () => ComponentChild }> = {
  ok: { tone: "good", Picture: Check },
  pending: { tone: "pending", Picture: Clock },
  failed: { tone: "wrong", Picture: Alert },
};

export function SetupCheck({ words, setup, onCheck }: SetupCheckProps) {
  const { value, asking, problem } = setup;
  return (
    <Section
      id="setup"
      title={words.setup}
      hint={words.setupHint}
      action={
        <button type="button" class="button plain" aria-disabled={asking} onClick={onCheck}>
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
          <Checks {...{ words, checks: value.checks }} />
        </div>
      )}
      {!value && asking && <p class="hint">{words.checking}…</p>}
    </Section>
  );
}

/** How the checks went, in a few words. */
export function summaryOf({ checks }: Setup, words: Words): string {
  const open = checks.filter(({ state }) => state !== "ok").length;
  if (checks.length === 0) return words.noChecks;
  return open === 0 ? words.allGood : words.needAttention(open, checks.length);
}

function Checks({ words, checks }: { words: Words; checks: Checked[] }) {
  const summary = summaryOf({ checks, addresses: [] }, words);
  if (checks.length === 0) return <p class="hint">{summary}</p>;
  return (
    <>
      <p class="summary">{summary}</p>
      <ul class="checks">
        {checks.map(({ name, state, sentence }) => {
          const { tone, Picture } = LOOKS[state];
          return (
            <li key={name}>
              <span class={`badge ${tone}`}>
                <Picture />
                {words[state]}
              </span>
              <p lang="en">
                <strong>{name}</strong>
                <span>{sentence}</span>
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}

// The screen after the call: how it ended, and whether one may come back.
// Which endings those are is decided in `visit.ts`.

import { Alert, Check, Clock, HungUp } from "../../shared/view/icons";
import type { Session } from "../session";
import { type Ending, mayRejoin, type Visit } from "../visit";
import type { Words } from "../words";
import { Card, Sentence } from "./Card";

export interface OverProps {
  words: Words;
  session: Session;
  visit: Extract<Visit, { phase: "over" }>;
}

const EMBLEMS = { left: HungUp, ended: Check, expired: Clock, lost: Alert, failed: Alert };

export function Over({ words, session, visit }: OverProps) {
  const { ending } = visit;
  const Emblem = EMBLEMS[ending.kind];
  const isWrong = ending.kind === "lost" || ending.kind === "failed";
  return (
    <Card emblem={<Emblem />} tone={isWrong ? "wrong" : "over"} title={titleOf(ending, words)}>
      <Sentence>{lineOf(ending, words)}</Sentence>
      {ending.kind === "failed" && ending.code !== undefined && <p class="remark">{words.errorCode(ending.code)}</p>}
      {mayRejoin(visit, Date.now()) && (
        <div class="ways">
          <button type="button" class={ending.kind === "left" ? "button plain" : "button"} onClick={session.rejoin}>
            {words.rejoin}
          </button>
        </div>
      )}
    </Card>
  );
}

function titleOf(ending: Ending, words: Words): string {
  if (ending.kind !== "failed") return words[`${ending.kind}Title`];
  return ending.trouble === "gone" ? words.endedTitle : words.failedTitle;
}

function lineOf(ending: Ending, words: Words): string {
  return ending.kind === "failed" ? words[ending.trouble] : words[`${ending.kind}Line`];
}

// The end of the call for everybody, asked twice in the page: the product's own question has ten seconds only.
// It ends nothing; it hands on that the agent is sure.

import { useEffect, useRef } from "preact/hooks";

import type { ModalState } from "../modal/modal";
import type { Words } from "../words";
import { Failure } from "./Failure";

export interface EndForAllProps {
  words: Words;
  ending: ModalState["ending"];
  onWant(): void;
  onKeep(): void;
  onEnd(): void;
}

export function EndForAll({ words, ending, onWant, onKeep, onEnd }: EndForAllProps) {
  const keep = useRef<HTMLButtonElement>(null);
  const want = useRef<HTMLButtonElement>(null);
  const before = useRef(ending.kind);
  useEffect(() => {
    if (ending.kind === "asked") keep.current?.focus();
    if (ending.kind === "at_rest" && before.current !== "at_rest") want.current?.focus();
    before.current = ending.kind;
  }, [ending.kind]);

  if (ending.kind === "at_rest") {
    return (
      <button type="button" ref={want} class="button plain danger" onClick={onWant}>
        {words.endForAll}
      </button>
    );
  }
  const busy = ending.kind === "under_way";
  return (
    <div class="card ending" role="group" aria-labelledby="end-title" aria-describedby="end-line">
      <h2 id="end-title">{words.endSure}</h2>
      <p id="end-line">{words.endLine}</p>
      {ending.kind === "failed" && <Failure {...{ words }} what={words.notEnded} problem={ending.problem} />}
      <div class="ways">
        <button type="button" class="button danger" aria-disabled={busy} onClick={() => !busy && onEnd()}>
          {busy ? words.endBusy : ending.kind === "failed" ? words.again : words.endYes}
        </button>
        <button type="button" ref={keep} class="button plain" aria-disabled={busy} onClick={onKeep}>
          {words.endNo}
        </button>
      </div>
    </div>
  );
}

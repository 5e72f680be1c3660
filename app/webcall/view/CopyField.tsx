// A text that can be read, selected and copied.
// Where the browser forbids copying, the text is left selected and the agent is told which keys copy it.

import { useEffect, useRef, useState } from "preact/hooks";

import { copyField } from "../../shared/copy";
import type { Words } from "../words";

/** How long the button says that it copied, in milliseconds. */
const COPIED_FOR = 3_000;

export interface CopyFieldProps {
  words: Words;
  id: string;
  label: string;
  /** What the button is called, for who does not see what is beside it. */
  copyLabel: string;
  text: string;
  /** Describes the text, below it. */
  hint: string;
  isCode?: boolean;
}

export function CopyField({ words, id, label, copyLabel, text, hint, isCode = false }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<"copied" | "refused">();
  useEffect(() => {
    if (outcome !== "copied") return undefined;
    const timer = setTimeout(() => setOutcome(undefined), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => {
    if (field.current) void copyField(field.current).then((worked) => setOutcome(worked ? "copied" : "refused"));
  };

  return (
    <div class="copy-field">
      <label for={id}>{label}</label>
      <div class="with-button">
        <input
          id={id}
          ref={field}
          class={isCode ? "input code" : "input"}
          type="text"
          readOnly
          spellcheck={false}
          value={text}
          aria-describedby={`${id}-hint`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button plain" aria-label={copyLabel} onClick={copy}>
          {outcome === "copied" ? words.copied : words.copy}
        </button>
      </div>
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
      <p role="status" class={outcome === "refused" ? "warning" : "spoken"}>
        {outcome === "copied" && words.copied}
        {outcome === "refused" && words.copyByHand}
      </p>
    </div>
  );
}

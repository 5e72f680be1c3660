// The step before the page: what the page is, and a field for the passcode. Agents meet it too, so it takes little room.
// The passcode stays in the field and goes to the server; it is kept nowhere else.

import type { TargetedEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { Alert } from "../../shared/view/icons";
import { ProblemText } from "../../shared/view/ProblemText";
import type { Locked } from "../admin";
import type { Words } from "../words";

export interface PasscodeProps {
  words: Words;
  state: Locked;
  onOpen(passcode: string): void;
}

export function Passcode({ words, state, onOpen }: PasscodeProps) {
  const field = useRef<HTMLInputElement>(null);
  const [isMissing, setMissing] = useState(false);
  const { asking, expired, problem, changes } = state;
  const isWrong = isMissing || (problem !== undefined && !asking);

  useEffect(() => {
    // A panel beside a conversation must not take the focus from what an agent is writing there.
    if (document.hasFocus()) field.current?.focus();
  }, []);
  useEffect(() => {
    if (problem) field.current?.select();
  }, [problem]);

  const open = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const passcode = field.current?.value ?? "";
    setMissing(passcode === "");
    if (passcode === "") field.current?.focus();
    else onOpen(passcode);
  };

  return (
    <form class="card passcode" onSubmit={open} noValidate>
      <h2>{words.passcodeTitle}</h2>
      {expired && (
        <p class="warning">
          <Alert />
          <span>{words.expired}</span>
        </p>
      )}
      {Object.keys(changes).length > 0 && <p>{words.changesKept}</p>}
      <div>
        <label for="passcode">{words.passcode}</label>
        <div class="with-button">
          <input
            id="passcode"
            ref={field}
            class="input"
            type="password"
            autocomplete="off"
            maxLength={200}
            aria-describedby="passcode-error"
            aria-invalid={isWrong}
          />
          <button type="submit" class="button" aria-disabled={asking}>
            {asking ? words.opening : words.open}
          </button>
        </div>
        <div id="passcode-error" role="alert">
          {isMissing && <p class="error">{words.passcodeMissing}</p>}
          {!isMissing && problem && (
            <p class="error">
              <ProblemText {...{ problem, words }} />
            </p>
          )}
        </div>
      </div>
      <details class="hint">
        <summary>{words.passcodeHelp}</summary>
        <p>{words.passcodeWhy}</p>
        <p>{words.passcodeWhere}</p>
      </details>
    </form>
  );
}

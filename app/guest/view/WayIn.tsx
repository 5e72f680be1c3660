// The screens before anything is known of the call: pasting a link, its password, the wrong browser.
// What a link or a password is worth is decided elsewhere.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { Alert, Link, Lock } from "../../shared/view/icons";
import { androidIntent, systemOf } from "../place";
import type { Session } from "../session";
import { isHeld, type Visit } from "../visit";
import type { Words } from "../words";
import { Card, Sentence } from "./Card";

interface Props<Phase extends Visit["phase"]> {
  words: Words;
  session: Session;
  visit: Extract<Visit, { phase: Phase }>;
}

export function PasteLink({ words, session, visit }: Props<"link">) {
  const refusal = visit.refusal && (visit.refusal === "expired" ? words.linkExpired : words.linkDamaged);
  return (
    <Card emblem={refusal ? <Alert /> : <Link />} tone={refusal ? "wrong" : "busy"} title={words.pasteTitle}>
      {refusal !== undefined && <Wrong>{refusal}</Wrong>}
      <Sentence>{words.pasteLine}</Sentence>
      <OneField id="link" label={words.pasteLabel} action={words.pasteOpen} onEnter={session.read} />
    </Card>
  );
}

export function Password({ words, session, visit }: Props<"locked">) {
  const isPaused = visit.pausedUntil > 0;
  return (
    <Card emblem={<Lock />} tone="busy" title={words.passwordTitle}>
      <Sentence>{words.passwordLine}</Sentence>
      {visit.wrong > 0 && !visit.opening && (
        <Wrong>
          {words.passwordWrong} {isPaused && words.passwordPause}
        </Wrong>
      )}
      <OneField
        id="password"
        label={words.passwordLabel}
        action={visit.opening ? words.passwordOpening : words.passwordOpen}
        isHeld={isHeld(visit)}
        onEnter={session.unlock}
      />
    </Card>
  );
}

export function Inside({ words, session, visit }: Props<"inside">) {
  const [copy, setCopy] = useState<"ready" | "done" | "failed">("ready");
  const link = session.link();
  const intent = systemOf(navigator.userAgent) === "android" ? androidIntent(link) : undefined;
  const write = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopy("done");
    } catch {
      setCopy("failed");
    }
  };
  return (
    <Card emblem={<Alert />} title={words.insideTitle}>
      <Sentence>{words.insideLine(visit.app)}</Sentence>
      <div class="ways">
        {intent !== undefined && (
          <a class="button" href={intent}>
            {words.insideOpen}
          </a>
        )}
        <button type="button" class={intent ? "button plain" : "button"} onClick={() => void write()}>
          {words.insideCopy}
        </button>
        <p class="sentence" role="status">
          {copy === "done" && words.insideCopied}
        </p>
        {copy === "failed" && (
          <div class="field">
            <label for="whole-link">{words.insideSelect}</label>
            <input id="whole-link" readOnly value={link} onFocus={({ currentTarget }) => currentTarget.select()} />
          </div>
        )}
        <button type="button" class="quiet" onClick={session.stay}>
          {words.insideStay}
        </button>
      </div>
    </Card>
  );
}

export function Hindered({ words, visit }: Omit<Props<"hindered">, "session">) {
  const isInsecure = visit.by === "insecure";
  return (
    <Card emblem={<Alert />} tone="wrong" title={isInsecure ? words.insecureTitle : words.unsupportedTitle}>
      <Sentence>{isInsecure ? words.insecureLine : words.unsupportedLine}</Sentence>
    </Card>
  );
}

function Wrong({ children }: { children: ComponentChildren }) {
  return (
    <p class="wrong" role="alert">
      {children}
    </p>
  );
}

interface OneFieldProps {
  id: string;
  label: string;
  action: string;
  isHeld?: boolean;
  onEnter(text: string): void;
}

/** A text and the button that hands it over. While it is held, the text stays as it is. */
function OneField({ id, label, action, isHeld = false, onEnter }: OneFieldProps) {
  const [text, setText] = useState("");
  const enter = (event: Event) => {
    event.preventDefault();
    if (!isHeld && text.trim() !== "") onEnter(text);
  };
  return (
    <form class="ways" onSubmit={enter}>
      <div class="field">
        <label for={id}>{label}</label>
        <input
          id={id}
          value={text}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <button type="submit" class="button" disabled={isHeld}>
        {action}
      </button>
    </form>
  );
}

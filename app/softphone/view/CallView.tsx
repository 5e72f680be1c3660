// The screen of a call: who is rung, what is known, and what the agent can do.
// It draws what `screen.ts` says and decides nothing.

import type { ComponentChild, RefObject } from "preact";
import { useState } from "preact/hooks";

import { countryName } from "../../shared/country";
import type { Language } from "../../shared/language";
import { readNumber } from "../../shared/number";
import { Alert, Check, Clock, Handset, Headset, HungUp, Person } from "../../shared/view/icons";
import type { Action, Leg, Screen, Sentence, Tone } from "../screen";
import type { Words } from "../words";
import { Frame } from "./Frame";

export interface CallViewProps {
  words: Words;
  language: Language;
  screen: Screen;
  /** The number of this call, in E.164 form. */
  to: string;
  /** A number clicked during this call, for the next one. */
  queued: string | undefined;
  heading: RefObject<HTMLHeadingElement | null>;
  onAct: Record<Exclude<Action, "check">, () => void>;
  onCheck(): Promise<boolean>;
}

export function CallView(props: CallViewProps) {
  const { words, language, screen, to, queued, heading, onAct, onCheck } = props;
  return (
    <div class="screen">
      <Frame
        title={words.title}
        badge={screen.badge}
        tone={screen.tone}
        footer={screen.actions.length > 0 && <Actions {...{ words, screen, onAct, onCheck }} />}
      >
        <div class="call-view">
          {screen.legs.length > 0 ? <Legs legs={screen.legs} /> : <Emblem tone={screen.tone} />}
          <h2 ref={heading} tabIndex={-1}>
            {screen.title}
          </h2>
          <Callee to={to} language={language} />
          {screen.sentences.map((sentence) => (
            <Said key={sentence.text} sentence={sentence} kind="sentence" />
          ))}
          {screen.warnings.map((sentence) => (
            <Said key={sentence.text} sentence={sentence} kind="warning" />
          ))}
          {queued !== undefined && <p class="queued">{words.nextNumber(queued)}</p>}
        </div>
      </Frame>
    </div>
  );
}

/** The customer's number and country. */
function Callee({ to, language }: { to: string; language: Language }) {
  const reading = readNumber(to, "KE");
  const country = reading.kind === "number" && reading.country ? countryName(reading.country, language) : undefined;
  return (
    <p class="callee">
      <strong>{reading.kind === "number" ? reading.shown : to}</strong>
      {country !== undefined && <span>{country}</span>}
    </p>
  );
}

function Said({ sentence, kind }: { sentence: Sentence; kind: "sentence" | "warning" }) {
  const language = sentence.fromServer ? { lang: "en" } : {};
  return (
    <p class={kind} {...language}>
      {kind === "warning" && <Alert />}
      <span>{sentence.text}</span>
    </p>
  );
}

/** The two phones in the order in which they are rung; hidden from screen readers, for which the title says it. */
function Legs({ legs }: { legs: Leg[] }) {
  return (
    <ol class="legs" aria-hidden="true">
      {legs.map((leg) => (
        <li key={leg.who} class={leg.state}>
          <span class="emblem">{leg.who === "agent" ? <Headset /> : <Person />}</span>
          <span class="leg-label">{leg.label}</span>
          {leg.state === "answered" && (
            <span class="tick">
              <Check />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

const EMBLEMS: Record<Tone, () => ComponentChild> = {
  busy: Handset,
  good: Check,
  over: HungUp,
  unknown: Clock,
  wrong: Alert,
};

function Emblem({ tone }: { tone: Tone }) {
  const Picture = EMBLEMS[tone];
  return (
    <div class={`emblem lone ${tone}`}>
      <Picture />
    </div>
  );
}

type ActionsProps = Pick<CallViewProps, "words" | "screen" | "onAct" | "onCheck">;

function Actions({ words, screen, onAct, onCheck }: ActionsProps) {
  const labels = { retry: words.retry, back: words.changeNumber, new_call: words.newCall };
  return (
    <>
      {screen.remark !== undefined && <p class="remark">{screen.remark}</p>}
      <div class="row">
        {screen.actions.map((action, place) =>
          action === "check" ? (
            <CheckButton key={action} words={words} onCheck={onCheck} />
          ) : (
            <button key={action} type="button" class={`button ${prominence(screen, place)}`} onClick={onAct[action]}>
              {labels[action]}
            </button>
          ),
        )}
      </div>
    </>
  );
}

/** The first action is the way on, except during a call, where nothing has to be done here. */
function prominence(screen: Screen, place: number): "primary" | "plain" {
  return place === 0 && screen.tone !== "busy" && screen.tone !== "good" ? "primary" : "plain";
}

/** Asks once; an unanswered question is said on the button itself. */
function CheckButton({ words, onCheck }: Pick<CallViewProps, "words" | "onCheck">) {
  const [stand, setStand] = useState<"ready" | "asking" | "unanswered">("ready");
  const ask = () => {
    setStand("asking");
    void onCheck().then((answered) => setStand(answered ? "ready" : "unanswered"));
  };
  return (
    <>
      <button type="button" class="button plain" disabled={stand === "asking"} onClick={ask}>
        {words.checkNow}
      </button>
      {stand === "unanswered" && (
        <p class="remark" role="status">
          {words.noNews}
        </p>
      )}
    </>
  );
}

// The screen on which a number is entered: field, what will be dialled, keypad, Call; the agent's availability above.
// It keeps no call and dials nothing; it hands the number on.

import type { RefObject, TargetedEvent } from "preact";

import { countryName } from "../../shared/country";
import type { Language } from "../../shared/language";
import { type Country, type Reading, readNumber, spaced } from "../../shared/number";
import { doubtOf, refusalOf } from "../../shared/remark";
import { Erase, Handset } from "../../shared/view/icons";
import type { Connection } from "../live/connection";
import type { PresenceState } from "../presence";
import type { Choice } from "../smi";
import type { Words } from "../words";
import { Frame } from "./Frame";
import { GatewayNotice } from "./GatewayNotice";
import { PresenceControl, PresenceLine, PresenceNotice } from "./Presence";

export interface DialerProps {
  words: Words;
  language: Language;
  home: Country;
  fromNumber: string;
  presence: PresenceState;
  connection: Connection;
  typed: string;
  field: RefObject<HTMLInputElement | null>;
  onChoose(choice: Choice): void;
  onType(typed: string): void;
  onDial(e164: string): void;
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0"];

export function Dialer(props: DialerProps) {
  const { words, language, home, fromNumber, presence, connection, typed, field, onChoose, onType, onDial } = props;
  const reading = readNumber(typed, home);
  const note = noteOn(reading, words, language);

  const dial = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (reading.kind === "number") onDial(reading.e164);
  };

  return (
    <form class="screen" onSubmit={dial}>
      <Frame
        title={words.title}
        line={<PresenceLine {...{ words, presence }} />}
        control={<PresenceControl {...{ words, presence, onChoose }} />}
        notice={
          <>
            <PresenceNotice {...{ words, presence }} />
            <GatewayNotice {...{ words, connection }} />
          </>
        }
        footer={<CallButton words={words} ready={reading.kind === "number"} fromNumber={fromNumber} />}
      >
        <label for="number">{words.numberLabel}</label>
        <div class={`field ${note.tone}`}>
          <input
            id="number"
            ref={field}
            type="tel"
            autocomplete="off"
            spellcheck={false}
            maxLength={60}
            value={typed}
            aria-describedby="note"
            aria-invalid={note.tone === "wrong"}
            onInput={(event) => onType(event.currentTarget.value)}
          />
        </div>
        <p id="note" class={`note ${note.tone}`} aria-live="polite">
          {note.lines.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </p>
        <Keypad words={words} field={field} onType={onType} />
      </Frame>
    </form>
  );
}

function CallButton({ words, ready, fromNumber }: { words: Words; ready: boolean; fromNumber: string }) {
  return (
    <>
      <p class="remark">{words.callsFrom(spaced(fromNumber))}</p>
      <button type="submit" class="button call" disabled={!ready}>
        <Handset />
        {words.call}
      </button>
    </>
  );
}

function Keypad({ words, field, onType }: Pick<DialerProps, "words" | "field" | "onType">) {
  const press = (edit: (text: string, start: number, end: number) => [string, number]) => () => {
    const input = field.current;
    if (!input) return;
    const { value, selectionStart, selectionEnd } = input;
    const [text, caret] = edit(value, selectionStart ?? value.length, selectionEnd ?? value.length);
    input.value = text;
    input.setSelectionRange(caret, caret);
    onType(text);
  };
  const insert = (key: string) =>
    press((text, start, end) => [text.slice(0, start) + key + text.slice(end), start + 1]);
  const erase = press((text, start, end) => {
    const from = start === end ? Math.max(start - 1, 0) : start;
    return [text.slice(0, from) + text.slice(end), from];
  });
  // A click must not take the caret out of the field; the keyboard keeps its place on the key.
  const keepFocus = (event: MouseEvent) => event.preventDefault();

  return (
    <div class="keypad" role="group" aria-label={words.keypad} onMouseDown={keepFocus}>
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          class="key"
          aria-label={key === "+" ? words.plusKey : key}
          onClick={insert(key)}
        >
          {key}
        </button>
      ))}
      <button type="button" class="key" aria-label={words.erase} onClick={erase}>
        <Erase />
      </button>
    </div>
  );
}

interface Note {
  tone: "hint" | "good" | "unusual" | "wrong";
  lines: string[];
}

function noteOn(reading: Reading, words: Words, language: Language): Note {
  if (reading.kind === "empty") return { tone: "hint", lines: [words.numberHint] };
  if (reading.kind === "refused") {
    return { tone: reading.reason === "short" ? "hint" : "wrong", lines: [refusalOf(reading, words, language)] };
  }
  const { shown, country, extension } = reading;
  const lines = [
    country === undefined ? words.willDialNoCountry(shown) : words.willDial(shown, countryName(country, language)),
  ];
  const doubt = doubtOf(reading, words, language);
  if (doubt !== undefined) lines.push(doubt);
  if (extension !== undefined) lines.push(words.extension(extension));
  return { tone: doubt === undefined ? "good" : "unusual", lines };
}

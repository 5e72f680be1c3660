// The softphone as a whole: the number at hand, the call, and which screen shows them.
// The call itself lives in the session, the words in `screen.ts`; this file connects them to the screens.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Language } from "../../shared/language";
import type { Country } from "../../shared/number";
import type { Freshdesk } from "../../shared/platform";
import type { Attendance } from "../attendance";
import { isBusy } from "../call";
import type { Bell } from "../live/bell";
import type { Feed } from "../live/feed";
import { screenOf } from "../screen";
import type { Session } from "../session";
import { wordsIn } from "../words";
import { CallView } from "./CallView";
import { Dialer } from "./Dialer";
import { IncomingCalls } from "./IncomingCalls";

export interface SoftphoneProps {
  freshdesk: Pick<Freshdesk, "onNumberClicked" | "showPanel">;
  session: Session;
  attendance: Attendance;
  bell: Bell;
  feed: Feed;
  language: Language;
  home: Country;
  /** The number that customers see, in E.164 form. */
  fromNumber: string;
}

export function Softphone(props: SoftphoneProps) {
  const { freshdesk, session, attendance, bell, feed, language, home, fromNumber } = props;
  const words = wordsIn(language);
  const state = useLatest(session, session.state);
  const presence = useLatest(attendance, attendance.state);
  const connection = useLatest(feed, feed.state);
  const incoming = useLatest(bell, bell.calls);
  const [typed, setTyped] = useState("");
  const [queued, setQueued] = useState<string>();
  const [clicks, setClicks] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  // As soon as the screen is drawn: a click that comes before is lost.
  useLayoutEffect(() => freshdesk.onNumberClicked(take), [freshdesk]);
  useEffect(() => {
    if (clicks > 0) field.current?.focus();
  }, [clicks]);
  useEffect(() => {
    if (focusWasLost()) (state.phase === "idle" ? field : heading).current?.focus();
  }, [state.phase]);

  /** A clicked number never disturbs a call: it waits for the next one. */
  function take(number: string): void {
    freshdesk.showPanel();
    const busy = isBusy(session.state());
    if (number !== "" && busy) setQueued(number);
    if (number !== "" && !busy) {
      setTyped(number);
      session.leave();
    }
    setClicks((count) => count + 1);
  }

  function back(): void {
    setTyped(queued ?? typed);
    setQueued(undefined);
    session.leave();
  }

  function newCall(): void {
    setTyped(queued ?? "");
    setQueued(undefined);
    session.leave();
  }

  const screen = state.phase === "idle" ? undefined : screenOf(state, words);
  const spoken = screen
    ? [screen.title, ...screen.sentences.map(({ text }) => text), ...screen.warnings.map(({ text }) => text)].join(" ")
    : "";
  return (
    <>
      <p class="spoken" role="status">
        {spoken}
      </p>
      <IncomingCalls words={words} home={home} calls={incoming} />
      {state.phase === "idle" || !screen ? (
        <Dialer
          {...{ words, language, home, fromNumber, presence, connection, typed, field }}
          onChoose={attendance.choose}
          onType={setTyped}
          onDial={session.dial}
        />
      ) : (
        <CallView
          {...{ words, language, screen, queued, heading }}
          to={state.click.to}
          onAct={{ retry: session.retry, back, new_call: newCall }}
          onCheck={session.check}
        />
      )}
    </>
  );
}

/** What a source says last, drawn anew whenever that changes. */
function useLatest<T>(source: { subscribe(changed: () => void): () => void }, read: () => T): T {
  const [latest, setLatest] = useState(read);
  useEffect(() => {
    const show = () => setLatest(read);
    // It may have changed before this screen was drawn.
    show();
    return source.subscribe(show);
  }, [source]);
  return latest;
}

/** The focused control went away with its screen. An agent who is typing elsewhere in Freshdesk is left in peace. */
function focusWasLost(): boolean {
  return document.hasFocus() && (document.activeElement === null || document.activeElement === document.body);
}

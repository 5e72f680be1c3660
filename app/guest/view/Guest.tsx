// The page as a whole: which screen shows the visit, in which language, and what a screen reader is told of it.
// The visit itself lives in the session.

import { useEffect, useRef, useState } from "preact/hooks";

import { type Language, speak } from "../../shared/language";
import { Handset } from "../../shared/view/icons";
import type { Session } from "../session";
import type { Visit } from "../visit";
import { type Words, wordsIn } from "../words";
import { CallView, nameOf } from "./CallView";
import { Card, Sentence } from "./Card";
import { Frame } from "./Frame";
import { LookView } from "./LookView";
import { Over } from "./Over";
import { timeOfDay } from "./time";
import { Hindered, Inside, Password, PasteLink } from "./WayIn";

export function Guest({ session, first }: { session: Session; first: Language }) {
  const [language, setLanguage] = useState(first);
  const [visit, setVisit] = useState(session.visit);
  const words = wordsIn(language);
  useEffect(() => session.subscribe(() => setVisit(session.visit())), [session]);
  useEffect(() => speak(language, words.title), [language]);
  useFocusOnNews(screenOf(visit));
  const remark = visit.phase === "call" ? words.until(timeOfDay(visit.invitation.expiresAt)) : undefined;
  return (
    <Frame {...{ words, language, remark }} onLanguage={setLanguage}>
      <Spoken {...{ visit, words }} />
      <Screen {...{ visit, words, session }} />
    </Frame>
  );
}

interface ScreenProps {
  visit: Visit;
  words: Words;
  session: Session;
}

function Screen({ visit, words, session }: ScreenProps) {
  switch (visit.phase) {
    case "link":
      return <PasteLink {...{ words, session, visit }} />;
    case "hindered":
      return <Hindered {...{ words, visit }} />;
    case "inside":
      return <Inside {...{ words, session, visit }} />;
    case "locked":
      return <Password {...{ words, session, visit }} />;
    case "look":
      return <LookView {...{ words, session, visit }} />;
    case "joining":
      return (
        <Card emblem={<Handset />} tone="busy" title={words.joining}>
          <Sentence>{words.joiningLine}</Sentence>
          <button type="button" class="quiet" onClick={session.leave}>
            {words.cancel}
          </button>
        </Card>
      );
    case "call":
      return <CallView {...{ words, session, visit }} />;
    case "over":
      return <Over {...{ words, session, visit }} />;
  }
}

/** One name for each screen that replaces another. */
function screenOf(visit: Visit): string {
  return visit.phase === "look" ? `look ${visit.look.stage}` : visit.phase;
}

/** Moves the focus to the heading of a screen that replaced another, so that it is read out and tabbing starts there. */
function useFocusOnNews(screen: string): void {
  const last = useRef(screen);
  useEffect(() => {
    if (last.current === screen) return;
    last.current = screen;
    document.querySelector<HTMLElement>("h2")?.focus();
  }, [screen]);
}

/** Says who comes and goes; nobody who uses a screen reader sees the tiles. */
function Spoken({ visit, words }: { visit: Visit; words: Words }) {
  const before = useRef<ReadonlyMap<string, string>>(new Map());
  const [said, setSaid] = useState("");
  const people = visit.phase === "call" ? visit.call.people : [];
  useEffect(() => {
    if (visit.phase !== "call") {
      before.current = new Map();
      return;
    }
    const now = new Map(people.map((person) => [person.id, nameOf(person, visit.invitation, words)]));
    const news = [
      ...[...now].filter(([id]) => !before.current.has(id)).map(([, name]) => words.cameIn(name)),
      ...[...before.current].filter(([id]) => !now.has(id)).map(([, name]) => words.wentOut(name)),
    ];
    before.current = now;
    if (news.length > 0) setSaid(news.join(" "));
  }, [people]);
  return (
    <p class="spoken" role="status">
      {said}
    </p>
  );
}

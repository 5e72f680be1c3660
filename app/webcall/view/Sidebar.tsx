// The page beside the ticket: whether a call is open, until when and with whom, and the button that opens the modal.
// What happens lives in the session.

import { useEffect, useRef } from "preact/hooks";

import { Camera, Microphone } from "../../shared/view/icons";
import type { WebCallSettings } from "../settings";
import type { SidebarSession } from "../sidebar/session";
import type { WebCall } from "../smi";
import type { Words } from "../words";
import { Failure } from "./Failure";
import { People } from "./People";
import { TimeLeft } from "./TimeLeft";
import { useSession, useView } from "./useSession";

export interface SidebarProps {
  session: SidebarSession;
  words: Words;
  settings: WebCallSettings;
  /** Asks for a frame as high as this page. */
  fit(height: number): void;
}

export function Sidebar({ session, words, settings, fit }: SidebarProps) {
  const { call, asking, problem, blocked } = useSession(session);
  const page = useRef<HTMLElement>(null);
  useView(session, page);
  useFitting(page, fit);
  const isOpen = typeof call === "object";
  const Emblem = settings.soundOnly ? Microphone : Camera;
  const start = settings.soundOnly ? words.startSound : words.startVideo;
  return (
    <main class="sidebar" ref={page}>
      <div class="sidebar-head">
        <h1>{words.title}</h1>
        {isOpen && <span class="badge good">{words.isOpen}</span>}
        <button type="button" class="link-button" aria-disabled={asking} onClick={() => !asking && session.check()}>
          {words.refresh}
        </button>
      </div>
      {call === "unknown" && !problem && (
        <p class="hint" role="status">
          {words.looking}
        </p>
      )}
      {call === "none" && <p class="hint">{words.noCall}</p>}
      {isOpen && <Open {...{ words, call }} soundOnly={settings.soundOnly} />}
      {problem && <Failure {...{ words, problem }} what={words.notSeen} onRetry={session.check} />}
      <button type="button" class="button" onClick={session.open}>
        <Emblem />
        {isOpen ? words.openCall : start}
      </button>
      <div role="alert">{blocked && <p class="warning">{words.blocked}</p>}</div>
    </main>
  );
}

function Open({ words, call, soundOnly }: { words: Words; call: WebCall; soundOnly: boolean }) {
  return (
    <>
      <TimeLeft {...{ words }} expiresAt={call.expiresAt} />
      <People {...{ words, soundOnly }} people={call.people} />
    </>
  );
}

function useFitting(page: { current: HTMLElement | null }, fit: (height: number) => void): void {
  useEffect(() => {
    const { current } = page;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => fit(current.offsetHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
}

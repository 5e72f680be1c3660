// The agent's own way into the room: a new tab always, and this window where the frames around it leave it a microphone.
// The guest page does the talking; what it tells of the visit is believed from this very frame only.

import { useEffect, useRef } from "preact/hooks";

import { POWERS, readVisit, type Visit } from "../frame";
import type { Here, WayIn } from "../modal/modal";
import type { Words } from "../words";
import { Failure } from "./Failure";

export interface JoinProps {
  words: Words;
  way: WayIn;
  /** Whether anything is known of who the agent is. */
  isKnown: boolean;
  /** Whether the frames around leave this window a camera or a microphone. */
  isMediaAllowed: boolean;
  onRetry(): void;
  onJoinHere(): void;
}

export function Join({ words, way, isKnown, isMediaAllowed, onRetry, onJoinHere }: JoinProps) {
  return (
    <section class="card" aria-labelledby="join-title">
      <h2 id="join-title">{words.join}</h2>
      {!isKnown && <p class="warning">{words.noAgent}</p>}
      {(way.kind === "asking" || (isKnown && way.kind === "none")) && (
        <p class="hint" role="status">
          {words.preparing}
        </p>
      )}
      {way.kind === "failed" && (
        <Failure {...{ words }} what={words.notReady} problem={way.problem} onRetry={onRetry} />
      )}
      {way.kind === "open" && (
        <>
          <div class="ways">
            <NewTab {...{ words }} url={way.url} />
            {isMediaAllowed && (
              <button type="button" class="button plain" onClick={onJoinHere}>
                {words.joinHere}
              </button>
            )}
          </div>
          <p class="hint">{words.joinLine}</p>
        </>
      )}
    </section>
  );
}

export interface RoomProps {
  words: Words;
  /** The agent's own link. */
  url: string;
  here: Here;
  onVisit(visit: Visit): void;
}

/** The room in this window, with the ways out of it: a page that may not be framed here stays blank and tells nothing. */
export function Room({ words, url, here, onVisit }: RoomProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      const visit = readVisit(event, frame.current?.contentWindow ?? null, url);
      if (visit) onVisit(visit);
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, [url]);
  useEffect(() => frame.current?.focus(), []);
  return (
    <section class="card" aria-label={words.joinFrame}>
      <div role="alert">{here === "denied" && <p class="warning">{words.denied}</p>}</div>
      <iframe ref={frame} class="room" title={words.joinFrame} src={url} allow={POWERS} />
      <p class="hint">{words.frameLine}</p>
      <div class="ways">
        <NewTab {...{ words, url }} isPlain />
        <button type="button" class="button plain" onClick={() => onVisit("left")}>
          {words.leaveHere}
        </button>
      </div>
    </section>
  );
}

function NewTab({ words, url, isPlain = false }: { words: Words; url: string; isPlain?: boolean }) {
  return (
    <a class={isPlain ? "button plain" : "button"} href={url} target="_blank" rel="noopener noreferrer">
      {words.joinTab}
    </a>
  );
}

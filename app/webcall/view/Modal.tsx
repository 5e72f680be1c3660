// The modal as a whole: the state of the call, the invitation, who is in it, the agent's way in, and the end for all.
// What happens lives in the session; this file connects it to the sections.

import { useEffect, useRef } from "preact/hooks";

import { isInside } from "../modal/modal";
import type { ModalSession } from "../modal/session";
import type { WebCallSettings } from "../settings";
import type { WebCall } from "../smi";
import type { Words } from "../words";
import { EndForAll } from "./EndForAll";
import { Failure } from "./Failure";
import { Handing } from "./Handing";
import { Invite } from "./Invite";
import { Join, Room } from "./Join";
import { People } from "./People";
import { TimeLeft } from "./TimeLeft";
import { useSession, useView } from "./useSession";

export interface ModalProps {
  session: ModalSession;
  words: Words;
  settings: WebCallSettings;
  digits: string | undefined;
  isAgentKnown: boolean;
  isMediaAllowed: boolean;
  onClose(): void;
}

export function Modal(props: ModalProps) {
  const { session, words, settings, digits, onClose } = props;
  const state = useSession(session);
  const page = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useView(session, page);
  const { call, problem, link, over, way } = state;
  const open = typeof call === "object" ? call : undefined;
  // What had the focus may have gone away with its section.
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) heading.current?.focus();
  }, [over, link, isInside(state)]);
  return (
    <main class="modal" ref={page}>
      <h1 class="spoken" ref={heading} tabIndex={-1}>
        {words.title}
      </h1>
      <div role="status">
        {call === "unknown" && !problem && <p class="hint">{words.looking}</p>}
        {over !== undefined && <p class="success">{words[over]}</p>}
      </div>
      {isInside(state) && way.kind === "open" && (
        <Room {...{ words }} url={way.url} here={state.here} onVisit={session.toldHere} />
      )}
      {open && <Head {...props} call={open} ending={state.ending} />}
      {problem && <Failure {...{ words, problem }} what={words.notSeen} onRetry={session.check} />}
      {link && (
        <Handing
          key={link.url}
          {...{ words, link, digits, onClose }}
          insertion={state.insertion}
          onInsert={session.insert}
          onAnother={session.another}
        />
      )}
      {open && <InCall {...props} call={open} state={state} />}
      {!link && (call !== "unknown" || problem) && (
        <Invite {...{ words, settings }} call={open} making={state.making} onMake={session.make} />
      )}
    </main>
  );
}

type HeadProps = ModalProps & { call: WebCall; ending: ReturnType<ModalSession["state"]>["ending"] };

function Head({ session, words, call, ending }: HeadProps) {
  return (
    <div class="modal-head">
      <span class="badge good">{words.isOpen}</span>
      <TimeLeft {...{ words }} expiresAt={call.expiresAt} />
      <EndForAll {...{ words, ending }} onWant={session.wantEnd} onKeep={session.keep} onEnd={session.end} />
    </div>
  );
}

type InCallProps = ModalProps & { call: WebCall; state: ReturnType<ModalSession["state"]> };

function InCall({ session, words, settings, isAgentKnown, isMediaAllowed, call, state }: InCallProps) {
  const { asking, way } = state;
  return (
    <>
      {!isInside(state) && (
        <Join
          {...{ words, way, isMediaAllowed }}
          isKnown={isAgentKnown}
          onRetry={session.askWay}
          onJoinHere={session.joinHere}
        />
      )}
      <section class="card" aria-labelledby="people-title">
        <div class="card-head">
          <h2 id="people-title">{words.people}</h2>
          <button type="button" class="link-button" aria-disabled={asking} onClick={() => !asking && session.check()}>
            {words.refresh}
          </button>
        </div>
        <People {...{ words }} people={call.people} soundOnly={settings.soundOnly} />
      </section>
    </>
  );
}

// The call: a tile for everybody else, the own picture as in a mirror, what is the matter, and the controls.
// It draws what `call.ts` knows; pictures and sounds come through the session.

import { useEffect, useRef } from "preact/hooks";

import { Alert, MicrophoneOff, Person as Silhouette } from "../../shared/view/icons";
import type { Call, Person } from "../call";
import type { Invitation } from "../invitation";
import type { Session } from "../session";
import type { Visit } from "../visit";
import type { Words } from "../words";
import { Controls } from "./Controls";

export interface CallProps {
  words: Words;
  session: Session;
  visit: Extract<Visit, { phase: "call" }>;
}

export function CallView({ words, session, visit }: CallProps) {
  const { call, invitation } = visit;
  return (
    <div class="call">
      <Notices {...{ words, session, call }} />
      <div class="stage">
        <h2 class="spoken" tabIndex={-1}>
          {call.people.length > 0 ? words.people : aloneTitle(invitation, words)}
        </h2>
        {call.people.length === 0 ? (
          <Alone {...{ words, invitation }} />
        ) : (
          <ul class="tiles">
            {call.people.map((person) => (
              <Tile key={person.id} {...{ words, session, person, name: nameOf(person, invitation, words) }} />
            ))}
          </ul>
        )}
        {invitation.soundOnly ? <Everybody session={session} /> : <OwnTile {...{ words, session, call }} />}
      </div>
      <Controls {...{ words, session, visit }} />
    </div>
  );
}

/** The name of somebody who has none is what they are in this call. */
export function nameOf({ name, isGuest }: Person, invitation: Invitation, words: Words): string {
  if (name !== "") return name;
  return isGuest ? words.customer : (invitation.name ?? words.agent);
}

function aloneTitle({ host }: Invitation, words: Words): string {
  return host ? words.alone : words.waiting;
}

function Alone({ words, invitation }: { words: Words; invitation: Invitation }) {
  return (
    <div class="alone">
      <div class={invitation.host ? "emblem over" : "emblem busy"}>
        <Silhouette />
      </div>
      <p class="alone-title" aria-hidden="true">
        {aloneTitle(invitation, words)}
      </p>
      {!invitation.host && <p class="sentence">{words.waitingLine}</p>}
    </div>
  );
}

interface TileProps {
  words: Words;
  session: Session;
  person: Person;
  name: string;
}

/** The view stays where there is no picture, since it also carries the sound. */
function Tile({ words, session, person, name }: TileProps) {
  const view = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (view.current) session.views.show(person.id, view.current);
  }, [person.streams]);
  return (
    <li class="tile" data-participant={person.id}>
      <video
        ref={view}
        class={person.picture && !person.failed ? "" : "unseen"}
        aria-label={name}
        autoPlay
        playsInline
      />
      {(!person.picture || person.failed) && <Avatar name={name} />}
      <p class="caption">
        {!person.sound && (
          <span class="muted-mark">
            <MicrophoneOff />
            <span class="spoken">{words.muted}</span>
          </span>
        )}
        <span class="name">{name}</span>
        {person.failed && <span class="remark">{words.noStream}</span>}
      </p>
    </li>
  );
}

function Avatar({ name }: { name: string }) {
  return (
    <span class="avatar" aria-hidden="true">
      {Array.from(name)[0]?.toUpperCase()}
    </span>
  );
}

function OwnTile({ words, session, call }: { words: Words; session: Session; call: Call }) {
  const view = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (view.current && call.own.picture) session.views.mirror(view.current);
  }, [call.own.picture]);
  return (
    <div class={call.own.picture ? "own-tile" : "own-tile small"}>
      <video
        ref={view}
        class={call.own.picture ? "mirror" : "unseen"}
        aria-label={words.you}
        autoPlay
        playsInline
        muted
      />
      {!call.own.picture && <Avatar name={words.you} />}
      <p class="caption">
        {!call.own.sound && (
          <span class="muted-mark">
            <MicrophoneOff />
            <span class="spoken">{words.muted}</span>
          </span>
        )}
        <span class="name">{words.you}</span>
      </p>
    </div>
  );
}

/** The sound of a room that has no pictures. */
function Everybody({ session }: { session: Session }) {
  const view = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (view.current) session.views.playAll(view.current);
  }, []);
  return <audio ref={view} autoPlay />;
}

function Notices({ words, session, call }: { words: Words; session: Session; call: Call }) {
  const notices = [
    call.reconnecting && words.reconnecting,
    call.unheard && words.unheard,
    call.expiring && words.expiring,
    call.hitch !== undefined && words[call.hitch],
  ].filter((notice) => notice !== false);
  const play = () => {
    for (const view of document.querySelectorAll<HTMLMediaElement>("video, audio"))
      void view.play().catch(() => undefined);
    session.heard();
  };
  return (
    <div class="notices" role="status">
      {notices.map((notice) => (
        <p key={notice} class="warning">
          <Alert />
          {notice}
        </p>
      ))}
      {call.silenced && (
        <p class="warning">
          <Alert />
          {words.silenced}
          <button type="button" class="button" onClick={play}>
            {words.playSound}
          </button>
        </p>
      )}
    </div>
  );
}

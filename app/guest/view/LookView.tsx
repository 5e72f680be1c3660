// The look at camera and microphone before the call: asking for them, the own picture, and help where they are refused.
// Whether they are given is decided by the browser, and why not is named in `media.ts`.

import { useEffect, useRef } from "preact/hooks";

import { Alert, Camera, Microphone } from "../../shared/view/icons";
import type { Found, Kind, Outcome, Wanted } from "../media";
import { browserOf, isThrifty, systemOf } from "../place";
import type { Session } from "../session";
import type { Visit } from "../visit";
import type { Words } from "../words";
import { Card, Sentence } from "./Card";
import { DeviceChoice } from "./DeviceChoice";
import { timeOfDay } from "./time";

export interface LookProps {
  words: Words;
  session: Session;
  visit: Extract<Visit, { phase: "look" }>;
}

const ALL: Wanted = { camera: true, microphone: true };
const SOUND: Wanted = { camera: false, microphone: true };
const NOTHING: Wanted = { camera: false, microphone: false };

export function LookView({ words, session, visit }: LookProps) {
  const { invitation, look } = visit;
  const named = invitation.name === undefined ? words.lookTitlePlain : words.lookTitle(invitation.name);
  const title = invitation.host ? words.lookTitleHost : named;
  if (look.stage === "asking") {
    return (
      <Card emblem={<Camera />} tone="busy" title={words.asking}>
        <button type="button" class="quiet" onClick={session.unask}>
          {words.back}
        </button>
      </Card>
    );
  }
  if (look.stage === "shown") return <Shown {...{ words, session, title, ...look }} />;
  return (
    <Card emblem={invitation.soundOnly ? <Microphone /> : <Camera />} tone="busy" title={title}>
      <Sentence>{invitation.soundOnly ? words.lookLineSound : words.lookLine}</Sentence>
      <Choices {...{ words, session, soundOnly: invitation.soundOnly }} />
      <p class="remark">{words.validUntil(timeOfDay(invitation.expiresAt))}</p>
    </Card>
  );
}

function Choices({ words, session, soundOnly }: { words: Words; session: Session; soundOnly: boolean }) {
  const thrifty = !soundOnly && isThrifty(navigator);
  const ways = [
    ...(soundOnly ? [] : [{ label: words.withCamera, wanted: ALL }]),
    { label: words.withSound, wanted: SOUND },
  ];
  if (thrifty) ways.reverse();
  return (
    <div class="ways">
      {thrifty && <p class="warning">{words.thrifty}</p>}
      {ways.map(({ label, wanted }, place) => (
        <button
          key={label}
          type="button"
          class={place === 0 ? "button" : "button plain"}
          onClick={() => session.ask(wanted)}
        >
          {label}
        </button>
      ))}
      <button type="button" class="quiet" onClick={() => session.ask(NOTHING)}>
        {words.withNothing}
      </button>
    </div>
  );
}

interface ShownProps {
  words: Words;
  session: Session;
  title: string;
  wanted: Wanted;
  found: Found;
}

function Shown({ words, session, title, wanted, found }: ShownProps) {
  const ready: Wanted = {
    camera: found.camera.state === "on",
    microphone: found.microphone.state === "on",
    ...device("cameraId", found.camera),
    ...device("microphoneId", found.microphone),
  };
  const isRefused = [found.camera, found.microphone].some(({ state }) => state === "refused");
  const choose = (kind: Kind, id: string) => session.ask({ ...wanted, [`${kind}Id`]: id });
  return (
    <Card title={title}>
      {ready.camera && <Mirror {...{ words, session }} />}
      <Refusals {...{ words, session, found }} />
      {!ready.camera && ready.microphone && (
        <p class="ready">
          <Microphone />
          {words.microphoneReady}
        </p>
      )}
      {!ready.microphone && !ready.camera && <Sentence>{words.onlyListening}</Sentence>}
      <div class="ways">
        {ready.camera && (
          <DeviceChoice
            id="camera"
            label={words.camera}
            devices={found.cameras}
            chosen={ready.cameraId}
            onChoose={(id) => choose("camera", id)}
          />
        )}
        {ready.microphone && (
          <DeviceChoice
            id="microphone"
            label={words.microphone}
            devices={found.microphones}
            chosen={ready.microphoneId}
            onChoose={(id) => choose("microphone", id)}
          />
        )}
        {isRefused && (
          <button type="button" class="button plain" onClick={() => session.ask(wanted)}>
            {words.tryAgain}
          </button>
        )}
        <button type="button" class="button go" onClick={() => session.join(ready)}>
          {joinLabel(ready, words)}
        </button>
        <button type="button" class="quiet" onClick={session.unask}>
          {words.back}
        </button>
      </div>
    </Card>
  );
}

function joinLabel({ camera, microphone }: Wanted, words: Words): string {
  if (camera) return words.join;
  return microphone ? words.joinSound : words.joinListening;
}

function device<Key extends string>(key: Key, outcome: Outcome): { [_ in Key]?: string } {
  return outcome.state === "on" && outcome.deviceId !== undefined
    ? ({ [key]: outcome.deviceId } as { [_ in Key]: string })
    : {};
}

function Mirror({ words, session }: { words: Words; session: Session }) {
  const view = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (view.current) view.current.srcObject = session.preview() ?? null;
  });
  return <video ref={view} class="mirror" aria-label={words.ownPicture} autoPlay playsInline muted />;
}

/** What is refused and why, then once for each remedy what helps. */
function Refusals({ words, session, found }: { words: Words; session: Session; found: Found }) {
  const refused = (["camera", "microphone"] as const).flatMap((kind) => {
    const outcome = found[kind];
    return outcome.state === "refused" ? [{ kind, refusal: outcome.refusal }] : [];
  });
  if (refused.length === 0) return null;
  const agent = navigator.userAgent;
  const reasons = new Set(refused.map(({ refusal }) => refusal));
  return (
    <div class="warning" role="alert">
      <Alert />
      <div>
        {refused.map(({ kind, refusal }) => (
          <p key={kind}>{words[`refused_${refusal}`](words[kind])}</p>
        ))}
        {reasons.has("denied") && <p>{words[`browser_${browserOf(agent)}`]}</p>}
        {reasons.has("denied_by_system") && <p>{words[`system_${systemOf(agent)}`]}</p>}
        {reasons.has("denied_in_frame") && (
          <a class="button plain" href={session.link()} target="_blank" rel="noreferrer">
            {words.newTab}
          </a>
        )}
      </div>
    </div>
  );
}

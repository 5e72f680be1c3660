// The controls of a call: microphone, camera, devices, leaving, and for the agent ending it for everybody.
// What they do is the session's.

import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Camera, CameraOff, HungUp, Microphone, MicrophoneOff, Sliders } from "../../shared/view/icons";
import { type Device, type Kind, listDevices } from "../media";
import type { Session } from "../session";
import type { Words } from "../words";
import type { CallProps } from "./CallView";
import { DeviceChoice } from "./DeviceChoice";

export function Controls({ words, session, visit }: CallProps) {
  const [open, setOpen] = useState<"devices" | "end">();
  const { own } = visit.call;
  const { host, soundOnly } = visit.invitation;
  return (
    <div class="controls">
      {open === "devices" && <Devices {...{ words, session, visit }} />}
      {open === "end" && <EndForAll {...{ words, session }} onKeep={() => setOpen(undefined)} />}
      <div class="control-row">
        <Control
          label={own.sound ? words.mute : words.unmute}
          icon={own.sound ? <Microphone /> : <MicrophoneOff />}
          isOff={!own.sound}
          onPress={() => session.turn("microphone", !own.sound)}
        />
        {!soundOnly && (
          <Control
            label={own.picture ? words.cameraOff : words.cameraOn}
            icon={own.picture ? <Camera /> : <CameraOff />}
            isOff={!own.picture}
            onPress={() => session.turn("camera", !own.picture)}
          />
        )}
        <Control
          label={words.devices}
          icon={<Sliders />}
          expanded={open === "devices"}
          onPress={() => setOpen(open === "devices" ? undefined : "devices")}
        />
        {host && (
          <Control
            label={words.endForAll}
            icon={<HungUp />}
            expanded={open === "end"}
            onPress={() => setOpen(open === "end" ? undefined : "end")}
          />
        )}
        <Control label={words.leave} icon={<HungUp />} isLeave onPress={session.leave} />
      </div>
    </div>
  );
}

interface ControlProps {
  label: string;
  icon: ComponentChild;
  isOff?: boolean;
  isLeave?: boolean;
  expanded?: boolean;
  onPress(): void;
}

function Control({ label, icon, isOff, isLeave, expanded, onPress }: ControlProps) {
  const look = isLeave ? "leave" : isOff ? "off" : "";
  return (
    <button type="button" class={`control ${look}`} aria-expanded={expanded} onClick={onPress}>
      <span class="disc">{icon}</span>
      <span>{label}</span>
    </button>
  );
}

function EndForAll({ words, session, onKeep }: { words: Words; session: Session; onKeep(): void }) {
  const end = () => {
    onKeep();
    session.endForAll();
  };
  return (
    <div class="panel" role="group" aria-label={words.endForAll}>
      <p>{words.endForAllSure}</p>
      <div class="row">
        <button type="button" class="button plain" onClick={onKeep}>
          {words.endNo}
        </button>
        <button type="button" class="button" onClick={end}>
          {words.endYes}
        </button>
      </div>
    </div>
  );
}

/** Devices can come and go during a call, so they are listed when the panel is opened. */
function Devices({ words, session, visit }: CallProps) {
  const [devices, setDevices] = useState<Record<Kind, readonly Device[]>>();
  const [chosen, setChosen] = useState({ camera: visit.wanted.cameraId, microphone: visit.wanted.microphoneId });
  useEffect(() => void listDevices(navigator.mediaDevices).then(setDevices), []);
  if (!devices) return null;
  const kinds = (visit.invitation.soundOnly ? ["microphone"] : ["camera", "microphone"]) as readonly Kind[];
  const choose = (kind: Kind, id: string) => {
    setChosen({ ...chosen, [kind]: id });
    session.choose(kind, id);
  };
  const some = kinds.filter((kind) => devices[kind].length > 1);
  return (
    <div class="panel" role="group" aria-label={words.devices}>
      {some.length === 0 && <p>{words.noChoice}</p>}
      {some.map((kind) => (
        <DeviceChoice
          key={kind}
          id={kind}
          label={words[kind]}
          devices={devices[kind]}
          chosen={chosen[kind]}
          onChoose={(id) => choose(kind, id)}
        />
      ))}
    </div>
  );
}

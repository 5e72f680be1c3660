// Who is in the room: agent or customer, since when, and whether they can be heard and seen.
// Nobody has a name here: the room knows only ids.

import { Camera, CameraOff, Microphone, MicrophoneOff } from "../../shared/view/icons";
import type { Person } from "../smi";
import type { Words } from "../words";
import { useNow } from "./useSession";

const TICK_MS = 20_000;

export interface PeopleProps {
  words: Words;
  people: readonly Person[];
  /** The room has no pictures. */
  soundOnly: boolean;
}

export function People({ words, people, soundOnly }: PeopleProps) {
  const now = useNow(TICK_MS);
  const agents = people.filter(({ isHost }) => isHost).length;
  return (
    <>
      <p class="spoken" role="status">
        {people.length > 0 && words.present(agents, people.length - agents)}
      </p>
      {people.length === 0 ? (
        <p class="hint">{words.nobody}</p>
      ) : (
        <ul class="people">
          {people.map((person, index) => (
            <li key={index} class={person.isHost ? "host" : "guest"}>
              <span class="who">{person.isHost ? words.agent : words.customer}</span>
              <span class="hint">{stateOf(person, words, now)}</span>
              <Sign isOn={person.sound} on={words.soundOn} off={words.soundOff} icons={[Microphone, MicrophoneOff]} />
              {!soundOnly && (
                <Sign isOn={person.video} on={words.videoOn} off={words.videoOff} icons={[Camera, CameraOff]} />
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface SignProps {
  isOn: boolean;
  on: string;
  off: string;
  icons: [typeof Camera, typeof Camera];
}

function Sign({ isOn, on, off, icons: [On, Off] }: SignProps) {
  const text = isOn ? on : off;
  return (
    <span class={isOn ? "sign on" : "sign"} title={text}>
      {isOn ? <On /> : <Off />}
      <span class="spoken">{text}</span>
    </span>
  );
}

function stateOf({ connected, since }: Person, words: Words, now: number): string {
  if (!connected) return words.comingIn;
  if (since === undefined) return "";
  const minutes = Math.floor((now - since) / 60_000);
  // The server's clock may be ahead of this one.
  return minutes < 1 ? words.justIn : words.forMinutes(minutes);
}

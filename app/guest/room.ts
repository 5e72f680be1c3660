// A Sendbird room as one is in it: goes in, tells what happens there, and leaves nothing behind.
// It alone knows how Sendbird's library is used; what follows from the events is decided elsewhere.

import { patiently } from "../shared/patience";
import type { CallEvent, Own, Seen } from "./call";
import { type Invitation, isGuest, readableName } from "./invitation";
import type { Kind, Wanted } from "./media";
import type { Sdk, SdkParticipant, SdkRoom } from "./sdk";
import { failureOf } from "./trouble";

/** What happens in the room: something within the call, or its end. */
export type RoomEvent = CallEvent | { readonly kind: "deleted" } | { readonly kind: "lost" };

/** A room that was entered. */
export interface Room {
  own(): Own;
  /** Turns the own microphone or camera on or off, as far as the browser lets it. */
  turn(kind: Kind, on: boolean): void;
  choose(kind: Kind, deviceId: string): void;
  /** Shows and plays somebody. */
  show(personId: string, view: HTMLMediaElement): void;
  /** Plays everybody at once, where the room carries sound only. */
  playAll(view: HTMLAudioElement): void;
  /** Shows the person's own picture. */
  mirror(view: HTMLVideoElement): void;
  /** Ends the call for everybody. */
  end(): Promise<void>;
  leave(): void;
}

/** Marks a room that was deleted, or is left before it was entered. */
export class RoomGone extends Error {
  override name = "RoomGone";
}

/** Enters the room of an invitation; what happens in it is told from then on, first of all who is there. */
export async function enterRoom(
  sdk: Sdk,
  invitation: Invitation,
  wanted: Wanted,
  tell: (event: RoomEvent) => void,
  signal: AbortSignal,
): Promise<Room> {
  const { camera, microphone } = wanted;
  const used = new Devices(sdk);
  let room: SdkRoom | undefined;
  const leave = () => {
    for (const act of [() => room?.removeAllEventListeners(), () => room?.exit(), () => used.giveBack()]) quietly(act);
    quietly(() => sdk.deauthenticate());
  };
  const step = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await patiently(answer);
    if (signal.aborted) throw new RoomGone();
    return value;
  };
  try {
    sdk.init(invitation.appId);
    // Whatever the library would write may hold the token.
    sdk.setLoggerLevel("NONE");
    await step(sdk.authenticate({ userId: invitation.userId, accessToken: invitation.token }));
    await step(sdk.connectWebSocket());
    room = await step(sdk.fetchRoomById(invitation.roomId));
    if (room.state.toLowerCase() === "deleted") throw new RoomGone();
    used.take({ audio: microphone, video: camera });
    if (microphone) await step(used.choose("microphone", wanted.microphoneId));
    if (camera) await step(used.choose("camera", wanted.cameraId));
    const people = new Map<string, SdkParticipant>();
    listen(room, people, tell);
    await step(room.enter({ audioEnabled: microphone, videoEnabled: camera, kickSiblings: true }));
    for (const participant of room.remoteParticipants) arrived("entered", participant, people, tell);
    return inside(room, used, people, tell, leave);
  } catch (error) {
    leave();
    throw error;
  }
}

/** Everything that the room tells, by its names. */
function listen(room: SdkRoom, people: Map<string, SdkParticipant>, tell: (event: RoomEvent) => void): void {
  const on = (name: string, kind: "entered" | "streamed" | "changed") =>
    room.on(name, (participant: SdkParticipant) => arrived(kind, participant, people, tell));
  on("remoteParticipantEntered", "entered");
  on("remoteParticipantConnected", "changed");
  on("remoteParticipantStreamStarted", "streamed");
  on("remoteAudioSettingsChanged", "changed");
  on("remoteVideoSettingsChanged", "changed");
  room.on("remoteParticipantExited", ({ participantId }: SdkParticipant) => {
    people.delete(participantId);
    tell({ kind: "exited", id: participantId });
  });
  room.on("localParticipantDisconnected", () => tell({ kind: "disconnected" }));
  room.on("localParticipantReconnected", () => tell({ kind: "reconnected" }));
  room.on("deleted", () => tell({ kind: "deleted" }));
  room.on("error", (error: unknown, participant?: SdkParticipant) => {
    if (failureOf(error).trouble === "lost") tell({ kind: "lost" });
    else if (participant && people.has(participant.participantId))
      tell({ kind: "stream_lost", id: participant.participantId });
    else tell({ kind: "stream_lost" });
  });
}

function arrived(
  kind: "entered" | "streamed" | "changed",
  participant: SdkParticipant,
  people: Map<string, SdkParticipant>,
  tell: (event: RoomEvent) => void,
): void {
  if (kind !== "changed") people.set(participant.participantId, participant);
  tell({ kind, person: seen(participant) });
}

/** What a participant is at this moment; every text in it may be anybody's. */
function seen({ participantId, user, isAudioEnabled, isVideoEnabled }: SdkParticipant): Seen {
  return {
    id: participantId,
    name: readableName(user?.nickname ?? ""),
    isGuest: isGuest(user?.userId ?? ""),
    sound: isAudioEnabled,
    picture: isVideoEnabled,
  };
}

function inside(
  room: SdkRoom,
  used: Devices,
  people: ReadonlyMap<string, SdkParticipant>,
  tell: (event: RoomEvent) => void,
  leave: () => void,
): Room {
  const me = room.localParticipant;
  const turns = {
    microphone: { on: () => me.unmuteMicrophone(), off: () => me.muteMicrophone() },
    camera: { on: () => me.startVideo(), off: () => me.stopVideo() },
  };
  const play = (view: HTMLMediaElement) =>
    void view.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") tell({ kind: "silenced" });
    });
  return {
    own: () => ({ sound: me.isAudioEnabled, picture: me.isVideoEnabled }),
    turn(kind, on) {
      if (on) used.take({ audio: kind === "microphone", video: kind === "camera" });
      turns[kind][on ? "on" : "off"]();
    },
    choose: (kind, deviceId) => void used.choose(kind, deviceId),
    show(personId, view) {
      softly(people.get(personId)?.setMediaView(view));
      play(view);
    },
    playAll(view) {
      softly(room.setAudioForLargeRoom(view));
      play(view);
    },
    mirror: (view) => softly(me.setMediaView(view)),
    end: () => patiently(room.delete()),
    leave,
  };
}

/** What the library was allowed to use; all of it has to be given back. */
class Devices {
  readonly #sdk: Sdk;
  #accesses: ({ dispose(): void } | undefined)[] = [];
  #kinds = { audio: false, video: false };

  constructor(sdk: Sdk) {
    this.#sdk = sdk;
  }

  take({ audio, video }: { audio: boolean; video: boolean }): void {
    const more = { audio: audio && !this.#kinds.audio, video: video && !this.#kinds.video };
    if (!more.audio && !more.video) return;
    this.#accesses.push(this.#sdk.useMedia(more));
    this.#kinds = { audio: audio || this.#kinds.audio, video: video || this.#kinds.video };
  }

  /** Has the library use a device from now on, if it still is there. */
  async choose(kind: Kind, deviceId: string | undefined): Promise<void> {
    const devices = deviceId === undefined ? [] : await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const wanted = kind === "camera" ? "videoinput" : "audioinput";
    const device = devices.find((one) => one.kind === wanted && one.deviceId === deviceId);
    if (!device) return;
    quietly(() =>
      kind === "camera" ? this.#sdk.selectVideoInputDevice(device) : this.#sdk.selectAudioInputDevice(device),
    );
  }

  giveBack(): void {
    for (const access of this.#accesses) quietly(() => access?.dispose());
    this.#accesses = [];
  }
}

/** A picture that cannot be shown is told by the room itself. */
function softly(answer: unknown): void {
  Promise.resolve(answer).catch(() => undefined);
}

/** Leaving goes on to its end, whatever of it the library refuses. */
function quietly(act: () => unknown): void {
  try {
    act();
  } catch {
    return;
  }
}

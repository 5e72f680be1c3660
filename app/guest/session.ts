// Carries a visit out: opens envelopes, camera and room when the state machine wants them, and closes them when it does not.
// It decides nothing about states (`visit.ts`), knows no library (`room.ts`) and draws nothing.

import { NoAnswer } from "../shared/patience";
import { openEnvelope } from "./envelope";
import { readInvitation } from "./invitation";
import { fragmentIn, readLink } from "./link";
import { type Kind, openMedia, type Source, stop, type Wanted } from "./media";
import { enterRoom, type Room, type RoomEvent, RoomGone } from "./room";
import { type Sdk, SdkMissing } from "./sdk";
import { type Failure, failureOf } from "./trouble";
import { next, type Place, START, type Visit, type VisitEvent } from "./visit";

/** What the session needs of the world. */
export interface World {
  readonly source: Source;
  readonly place: Place;
  /** The page's own address, without a fragment. */
  readonly address: string;
  loadSdk(): Promise<Sdk>;
  /** Tells the page around this one, if there is one; nothing secret may be in it. */
  tellParent(state: "joined" | "left" | "denied"): void;
  now(): number;
}

/** One visit to the page. */
export interface Session {
  visit(): Visit;
  /** Calls `changed` after every change; gives the function that ends this. */
  subscribe(changed: () => void): () => void;
  read(link: string): void;
  /** The whole link that was read last, for another browser or tab. */
  link(): string;
  stay(): void;
  unlock(password: string): void;
  ask(wanted: Wanted): void;
  unask(): void;
  /** The person's own picture before the call. */
  preview(): MediaStream | undefined;
  join(wanted: Wanted): void;
  rejoin(): void;
  leave(): void;
  endForAll(): void;
  turn(kind: Kind, on: boolean): void;
  choose(kind: Kind, deviceId: string): void;
  /** Shows and plays the call: one person, everybody of a room with sound only, or the person's own picture. */
  readonly views: Pick<Room, "show" | "playAll" | "mirror">;
  /** Somebody touched the page, so that sound may be played. */
  heard(): void;
  /** Lets time pass. */
  tick(): void;
  /** The page goes away: everything that is open is closed. */
  close(): void;
}

export function openSession(world: World): Session {
  const listeners = new Set<() => void>();
  let visit: Visit = START;
  let link = "";
  let preview: MediaStream | undefined;
  let room: Room | undefined;
  let entering: AbortController | undefined;
  let asked = 0;
  let given = new Set<Kind>();

  function dispatch(event: VisitEvent): void {
    const before = visit;
    visit = next(before, event);
    if (visit === before) return;
    if (before.phase === "look" && before.look.stage === "shown") dropPreview();
    if (visit.phase === "look" && visit.look.stage === "asking") void look(visit.look.wanted);
    if (visit.phase === "joining" && before.phase !== "joining") void enter(visit);
    if (visit.phase === "over" && before.phase !== "over") leaveRoom();
    for (const changed of listeners) changed();
  }

  async function open(password: string): Promise<void> {
    if (visit.phase !== "locked") return;
    const text = await openEnvelope(visit.envelope, password);
    const invitation = text === undefined ? undefined : readInvitation(text);
    const now = world.now();
    if (invitation) dispatch({ kind: "unlocked", invitation, now });
    else dispatch(text === undefined ? { kind: "wrong", now } : { kind: "damaged" });
  }

  /** Whoever chose another device in the meantime waits for that one. */
  async function look(wanted: Wanted): Promise<void> {
    const mine = ++asked;
    const { stream, found } = await openMedia(world.source, wanted);
    if (mine !== asked || visit.phase !== "look" || visit.look.stage !== "asking") {
      stop(stream);
      return;
    }
    preview = stream;
    const outcomes = [found.camera, found.microphone];
    if (outcomes.some((one) => one.state === "refused" && one.refusal.startsWith("denied"))) world.tellParent("denied");
    dispatch({ kind: "found", found });
  }

  function dropPreview(): void {
    stop(preview);
    preview = undefined;
  }

  async function enter({ invitation, wanted }: Extract<Visit, { phase: "joining" }>): Promise<void> {
    const attempt = new AbortController();
    entering = attempt;
    const early: RoomEvent[] = [];
    let tell = (event: RoomEvent): void => void early.push(event);
    try {
      const sdk = await world.loadSdk();
      if (attempt.signal.aborted) return;
      room = await enterRoom(sdk, invitation, wanted, (event) => tell(event), attempt.signal);
      given = new Set((["camera", "microphone"] as const).filter((kind) => wanted[kind]));
      tell = heardFrom;
      dispatch({ kind: "joined", own: room.own() });
      world.tellParent("joined");
      early.forEach(heardFrom);
    } catch (error) {
      if (attempt.signal.aborted) return;
      const isGone = error instanceof RoomGone;
      dispatch({ kind: "over", ending: isGone ? { kind: "ended" } : { kind: "failed", ...failure(error) } });
    }
  }

  function heardFrom(event: RoomEvent): void {
    if (event.kind === "deleted") dispatch({ kind: "over", ending: { kind: "ended" } });
    else if (event.kind === "lost") dispatch({ kind: "over", ending: { kind: "lost" } });
    else dispatch({ kind: "in_call", event });
  }

  function leaveRoom(): void {
    entering?.abort();
    room?.leave();
    if (room) world.tellParent("left");
    room = undefined;
  }

  async function endForAll(): Promise<void> {
    try {
      await room?.end();
      dispatch({ kind: "over", ending: { kind: "ended" } });
    } catch {
      dispatch({ kind: "in_call", event: { kind: "hitch", hitch: "not_ended" } });
    }
  }

  /** Turns something on only after the browser gave it, since the library does not say what it was refused. */
  async function turn(kind: Kind, on: boolean): Promise<void> {
    if (visit.phase !== "call") return;
    if (on && !(await isGiven(kind))) {
      const hitch = kind === "camera" ? "no_camera" : "no_microphone";
      dispatch({ kind: "in_call", event: { kind: "hitch", hitch } });
      return;
    }
    if (visit.phase !== "call" || !room) return;
    room.turn(kind, on);
    const own = { ...visit.call.own, [kind === "camera" ? "picture" : "sound"]: on };
    dispatch({ kind: "in_call", event: { kind: "own", own } });
  }

  async function isGiven(kind: Kind): Promise<boolean> {
    if (given.has(kind)) return true;
    const wanted = { camera: kind === "camera", microphone: kind === "microphone" };
    const { stream, found } = await openMedia(world.source, wanted);
    stop(stream);
    if (found[kind].state === "on") given.add(kind);
    return given.has(kind);
  }

  return {
    visit: () => visit,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    read(text) {
      link = world.address + fragmentIn(text);
      dispatch({ kind: "read", reading: readLink(text, world.now()), place: world.place });
    },
    link: () => link,
    stay: () => dispatch({ kind: "stay" }),
    unlock(password) {
      const before = visit;
      dispatch({ kind: "unlock" });
      if (visit !== before) void open(password);
    },
    ask: (wanted) => dispatch({ kind: "ask", wanted }),
    unask: () => dispatch({ kind: "unask" }),
    preview: () => preview,
    join: (wanted) => dispatch({ kind: "join", wanted }),
    rejoin: () => dispatch({ kind: "rejoin", now: world.now() }),
    leave: () => dispatch({ kind: "over", ending: { kind: "left" } }),
    endForAll: () => void endForAll(),
    turn: (kind, on) => void turn(kind, on),
    choose: (kind, deviceId) => room?.choose(kind, deviceId),
    views: {
      show: (personId, view) => room?.show(personId, view),
      playAll: (view) => room?.playAll(view),
      mirror: (view) => room?.mirror(view),
    },
    heard: () => dispatch({ kind: "in_call", event: { kind: "heard" } }),
    tick: () => dispatch({ kind: "tick", now: world.now() }),
    close() {
      dispatch({ kind: "over", ending: { kind: "left" } });
      dispatch({ kind: "unask" });
    },
  };
}

function failure(error: unknown): Failure {
  if (error instanceof SdkMissing) return { trouble: "sdk" };
  return error instanceof NoAnswer ? { trouble: "timeout" } : failureOf(error);
}

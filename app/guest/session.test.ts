// Tests of carrying a visit out: what is opened is closed again, and nothing that happens meanwhile is lost.
// The room is a library made for these tests; the real page is driven in `tests/e2e`.

import { describe, expect, test, vi } from "vitest";

import { KNOWN, fragmentOf, seal, textOf } from "./sealing.fixture";
import type { Sdk } from "./sdk";
import { SdkMissing } from "./sdk";
import { openSession, type World } from "./session";
import type { Visit } from "./visit";

const NOW = 1_700_000_000_000;
const CONTENT = {
  app_id: "A1B2C3D4-0000-4000-8000-000000000001",
  room_id: "room",
  service_user_id: "service_user_1",
  creds: { token: "t".repeat(130), expires_at: NOW + 3_600_000 },
};
const WANTED = { camera: true, microphone: true };

type Listener = (...values: unknown[]) => void;

/** A library whose room can be entered, and what was asked of it. */
function library() {
  const asked: string[] = [];
  const listeners = new Map<string, Listener>();
  const note = (name: string) => () => void asked.push(name);
  const me = {
    participantId: "me",
    isAudioEnabled: true,
    isVideoEnabled: true,
    setMediaView: note("view"),
    muteMicrophone: note("mute"),
    unmuteMicrophone: note("unmute"),
    startVideo: note("start"),
    stopVideo: note("stop"),
  };
  const room = {
    state: "open",
    localParticipant: me,
    remoteParticipants: [] as unknown[],
    on: (name: string, listener: Listener) => void listeners.set(name, listener),
    removeAllEventListeners: () => listeners.clear(),
    enter: vi.fn(() => Promise.resolve()),
    exit: note("exit"),
    delete: vi.fn(() => Promise.resolve()),
  };
  const sdk = {
    init: note("init"),
    setLoggerLevel: note("quiet"),
    authenticate: () => Promise.resolve(),
    deauthenticate: note("deauthenticate"),
    connectWebSocket: () => Promise.resolve(),
    fetchRoomById: () => Promise.resolve(room),
    useMedia: () => ({ dispose: note("dispose") }),
  };
  return {
    sdk: sdk as unknown as Sdk,
    room,
    asked,
    emit: (name: string, ...values: unknown[]) => listeners.get(name)?.(...values),
  };
}

function opened() {
  const lib = library();
  const tracks: { stop: ReturnType<typeof vi.fn> }[] = [];
  const getUserMedia = vi.fn((asked: MediaStreamConstraints) => {
    const kinds = [asked.video && "video", asked.audio && "audio"].filter(Boolean);
    const mine = kinds.map((kind) => ({ kind, stop: vi.fn(), getSettings: () => ({}) }));
    tracks.push(...mine);
    const of = (kind: string) => () => mine.filter((track) => track.kind === kind);
    return Promise.resolve({
      getTracks: () => mine,
      getVideoTracks: of("video"),
      getAudioTracks: of("audio"),
    } as unknown as MediaStream);
  });
  const told: string[] = [];
  const world = {
    source: {
      devices: { getUserMedia, enumerateDevices: () => Promise.resolve([]) },
      allows: () => true,
      isBlocked: () => Promise.resolve(false),
    },
    place: {},
    address: "https://call.example/",
    loadSdk: vi.fn(() => Promise.resolve(lib.sdk)),
    tellParent: (state: string) => void told.push(state),
    now: () => NOW,
  } satisfies World;
  const session = openSession(world);
  const reaches = (phase: Visit["phase"]) => vi.waitFor(() => expect(session.visit().phase).toBe(phase));
  return { ...lib, session, world, getUserMedia, tracks, told, reaches };
}

/** A session in its call. */
async function inCall() {
  const all = opened();
  all.session.read(fragmentOf(CONTENT));
  all.session.join(WANTED);
  await all.reaches("call");
  return all;
}

describe("a password", () => {
  const header = { ...KNOWN.header, iterations: 100_000, expiresAt: BigInt(NOW + 3_600_000) };

  test.each<[string, string, unknown, object]>([
    ["that is right opens", "K7QM9XTP2HWD", CONTENT, { phase: "look" }],
    ["that is wrong can be tried again", "AAAA", CONTENT, { phase: "locked", wrong: 1 }],
    [
      "that opens nonsense shows a damaged link",
      "K7QM9XTP2HWD",
      { ...CONTENT, room_id: "../x" },
      { phase: "link", refusal: "damaged" },
    ],
  ])("%s", async (_what, typed, content, expected) => {
    const { session } = opened();
    session.read(`#e=${textOf(await seal(header, "K7QM-9XTP-2HWD", JSON.stringify(content)))}`);
    session.unlock(typed);
    await vi.waitFor(() => expect(session.visit()).toMatchObject(expected));
  });
});

describe("the camera before the call", () => {
  test.each<[string, (session: ReturnType<typeof openSession>) => void]>([
    ["the call is joined", (session) => session.join(WANTED)],
    ["somebody goes back", (session) => session.unask()],
    ["another device is chosen", (session) => session.ask({ ...WANTED, cameraId: "c2" })],
    ["the page goes away", (session) => session.close()],
  ])("is let go when %s", async (_when, act) => {
    const { session, tracks } = opened();
    session.read(fragmentOf(CONTENT));
    session.ask(WANTED);
    await vi.waitFor(() => expect(session.preview()).toBeDefined());
    const first = tracks.slice();
    act(session);
    for (const track of first) expect(track.stop).toHaveBeenCalledOnce();
  });

  test("is let go when it comes after somebody went back", async () => {
    const { session, tracks } = opened();
    session.read(fragmentOf(CONTENT));
    session.ask(WANTED);
    session.unask();
    await vi.waitFor(() => expect(tracks[0]?.stop).toHaveBeenCalled());
    expect(session.preview()).toBeUndefined();
  });
});

describe("the room", () => {
  test("is left completely, whoever ends the call", async () => {
    const { session, asked, told } = await inCall();
    session.close();
    expect(asked.slice(-3)).toEqual(["exit", "dispose", "deauthenticate"]);
    expect(told).toEqual(["joined", "left"]);
  });

  test("is left when it was given up before it was entered", async () => {
    const { session, room, asked, told, reaches } = opened();
    let enter: () => void = () => undefined;
    room.enter.mockReturnValue(new Promise<void>((resolve) => (enter = resolve)));
    session.read(fragmentOf(CONTENT));
    session.join(WANTED);
    await vi.waitFor(() => expect(room.enter).toHaveBeenCalled());
    session.leave();
    enter();
    await vi.waitFor(() => expect(asked.slice(-3)).toEqual(["exit", "dispose", "deauthenticate"]));
    await reaches("over");
    expect(told).toEqual([]);
  });

  test("tells who was there and what happened while it was entered", async () => {
    const { session, room, emit, reaches } = opened();
    const person = (id: string) => ({ participantId: id, user: null, isAudioEnabled: true, isVideoEnabled: false });
    room.enter.mockImplementation(async () => {
      emit("remoteParticipantEntered", person("p1"));
      emit("remoteParticipantExited", person("p1"));
      room.remoteParticipants.push(person("p2"));
    });
    session.read(fragmentOf(CONTENT));
    session.join(WANTED);
    await reaches("call");
    expect(session.visit()).toMatchObject({ call: { people: [{ id: "p2", name: "", picture: false }], gone: ["p1"] } });
  });

  test("that is deleted while it is entered has ended", async () => {
    const { session, room, emit, reaches } = opened();
    room.enter.mockImplementation(async () => emit("deleted"));
    session.read(fragmentOf(CONTENT));
    session.join(WANTED);
    await reaches("over");
    expect(session.visit()).toMatchObject({ ending: { kind: "ended" } });
  });

  test("tells nothing after it was left", async () => {
    const { session, emit } = await inCall();
    session.leave();
    const left = session.visit();
    emit("deleted");
    emit("error", { code: 1800706 });
    expect(session.visit()).toBe(left);
  });
});

test("a library that did not come can be loaded on another try", async () => {
  const { session, world, reaches } = opened();
  world.loadSdk.mockRejectedValueOnce(new SdkMissing());
  session.read(fragmentOf(CONTENT));
  session.join(WANTED);
  await reaches("over");
  expect(session.visit()).toMatchObject({ ending: { kind: "failed", trouble: "sdk" } });
  session.rejoin();
  await reaches("call");
});

describe("during the call", () => {
  test("what was given before is turned off and on without a question", async () => {
    const { session, asked, getUserMedia } = await inCall();
    session.turn("microphone", false);
    await vi.waitFor(() => expect(session.visit()).toMatchObject({ call: { own: { sound: false } } }));
    session.turn("microphone", true);
    await vi.waitFor(() => expect(session.visit()).toMatchObject({ call: { own: { sound: true } } }));
    expect(asked).toEqual(expect.arrayContaining(["mute", "unmute"]));
    expect(getUserMedia).not.toHaveBeenCalled();
  });

  test("a camera that the browser does not give is told, and stays off", async () => {
    const { session, asked, getUserMedia, reaches } = opened();
    session.read(fragmentOf(CONTENT));
    session.join({ camera: false, microphone: true });
    await reaches("call");
    getUserMedia.mockRejectedValue(new DOMException("", "NotAllowedError"));
    session.turn("camera", true);
    await vi.waitFor(() => expect(session.visit()).toMatchObject({ call: { hitch: "no_camera" } }));
    expect(asked).not.toContain("start");
  });

  test("a call that may not be ended goes on", async () => {
    const { session, room } = await inCall();
    room.delete.mockRejectedValue({ code: 1400105 });
    session.endForAll();
    await vi.waitFor(() => expect(session.visit()).toMatchObject({ phase: "call", call: { hitch: "not_ended" } }));
  });
});

test("the link for another browser has the whole call in it, however it came", () => {
  const { session } = opened();
  const fragment = fragmentOf(CONTENT);
  session.read(`<https://gateway.example/?url=${encodeURIComponent(`https://call.example/${fragment}`)}>`);
  expect(session.link()).toBe(`https://call.example/${fragment}`);
});

// Tests of asking for camera and microphone: what is asked again, what is not, and how each refusal is named.

import { describe, expect, test } from "vitest";

import { type Kind, openMedia, type Source, type Wanted } from "./media";

const BOTH: Wanted = { camera: true, microphone: true };

/** An answer to a question about these kinds: a stream of them, or an error of this name. */
type Answers = (kinds: string, asked: MediaStreamConstraints) => "yes" | { name: string; message?: string };

function browser(answers: Answers, { blocked = [] as Kind[], framed = [] as Kind[] } = {}) {
  const questions: string[] = [];
  const source: Source = {
    devices: {
      getUserMedia(asked = {}) {
        const kinds = [asked.video && "camera", asked.audio && "microphone"].filter(Boolean).join("+");
        questions.push(kinds);
        const answer = answers(kinds, asked);
        if (answer === "yes") return Promise.resolve(streamOf(kinds));
        return Promise.reject(new DOMException(answer.message ?? "", answer.name));
      },
      enumerateDevices: () =>
        Promise.resolve([
          { kind: "videoinput", deviceId: "c1", label: "Front" },
          { kind: "videoinput", deviceId: "", label: "" },
          { kind: "audioinput", deviceId: "m1", label: "Inside" },
          { kind: "audiooutput", deviceId: "s1", label: "Speaker" },
        ] as MediaDeviceInfo[]),
    },
    allows: (kind) => !framed.includes(kind),
    isBlocked: (kind) => Promise.resolve(blocked.includes(kind)),
  };
  return { source, questions };
}

function streamOf(kinds: string): MediaStream {
  const tracks = kinds.split("+").map((kind) => ({ kind, getSettings: () => ({ deviceId: `${kind}-id` }) }));
  const of = (kind: string) => () => tracks.filter((track) => track.kind === kind);
  return {
    getTracks: () => tracks,
    getVideoTracks: of("camera"),
    getAudioTracks: of("microphone"),
    addTrack: (track: (typeof tracks)[number]) => tracks.push(track),
  } as unknown as MediaStream;
}

const on = (kind: Kind) => ({ state: "on", deviceId: `${kind}-id` });
const refused = (refusal: string) => ({ state: "refused", refusal });

test("both are asked for in one question, and devices with names are listed", async () => {
  const { source, questions } = browser(() => "yes");
  const { stream, found } = await openMedia(source, BOTH);
  expect(questions).toEqual(["camera+microphone"]);
  expect(stream).toBeDefined();
  expect(found).toEqual({
    camera: on("camera"),
    microphone: on("microphone"),
    cameras: [{ id: "c1", label: "Front" }],
    microphones: [{ id: "m1", label: "Inside" }],
  });
});

test("what is not wanted is not asked for", async () => {
  const { source, questions } = browser(() => "yes");
  await openMedia(source, { camera: false, microphone: true });
  const { stream, found } = await openMedia(source, { camera: false, microphone: false });
  expect(questions).toEqual(["microphone"]);
  expect(stream).toBeUndefined();
  expect(found).toMatchObject({ camera: { state: "unwanted" }, microphone: { state: "unwanted" } });
});

describe("a refusal", () => {
  test.each([
    ["NotAllowedError", "Permission denied", "denied"],
    ["NotAllowedError", "Permission denied by system", "denied_by_system"],
    ["SecurityError", "", "denied"],
    ["NotFoundError", "", "missing"],
    ["NotReadableError", "", "in_use"],
    ["AbortError", "", "in_use"],
    ["OverconstrainedError", "", "unsuitable"],
  ])("by %s (%j) is %s", async (name, message, refusal) => {
    const { source } = browser(() => ({ name, message }));
    const { found } = await openMedia(source, { camera: true, microphone: false });
    expect(found.camera).toEqual(refused(refusal));
  });

  test("by the person is not followed by another question", async () => {
    const { source, questions } = browser(() => ({ name: "NotAllowedError" }));
    const { found } = await openMedia(source, BOTH);
    expect(questions).toEqual(["camera+microphone"]);
    expect([found.camera, found.microphone]).toEqual([refused("denied"), refused("denied")]);
  });

  test("of a blocked camera leaves the microphone", async () => {
    const answers: Answers = (kinds) => (kinds === "microphone" ? "yes" : { name: "NotAllowedError" });
    const { source, questions } = browser(answers, { blocked: ["camera"] });
    const { stream, found } = await openMedia(source, BOTH);
    expect(questions).toEqual(["camera+microphone", "microphone"]);
    expect([found.camera, found.microphone]).toEqual([refused("denied"), on("microphone")]);
    expect(stream?.getTracks()).toHaveLength(1);
  });

  test.each(["NotFoundError", "NotReadableError"])("of one by %s leaves the other", async (name) => {
    const { source } = browser((kinds) => (kinds === "camera" ? "yes" : { name }));
    const { found } = await openMedia(source, BOTH);
    expect(found.camera).toEqual(on("camera"));
    expect(found.microphone.state).toBe("refused");
  });

  test("of both together only gives both one by one", async () => {
    const { source } = browser((kinds) => (kinds.includes("+") ? { name: "NotReadableError" } : "yes"));
    const { stream, found } = await openMedia(source, BOTH);
    expect([found.camera, found.microphone]).toEqual([on("camera"), on("microphone")]);
    expect(stream?.getTracks()).toHaveLength(2);
  });

  test("by the frame is known without a question", async () => {
    const { source, questions } = browser(() => "yes", { framed: ["camera"] });
    const { found } = await openMedia(source, BOTH);
    expect(questions).toEqual(["microphone"]);
    expect([found.camera, found.microphone]).toEqual([refused("denied_in_frame"), on("microphone")]);
  });
});

test("a chosen device that is gone is replaced by any other", async () => {
  const isChosen = ({ video }: MediaStreamConstraints) => typeof video === "object" && video.deviceId !== undefined;
  const { source, questions } = browser((_kinds, asked) =>
    isChosen(asked) ? { name: "OverconstrainedError" } : "yes",
  );
  const { found } = await openMedia(source, { ...BOTH, cameraId: "gone" });
  expect(questions).toHaveLength(2);
  expect(found.camera).toEqual(on("camera"));
});

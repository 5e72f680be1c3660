// The person's own camera and microphone before the call: asks the browser for them and says what it refused and why.
// It shows nothing, and holds no stream longer than its caller.

/** One of the two things that a call can use. */
export type Kind = "camera" | "microphone";

/** Why there is no camera or no microphone. */
export type MediaRefusal = "denied" | "denied_in_frame" | "denied_by_system" | "missing" | "in_use" | "unsuitable";

/** What a person wants to use, and which device for it. */
export interface Wanted {
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly cameraId?: string;
  readonly microphoneId?: string;
}

/** A device to choose. */
export interface Device {
  readonly id: string;
  readonly label: string;
}

/** What the browser gave. */
export interface Found {
  readonly camera: Outcome;
  readonly microphone: Outcome;
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
}

/** What became of asking for one kind. */
export type Outcome =
  | { readonly state: "unwanted" }
  | { readonly state: "on"; readonly deviceId?: string }
  | { readonly state: "refused"; readonly refusal: MediaRefusal };

/** The parts of the browser that are asked. */
export interface Source {
  readonly devices: Pick<MediaDevices, "getUserMedia" | "enumerateDevices">;
  /** Whether the frame around the page lets it use this kind. */
  allows(kind: Kind): boolean;
  /** Whether the person, or a setting, refused this kind once and for all. */
  isBlocked(kind: Kind): Promise<boolean>;
}

/** A stream, if there is any, and what became of each kind. */
export interface Opened {
  readonly stream?: MediaStream;
  readonly found: Found;
}

const UNWANTED: Outcome = { state: "unwanted" };
const IDEAL_WIDTH = 1280;

/** Asks for all that is wanted together, so that the person is asked once; then for what can be had alone. */
export async function openMedia(source: Source, wanted: Wanted): Promise<Opened> {
  const kinds = (["camera", "microphone"] as const).filter((kind) => wanted[kind]);
  const refused = new Map<Kind, MediaRefusal>(
    kinds.filter((kind) => !source.allows(kind)).map((kind) => [kind, "denied_in_frame"]),
  );
  let open = kinds.filter((kind) => !refused.has(kind));
  let stream: MediaStream | undefined;
  if (open.length > 0) {
    const together = await attempt(source, wanted, open);
    if (typeof together !== "string") stream = together;
    else {
      for (const kind of open) {
        const alone = open.length > 1 ? await alternative(source, wanted, kind, together) : together;
        if (typeof alone !== "string") stream = joined(stream, alone);
        else refused.set(kind, alone);
      }
    }
    open = open.filter((kind) => !refused.has(kind));
  }
  const { camera: cameras, microphone: microphones } = await listDevices(source.devices);
  const outcome = (kind: Kind): Outcome => {
    const refusal = refused.get(kind);
    if (refusal) return { state: "refused", refusal };
    return open.includes(kind) ? on(stream, kind) : UNWANTED;
  };
  return {
    ...(stream && { stream }),
    found: {
      camera: outcome("camera"),
      microphone: outcome("microphone"),
      cameras,
      microphones,
    },
  };
}

/** Everything that can be chosen at this moment. */
export async function listDevices(source: Pick<MediaDevices, "enumerateDevices">): Promise<Record<Kind, Device[]>> {
  const devices = await source.enumerateDevices().catch(() => []);
  return { camera: listed(devices, "videoinput"), microphone: listed(devices, "audioinput") };
}

/** Stops everything that a stream has. */
export function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

type Answer = MediaStream | MediaRefusal;

async function attempt(source: Source, wanted: Wanted, kinds: readonly Kind[]): Promise<Answer> {
  const ask = (exact: boolean) =>
    source.devices.getUserMedia({
      video: kinds.includes("camera") && { width: { ideal: IDEAL_WIDTH }, ...chosen(wanted.cameraId, exact) },
      audio: kinds.includes("microphone") && { echoCancellation: true, ...chosen(wanted.microphoneId, exact) },
    });
  try {
    return await ask(true);
  } catch (error) {
    if (nameOf(error) !== "OverconstrainedError") return refusalOf(error);
  }
  // The device that was chosen is gone; any other will do.
  return ask(false).catch(refusalOf);
}

/** Asks for one kind alone, unless the person has just refused it. */
async function alternative(source: Source, wanted: Wanted, kind: Kind, refusal: MediaRefusal): Promise<Answer> {
  if (refusal === "denied" && (await source.isBlocked(kind))) return refusal;
  const other: Kind = kind === "camera" ? "microphone" : "camera";
  // Where nothing is known to be blocked, the person said no to the question about both.
  if (refusal === "denied" && !(await source.isBlocked(other))) return refusal;
  return attempt(source, wanted, [kind]);
}

function chosen(id: string | undefined, exact: boolean): MediaTrackConstraints {
  return id === undefined || !exact ? {} : { deviceId: { exact: id } };
}

function joined(one: MediaStream | undefined, other: MediaStream): MediaStream {
  for (const track of one?.getTracks() ?? []) other.addTrack(track);
  return other;
}

function on(stream: MediaStream | undefined, kind: Kind): Outcome {
  const track = (kind === "camera" ? stream?.getVideoTracks() : stream?.getAudioTracks())?.[0];
  const deviceId = track?.getSettings().deviceId;
  return { state: "on", ...(deviceId !== undefined && { deviceId }) };
}

/** Devices have names only once the browser has let the page use one. */
function listed(devices: readonly MediaDeviceInfo[], kind: MediaDeviceKind): Device[] {
  return devices
    .filter((device) => device.kind === kind && device.deviceId !== "" && device.label !== "")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

function refusalOf(error: unknown): MediaRefusal {
  switch (nameOf(error)) {
    case "NotAllowedError":
    case "SecurityError":
      return /system/i.test(error instanceof Error ? error.message : "") ? "denied_by_system" : "denied";
    case "NotFoundError":
      return "missing";
    case "OverconstrainedError":
      return "unsuitable";
    default:
      return "in_use";
  }
}

/** Not every browser's `OverconstrainedError` is an `Error`. */
function nameOf(error: unknown): string {
  const name: unknown = typeof error === "object" && error !== null && "name" in error ? error.name : undefined;
  return typeof name === "string" ? name : "";
}

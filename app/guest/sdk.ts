// Sendbird's library as far as this page uses it, and how it is loaded: from its configured address, if its hash is right.
// The library itself is Sendbird's and no part of this project.

/** Where the library is, and the hash that it must have. */
export interface SdkSource {
  readonly url: string;
  readonly integrity: string;
}

export interface SdkParticipant {
  readonly participantId: string;
  readonly user?: { readonly userId?: string; readonly nickname?: string } | null;
  readonly isAudioEnabled: boolean;
  readonly isVideoEnabled: boolean;
  setMediaView(view: HTMLMediaElement): unknown;
}

export interface SdkLocalParticipant extends SdkParticipant {
  muteMicrophone(): void;
  unmuteMicrophone(): void;
  stopVideo(): void;
  startVideo(): void;
}

export interface SdkRoom {
  readonly state: string;
  readonly localParticipant: SdkLocalParticipant;
  readonly remoteParticipants: readonly SdkParticipant[];
  on(event: string, listener: (...values: never[]) => void): void;
  removeAllEventListeners(): void;
  enter(wish: { audioEnabled: boolean; videoEnabled: boolean; kickSiblings: boolean }): Promise<void>;
  exit(): void;
  delete(): Promise<void>;
  setAudioForLargeRoom(view: HTMLAudioElement): unknown;
}

export interface Sdk {
  init(appId: string): void;
  setLoggerLevel(level: "NONE"): void;
  authenticate(user: { userId: string; accessToken: string }): Promise<unknown>;
  deauthenticate(): void;
  connectWebSocket(): Promise<void>;
  fetchRoomById(id: string): Promise<SdkRoom>;
  useMedia(kinds: { audio: boolean; video: boolean }): { dispose(): void } | undefined;
  selectAudioInputDevice(device: MediaDeviceInfo): void;
  selectVideoInputDevice(device: MediaDeviceInfo): void;
}

declare global {
  /** The library, once it is loaded. */
  var SendBirdCall: Sdk | undefined;
}

/** Marks that the library did not come, or was not the one that is configured. */
export class SdkMissing extends Error {
  override name = "SdkMissing";
}

/** Loads the library once; after a failure it can be tried again. */
export async function loadSdk({ url, integrity }: SdkSource): Promise<Sdk> {
  if (globalThis.SendBirdCall) return globalThis.SendBirdCall;
  const script = document.createElement("script");
  Object.assign(script, { src: url, integrity, crossOrigin: "anonymous", referrerPolicy: "no-referrer" });
  try {
    await new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = () => reject(new SdkMissing());
      document.head.append(script);
    });
  } finally {
    script.remove();
  }
  if (!globalThis.SendBirdCall) throw new SdkMissing();
  return globalThis.SendBirdCall;
}

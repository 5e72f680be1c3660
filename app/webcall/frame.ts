// What the frames around and inside the modal allow and tell: camera and microphone, and how the visit in it fares.
// It draws nothing, and believes only the frame and the page that were opened here.

/** How the visit fares, as the guest page tells the page that frames it. */
export type Visit = "joined" | "left" | "denied";

/** What a frame asks the browser for. */
export const POWERS = "camera; microphone; autoplay";

interface Policy {
  allowsFeature(name: string): boolean;
}

/** Whether the frames around this page leave it a camera or a microphone; where the browser does not tell, they do not. */
export function isMediaAllowed(page: Document = document): boolean {
  const { permissionsPolicy, featurePolicy } = page as Document & Record<string, Policy | undefined>;
  const policy = permissionsPolicy ?? featurePolicy;
  return policy !== undefined && ["camera", "microphone"].some((name) => policy.allowsFeature(name));
}

/** Reads a message as one of the page at this address in this frame. */
export function readVisit(event: MessageEvent<unknown>, frame: Window | null, url: string): Visit | undefined {
  if (frame === null || event.source !== frame || event.origin !== new URL(url).origin) return undefined;
  const data = event.data as { app?: unknown; state?: unknown } | null;
  if (typeof data !== "object" || data === null || data.app !== "switchboard") return undefined;
  const { state } = data;
  return state === "joined" || state === "left" || state === "denied" ? state : undefined;
}

// Says when the links to a call are no longer good.
// It watches one call at a time and ends nothing: the server clears away what has expired.

import type { WebCall } from "./smi";

/** The longest wait that browsers can time, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Watches the end of one call's time; `expired` is told once. */
export class Expiry {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly expired: (roomId: string) => void) {}

  watch(call: WebCall | "none" | "unknown"): void {
    clearTimeout(this.#timer);
    if (typeof call === "string") return;
    const left = Math.min(Math.max(call.expiresAt - Date.now(), 0), LONGEST_TIMER);
    this.#timer = setTimeout(() => this.expired(call.roomId), left);
  }
}

// What the administrator chose for web calls and pages may know.
// It reads only; what an answer of the server may be is in `smi.ts`.

import { systemsOf } from "../shared/client";

/** The settings that the pages need. */
export interface WebCallSettings {
  isOn: boolean;
  /** How long a link is good unless the agent says otherwise. */
  minutes: number;
  /** Every link has a password. */
  alwaysPassword: boolean;
  /** Rooms are without picture. */
  soundOnly: boolean;
  /** The country of numbers without a country code. */
  country: string;
}

const LEAST_MINUTES = 5;
const MOST_MINUTES = 720;
const USUAL_MINUTES = 60;

/** Reads the parameters. */
export function readSettings(parameters: Record<string, unknown>): WebCallSettings {
  const { webcall_link_minutes: minutes, webcall_room_type: room, default_country: country } = parameters;
  const wanted = Number(minutes);
  return {
    isOn: systemsOf(parameters).includes("Web call"),
    minutes: Number.isInteger(wanted) && minutes !== "" ? within(wanted) : USUAL_MINUTES,
    alwaysPassword: parameters["webcall_password"] === "always",
    soundOnly: room === "large_room_for_audio_only",
    country: typeof country === "string" ? country : "",
  };
}

/** The nearest time that a link may be good, as the server takes it. */
function within(minutes: number): number {
  return Math.min(Math.max(minutes, LEAST_MINUTES), MOST_MINUTES);
}

/** The choices of how long a link is good, in minutes, the administrator's own among them. */
export function choicesOf(minutes: number): number[] {
  return [...new Set([15, 30, 60, 120, 240, 480, MOST_MINUTES, minutes])].sort((one, other) => one - other);
}

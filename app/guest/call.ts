// A call as one who is in it knows it: who else is there, and how the own picture, sound and line fare.
// It is pure: it asks nobody, shows nothing, and how a call begins and ends is `visit.ts`.

/** Somebody else in the call, as Sendbird tells it at one moment. */
export interface Seen {
  /** Of this stay in the call, not of the person. */
  readonly id: string;
  readonly name: string;
  readonly isGuest: boolean;
  readonly sound: boolean;
  readonly picture: boolean;
}

/** Somebody else in the call. */
export interface Person extends Seen {
  /** How often picture and sound began; each time they have to be shown anew. */
  readonly streams: number;
  /** Picture and sound stopped for good. */
  readonly failed: boolean;
}

/** What of the person's own is on. */
export interface Own {
  readonly sound: boolean;
  readonly picture: boolean;
}

/** What could not be done during the call. */
export type Hitch = "no_microphone" | "no_camera" | "not_ended";

/** A call. */
export interface Call {
  readonly people: readonly Person[];
  /** Ids of those who left: late news about them brings nobody back. */
  readonly gone: readonly string[];
  readonly own: Own;
  readonly reconnecting: boolean;
  /** The others no longer get the own picture and sound. */
  readonly unheard: boolean;
  /** The browser plays no sound before somebody touches the page. */
  readonly silenced: boolean;
  /** The link is valid for a minute at most. */
  readonly expiring: boolean;
  readonly hitch?: Hitch;
}

/** What can happen in a call. */
export type CallEvent =
  | { readonly kind: "entered" | "changed" | "streamed"; readonly person: Seen }
  | { readonly kind: "exited"; readonly id: string }
  | { readonly kind: "stream_lost"; readonly id?: string }
  | { readonly kind: "own"; readonly own: Own }
  | { readonly kind: "disconnected" | "reconnected" | "silenced" | "heard" | "expiring" }
  | { readonly kind: "hitch"; readonly hitch: Hitch };

/** A call that was entered just now. */
export function entered(own: Own): Call {
  return { people: [], gone: [], own, reconnecting: false, unheard: false, silenced: false, expiring: false };
}

/** The call after the event; the same object when the event changes nothing. */
export function after(call: Call, event: CallEvent): Call {
  switch (event.kind) {
    case "entered":
      return seen(call, event.person, 0);
    case "streamed":
      return seen(call, event.person, 1);
    case "changed":
      return known(call, event.person.id) ? seen(call, event.person, 0) : call;
    case "exited":
      return exited(call, event.id);
    case "stream_lost":
      return event.id === undefined ? { ...call, unheard: true } : lost(call, event.id);
    case "own":
      return own(call, event.own);
    case "disconnected":
      return call.reconnecting ? call : { ...call, reconnecting: true };
    case "reconnected":
      return call.reconnecting ? { ...call, reconnecting: false } : call;
    case "silenced":
      return call.silenced ? call : { ...call, silenced: true };
    case "heard":
      return call.silenced ? { ...call, silenced: false } : call;
    case "expiring":
      return call.expiring ? call : { ...call, expiring: true };
    case "hitch":
      return call.hitch === event.hitch ? call : { ...call, hitch: event.hitch };
  }
}

function known(call: Call, id: string): Person | undefined {
  return call.people.find((person) => person.id === id);
}

function seen(call: Call, news: Seen, streams: 0 | 1): Call {
  if (call.gone.includes(news.id)) return call;
  const before = known(call, news.id);
  if (!before) return { ...call, people: [...call.people, { ...news, streams, failed: false }] };
  const now = { ...before, ...news, streams: before.streams + streams, failed: before.failed && streams === 0 };
  return same(before, now) ? call : replaced(call, now);
}

function exited(call: Call, id: string): Call {
  if (call.gone.includes(id)) return call;
  return { ...call, people: call.people.filter((person) => person.id !== id), gone: [...call.gone, id] };
}

function lost(call: Call, id: string): Call {
  const person = known(call, id);
  return person && !person.failed ? replaced(call, { ...person, failed: true }) : call;
}

function replaced(call: Call, now: Person): Call {
  return { ...call, people: call.people.map((person) => (person.id === now.id ? now : person)) };
}

/** Whoever turns something on has seen the remark that it did not go, and goes on. */
function own(call: Call, now: Own): Call {
  if (same(call.own, now)) return call;
  const { hitch: _, ...rest } = call;
  return { ...rest, own: now };
}

function same<T extends object>(one: T, other: T): boolean {
  return (Object.keys(one) as (keyof T)[]).every((key) => one[key] === other[key]);
}

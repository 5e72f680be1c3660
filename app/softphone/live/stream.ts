// Opens the gateway's stream of server-sent events over `fetch`, which unlike `EventSource` can show a pass, and reads it.
// It tries nothing twice and knows no calls; what an event says is read by `news.ts`.

import { createParser } from "eventsource-parser";

import type { Pass } from "./news";

/** How the reading came to its end: the gateway ended it, it did not believe the pass, or anything else. */
export type End = "ended" | "refused" | "failed";

/** What is read, and who is told. */
export interface Reading {
  readonly pass: Pass;
  /** The id of the last event that was read, after which the gateway goes on. */
  readonly last: string | undefined;
  onOpen(): void;
  /** Tells each event; `last` is its id, or that of one before it. */
  onEvent(data: string, last: string | undefined): void;
}

/** The gateway says every 15 seconds that it is there; a stream that is silent for this long is broken, in milliseconds. */
export const SILENCE = 45_000;
/** The events' name. */
const NAME = "call";
/** More characters than any event has. */
const LARGEST = 65_536;

/** Reads the stream until its end; never rejects. */
export async function read(reading: Reading, fetch: typeof globalThis.fetch = globalThis.fetch): Promise<End> {
  const breaker = new AbortController();
  const silence = new Silence(() => breaker.abort());
  try {
    const response = await fetch(reading.pass.url, {
      headers: {
        accept: "text/event-stream",
        authorization: `Bearer ${reading.pass.text}`,
        ...(reading.last !== undefined && { "last-event-id": reading.last }),
      },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: breaker.signal,
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (!response.ok || !isStream || response.body === null) return response.status === 401 ? "refused" : "failed";
    reading.onOpen();
    return await drain(response.body, reading, silence);
  } catch {
    return "failed";
  } finally {
    silence.end();
    breaker.abort();
  }
}

async function drain(body: ReadableStream<Uint8Array>, reading: Reading, silence: Silence): Promise<End> {
  const decoder = new TextDecoder();
  let last = reading.last;
  let isTooLarge = false;
  const parser = createParser({
    maxBufferSize: LARGEST,
    onEvent({ id, event, data }) {
      last = id ?? last;
      if (event === NAME) reading.onEvent(data, last);
    },
    onError: ({ type }) => (isTooLarge ||= type === "max-buffer-size-exceeded"),
  });
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return "ended";
    silence.broken();
    parser.feed(decoder.decode(value, { stream: true }));
    if (isTooLarge) return "failed";
  }
}

/** Waits for silence to last. */
class Silence {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly lasted: () => void) {
    this.broken();
  }

  broken(): void {
    this.end();
    this.#timer = setTimeout(this.lasted, SILENCE);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

// Plays the gateway's stream for tests: what the softphone sends is kept, and what it hears is said by the test.
// It is in no page.

import { vi } from "vitest";

/** One stream that a softphone has opened. */
export interface Heard {
  headers: Record<string, string>;
  say(text: string): void;
  end(): void;
  breakOff(): void;
}

/** An event as the gateway writes it. */
export const event = (id: number, told: object) => `id: ${id}\nevent: call\ndata: ${JSON.stringify(told)}\n\n`;

/**
 * A `fetch` that opens streams while `status` is 200, is refused with any other, and fails without one.
 *
 * If `believes` is set, every other pass is refused.
 */
export function playedGateway() {
  const played = {
    status: 200 as number | undefined,
    believes: undefined as string | undefined,
    opened: [] as Heard[],
    fetch: vi.fn(async (_url: unknown, options: RequestInit = {}) => {
      if (played.status === undefined) throw new TypeError("Failed to fetch");
      const shown = (options.headers as Record<string, string>)["authorization"];
      const status = played.believes === undefined || played.believes === shown ? played.status : 401;
      const headers = new Headers({ "content-type": "text/event-stream" });
      return { ok: status === 200, status, headers, body: stream(options) };
    }) as unknown as typeof globalThis.fetch,
  };

  function stream({ headers, signal }: RequestInit): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start(controller) {
        signal?.addEventListener("abort", () => controller.error(new DOMException("Aborted.", "AbortError")));
        played.opened.push({
          headers: headers as Record<string, string>,
          say: (text) => controller.enqueue(new TextEncoder().encode(text)),
          end: () => controller.close(),
          breakOff: () => controller.error(new TypeError("network error")),
        });
      },
    });
  }
  return played;
}

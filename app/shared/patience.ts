// Ends the wait for an answer that does not come.
// It does not send anything again.

/** How long an answer is awaited, in milliseconds: the platform's own limit of 20 s, and the way there and back. */
export const PATIENCE = 30_000;

/** Marks a request whose answer did not come within `PATIENCE`. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** Waits no longer than `PATIENCE`; the request itself goes on. */
export function patiently<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer()), PATIENCE);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

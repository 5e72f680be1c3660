// Asks for a ticket's call, ever more seldom, and only while the page is seen.
// It waits as `polling.ts` says, and leaves it to the pages what an answer means.

import { patiently } from "../shared/patience";
import { type Problem, problemOf, UNCLEAR } from "../shared/reply";
import { waitBeforeAsking } from "./polling";
import { readCall, type WebCall } from "./smi";

/** What the watcher tells. */
export type Sight =
  | { readonly kind: "asking" }
  | { readonly kind: "seen"; readonly call: WebCall | "none"; readonly answer: unknown }
  | { readonly kind: "unseen"; readonly problem: Problem };

/** Watches the call of one ticket; it begins out of view. */
export class Watcher {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #inView = false;
  #due = 0;
  #asked = 0;
  #failed = 0;
  #isOpen = false;
  /** Counts what makes the answer to an earlier question stale. */
  #turn = 0;

  constructor(
    private readonly ask: () => Promise<unknown>,
    private readonly tell: (sight: Sight) => void,
  ) {}

  /** The page came into view: what is due is asked now. */
  show(): void {
    if (this.#inView) return;
    this.#inView = true;
    this.#wait();
  }

  /** The page went out of view. */
  hide(): void {
    this.#inView = false;
    clearTimeout(this.#timer);
  }

  /** Somebody did something: asks now, and waits briefly again at first. */
  again(): void {
    this.#asked = this.#failed = 0;
    void this.#round();
  }

  /** Somebody else has just asked. */
  heard(call: WebCall | "none"): void {
    this.#turn += 1;
    this.#asked += 1;
    this.#failed = 0;
    this.#isOpen = call !== "none";
    this.#next();
  }

  async #round(): Promise<void> {
    const turn = (this.#turn += 1);
    clearTimeout(this.#timer);
    this.tell({ kind: "asking" });
    const sight = await this.#look();
    if (turn !== this.#turn) return;
    this.#asked += 1;
    this.#failed = sight.kind === "seen" ? 0 : this.#failed + 1;
    if (sight.kind === "seen") this.#isOpen = sight.call !== "none";
    this.#next();
    this.tell(sight);
  }

  async #look(): Promise<Exclude<Sight, { kind: "asking" }>> {
    try {
      const answer = await patiently(this.ask());
      const call = readCall(answer);
      return call === undefined ? { kind: "unseen", problem: UNCLEAR } : { kind: "seen", call, answer };
    } catch (failure) {
      return { kind: "unseen", problem: problemOf(failure) };
    }
  }

  #next(): void {
    this.#due = Date.now() + waitBeforeAsking(this.#asked, this.#failed, this.#isOpen);
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#inView) this.#timer = setTimeout(() => void this.#round(), Math.max(this.#due - Date.now(), 0));
  }
}

// Asks for the state of a live call, ever more seldom, until the call is over or has been asked about for long enough.
// It waits as `polling.ts` says, and leaves it to the state machine what an answer means.

import { patiently } from "../shared/patience";
import { type Problem, problemOf, UNCLEAR } from "../shared/reply";
import type { CallEvent, Click } from "./call";
import { waitBeforeAsking, WATCH_FOR } from "./polling";
import { type Call, readCall } from "./smi";

/** The server function that tells how a call fares. */
export interface Teller {
  getCall(request: { click_id: string }): Promise<unknown>;
}

/** Watches one call at a time. */
export class Watcher {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #began = 0;
  #asked = 0;
  #turnedAway = 0;
  #failed = 0;
  /** Whose call the gateway tells of. */
  #told: Click | undefined;

  constructor(
    private readonly line: Teller,
    private readonly tell: (event: CallEvent) => void,
  ) {}

  start(click: Click): void {
    this.stop();
    this.#told = undefined;
    this.#began = Date.now();
    this.#asked = this.#turnedAway = this.#failed = 0;
    this.#schedule(click);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Asks now; says whether an answer came. */
  async ask(click: Click): Promise<boolean> {
    this.#asked += 1;
    try {
      const call = readCall(await patiently(this.line.getCall({ click_id: click.id })));
      return call ? this.#heard(click, call) : this.#missed(click, UNCLEAR);
    } catch (failure) {
      return this.#missed(click, problemOf(failure));
    }
  }

  /** There is news of the call: asks now, and from then on seldom. */
  hear(click: Click): void {
    this.#told = click;
    clearTimeout(this.#timer);
    void (this.#timer === undefined ? this.ask(click) : this.#round(click));
  }

  /** There will be no more news. */
  hearNoMore(): void {
    const click = this.#told;
    this.#told = undefined;
    if (click === undefined || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#schedule(click);
  }

  #schedule(click: Click): void {
    const left = this.#began + WATCH_FOR - Date.now();
    const wait = waitBeforeAsking(this.#asked, this.#turnedAway, this.#told !== undefined);
    const [due, act] = wait < left ? [wait, () => void this.#round(click)] : [left, () => this.#giveUp(click)];
    this.#timer = setTimeout(act, Math.max(due, 0));
  }

  async #round(click: Click): Promise<void> {
    const mine = this.#timer;
    await this.ask(click);
    if (this.#timer === mine) this.#schedule(click);
  }

  #giveUp(click: Click): void {
    this.stop();
    this.tell({ kind: "watch", clickId: click.id, watch: "over" });
  }

  #heard(click: Click, call: Call): true {
    this.#turnedAway = this.#failed = 0;
    this.tell({ kind: "seen", clickId: click.id, call });
    return true;
  }

  /** One lost answer is no news; the agent is told when the second is lost. */
  #missed(click: Click, problem: Problem): false {
    const { busy } = problem;
    this.#turnedAway = busy ? this.#turnedAway + 1 : 0;
    this.#failed += 1;
    const watching = this.#timer !== undefined;
    if (watching && busy) this.tell({ kind: "watch", clickId: click.id, watch: "slowed" });
    else if (watching && this.#failed > 1) this.tell({ kind: "watch", clickId: click.id, watch: "in_vain" });
    return false;
  }
}

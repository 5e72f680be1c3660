// The calls that ring the agent's phone, above whatever screen is open.
// It has no buttons and takes no focus: calls are answered on the phone, and a call of the agent's own goes on below.

import { type Country, readNumber } from "../../shared/number";
import { Check, Handset, HungUp } from "../../shared/view/icons";
import type { Incoming, Stage } from "../live/incoming";
import type { Words } from "../words";

interface Props {
  words: Words;
  home: Country;
  calls: readonly Incoming[];
}

/** How many calls are drawn; the rest are counted. */
const DRAWN = 2;
const EMBLEMS = { ringing: Handset, answered: Check, missed: HungUp } satisfies Record<Stage, unknown>;
const TITLES = { ringing: "incomingCall", answered: "pickedUp", missed: "missed" } as const;
const LINES = { ringing: "answerIncoming", answered: "pickedUpLine", missed: "missedLine" } as const;

export function IncomingCalls({ words, home, calls }: Props) {
  // What rings comes first, and needs the room that there is.
  const [first, ...others] = [...calls].sort((one, other) => rank(one) - rank(other));
  const shown = first ? [first, ...others.slice(0, DRAWN - 1)] : [];
  const more = calls.length - shown.length;
  return (
    <>
      <p class="spoken" role="status">
        {first && spokenOf(first, calls.length - 1, words, home)}
      </p>
      {shown.length > 0 && (
        <section class="incoming" aria-label={words.incoming}>
          <ul>
            {shown.map((call) => (
              <Row key={call.ids[0]} {...{ words, home, call }} />
            ))}
          </ul>
          {more > 0 && <p class="more">{words.moreCalls(more)}</p>}
        </section>
      )}
    </>
  );
}

function Row({ words, home, call }: { words: Words; home: Country; call: Incoming }) {
  const Emblem = EMBLEMS[call.stage];
  const number = numberOf(call, words, home);
  return (
    <li class={call.stage}>
      <span class="emblem">
        <Emblem />
      </span>
      <div class="caller">
        <p>
          <strong>{words[TITLES[call.stage]]}</strong> {words[LINES[call.stage]]}
        </p>
        <p class="who">
          <strong>{call.name ?? number}</strong>
          {call.name !== undefined && <span>{number}</span>}
        </p>
      </div>
    </li>
  );
}

function rank({ stage }: Incoming): number {
  return stage === "ringing" ? 0 : 1;
}

function spokenOf(call: Incoming, others: number, words: Words, home: Country): string {
  const number = numberOf(call, words, home);
  const caller = call.name === undefined ? number : `${call.name}, ${number}`;
  const more = others > 0 ? ` (${words.moreCalls(others)})` : "";
  return `${words[TITLES[call.stage]]}: ${caller}${more}. ${words[LINES[call.stage]]}`;
}

function numberOf({ customer }: Incoming, words: Words, home: Country): string {
  if (customer === undefined) return words.withheld;
  const reading = readNumber(customer, home);
  return reading.kind === "number" ? reading.shown : customer;
}

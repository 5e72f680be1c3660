// The step before there is a link: how long it is to be good, and whether it asks for a password.
// It makes no link; it hands on what was chosen.

import type { TargetedEvent } from "preact";
import { useState } from "preact/hooks";

import type { Step } from "../modal/modal";
import { choicesOf, type WebCallSettings } from "../settings";
import type { LinkRequest, WebCall } from "../smi";
import type { Words } from "../words";
import { Failure } from "./Failure";
import { useNow } from "./useSession";

export interface InviteProps {
  words: Words;
  settings: WebCallSettings;
  /** The open call, which a new link leads to as well. */
  call: WebCall | undefined;
  making: Step;
  onMake(request: LinkRequest): void;
}

export function Invite({ words, settings, call, making, onMake }: InviteProps) {
  const now = useNow(5_000);
  const [minutes, setMinutes] = useState(settings.minutes);
  const [password, setPassword] = useState(settings.alwaysPassword);
  const busy = making.kind === "under_way";
  const endsSoon = call?.sharedUntil !== undefined && now > call.sharedUntil;
  const isMore = call !== undefined && !endsSoon;

  const make = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) onMake({ minutes, password });
  };

  return (
    <form class="card" onSubmit={make} aria-labelledby="invite-title">
      <h2 id="invite-title">{isMore ? words.anotherLink : words.invite}</h2>
      <p class="hint">{isMore ? words.anotherLine : words.inviteLine}</p>
      {endsSoon && <p class="warning">{words.endsSoon}</p>}
      {!isMore && (
        <div>
          <label for="minutes">{words.minutes}</label>
          <select
            id="minutes"
            class="input"
            value={minutes}
            onChange={(event) => setMinutes(Number(event.currentTarget.value))}
          >
            {choicesOf(settings.minutes).map((choice) => (
              <option key={choice} value={choice}>
                {words.duration(choice)}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="check">
        <input
          id="password"
          type="checkbox"
          checked={password}
          disabled={settings.alwaysPassword}
          aria-describedby="password-why"
          onChange={(event) => setPassword(event.currentTarget.checked)}
        />
        <label for="password">{words.askPassword}</label>
        <p id="password-why" class="hint">
          {settings.alwaysPassword && `${words.passwordAlways} `}
          {words.passwordWhy}
        </p>
      </div>
      {making.kind === "failed" && <Failure {...{ words }} what={words.notMade} problem={making.problem} />}
      <button type="submit" class="button" aria-disabled={busy}>
        {busy ? words.creating : making.kind === "failed" ? words.again : words.create}
      </button>
    </form>
  );
}

// The admin page as a whole: the passcode step, and behind it set-up, channels, addresses and team.
// What happens lives in the session; this file connects it to the sections.

import { useEffect, useRef, useState } from "preact/hooks";

import type { Language } from "../../shared/language";
import type { Country } from "../../shared/number";
import { type AdminState, isSetupBusy, type Open } from "../admin";
import type { AdminSession } from "../session";
import { rowsOf } from "../team";
import type { Words } from "../words";
import { Addresses } from "./Addresses";
import { Channels } from "./Channels";
import { Page } from "./Page";
import { Passcode } from "./Passcode";
import { SetupCheck, summaryOf } from "./SetupCheck";
import { Team } from "./Team";

export interface AdminProps {
  session: AdminSession;
  words: Words;
  language: Language;
  home: Country;
}

export function Admin({ session, words, language, home }: AdminProps) {
  const [state, setState] = useState(session.state);
  useEffect(() => session.subscribe(() => setState(session.state())), [session]);
  useWarningBeforeLeaving(hasUnsaved(state, home));
  if (state.phase === "locked") {
    return (
      <Page title={words.title}>
        <Passcode {...{ words, state }} onOpen={session.open} />
      </Page>
    );
  }
  return <Sections {...{ session, words, language, home, state }} />;
}

function Sections({ session, words, language, home, state }: AdminProps & { state: Open }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { setup, connecting, team } = state;
  // The field that had the focus went away with the passcode step.
  useEffect(() => heading.current?.focus(), []);
  return (
    <Page
      title={words.title}
      heading={heading}
      action={
        <button type="button" class="button plain" onClick={session.lock}>
          {words.lock}
        </button>
      }
    >
      <p class="spoken" role="status">
        {setup.value && !setup.asking && summaryOf(setup.value, words)}
      </p>
      <SetupCheck {...{ words, setup }} isBusy={isSetupBusy(state)} onCheck={session.checkSetup} />
      {setup.value && setup.value.channels.length > 0 && (
        <Channels
          {...{ words, connecting, channels: setup.value.channels }}
          isStale={setup.asking}
          onConnect={session.connect}
        />
      )}
      {setup.value && (team || setup.value.addresses.length > 0) && (
        <Addresses {...{ words, addresses: setup.value.addresses }} />
      )}
      {team && (
        <Team
          {...{ words, language, home, state, team }}
          onReload={session.reloadTeam}
          onEdit={session.edit}
          onDiscard={session.discard}
          onSave={session.save}
        />
      )}
    </Page>
  );
}

/** Somebody changed something that is not saved; without the team, whatever was typed counts. */
function hasUnsaved(state: AdminState, home: Country): boolean {
  const members = state.phase === "open" ? state.team?.value : undefined;
  return members
    ? rowsOf(members, state.changes, home).some(({ changed }) => changed)
    : Object.keys(state.changes).length > 0;
}

function useWarningBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isNeeded]);
}

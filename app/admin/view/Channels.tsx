// The channels that are in use: how each stands, and a button that has it post to the app.
// Whether one can be connected is the server's to say; its sentences are shown as they come.

import { ProblemText } from "../../shared/view/ProblemText";
import type { Connecting } from "../admin";
import type { Channel } from "../smi";
import type { Words } from "../words";
import { Section } from "./Section";
import { StandingItem } from "./StandingItem";

export interface ChannelsProps {
  words: Words;
  channels: readonly Channel[];
  connecting: Connecting;
  /** The channels are being checked, so they may stand otherwise. */
  isStale: boolean;
  onConnect(channel: string): void;
}

export function Channels(props: ChannelsProps) {
  const { words, channels, isStale } = props;
  return (
    <Section id="channels" title={words.channels} hint={words.channelsHint}>
      <ul class={`checks channels ${isStale ? "stale" : ""}`}>
        {channels.map((channel) => (
          <Row key={channel.channel} {...props} channel={channel} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ words, channel, connecting, isStale, onConnect }: ChannelsProps & { channel: Channel }) {
  const { name, state, canConnect } = channel;
  const isBusy = isStale || connecting.kind === "under_way";
  const outcome = "channel" in connecting && connecting.channel === channel.channel ? connecting : undefined;
  const isConnecting = outcome?.kind === "under_way";
  const label = state === "ok" ? words.connectAgain(name) : words.connectTo(name);
  return (
    <StandingItem {...{ words, ...channel }}>
      {canConnect && (
        <>
          <button
            type="button"
            class={`button ${state === "ok" ? "plain" : ""}`}
            aria-disabled={isBusy}
            onClick={() => onConnect(channel.channel)}
          >
            {isConnecting ? words.connectingTo(name) : label}
          </button>
          <p role="status" class="spoken">
            {isConnecting && words.connectingTo(name)}
            {outcome?.kind === "connected" && words.connectedTo(name)}
          </p>
          <p role="alert" class="error">
            {outcome?.kind === "failed" && (
              <>
                {outcome.problem.doubtful ? words.maybeConnected(name) : words.notConnected(name)}{" "}
                <ProblemText {...{ problem: outcome.problem, words }} />
              </>
            )}
          </p>
        </>
      )}
    </StandingItem>
  );
}

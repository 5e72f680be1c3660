// Says in the panel that the gateway is not heard, and of a frame policy that forbids it what would have to change.
// While the gateway is heard, or none is set up, it says nothing.

import { type Connection, isUnreachable } from "../live/connection";
import type { Words } from "../words";

export function GatewayNotice({ words, connection }: { words: Words; connection: Connection }) {
  return (
    <div role="status">
      {isUnreachable(connection) && <p class="remark unreachable">{words.unreachable}</p>}
      {connection.phase === "blocked" && (
        <details class="warning strip blocked">
          <summary>{words.blocked}</summary>
          <p>{words.blockedLine(connection.origin)}</p>
        </details>
      )}
    </div>
  );
}

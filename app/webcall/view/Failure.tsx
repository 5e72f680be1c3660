// What did not work, why, and the way to try again.
// It sends nothing itself.

import type { Problem } from "../../shared/reply";
import { Alert } from "../../shared/view/icons";
import { ProblemText } from "../../shared/view/ProblemText";
import type { Words } from "../words";

export interface FailureProps {
  words: Words;
  /** What did not come to be. */
  what: string;
  problem: Problem;
  /** Absent where the button that failed is still there. */
  onRetry?: () => void;
}

export function Failure({ words, what, problem, onRetry }: FailureProps) {
  return (
    <div class="warning" role="alert">
      <Alert />
      <div>
        <p>{what}</p>
        <p>
          <ProblemText {...{ problem, words }} />
        </p>
        {onRetry && (
          <button type="button" class="link-button" onClick={onRetry}>
            {words.again}
          </button>
        )}
      </div>
    </div>
  );
}

// Why a request failed, for the person at the page.
// The server's own sentence is English, whatever language the page speaks.

import type { Problem } from "../reply";
import type { BasicWords } from "../words";

export function ProblemText({ problem, words }: { problem: Problem; words: BasicWords }) {
  const { trouble, sentence } = problem;
  return trouble === "told" ? <span lang="en">{sentence}</span> : <span>{words[trouble]}</span>;
}

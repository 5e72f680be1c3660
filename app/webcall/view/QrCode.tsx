// The link as a QR code, black on white whatever the page's colours are, since cameras read nothing else well.
// It is drawn here; the link goes to no service.

import { generate } from "lean-qr/nano";
import { toSvgPath } from "lean-qr/extras/svg";
import { useMemo } from "preact/hooks";

import type { Words } from "../words";

/** The white border that readers need, in modules. */
const BORDER = 4;

export function QrCode({ words, text }: { words: Words; text: string }) {
  const code = useMemo(() => drawn(text), [text]);
  if (!code) return <p class="warning">{words.noCode}</p>;
  const side = code.size + 2 * BORDER;
  return (
    <figure class="qr">
      <svg viewBox={`${-BORDER} ${-BORDER} ${side} ${side}`} role="img" aria-label={words.code}>
        <rect x={-BORDER} y={-BORDER} width={side} height={side} fill="#fff" />
        <path d={code.path} fill="#000" shape-rendering="crispEdges" />
      </svg>
      <figcaption class="hint">{words.codeLine}</figcaption>
    </figure>
  );
}

/** Nothing when the text is too long for a code. */
function drawn(text: string): { size: number; path: string } | undefined {
  try {
    const code = generate(text);
    return { size: code.size, path: toSvgPath(code) };
  } catch {
    return undefined;
  }
}

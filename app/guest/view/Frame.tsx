// The page's frame: its name, until when the link is valid, the switch of language, and the screen below.
// It knows nothing of calls.

import type { ComponentChildren } from "preact";

import type { Language } from "../../shared/language";
import { Handset } from "../../shared/view/icons";
import type { Words } from "../words";

export interface FrameProps {
  words: Words;
  language: Language;
  onLanguage(language: Language): void;
  /** A remark beside the title. */
  remark?: string | undefined;
  children: ComponentChildren;
}

export function Frame({ words, language, onLanguage, remark, children }: FrameProps) {
  const other = language === "en" ? "sw" : "en";
  return (
    <div class="screen">
      <header class="head">
        <span class="mark">
          <Handset />
        </span>
        <div class="head-text">
          <h1>{words.title}</h1>
          {remark !== undefined && <p class="remark">{remark}</p>}
        </div>
        <button type="button" class="language" lang={other} onClick={() => onLanguage(other)}>
          {words.otherLanguage}
        </button>
      </header>
      <main class="body">{children}</main>
    </div>
  );
}

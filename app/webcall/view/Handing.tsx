// The link in the agent's hands and every way to give it to the customer; the password apart from it.
// It sends nothing by itself: other apps open with the text, and the agent sends it there.

import { useEffect, useRef, useState } from "preact/hooks";

import { Lock } from "../../shared/view/icons";
import { smsLink, whatsAppLink } from "../handing";
import type { Insertion } from "../modal/modal";
import type { CustomerLink } from "../smi";
import { invitation, type Words } from "../words";
import { CopyField } from "./CopyField";
import { QrCode } from "./QrCode";

export interface HandingProps {
  words: Words;
  link: CustomerLink;
  insertion: Insertion;
  /** The customer's number with its country code, if it is known. */
  digits: string | undefined;
  onInsert(): void;
  onClose(): void;
  onAnother(): void;
}

export function Handing({ words, link, insertion, digits, onInsert, onClose, onAnother }: HandingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [showsCode, setShowsCode] = useState(false);
  const { url, password, expiresAt } = link;
  const text = invitation(words, { url, expiresAt, isSealed: password !== undefined });
  // The button that made the link went away with its form.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card" aria-labelledby="link-title">
      <h2 id="link-title" ref={heading} tabIndex={-1}>
        {words.invite}
      </h2>
      <CopyField
        {...{ words }}
        id="link"
        label={words.link}
        copyLabel={words.copyLink}
        text={url}
        hint={password === undefined ? words.linkSecret : words.linkSealed}
      />
      <div class="ways many">
        <button type="button" class="button" aria-disabled={insertion === "under_way"} onClick={onInsert}>
          {insertion === "under_way" ? words.inserting : words.insert}
        </button>
        <Way words={words} href={whatsAppLink(digits, text)} name={words.whatsApp} />
        <Way words={words} href={smsLink(digits, text)} name={words.sms} />
        <button
          type="button"
          class="button plain"
          aria-expanded={showsCode}
          aria-controls="qr"
          onClick={() => setShowsCode(!showsCode)}
        >
          {showsCode ? words.hideCode : words.showCode}
        </button>
      </div>
      <Inserted {...{ words, insertion, onClose }} />
      <p class="hint">{digits === undefined ? words.toWhom : words.toNumber(`+${digits}`)}</p>
      <div id="qr">{showsCode && <QrCode words={words} text={url} />}</div>
      {password !== undefined && <Password {...{ words, password }} />}
      <button type="button" class="link-button" onClick={onAnother}>
        {words.makeAnother}
      </button>
    </section>
  );
}

function Way({ words, href, name }: { words: Words; href: string; name: string }) {
  return (
    <a class="button plain" href={href} target="_blank" rel="noopener noreferrer">
      {name}
      <span class="spoken"> ({words.newTab})</span>
    </a>
  );
}

function Inserted({ words, insertion, onClose }: Pick<HandingProps, "words" | "insertion" | "onClose">) {
  return (
    <div role="status">
      {insertion === "done" && (
        <p class="success">
          {words.inserted}{" "}
          <button type="button" class="link-button" onClick={onClose}>
            {words.toReply}
          </button>
        </p>
      )}
      {insertion === "failed" && <p class="warning">{words.notInserted}</p>}
    </div>
  );
}

function Password({ words, password }: { words: Words; password: string }) {
  return (
    <div class="password">
      <Lock />
      <CopyField
        {...{ words }}
        id="password-text"
        label={words.password}
        copyLabel={words.copyPassword}
        text={password}
        hint={words.passwordApart}
        isCode
      />
    </div>
  );
}

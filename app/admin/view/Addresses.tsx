// The addresses to which other systems post, each with where to paste it and a button that copies it.
// They are shown as text and never followed.

import { useEffect, useRef, useState } from "preact/hooks";

import { copyField } from "../../shared/copy";
import type { Address } from "../smi";
import type { Words } from "../words";
import { Section } from "./Section";

/** How long the button says that it copied, in milliseconds. */
const COPIED_FOR = 3_000;

export function Addresses({ words, addresses }: { words: Words; addresses: Address[] }) {
  return (
    <Section id="addresses" title={words.addresses} hint={words.addressesHint}>
      {addresses.length === 0 ? (
        <p>{words.noAddresses}</p>
      ) : (
        <ul class="addresses">
          {addresses.map((address) => (
            <Row key={address.name} {...{ words, address }} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Row({ words, address: { name, url, where } }: { words: Words; address: Address }) {
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<"copied" | "refused">();
  useEffect(() => {
    if (outcome !== "copied") return undefined;
    const timer = setTimeout(() => setOutcome(undefined), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => {
    if (field.current) void copyField(field.current).then((worked) => setOutcome(worked ? "copied" : "refused"));
  };

  return (
    <li>
      <h3 lang="en">{name}</h3>
      <p class="hint" lang="en">
        {where}
      </p>
      <div class="with-button">
        <input
          ref={field}
          class="input address"
          type="text"
          readOnly
          spellcheck={false}
          value={url}
          aria-label={words.addressOf(name)}
        />
        <button type="button" class="button plain" aria-label={words.copyOf(name)} onClick={copy}>
          {outcome === "copied" ? words.copied : words.copy}
        </button>
      </div>
      <p role="status" class={outcome === "copied" ? "spoken" : "remark"}>
        {outcome === "copied" && words.copied}
        {outcome === "refused" && words.copyByHand}
      </p>
    </li>
  );
}

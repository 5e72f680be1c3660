// Tests of what frames allow and tell.

import { expect, test } from "vitest";

import { isMediaAllowed, readVisit } from "./frame";

const allowing = (...names: string[]) => ({ allowsFeature: (name: string) => names.includes(name) });
const page = (parts: object) => parts as unknown as Document;

test.each([
  ["a camera", page({ featurePolicy: allowing("camera") }), true],
  ["a microphone", page({ permissionsPolicy: allowing("microphone") }), true],
  ["neither", page({ featurePolicy: allowing("autoplay") }), false],
  ["nobody knows what", page({}), false],
  ["nothing by the newer name", page({ permissionsPolicy: allowing(), featurePolicy: allowing("camera") }), false],
])("a frame that is left %s allows a call: %s", (_what, document, allowed) => {
  expect(isMediaAllowed(document)).toBe(allowed);
});

const frame = {} as Window;
const message = (data: unknown, source: unknown = frame, origin = "https://call.example") =>
  ({ data, source, origin }) as MessageEvent<unknown>;
const read = (event: MessageEvent<unknown>, from: Window | null = frame) =>
  readVisit(event, from, "https://call.example/#p=abc");

test.each(["joined", "left", "denied"])("the guest page's own %s is believed", (state) => {
  expect(read(message({ app: "switchboard", state }))).toBe(state);
});

test.each([
  ["another window", message({ app: "switchboard", state: "left" }, {})],
  ["another site", message({ app: "switchboard", state: "left" }, frame, "https://evil.example")],
  ["another app", message({ app: "other", state: "left" })],
  ["no known state", message({ app: "switchboard", state: "hacked" })],
  ["nothing", message(null)],
])("a message of %s is not", (_what, event) => {
  expect(read(event)).toBeUndefined();
});

test("without a frame nobody is believed", () => {
  expect(read(message({ app: "switchboard", state: "left" }, null), null)).toBeUndefined();
});

// What agents choose in the softphone decides whether customers' calls ring them.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { Desk, launch } from "./desk.mjs";
import { AGENT, phonesRung, reset } from "./world.mjs";

let browser;
let desk;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(async () => {
  await reset();
  desk = await Desk.open(browser);
  await desk.openPanel();
});
afterEach(() => desk.close());

/** Expects one of the two buttons to be pressed and the other one not. */
async function isChosen(name) {
  const other = name === "Away" ? "Available" : "Away";
  await desk.presence(name).and(desk.phone.locator('[aria-pressed="true"]')).waitFor();
  assert.equal(await desk.presence(other).getAttribute("aria-pressed"), "false");
}

test("who has chosen nothing is rung as long as Freshdesk has them as available", async () => {
  await desk.phone.getByText("Not chosen yet").waitFor();
  assert.deepEqual(await phonesRung(), [AGENT]);
});

test("who is away is not rung, and who is available again is", async () => {
  await desk.choose("Away");
  await isChosen("Away");
  await desk.screenshot("15-away");
  assert.deepEqual(await phonesRung(), []);

  await desk.choose("Available");
  await isChosen("Available");
  await desk.phone.getByText(`rings …${AGENT.slice(-4)}`).waitFor();
  await desk.screenshot("16-available");
  assert.deepEqual(await phonesRung(), [AGENT]);
});

test("what an agent chose is still so after the page was loaded again", async () => {
  await desk.choose("Away");
  await desk.page.reload();
  await desk.page.evaluate(() => window.__host.ready);
  await desk.openPanel();
  await isChosen("Away");
  assert.deepEqual(await phonesRung(), []);
});

test("an agent who is away can still call", async () => {
  await desk.choose("Away");
  await desk.field.fill("0712 345 678");
  await desk.callButton.click();
  await desk.title("Calling your phone");
});

// What the agent reads when Sautikit does not take a call.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { Desk, launch } from "./desk.mjs";
import { CUSTOMER, TICKET, failNext, outboundCalls, reset, setBalance, switchSautikit } from "./world.mjs";

let browser;
let desk;
let called;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(async () => {
  await reset();
  called = (await outboundCalls()).length;
  desk = await Desk.open(browser);
});
afterEach(() => desk.close());

/** Calls the customer of the ticket and expects to be told why that is not possible. */
async function isRefused(sentence, screenshot) {
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  await desk.callButton.click();
  await desk.says(sentence);
  await desk.screenshot(screenshot);
  assert.equal((await outboundCalls()).length, called, "no call is placed");
}

test("an empty wallet is named, with what to do", async () => {
  await setBalance(0);
  await isRefused("The Sautikit wallet is empty. Ask an admin to top it up", "7-wallet-empty");
});

test("a workspace without live control names the setting to change", async () => {
  await switchSautikit({ refuses_control: true });
  await isRefused("set Who Is Called First to callback", "8-control-refused");
});

test("a key that may not place calls is named", async () => {
  await failNext({ matcher: "POST /v1/calls", fault: "status", status: 403, body: '{"error":{"code":"auth.scope"}}' });
  await isRefused("may not place calls", "9-scope");
});

test("a provider that does not answer properly is told as such", async () => {
  await failNext({ matcher: "POST /v1/calls", fault: "status", status: 503 });
  await isRefused("Sautikit did not answer", "10-unavailable");
});

// A click on a number becomes a call: from the ticket, through the softphone and the app, to the phones at Sautikit.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { Desk, launch } from "./desk.mjs";
import {
  AGENT,
  CUSTOMER,
  OUR_NUMBER,
  TICKET,
  areBridged,
  configure,
  failNext,
  hangUp,
  outboundCalls,
  pickUp,
  placements,
  reset,
} from "./world.mjs";

let browser;
let desk;
let placed;
let called;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(async () => {
  await reset();
  placed = (await placements()).length;
  called = (await outboundCalls()).length;
  desk = await Desk.open(browser);
});
afterEach(() => desk.close());

/** What Sautikit was asked to place since the test began. */
async function newPlacements() {
  return (await placements()).slice(placed);
}

/** The calls that were placed since the test began. */
async function newCalls() {
  return (await outboundCalls()).slice(called);
}

test("a number clicked on a ticket becomes a call that connects agent and customer", async () => {
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  assert.equal(await desk.field.inputValue(), CUSTOMER);
  await desk.says("Will dial +254 712 345 678 (Kenya)");
  await desk.screenshot("1-number");

  await desk.field.press("Enter");
  await desk.title("Calling your phone");
  await desk.says("Answer on your phone ending in");
  await desk.screenshot("2-calling-your-phone");
  const [request, ...more] = await newPlacements();
  assert.deepEqual(more, []);
  const { client_request_id: id, control_timeout_ms: hold, ...body } = request.body;
  assert.deepEqual(body, {
    from: OUR_NUMBER,
    to: [AGENT],
    control: "mcp",
    opening_actions: [{ dial: { number: CUSTOMER, callerId: OUR_NUMBER, timeout: 30 } }],
    fallback_actions: [{ hangup: {} }],
  });
  assert.ok(hold >= 3_600_000, "no control time-out strikes during a call");
  assert.equal(request.headers.authorization, "present, right");
  assert.ok(id.length > 8 && request.headers["idempotency-key"].includes(id), "key and request id belong together");

  await pickUp(AGENT);
  await desk.title("Calling the customer");
  await desk.screenshot("3-calling-the-customer");
  await pickUp(CUSTOMER);
  assert.ok(await areBridged(AGENT, CUSTOMER), "agent and customer hear each other");

  await hangUp(AGENT);
  await desk.title("Call ended");
  await desk.screenshot("4-ended");
  assert.equal((await newCalls()).length, 1);
});

test("with the customer rung first the gateway connects the customer with the agent who called", async () => {
  await configure({ outbound_mode: "callback" });
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  await desk.callButton.click();
  await desk.title("Calling the customer");
  assert.equal(await desk.phone.getByText("Sautikit then asks whom to connect").count(), 0);
  const [request] = await newPlacements();
  assert.match(request.body.voice_callback_url, /^http:\/\/localhost:\d+\/sautikit\/voice\?pass=/);

  await pickUp(CUSTOMER);
  await pickUp(AGENT);
  assert.ok(await areBridged(AGENT, CUSTOMER), "agent and customer hear each other");
  await desk.title("The customer answered");
});

test("without a gateway the agent is warned, and both are connected by the webhook answer", async () => {
  await configure({ outbound_mode: "callback", gateway_host: "" });
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  await desk.callButton.click();
  await desk.title("Calling the customer");
  await desk.says("Sautikit then asks whom to connect");
  await desk.screenshot("5-callback-warning");
  const [request] = await newPlacements();
  assert.deepEqual(request.body.to, [CUSTOMER]);
  assert.match(request.body.voice_callback_url, /^http:\/\/localhost:\d+\/event\/hook\//);

  await pickUp(CUSTOMER);
  await pickUp(AGENT);
  assert.ok(await areBridged(AGENT, CUSTOMER), "agent and customer hear each other");
  await desk.title("The customer answered");
  await hangUp(CUSTOMER);
  await desk.title("Call ended");
});

test("a call whose answer was lost is placed once, however often the agent calls again", async () => {
  await failNext({ matcher: "POST /v1/calls", fault: "drop_after" });
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  await desk.callButton.click();
  await desk.title("The call may not have been placed");
  await desk.says("never dials twice");
  await desk.screenshot("6-lost-answer");
  await desk.phone.getByRole("button", { name: "Call again" }).click();
  await desk.title("Calling your phone");
  const requests = await newPlacements();
  assert.ok(requests.length >= 2, "the request was sent again");
  assert.equal(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size, 1);
  assert.equal((await newCalls()).length, 1);
});

test("a quick second click places no second call", async () => {
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  await desk.callButton.dblclick({ noWaitAfter: true });
  await desk.title("Calling your phone");
  assert.equal((await newPlacements()).length, 1);
  assert.equal((await newCalls()).length, 1);
});

test("a call is placed and left by keyboard alone", async () => {
  await desk.openTicket(TICKET);
  const { keyboard } = desk.page;
  await desk.page.locator(`[data-phone="${CUSTOMER}"]`).first().focus();
  await keyboard.press("Enter");
  await desk.says("Will dial");
  await desk.phone.locator("#number:focus").waitFor();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("0712 345 678");
  await desk.says("Will dial +254 712 345 678 (Kenya)");
  await keyboard.press("Enter");
  await desk.title("Calling your phone");
  await desk.phone.locator("h2:focus").waitFor();
  await keyboard.press("Tab");
  await desk.phone.getByRole("button", { name: "New call" }).and(desk.phone.locator(":focus")).waitFor();
  await keyboard.press("Enter");
  await desk.phone.locator("#number:focus").waitFor();
  const [request] = await newPlacements();
  assert.equal(request.body.opening_actions[0].dial.number, CUSTOMER);
});

test("an invalid number cannot be called", async () => {
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  await desk.field.fill("0712 CALL ME");
  await desk.says("no letters");
  assert.ok(await desk.callButton.isDisabled());
  await desk.field.press("Enter");
  assert.deepEqual(await newPlacements(), []);
});

// What the browser tests know of the world outside the browser: its addresses, the simulated vendors, the app's settings.
// The build program boots that world and hands its addresses over in the environment.

import assert from "node:assert/strict";

function given(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set; start these tests with \`cargo xtask test\`.`);
  return value;
}

export const PLATFORM = given("SWITCHBOARD_URL");
const FRESHDESK = given("SWITCHBOARD_FRESHDESK_URL");
const SAUTIKIT = given("SWITCHBOARD_SAUTIKIT_URL");
const FRESHCHAT = given("SWITCHBOARD_FRESHCHAT_URL");
/** The values of the secure installation parameters. */
export const SECRETS = JSON.parse(given("SWITCHBOARD_SECRETS"));
const PARAMETERS = JSON.parse(given("SWITCHBOARD_PARAMETERS"));
/** What opens the admin page. */
export const PASSCODE = PARAMETERS.admin_passcode;

export const AGENT = "+254722000111";
export const CUSTOMER = "+254712345678";
/** Somebody whom Freshdesk does not know, so that these calls join no ticket of the customer's. */
const STRANGER = "+254700000001";
export const OUR_NUMBER = "+254203893800";
/** The ticket of that customer. */
export const TICKET = 1042;

/**
 * The app's records that would let one test decide how the next one goes: what agents and administrators chose, wrong
 * passcodes, and the business hours, without which calls are taken on any day and at any time.
 */
const RECORDS = ["presence", "roster", "agent_phones", "admin_wrong", "hours"];

async function ask(url, body, method = body === undefined ? "GET" : "POST") {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok || answer.status === 409, `${method} ${url} answered ${answer.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Changes settings of the installed app and leaves the others as the demo has them. */
export function configure(changes) {
  return ask(`${PLATFORM}/api/configure`, { ...PARAMETERS, ...changes });
}

/** Has a stranger call, and tells which phones ring first when Sautikit has asked the app; then the stranger hangs up. */
export async function phonesRung() {
  const { call_id: id } = await ask(`${SAUTIKIT}/_sim/incoming`, { from: STRANGER, outcome: "routed" });
  const { calls } = await ask(`${SAUTIKIT}/_sim/calls`);
  await hangUp(STRANGER);
  return calls.find((call) => call.call_id === id).dials.flatMap(({ phones }) => phones);
}

/** The addresses that are entered at our number: `{events_url, voice_callback_url}`. */
export async function addressesEntered() {
  const numbers = await ask(`${SAUTIKIT}/_sim/routing`);
  return numbers.find(({ number }) => number === OUR_NUMBER);
}

/** Picks a ringing phone up; it is an error if it does not ring. */
export async function pickUp(phone) {
  const answer = await ask(`${SAUTIKIT}/_sim/answer`, { phone });
  assert.equal(answer?.error, undefined);
}

/** Puts a phone down, if it is on a call. */
export function hangUp(phone) {
  return ask(`${SAUTIKIT}/_sim/hangup`, { phone });
}

export function setBalance(minor) {
  return ask(`${SAUTIKIT}/_sim/balance`, { balance_minor: minor });
}

export function switchSautikit(switches) {
  return ask(`${SAUTIKIT}/_sim/switches`, switches);
}

/** Makes the next matching request at Sautikit fail: `{matcher, fault: "status" | "timeout" | "garbage" | "drop_after"}`. */
export function failNext(order) {
  return ask(`${SAUTIKIT}/_sim/fail`, order);
}

/** Everything that Sautikit received at `POST /v1/calls`, oldest first, with the body as a value. */
export async function placements() {
  const requests = await ask(`${SAUTIKIT}/_sim/requests`);
  return requests
    .filter(({ method, path }) => method === "POST" && path === "/v1/calls")
    .map((request) => ({ ...request, body: JSON.parse(request.body) }));
}

/** The outbound calls, oldest first. */
export async function outboundCalls() {
  const { calls } = await ask(`${SAUTIKIT}/_sim/calls`);
  return calls.filter(({ direction }) => direction === "outbound");
}

/** Whether two phones hear each other at this moment. */
export async function areBridged(one, other) {
  const { who_hears_whom: hearing } = await ask(`${SAUTIKIT}/_sim/calls`);
  const hears = (listener, speaker) =>
    hearing.some((heard) => heard.listener === listener && heard.hears.people?.includes(speaker));
  return hears(one, other) && hears(other, one);
}

/** Has a customer who came by no channel of the app write, and tells the conversation's id. */
export async function writeToFreshchat(name, text) {
  const authorization = "Bearer demo-freshchat-token";
  const post = async (path, body) => {
    const headers = { "content-type": "application/json", authorization };
    const answer = await fetch(`${FRESHCHAT}/v2/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path} answered ${answer.status}`);
    return answer.json();
  };
  const { id } = await post("users", { first_name: name });
  const message = {
    actor_type: "user",
    actor_id: id,
    message_type: "normal",
    message_parts: [{ text: { content: text } }],
  };
  const channel = "b0000000-0000-4000-8000-000000000001";
  const opening = { channel_id: channel, status: "new", users: [{ id }], messages: [message] };
  const { conversation_id: conversation } = await post("conversations", opening);
  return conversation;
}

export function tickets() {
  return ask(`${FRESHDESK}/_sim/tickets`);
}

/** Puts everything back as the tests expect to find it. */
export async function reset() {
  await hangUp(AGENT);
  await hangUp(CUSTOMER);
  await ask(`${SAUTIKIT}/_sim/fail`, undefined, "DELETE");
  await switchSautikit({ refuses_control: false });
  await setBalance(500_000);
  await configure({});
  for (const key of RECORDS) await ask(`${PLATFORM}/api/db`, { operation: "delete", key });
}

// A web call between two pages with real picture and sound: who is seen and heard, what breaks, and how it ends.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { openHost } from "./guest/host.mjs";
import { contentOf, hostOf, plain, TOKEN } from "./guest/links.mjs";
import { launch, openProfile, Visitor } from "./guest/visitor.mjs";

let browser;
let host;
let profile;
let tabs;

before(async () => {
  [browser, host] = await Promise.all([launch(), openHost()]);
});
after(async () => {
  await browser.close();
  host.close();
});

beforeEach(async () => {
  profile = await openProfile(browser);
  tabs = [];
});
afterEach(async () => {
  for (const tab of tabs) await tab.close();
  await profile.close();
});

async function open(content, options) {
  const tab = await Visitor.open(profile, `${host.url}${plain(content)}`, options);
  tabs.push(tab);
  return tab;
}

/** A customer and an agent in one room. */
async function meeting(changes, options) {
  const content = contentOf(changes);
  const customer = await open(content, options);
  await customer.enter();
  const agent = await open(hostOf(content));
  await agent.enter();
  await customer.sees(1);
  await agent.sees(1);
  return { content, customer, agent };
}

test("a customer waits for the agent, and then both see each other move", async () => {
  const content = contentOf();
  const customer = await open(content);
  await customer.title("Call with Acme Support");
  await customer.enter();
  await customer.title("Waiting for the agent");
  const agent = await open(hostOf(content));
  await agent.title("Join as the agent");
  await agent.enter();
  await customer.seesMovement();
  await agent.seesMovement();
  assert.equal(await customer.tiles.locator(".name").textContent(), "Acme Support");
  assert.equal(await agent.tiles.locator(".name").textContent(), "Customer");
  await customer.says("Acme Support came in.");
  const own = customer.page.locator(".own-tile video");
  assert.ok(await own.evaluate((view) => view.muted && view.srcObject !== null), "nobody hears their own voice");
  assert.ok(!(await customer.tiles.locator("video").evaluate((view) => view.muted)), "the other one is heard");
});

test("the library is loaded when somebody joins, not before, and asked in this order", async () => {
  const customer = await open(contentOf());
  await customer.press("With camera and microphone");
  await customer.page.getByRole("button", { name: "Join the call" }).waitFor();
  assert.ok(!customer.asked.includes(host.sdk), "nothing is loaded before it is needed");
  await customer.press("Join the call");
  await customer.isInside();
  await customer.press("Leave");
  await customer.title("You left the call");
  const names = await customer.names();
  const order = ["init", "setLoggerLevel", "authenticate", "connectWebSocket", "fetchRoomById", "useMedia", "enter"];
  assert.deepEqual(
    names.filter((name) => !name.startsWith("select")),
    [...order, "exit", "dispose", "deauthenticate"],
  );
  const log = Object.fromEntries((await customer.log()).map(([name, ...values]) => [name, values]));
  assert.deepEqual(log.authenticate, ["service_user_30400606506004", TOKEN]);
  assert.deepEqual(log.enter, [{ audioEnabled: true, videoEnabled: true, kickSiblings: true }]);
});

test("who mutes the microphone or stops the camera is shown so", async () => {
  const { customer, agent } = await meeting();
  await agent.press("Mute");
  await customer.tiles.locator(".muted-mark").waitFor();
  await agent.press("Unmute");
  await customer.tiles.locator(".muted-mark").waitFor({ state: "detached" });
  await agent.press("Camera off");
  await customer.tiles.locator(".avatar").waitFor();
  await agent.press("Camera on");
  await customer.tiles.locator(".avatar").waitFor({ state: "detached" });
  await customer.seesMovement();
});

test("who leaves goes from the screen, and can come back", async () => {
  const { customer, agent } = await meeting();
  await agent.press("Leave");
  await agent.title("You left the call");
  await customer.sees(0);
  await customer.title("Waiting for the agent");
  await agent.press("Join again");
  await customer.sees(1);
  await customer.seesMovement();
});

test("who closes the tab has left", async () => {
  const { customer, agent } = await meeting();
  await agent.page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
  await customer.sees(0);
  assert.deepEqual((await agent.names()).slice(-3), ["exit", "dispose", "deauthenticate"]);
});

test("three people have a tile each", async () => {
  const { content, customer, agent } = await meeting();
  const third = await open(
    { ...content, service_user_id: "service_user_2" },
    { orders: { nickname: "<i>Asha</i>\u202e" } },
  );
  await third.enter();
  await third.sees(2);
  await customer.sees(2);
  await agent.sees(2);
  await customer.says("<i>Asha</i>");
});

test("a stream that breaks is told, of oneself and of others", async () => {
  const { customer } = await meeting();
  await customer.emit("error", { code: 1800705, about: true });
  await customer.tiles.getByText("Connection lost").waitFor();
  await customer.emit("error", { code: 1800704 });
  await customer.says("The others may no longer hear or see you");
});

test("a broken line is told until it is back", async () => {
  const { customer } = await meeting();
  await customer.emit("localParticipantDisconnected");
  await customer.says("The connection broke");
  await customer.emit("localParticipantReconnected");
  await customer.page.getByText("The connection broke").waitFor({ state: "detached" });
});

test("who loses the line for good may join again", async () => {
  const { customer, agent } = await meeting();
  await customer.emit("error", { code: 1800706 });
  await customer.title("The connection was lost");
  await customer.press("Join again");
  await customer.sees(1);
  await agent.sees(1);
});

test("a call is over with its link, and says so a minute before", async () => {
  const content = contentOf({ expires_at: Date.now() - 52_000 });
  const customer = await open(content);
  await customer.enter();
  await customer.says("This call ends in less than a minute");
  await customer.title("The time of this call is over");
  assert.equal(await customer.page.getByRole("button", { name: "Join again" }).count(), 0);
});

test("the agent ends the call for everybody", async () => {
  const { customer, agent } = await meeting();
  await agent.press("End for all");
  await agent.press("End it");
  await agent.title("The call has ended");
  await customer.title("The call has ended");
  assert.equal(await customer.page.getByRole("button", { name: "Join again" }).count(), 0);
});

test("an agent who may not end the call reads where it can be ended", async () => {
  const agent = await open(hostOf(contentOf()), { orders: { fail: { delete: 1400105 } } });
  await agent.enter();
  await agent.title("Nobody else is here");
  await agent.press("End for all");
  await agent.press("End it");
  await agent.says("End it in Freshdesk");
});

test("other devices can be chosen before and during the call", async () => {
  const customer = await open(contentOf());
  await customer.press("With camera and microphone");
  await customer.page.getByLabel("Camera").selectOption({ index: 1 });
  await customer.press("Join the call");
  await customer.isInside();
  await customer.press("Devices");
  await customer.page.getByLabel("Microphone").selectOption({ index: 1 });
  const names = await customer.names();
  assert.ok(names.indexOf("select camera") < names.indexOf("enter"), `${names}`);
  assert.equal(names.at(-1), "select microphone");
});

test("a room with sound only has no pictures and no camera", async () => {
  const customer = await open(contentOf({ room_type: "large_room_for_audio_only" }));
  await customer.press("With sound only");
  await customer.press("Join with sound only");
  await customer.isInside();
  assert.equal(await customer.page.getByRole("button", { name: "Camera on" }).count(), 0);
  assert.ok((await customer.names()).includes("setAudioForLargeRoom"));
});

test("a call works on a slow telephone with a slow line", async () => {
  const content = contentOf();
  const agent = await open(hostOf(content));
  await agent.enter();
  const customer = await open(content);
  const control = await profile.newCDPSession(customer.page);
  await control.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await control.send("Network.enable");
  const line = {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
    connectionType: "cellular2g",
  };
  await control.send("Network.emulateNetworkConditions", line);
  await customer.page.reload();
  await customer.page.goto(`${host.url}${plain(content)}`);
  await customer.says("Your connection is slow or saves data");
  await customer.enter();
  await customer.sees(1);
  await customer.seesMovement();
  await agent.sees(1);
  await agent.seesMovement();
});

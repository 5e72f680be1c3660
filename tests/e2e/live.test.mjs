// What a softphone does with a gateway: it announces calls that ring, and works as before without it.
// The gateway and the server functions are played; the stream, the host page and the app's own page are real.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { chromium } from "playwright-core";

import { AGENT_ID, openDesk } from "./live/desk.mjs";
import { openGateway } from "./live/gateway.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SCREENSHOTS = process.env.SWITCHBOARD_SCREENSHOTS ?? "target/e2e";
/** What Chromium itself writes where a page is refused something, also if the page goes on without it. */
const EXPECTED = /Failed to load resource|Content Security Policy/i;

let browser;
let gateway;
let desk;
let context;
let page;
let written;

before(async () => {
  // Chromium's own sandbox does not work for root, as whom containers run.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  browser = await chromium.launch({ executablePath: process.env.CHROME, args });
});
after(() => browser.close());

beforeEach(async () => {
  gateway = await openGateway();
  desk = await openDesk(gateway);
  written = [];
});
afterEach(async () => {
  await context.close();
  desk.close();
  await gateway.close().catch(() => {});
  assert.deepEqual(
    written.filter((text) => !EXPECTED.test(text)),
    [],
    "a page failed",
  );
});

/** Opens the help desk; the softphone is there and its panel is closed. */
async function openHelpDesk(options = {}) {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  // Every pause is the shortest one, so that no test waits for chance.
  await context.addInitScript(() => (Math.random = () => 0));
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => written.push(`${error}`));
  page.on("console", (message) => message.type() === "error" && written.push(message.text()));
  await page.goto(`${desk.url}/host`);
  await page.evaluate(() => window.__host.ready);
  await phone().locator("#number").waitFor({ state: "attached" });
}

const frame = () => page.locator('iframe[data-location="cti_global_sidebar"]');
const phone = () => frame().contentFrame();
const rings = (text) => phone().locator(".incoming li").filter({ hasText: text }).first().waitFor();
const silent = () => phone().locator(".incoming").waitFor({ state: "detached" });
const panelOpen = () => page.locator('[data-host="softphone"][data-open="true"]').waitFor();
const openPanel = () => page.locator('[data-host="softphone-icon"]').click();

/** Waits until so many streams were opened. */
async function streams(count) {
  for (let turn = 0; turn < 100 && gateway.opened.length < count; turn += 1) await page.waitForTimeout(50);
  assert.equal(gateway.opened.length, count, "streams were opened");
}

async function call() {
  await phone().getByLabel("Number to call").fill("0712 345 678");
  await phone().getByRole("button", { name: "Call", exact: true }).click();
  await phone().getByRole("heading", { level: 2, name: "Calling your phone" }).waitFor();
}

async function screenshot(name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}

/** What axe finds in the softphone, as texts. */
async function defects() {
  const inside = await (await frame().elementHandle()).contentFrame();
  await inside.addScriptTag({ path: AXE });
  const { violations } = await inside.evaluate(() => window.axe.run());
  return violations.map(({ id, help, nodes }) => `${id}, ${help}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test("a call that rings opens the panel with the caller's name, and goes when it is over", async () => {
  await openHelpDesk();
  await streams(1);
  gateway.tell("ringing", "HD_1");
  await panelOpen();
  await rings("Incoming call Answer on your phone.Wanjiku Kamau+254 712 345 678");
  await screenshot("60-incoming");
  assert.deepEqual(await defects(), []);
  gateway.tell("answered", "HD_1");
  await rings("Call answered");
  await screenshot("61-answered");
  gateway.tell("ended", "HD_1");
  await silent();
  assert.deepEqual(desk.askedOf("getStreamPass"), [{ agent_id: `${AGENT_ID}` }]);
  assert.equal(desk.askedOf("lookUpCaller").length, 1);
});

test("several calls are shown together, and a missed one is said, in the dark and in Swahili too", async () => {
  desk.language = "sw";
  await openHelpDesk({ colorScheme: "dark" });
  await streams(1);
  gateway.tell("ringing", "HD_1", { customer: "+254700000001" });
  gateway.tell("ringing", "HD_2", { customer: null });
  gateway.tell("ringing", "HD_3");
  gateway.tell("missed", "HD_1");
  await panelOpen();
  await rings("Simu inaingia");
  await phone().getByText("na simu nyingine 1").waitFor();
  await screenshot("62-several-dark-swahili");
  assert.deepEqual(await defects(), []);
  gateway.tell("missed", "HD_3");
  gateway.tell("answered", "HD_2");
  gateway.tell("ended", "HD_2");
  await rings("Simu haikupokelewa");
  await screenshot("63-missed-dark-swahili");
  assert.deepEqual(await defects(), []);
});

test("news of the agent's own call shows at once, and a ringing call leaves it as it is", async () => {
  await openHelpDesk();
  await streams(1);
  await openPanel();
  await call();
  desk.stage = "calling_customer";
  gateway.tell("answered", "HD_own", { direction: "outbound" });
  await phone().getByRole("heading", { level: 2, name: "Calling the customer" }).waitFor();
  assert.equal(desk.askedOf("getCall").length, 1);
  gateway.tell("ringing", "HD_1");
  await rings("Incoming call");
  await screenshot("64-incoming-during-a-call");
  assert.deepEqual(await defects(), []);
  assert.ok(await phone().getByRole("heading", { level: 2, name: "Calling the customer" }).isVisible());
});

test("a stream that broke off goes on after the last event, with a new pass if the old one is not believed", async () => {
  await openHelpDesk();
  await streams(1);
  gateway.tell("ringing", "HD_1");
  await rings("Incoming call");
  await gateway.close();
  gateway.tell("answered", "HD_1");
  gateway.pass = `${AGENT_ID}.2.cd`;
  await gateway.reopen();
  await rings("Call answered");
  assert.deepEqual(gateway.opened, [
    { last: undefined, believed: true },
    { last: "1", believed: false },
    { last: "1", believed: true },
  ]);
  assert.equal(desk.askedOf("getStreamPass").length, 2);
});

test("without the gateway calls are placed and followed as before, and a quiet line says what is missing", async () => {
  await gateway.close();
  await openHelpDesk();
  await openPanel();
  await phone().getByText("Incoming calls are not announced here at the moment.").waitFor();
  await screenshot("65-unreachable");
  assert.deepEqual(await defects(), []);
  await call();
  desk.stage = "ended";
  await phone().getByRole("heading", { level: 2, name: "Call ended" }).waitFor();
  assert.equal(desk.askedOf("getStreamPass").length, 1);
});

test("without the server function nothing is missing", async () => {
  const message = "Requested function 'getStreamPass' not found or registered";
  desk.failures = { getStreamPass: { status: 404, message } };
  await openHelpDesk();
  await openPanel();
  await call();
  assert.equal(desk.askedOf("getStreamPass").length, 1);
  assert.deepEqual(gateway.opened, []);
});

test("a frame policy that forbids the gateway is named, and it is not tried again", async () => {
  desk.policy = "connect-src 'self'";
  await openHelpDesk();
  await openPanel();
  await phone().getByText("The help desk's frame policy blocks the gateway").click();
  await phone().getByText(`does not allow http://127.0.0.1:${gateway.port} under connect-src`).waitFor();
  await screenshot("66-blocked");
  assert.deepEqual(await defects(), []);
  const inside = await (await frame().elementHandle()).contentFrame();
  await inside.evaluate(() => dispatchEvent(new Event("online")));
  await call();
  assert.equal(desk.askedOf("getStreamPass").length, 1);
  assert.deepEqual(gateway.opened, []);
});

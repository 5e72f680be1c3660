// A web call from the agent's side: beside the ticket, in the modal over it, and into the reply.
// Server functions and the customer's page are played; what the host page and the app's own page do is real.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { chromium } from "playwright-core";

import { openDesk, PASSWORD, PEOPLE, ROOM, TICKET } from "./webcall/desk.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SCREENSHOTS = process.env.SWITCHBOARD_SCREENSHOTS ?? "target/e2e";
/** What Chromium itself writes where a page is refused something, also if the page goes on without it. */
const EXPECTED = /Failed to load resource|Clipboard API has been blocked|permissions policy/i;

let browser;
let desk;
let context;
let page;
let written;

before(async () => {
  // Chromium's own sandbox does not work for root, as whom containers run.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  browser = await chromium.launch({ executablePath: process.env.CHROME, args });
  desk = await openDesk();
});
after(async () => {
  await browser.close();
  desk.close();
});

beforeEach(() => {
  desk.reset();
  written = [];
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(
    written.filter((text) => !EXPECTED.test(text)),
    [],
    "a page failed",
  );
});

/** Opens the ticket in a window, and the app beside it. */
async function openTicket(options = {}) {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => written.push(`${error}`));
  page.on("console", (message) => written.push(message.text()));
  await page.goto(`${desk.url}/host#/tickets/${TICKET}`);
  await page.evaluate(() => window.__host.ready);
  await page.locator('details[data-host="ticket_sidebar"] > summary').click();
}

const framed = (location) => page.locator(`iframe[data-location="${location}"]`);
const sidebar = () => framed("ticket_sidebar").contentFrame();
const modal = () => framed("modal").contentFrame();
const draft = () => page.locator('[data-host="editor"] textarea');

async function openModal(name = "Start a video call") {
  await sidebar().getByRole("button", { name }).click();
  await modal().getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
}

async function makeLink({ password = false } = {}) {
  await openModal();
  if (password) await modal().getByLabel("Ask for a password").check();
  await modal().getByRole("button", { name: "Create link" }).click();
  await modal().getByLabel("Link for the customer").waitFor();
}

/** What axe finds on the app's page at a location, as texts. */
async function defects(location) {
  const frame = await (await framed(location).elementHandle()).contentFrame();
  await frame.addScriptTag({ path: AXE });
  const { violations } = await frame.evaluate(() => window.axe.run(document, { iframes: false }));
  return violations.map(({ id, help, nodes }) => `${id}, ${help}: ${nodes.map(({ html }) => html).join(" ")}`);
}

async function screenshot(name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}

test("nothing is asked before the agent opens the app beside the ticket", async () => {
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(`${desk.url}/host#/tickets/${TICKET}`);
  await page.locator('iframe[data-location="ticket_sidebar"][data-ready="true"]').waitFor({ state: "attached" });
  await page.waitForTimeout(500);
  assert.deepEqual(desk.asked, []);
});

test("a link gets into the reply, and its password does not", async () => {
  await openTicket();
  await makeLink({ password: true });
  assert.deepEqual(desk.askedOf("buildBackupGroupCallUrl"), [{ ticket_id: "1042", minutes: 60, password: true }]);
  assert.equal(await modal().getByLabel("Password", { exact: true }).inputValue(), PASSWORD);
  await screenshot("20-link-with-password");
  const url = await modal().getByLabel("Link for the customer").inputValue();
  await modal().getByRole("button", { name: "Insert into the reply" }).click();
  await modal().getByText("The link is in the reply.").waitFor();
  assert.ok((await draft().inputValue()).endsWith(` ${url}`));
  assert.ok(!(await draft().inputValue()).includes("K7QM"));

  await modal().getByRole("button", { name: "Close and go to the reply" }).click();
  await framed("modal").waitFor({ state: "detached" });
  await page.locator('[data-host="toast"][data-type="success"]').waitFor();
  await sidebar().getByText("Good until").waitFor();
});

test("what an agent has written in the reply stays", async () => {
  await openTicket();
  await makeLink();
  await modal().getByRole("button", { name: "Insert into the reply" }).click();
  await modal().getByText("The link is in the reply.").waitFor();
  await modal().getByRole("button", { name: "Close and go to the reply" }).click();
  await draft().fill("Dear Wanjiku,");
  await openModal("Open the call");
  await modal().getByRole("button", { name: "Create link" }).click();
  await modal().getByRole("button", { name: "Insert into the reply" }).click();
  await modal().getByText("The link is in the reply.").waitFor();
  assert.match(await draft().inputValue(), /^Dear Wanjiku,\nJoin our call.*#p=/);
});

test("a modal has a client of its own that may neither touch the page nor listen", async () => {
  await openTicket();
  await openModal();
  const frame = await (await framed("modal").elementHandle()).contentFrame();
  const told = await frame.evaluate(async () => {
    const client = await window.app.initialized();
    const refused = (promise) => promise.then(() => "allowed").catch(({ message }) => message);
    return {
      context: await client.instance.context(),
      trigger: await refused(client.interface.trigger("click", { id: "openReply", text: "x" })),
      events: await refused(client.events.on("ticket.replyClick", () => undefined)),
    };
  });
  assert.deepEqual(told.context.modalData, { ticket_id: "1042" });
  assert.equal(told.context.location, "modal");
  assert.match(told.trigger, /not supported in a modal/);
  assert.match(told.events, /not supported in a modal/);
});

test("the editor can be written into only while it is open", async () => {
  await openTicket();
  const frame = await (await framed("ticket_sidebar").elementHandle()).contentFrame();
  const setValue = (content) =>
    frame.evaluate(async (payload) => {
      const client = await window.app.initialized();
      return client.interface.trigger("setValue", payload).then(
        () => "done",
        ({ message }) => message,
      );
    }, content);
  assert.equal(await setValue({ id: "editor", text: "one" }), "No editor is open.");
  await frame.evaluate(async () => {
    const client = await window.app.initialized();
    await client.interface.trigger("click", { id: "openNote", text: "two" });
  });
  assert.equal(await setValue({ id: "editor", text: "one", position: "start" }), "done");
  assert.equal(await draft().inputValue(), "one\ntwo");
  assert.equal(await setValue({ id: "editor", text: "three", replace: true }), "done");
  assert.equal(await draft().inputValue(), "three");
  assert.match(await setValue({ id: "priority", text: "1" }), /does not have/);
});

test("the agent joins in this window where it has a microphone, and is told when it has not", async () => {
  desk.openRoom([PEOPLE.customer]);
  await openTicket();
  await openModal("Open the call");
  await modal().getByText("Customer", { exact: true }).waitFor();
  await modal().getByRole("button", { name: "Join here" }).click();
  const room = modal().frameLocator("iframe");
  assert.equal(await modal().locator("iframe").getAttribute("allow"), "camera; microphone; autoplay");
  await room.getByRole("button", { name: "joined" }).click();
  await room.getByRole("button", { name: "left" }).click();
  await modal().locator("iframe").waitFor({ state: "detached" });

  await modal().getByRole("button", { name: "Join here" }).click();
  await modal().getByRole("button", { name: "Close the call here" }).click();
  await modal().locator("iframe").waitFor({ state: "detached" });

  await modal().getByRole("button", { name: "Join here" }).click();
  await room.getByRole("button", { name: "denied" }).click();
  await modal().getByText("This window may not use both camera and microphone.").waitFor();
  await modal().getByRole("button", { name: "Close the call here" }).click();
  await modal().getByRole("button", { name: "Join here" }).waitFor();
  assert.deepEqual(desk.askedOf("getAgentsSendbirdCreds"), [{ ticket_id: "1042", agent_id: "67013469919" }]);
});

test("the new tab cannot reach back into the help desk", async () => {
  desk.openRoom();
  await openTicket();
  await openModal("Open the call");
  const opening = context.waitForEvent("page");
  await modal().getByRole("link", { name: "Join in a new tab" }).click();
  const tab = await opening;
  await tab.waitForLoadState();
  assert.equal(await tab.evaluate(() => window.opener), null);
  assert.match(tab.url(), /\/guest#p=/);
});

test("a call is ended for all, and everybody beside the ticket knows", async () => {
  desk.openRoom([PEOPLE.agent, PEOPLE.customer]);
  await openTicket();
  await openModal("Open the call");
  await modal().getByRole("button", { name: "End for all" }).click();
  await screenshot("21-end-for-all");
  await modal().getByRole("button", { name: "End the call" }).click();
  await modal().getByText("The call was ended for all.").waitFor();
  assert.deepEqual(desk.askedOf("revokeWebCall"), [{ ticket_id: "1042", room_id: ROOM }]);
  await page.locator('[data-host="toast"][data-type="success"]').waitFor();
  await page.locator('[data-host="modal"] header').getByRole("button", { name: "Close" }).click();
  await sidebar().getByText("This ticket has no open call.").waitFor();
});

test("a link is made by keyboard alone", async () => {
  await openTicket();
  await sidebar().getByRole("button", { name: "Start a video call" }).focus();
  await page.keyboard.press("Enter");
  await modal().getByLabel("The link is good for").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await modal().getByRole("heading", { name: "Invite the customer" }).and(modal().locator(":focus")).waitFor();
  assert.deepEqual(desk.askedOf("buildBackupGroupCallUrl"), [{ ticket_id: "1042", minutes: 120, password: true }]);
});

test("the link is copied as it stands", async () => {
  await openTicket({ permissions: ["clipboard-read", "clipboard-write"] });
  await makeLink();
  await modal().getByRole("button", { name: "Copy the link" }).click();
  await modal().getByRole("status").filter({ hasText: "Copied" }).first().waitFor({ state: "attached" });
  const url = await modal().getByLabel("Link for the customer").inputValue();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), url);
});

test("nothing secret is kept or written anywhere", async () => {
  await openTicket();
  await makeLink({ password: true });
  assert.deepEqual(await context.storageState(), { cookies: [], origins: [] });
  assert.ok(!written.join().includes("K7QM") && !written.join().includes("#e="));
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [340, 424, 624]) {
    test(`the pages have no defects in ${colorScheme} colours, in a window ${width} pixels wide`, async () => {
      desk.openRoom([PEOPLE.agent, PEOPLE.customer]);
      await openTicket({ colorScheme, viewport: { width, height: 900 } });
      await sidebar().getByText("Customer", { exact: true }).waitFor();
      assert.deepEqual(await defects("ticket_sidebar"), []);
      await openModal("Open the call");
      await modal().getByRole("link", { name: "Join in a new tab" }).waitFor();
      assert.deepEqual(await defects("modal"), []);
      await modal().getByLabel("Ask for a password").check();
      await modal().getByRole("button", { name: "Create link" }).click();
      await modal().getByRole("button", { name: "Show QR code" }).click();
      await modal().getByRole("button", { name: "End for all" }).click();
      assert.deepEqual(await defects("modal"), []);
      for (const place of [sidebar(), modal()]) {
        const hidden = await place.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
        assert.equal(hidden, 0, "a part of the page lies beside it");
      }
      await screenshot(`22-web-call-${colorScheme}-${width}`);
    });
  }
}

// A web call from end to end: the agent's ticket, the packaged app, the simulated Sendbird and the customer's page.
// What each side does by itself has tests of its own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, openProfile, Visitor } from "./guest/visitor.mjs";
import { PLATFORM, SECRETS, TICKET } from "./world.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** A window at the ticket, with the app beside it. */
async function atTheTicket(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${PLATFORM}/host#/tickets/${TICKET}`);
  await page.evaluate(() => window.__host.ready);
  await page.locator('details[data-host="ticket_sidebar"] > summary').click();
  const framed = (location) => page.locator(`iframe[data-location="${location}"]`).contentFrame();
  return { page, sidebar: framed("ticket_sidebar"), modal: framed("modal") };
}

async function callOf({ sealed }) {
  // One profile, since the stand-in for Sendbird's library reaches as far as that.
  const context = await openProfile(browser);
  const { page, sidebar, modal } = await atTheTicket(context);
  await sidebar.getByRole("button", { name: "Start a video call" }).click();
  if (sealed) await modal.getByLabel("Ask for a password").check();
  await modal.getByRole("button", { name: "Create link" }).click();
  const link = await modal.getByLabel("Link for the customer").inputValue();
  assert.match(link, sealed ? /#e=/ : /#p=/);

  const customer = await Visitor.open(context, link);
  if (sealed) {
    const password = await modal.getByLabel("Password", { exact: true }).inputValue();
    await customer.page.getByLabel("Password").fill(password.toLowerCase());
    await customer.press("Continue");
  }
  await customer.enter();
  await customer.says("Waiting for the agent");
  await modal.getByText("customers 1").waitFor({ state: "attached" });

  const opened = context.waitForEvent("page");
  await modal.getByRole("link", { name: "Join in a new tab" }).click();
  const agent = new Visitor(await opened);
  await agent.enter();
  await customer.sees(1);
  await modal.getByText("agents 1").waitFor({ state: "attached" });

  await modal.getByRole("button", { name: "End for all" }).click();
  await modal.getByRole("button", { name: "End the call" }).click();
  await customer.title("The call has ended");
  await agent.title("The call has ended");
  const told = await customer.page.content();
  for (const secret of SECRETS) assert.ok(!told.includes(secret), "a secret reached the customer");

  await customer.page.goto("about:blank");
  await customer.page.goto(link);
  await page.close();
  return { context, customer };
}

test("agent and customer meet, the agent ends the call for both, and the link is dead", async () => {
  const { context, customer } = await callOf({ sealed: false });
  await customer.enterInVain();
  await customer.says("This link is no longer valid");
  await context.close();
});

test("a link with a password opens with the password that the agent tells", async () => {
  const { context } = await callOf({ sealed: true });
  await context.close();
});

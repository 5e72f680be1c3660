// A conversation from both sides: a customer's messenger, the packaged app, and the inbox in which an agent answers.
// What each side does by itself has tests of its own.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { ChatsPage } from "./chats/page.mjs";
import { launch } from "./desk.mjs";
import { PASSCODE, reset } from "./world.mjs";

let browser;
let page;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(reset);
afterEach(() => page.close());

for (const name of ["Viber", "KakaoTalk", "Telegram"]) {
  test(`a customer in ${name} and an agent in Freshchat hear each other`, async () => {
    const question = `Is this the shop, ${name}?`;
    page = await ChatsPage.open(browser);
    if (name !== "Viber") await page.choose(name);
    const customer = page.messenger(name);
    await customer.write(question);
    const agent = await page.openConversationWith(question);
    await agent.says("customer", question);
    await agent.write("A regular, be kind", { isPrivate: true });
    await agent.says("agent", "A regular, be kind");
    await agent.write("<p>Yes, the <b>shop</b> &amp; the café</p>", { isPrivate: false });
    await customer.says("agent", "Yes, the shop & the café");
    assert.equal(await customer.lines("agent", "A regular").count(), 0, "a note is for agents");
    await page.screenshot(`41-${name.toLowerCase()}`);

    await agent.node.getByRole("button", { name: "Resolve" }).click();
    await agent.node.locator('[data-host="state"]', { hasText: "resolved" }).waitFor();
    await customer.write(`Thanks, ${name}`);
    await agent.says("customer", `Thanks, ${name}`);
  });
}

test("a customer's picture arrives, and an agent is told when the customer has left", async () => {
  page = await ChatsPage.open(browser);
  const customer = page.messenger("Viber");
  await customer.write("Look at my parcel");
  await customer.does("Send a picture");
  const agent = await page.openConversationWith("Joan Achieng");
  await agent.says("customer", "[image]");
  await customer.does("Unsubscribe");
  await customer.node.getByRole("option", { name: "Joan Achieng (not subscribed)" }).waitFor({ state: "attached" });
  await agent.write("Are you still there?", { isPrivate: false });
  const told = agent.node.locator('[role="log"] li[data-private="true"]').filter({ hasText: "Not delivered to Viber" });
  await told.first().waitFor();
  await customer.does("Subscribe again");
});

test("the app's page stands beside a conversation and opens with the passcode", async () => {
  page = await ChatsPage.open(browser);
  await page.messenger("Viber").write("Who answers here?");
  await page.openConversationWith("Who answers here?");
  await page.userInfo.locator("summary").click();
  const app = page.userInfo.locator("iframe").contentFrame();
  await app.getByLabel("Admin passcode").fill(PASSCODE);
  await app.getByRole("button", { name: "Open", exact: true }).click();
  await app.locator(".checks li").first().waitFor();
  await page.screenshot("42-user-info");
});

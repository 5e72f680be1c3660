// The chats page of the help desk: customers' messengers and the inbox, usable by everybody at any width and in both colours.
// What the app makes of messages has tests of its own.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { ChatsPage } from "./chats/page.mjs";
import { launch } from "./desk.mjs";
import { PLATFORM, reset, writeToFreshchat } from "./world.mjs";

let browser;
let page;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(reset);
afterEach(() => page.close());

test("what customers write and send shows in their messenger", async () => {
  page = await ChatsPage.open(browser);
  const viber = page.messenger("Viber");
  await viber.write("Where is my parcel?\n<b>12</b>");
  await viber.says("customer", "Where is my parcel?\n<b>12</b>");
  await viber.does("Send a picture");
  await viber.says("customer", "[picture] The parcel is open");
  await viber.node.getByRole("link", { name: "https://example.com/parcel.jpg" }).waitFor();
  await viber.does("Unsubscribe");
  await viber.node.getByRole("option", { name: "Joan Achieng (not subscribed)" }).waitFor({ state: "attached" });

  await page.choose("Telegram");
  const telegram = page.messenger("Telegram");
  await telegram.does("Send a location");
  await telegram.says("customer", "[location] -1.286389, 36.817223");
  await telegram.does("Block the bot");
  await telegram.node.getByRole("option", { name: "Joan (blocked)" }).waitFor({ state: "attached" });
  await telegram.does("Unblock the bot");

  await page.choose("KakaoTalk");
  const kakaotalk = page.messenger("KakaoTalk");
  await kakaotalk.write("안녕하세요");
  await kakaotalk.says("customer", "안녕하세요");
});

test("agents answer, note in private and resolve, and each shows as what it is", async () => {
  const conversation = await writeToFreshchat("Karani", "Are you open today?");
  page = await ChatsPage.open(browser);
  const inbox = await page.openConversation(conversation);
  await inbox.says("customer", "Are you open today?");
  await inbox.write("Ask Brian first", { isPrivate: true });
  const note = inbox.lines("agent", "Ask Brian first");
  await note.getByText("Private note").waitFor();
  assert.equal(await note.getAttribute("data-private"), "true");
  await inbox.write("Until six", { isPrivate: false });
  await inbox.says("agent", "Until six");
  assert.equal(await inbox.lines("agent", "Until six").getAttribute("data-private"), "false");
  await inbox.node.getByRole("button", { name: "Resolve" }).click();
  await inbox.node.locator('[data-host="state"]', { hasText: "resolved" }).waitFor();
});

test("whoever opens a conversation by keyboard stays where they are, and every window shows its last line", async () => {
  const conversation = await writeToFreshchat("Nyambura", "Are you there?");
  page = await ChatsPage.open(browser);
  for (const text of ["one", "two", "three", "four", "five", "six"]) await page.messenger("Viber").write(text);
  const link = page.page.locator(`[data-host="conversations"] li[data-conversation="${conversation}"] a`);
  await link.focus();
  await page.page.keyboard.press("Enter");
  await page.page.locator(`[data-host="conversation"][data-conversation="${conversation}"]`).waitFor();
  assert.ok(await link.evaluate((node) => node === document.activeElement));
  await page.page.goto(`${PLATFORM}/host#/tickets`);
  await page.page.locator('[data-host="ticket-list"]').waitFor();
  await page.page.goBack();
  const log = page.messenger("Viber").node.locator('[role="log"]');
  await log.waitFor();
  await page.page.waitForFunction(
    (node) => node.scrollTop > 0 && node.scrollTop + node.clientHeight >= node.scrollHeight - 1,
    await log.elementHandle(),
  );
});

test("a draft in a messenger outlives a look at another conversation", async () => {
  const conversation = await writeToFreshchat("Njeri", "Hello?");
  page = await ChatsPage.open(browser);
  const field = page.messenger("Viber").node.getByLabel("Message", { exact: true });
  await field.fill("Half a sentence");
  await page.openConversation(conversation);
  assert.equal(await field.inputValue(), "Half a sentence");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 400]) {
    test(`nothing is in anybody's way in ${colorScheme} colours at ${width} pixels`, async () => {
      const conversation = await writeToFreshchat("Wangari", "Where is my order? ".repeat(20));
      page = await ChatsPage.open(browser, { colorScheme, viewport: { width, height: 900 } });
      const inbox = await page.openConversation(conversation);
      await inbox.write("A note", { isPrivate: true });
      await inbox.says("agent", "A note");
      assert.deepEqual(await page.defects(), []);
      assert.equal(await page.overflow(), 0, "nothing is wider than the window");
      await page.screenshot(`40-chats-${colorScheme}-${width}`);
    });
  }
}

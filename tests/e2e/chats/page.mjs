// The chats page in a browser: customers' messengers on one side, the inbox on the other.
// It asserts nothing but that the page draws.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { Desk } from "../desk.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Where the vendor frames the app beside a conversation. */
export const USER_INFO = "conversation_user_info";

/** A conversation as one of its sides has it. */
class Window {
  constructor(node) {
    this.node = node;
  }

  /** The lines of one side that hold a text. */
  lines(by, text) {
    return this.node.locator(`[role="log"] li[data-by="${by}"]`).filter({ hasText: text });
  }

  /** Waits until one side has said something. */
  says(by, text) {
    return this.lines(by, text).first().waitFor();
  }

  /** Writes with Enter. */
  async write(text, { isPrivate } = {}) {
    const box = this.node.getByLabel("Private note");
    if (isPrivate) await box.check();
    else if (isPrivate === false) await box.uncheck();
    const field = this.node.locator("textarea");
    await field.fill(text);
    await field.press("Enter");
    await this.node.page().waitForFunction((area) => area.value === "", await field.elementHandle());
  }

  /** Does something else that a messenger offers. */
  async does(label) {
    await this.node.getByLabel(/^What else to do/u).selectOption({ label });
    await this.node.getByRole("button", { name: "Do it" }).click();
  }
}

export class ChatsPage {
  #desk;

  static async open(browser, options = {}) {
    const desk = await Desk.open(browser, options);
    await desk.visit("/host#/chats");
    await desk.page.locator('[data-host="chats"]').waitFor();
    return new ChatsPage(desk);
  }

  constructor(desk) {
    this.#desk = desk;
    this.page = desk.page;
  }

  /** Opens a messenger, of which one shows at a time. */
  choose(name) {
    return this.#messenger(name).locator("summary").click();
  }

  #messenger(name) {
    return this.page.locator(`[data-host="messenger"][data-chat="${name}"]`);
  }

  messenger(name) {
    return new Window(this.#messenger(name));
  }

  /** Opens a conversation of the inbox. */
  async openConversation(id) {
    await this.page.locator(`[data-host="conversations"] li[data-conversation="${id}"] a`).click();
    const node = this.page.locator(`[data-host="conversation"][data-conversation="${id}"]`);
    await node.waitFor();
    return new Window(node);
  }

  /** Opens the newest conversation that holds a text, once there is one. */
  async openConversationWith(text) {
    const row = this.page.locator('[data-host="conversations"] li').filter({ hasText: text }).first();
    await row.waitFor();
    return this.openConversation(await row.getAttribute("data-conversation"));
  }

  /** The app's page beside the conversation that is open. */
  get userInfo() {
    return this.page.locator(`details[data-host="${USER_INFO}"]`);
  }

  /** What axe finds on the whole page, as texts; the app's own pages are looked at elsewhere. */
  async defects() {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() => window.axe.run({ exclude: ["iframe"] }));
    return violations.map(({ id, help, nodes }) => `${id}, ${help}: ${nodes.map(({ html }) => html).join(" ")}`);
  }

  /** How many pixels the page is wider than the window. */
  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  screenshot(name) {
    return this.#desk.screenshot(name);
  }

  close() {
    return this.#desk.close();
  }
}

// A help desk in a browser: the host page, the softphone in its panel, and everything the browser was sent.
// It asserts only what every test takes for granted: pages draw, no page fails, no secret arrives.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";

import { chromium } from "playwright-core";

import { PLATFORM, SECRETS } from "./world.mjs";

const SCREENSHOTS = process.env.SWITCHBOARD_SCREENSHOTS ?? "target/e2e";
/** How long something on a page is waited for: the softphone asks for a call's state after 3, then 5, then 8 seconds. */
const PATIENCE_MS = 15_000;

/** Starts the browser. */
export function launch() {
  // Chromium's own sandbox does not work for root, as whom containers run.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: process.env.CHROME, args });
}

/** One agent's browser window with the help desk in it. */
export class Desk {
  #context;
  #received = [];
  #failures = [];

  static async open(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
    const desk = new Desk(context, await context.newPage());
    await desk.visit("/host");
    await desk.page.evaluate(() => window.__host.ready);
    // The panel is closed: the softphone is there and listens, and nobody sees it.
    await desk.phone.locator("#number").waitFor({ state: "attached" });
    return desk;
  }

  constructor(context, page) {
    this.#context = context;
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    context.on("response", (response) => this.#received.push(this.#read(response)));
    page.on("pageerror", (error) => this.#failures.push(`${error}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
        this.#failures.push(message.text());
    });
  }

  async #read(response) {
    // A page that is left takes the bodies of its last answers along.
    const body = await response.body().catch(() => Buffer.alloc(0));
    return { url: response.url(), headers: JSON.stringify(response.headers()), body: body.toString() };
  }

  visit(path) {
    return this.page.goto(`${PLATFORM}${path}`);
  }

  /** The softphone's page inside its panel. */
  get phone() {
    return this.page.frameLocator('iframe[data-location="cti_global_sidebar"]');
  }

  get panel() {
    return this.page.locator('[data-host="softphone"]');
  }

  get field() {
    return this.phone.getByLabel("Number to call");
  }

  get callButton() {
    return this.phone.getByRole("button", { name: "Call", exact: true });
  }

  /** Waits until the softphone's screen has this title. */
  title(text) {
    return this.phone.getByRole("heading", { level: 2, name: text }).waitFor();
  }

  /** Waits until the softphone shows a text that holds this one. */
  async says(text) {
    await this.phone.locator(".sentence, .warning, .note, .remark").filter({ hasText: text }).first().waitFor();
  }

  async openTicket(id) {
    await this.visit(`/host#/tickets/${id}`);
    await this.page.locator(`[data-host="ticket-page"][data-ticket="${id}"]`).waitFor();
  }

  /** Clicks a telephone number on the page that is open and waits until the panel has it. */
  async clickNumber(number) {
    await this.page.locator(`[data-phone="${number}"]`).first().click();
    await this.page.locator('[data-host="softphone"][data-open="true"]').waitFor();
    await this.says("Will dial");
  }

  async screenshot(name) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
  }

  /** Everything the browser was sent so far. */
  received() {
    return Promise.all(this.#received);
  }

  /** Closes the window; then no page may have failed and no secret may have arrived. */
  async close() {
    const received = await this.received();
    await this.#context.close();
    assert.deepEqual(this.#failures, [], "a page failed");
    assert.ok(received.length > 5, "the browser was sent something");
    for (const { url, headers, body } of received) {
      for (const secret of SECRETS) {
        assert.ok(!`${headers}${body}`.includes(secret), `${url} sent the browser a secret.`);
      }
    }
  }
}

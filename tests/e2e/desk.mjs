// A help desk in a browser: the host page, the softphone in its panel, and everything the browser was sent.
// It asserts only what every test takes for granted: pages draw, no page fails, no secret arrives.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

import { PASSCODE, PLATFORM, SECRETS } from "./world.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** Where the vendor frames the app's two pages. */
export const SOFTPHONE = "cti_global_sidebar";
export const ADMIN = "full_page_app";

const SCREENSHOTS = process.env.SWITCHBOARD_SCREENSHOTS ?? "target/e2e";
/** What Chromium itself writes where a page is refused something, also if the page goes on without it. */
const EXPECTED = /Failed to load resource|Clipboard API has been blocked/;
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
      if (message.type() === "error" && !EXPECTED.test(message.text())) this.#failures.push(message.text());
    });
  }

  async #read(response) {
    // A page that is left takes the bodies of its last answers along, and a stream of events has no end.
    const isStream = response.headers()["content-type"]?.startsWith("text/event-stream");
    const body = isStream ? Buffer.alloc(0) : await response.body().catch(() => Buffer.alloc(0));
    return { url: response.url(), headers: JSON.stringify(response.headers()), body: body.toString() };
  }

  visit(path) {
    return this.page.goto(`${PLATFORM}${path}`);
  }

  /** The softphone's page inside its panel. */
  get phone() {
    return this.#framed(SOFTPHONE).contentFrame();
  }

  /** The admin page. */
  get admin() {
    return this.#framed(ADMIN).contentFrame();
  }

  #framed(location) {
    return this.page.locator(`iframe[data-location="${location}"]`);
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

  /** Opens the softphone's panel. */
  async openPanel() {
    await this.page.locator('[data-host="softphone-icon"]').click();
    await this.page.locator('[data-host="softphone"][data-open="true"]').waitFor();
  }

  /** One of the two buttons with which agents say whether they take calls. */
  presence(name) {
    return this.phone.getByRole("button", { name, exact: true });
  }

  /** Presses one of them, and waits until the server has it. */
  async choose(name) {
    await Promise.all([this.#answerTo("setPresence"), this.presence(name).click()]);
  }

  /** Waits for the answer to a call of a server function. */
  #answerTo(name) {
    return this.page.waitForResponse((response) => (response.request().postData() ?? "").includes(`"${name}"`));
  }

  /** Opens the admin page at its first step. */
  async visitAdmin() {
    await this.visit("/host#/app");
    await this.admin.getByLabel("Admin passcode").waitFor();
  }

  async enterPasscode(passcode) {
    await this.admin.getByLabel("Admin passcode").fill(passcode);
    await this.admin.getByRole("button", { name: "Open", exact: true }).click();
  }

  /** Opens the admin page and waits until it shows everything. */
  async openAdmin() {
    await this.visitAdmin();
    await this.enterPasscode(PASSCODE);
    await this.admin.locator(".checks li").first().waitFor();
    await this.admin.locator(".team tbody tr").first().waitFor();
  }

  /** What axe finds on the app's page at a location, as texts. */
  async defects(location, screen) {
    const frame = await (await this.#framed(location).elementHandle()).contentFrame();
    await frame.addScriptTag({ path: AXE });
    const { violations } = await frame.evaluate(() => window.axe.run());
    return violations.map(
      ({ id, help, nodes }) => `${screen}: ${id}, ${help}: ${nodes.map(({ html }) => html).join(" ")}`,
    );
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

// Somebody at the customer's page, in Chromium with a camera and a microphone that are not real.
// It asserts only what every test takes for granted: no page fails, and nothing secret is kept or sent anywhere.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

import { TOKEN } from "./links.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SCREENSHOTS = process.env.SWITCHBOARD_SCREENSHOTS ?? "target/e2e";
/** Without a window, Chromium calls itself something that nobody else uses. */
const CHROME_ON_LINUX =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const PATIENCE_MS = 15_000;
/** What Chromium itself writes where a test has it refuse something. */
const EXPECTED = /Failed to load resource|Failed to find a valid digest|Permissions policy violation|frame-ancestors/;

/** Starts a browser whose person says yes to every question about camera and microphone, or no. */
export function launch(answer = "yes") {
  const args = [
    "--use-fake-device-for-media-stream=device-count=2",
    answer === "yes" ? "--use-fake-ui-for-media-stream" : "--use-fake-ui-for-media-stream=deny",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
  ];
  // Chromium's own sandbox does not work for root, as whom containers run.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath: process.env.CHROME, args });
}

/** A browser profile; its pages find each other. */
export async function openProfile(browser, options = {}) {
  const telephone = { viewport: { width: 360, height: 640 }, locale: "en-GB", userAgent: CHROME_ON_LINUX };
  const context = await browser.newContext({ ...telephone, ...options });
  await context.addInitScript({ path: AXE });
  return context;
}

/** One tab. */
export class Visitor {
  #failures = [];
  #asked = [];

  /** Opens the page; `orders` are those of the stub, `prepare` runs in the page before anything else. */
  static async open(context, url, { orders, prepare } = {}) {
    const page = await context.newPage();
    if (orders) await page.addInitScript((given) => Object.assign(globalThis, { SendBirdCallOrders: given }), orders);
    if (prepare) await page.addInitScript(prepare);
    const visitor = new Visitor(page);
    await page.goto(url);
    return visitor;
  }

  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => this.#failures.push(`${error}`));
    page.on("request", (request) => this.#asked.push(request));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !EXPECTED.test(message.text())) {
        this.#failures.push(message.text());
      }
    });
  }

  /** The addresses that were asked for. */
  get asked() {
    return this.#asked.map((request) => request.url());
  }

  /** Waits for a screen. */
  title(text) {
    return this.page.getByRole("heading", { level: 2, name: text }).waitFor();
  }

  async says(text) {
    await this.page.getByText(text).first().waitFor();
  }

  press(name) {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Goes into the call by the usual way. */
  async enter() {
    await this.press("With camera and microphone");
    await this.press("Join the call");
    await this.isInside();
  }

  /** Tries to go into a call that does not let anybody in. */
  async enterInVain() {
    await this.press("With sound only");
    await this.press("Join with sound only");
  }

  isInside() {
    return this.page.getByRole("button", { name: "Leave", exact: true }).waitFor();
  }

  get tiles() {
    return this.page.locator(".tile");
  }

  /** Waits until so many others are shown. */
  async sees(count) {
    await this.page.waitForFunction((wanted) => document.querySelectorAll(".tile").length === wanted, count);
  }

  /** Waits until the picture of somebody else moves. */
  async seesMovement() {
    await this.page.waitForFunction(() => {
      const view = document.querySelector(".tile video");
      return view && view.videoWidth > 0 && view.currentTime > 0.2 && !view.paused;
    });
  }

  /** What the library was asked for, oldest first. */
  log() {
    return this.page.evaluate(() => globalThis.SendBirdCall?.log ?? []);
  }

  async names() {
    return (await this.log()).map(([name]) => name);
  }

  /** Has the library tell something about the room. */
  emit(event, error) {
    return this.page.evaluate(
      ([name, value]) => {
        const { room } = globalThis.SendBirdCall;
        room.emit(
          name,
          value.code === undefined ? undefined : value,
          value.about ? room.remoteParticipants[0] : undefined,
        );
      },
      [event, error ?? {}],
    );
  }

  /** What axe finds, as texts. */
  async defects(screen) {
    const { violations } = await this.page.evaluate(() => globalThis.axe.run());
    return violations.map(
      ({ id, help, nodes }) => `${screen}: ${id}, ${help}: ${nodes.map(({ html }) => html).join(" ")}`,
    );
  }

  async screenshot(name) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SCREENSHOTS}/guest-${name}.png` });
  }

  /** Closes the tab; then nothing may have failed, and nothing secret may be kept or have been sent. */
  async close() {
    const kept = await this.page.evaluate(async () => ({
      stored: localStorage.length + sessionStorage.length + (await indexedDB.databases()).length,
      cookies: document.cookie,
      history: location.href,
    }));
    assert.deepEqual([kept.stored, kept.cookies], [0, ""], "something is kept");
    assert.ok(!kept.history.includes("#"), "the address bar holds the link");
    const sent = this.#asked.map((request) => request.url() + JSON.stringify(request.headers()));
    const secret = Buffer.from(TOKEN).toString("base64url").slice(4, 40);
    // The first request of a tab is told with the fragment, which browsers do not send.
    for (const text of sent.slice(1)) assert.ok(!text.includes(TOKEN) && !text.includes(secret), text);
    await this.page.close();
    assert.deepEqual(this.#failures, [], "the page failed");
  }
}

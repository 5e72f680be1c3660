// The admin page: who gets in, what it says about the set-up, and that what is saved there is what calls ring.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { ADMIN, Desk, launch } from "./desk.mjs";
import { AGENT, OUR_NUMBER, PASSCODE, addressesEntered, configure, phonesRung, reset } from "./world.mjs";

/** Brian Otieno's number in Freshdesk, and one that is not there. */
const COLLEAGUE = "+254733000222";
const OWN_NUMBER = "+254711000333";

let browser;
let desk;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(reset);
afterEach(() => desk.close());

/** The row of an agent in the team's table. */
function rowOf(name) {
  return desk.admin.getByRole("row").filter({ has: desk.page.getByRole("rowheader", { name }) });
}

function ownNumberOf(name) {
  return desk.admin.getByLabel(`Own number of ${name}`);
}

function tickOf(name) {
  return desk.admin.getByLabel(`${name} is on the roster`);
}

/** Presses Save and waits until the bar beside it says this. */
async function save(outcome) {
  await desk.admin.getByRole("button", { name: "Save", exact: true }).click();
  await desk.admin.locator(".save-text").getByText(outcome, { exact: true }).waitFor();
}

/** The row of a channel. */
function channel(name) {
  return desk.admin.locator(".channels li").filter({ has: desk.page.locator("strong", { hasText: name }) });
}

/** The checks as `{name: [state, sentence]}`. */
async function checks() {
  const texts = await desk.admin
    .getByRole("region", { name: "Set-up check" })
    .locator(".checks li")
    .evaluateAll((items) =>
      items.map((item) => [".badge", "strong", "p span"].map((part) => item.querySelector(part).textContent)),
    );
  return Object.fromEntries(texts.map(([state, name, sentence]) => [name, [state, sentence]]));
}

test("a wrong passcode opens nothing, and the right one everything", async () => {
  desk = await Desk.open(browser);
  await desk.visitAdmin();
  await desk.enterPasscode("not the passcode");
  await desk.admin.getByRole("alert").filter({ hasText: "This is not the admin passcode." }).waitFor();
  assert.equal(await desk.admin.getByRole("table").count(), 0);
  await desk.screenshot("13-wrong-passcode");

  await desk.enterPasscode(PASSCODE);
  await desk.admin.getByRole("heading", { level: 2, name: "Set-up check" }).waitFor();
  await desk.admin.getByRole("rowheader", { name: "Brian Otieno" }).waitFor();

  await desk.admin.getByRole("button", { name: "Lock", exact: true }).click();
  await desk.admin.getByLabel("Admin passcode").waitFor();
  assert.equal(await desk.admin.getByRole("table").count(), 0);
});

test("without a passcode in the settings the page stays shut and says what to do", async () => {
  await configure({ admin_passcode: "" });
  desk = await Desk.open(browser);
  await desk.visitAdmin();
  await desk.enterPasscode(PASSCODE);
  await desk.admin
    .getByRole("alert")
    .filter({ hasText: "enter an Admin Passcode of at least 12 characters" })
    .waitFor();
});

test("in a world that is set up, the check finds nothing wrong but what it cannot see", async () => {
  desk = await Desk.open(browser);
  await desk.openAdmin();
  const open = Object.entries(await checks()).filter(([, [state]]) => state !== "OK");
  assert.deepEqual(
    open.map(([name, [state]]) => [name, state]),
    [["Sign-in at Sendbird", "To do"]],
  );
});

test("what is wrong is told, and checked again it is right", async () => {
  await configure({ sautikit_webhook_secret: "" });
  desk = await Desk.open(browser);
  await desk.openAdmin();
  const before = await checks();
  assert.equal(before["Signatures"][0], "To do");
  assert.match(before["Signatures"][1], /Enter the secret\.$/);

  await configure({});
  await desk.admin.getByRole("button", { name: "Check again" }).click();
  await desk.admin.getByText("Webhooks are checked with the signing secret").waitFor();
});

test("a channel is connected by its button, and a refusal is told beside it", async () => {
  desk = await Desk.open(browser);
  await desk.openAdmin();
  const viber = channel("Viber");
  const connect = viber.getByRole("button", { name: "Connect Viber" });
  await viber.getByText("Viber posts to this app.").waitFor();
  assert.equal(await channel("KakaoTalk").getByRole("button").count(), 0);

  await configure({ viber_auth_token: "4453b6ac1-mistyped-viber-token-4453b6" });
  await connect.click();
  await viber.getByText("Viber refuses the token").first().waitFor();
  await viber.getByText("Failed", { exact: true }).waitFor();

  await configure({});
  await connect.click();
  await viber.getByText("Viber posts to this app.").waitFor();
  await desk.admin.locator(":focus").and(connect).waitFor();
});

test("where no calls are taken the page has the channels and no team", async () => {
  desk = await Desk.open(browser);
  await configure({ systems: ["Viber", "Telegram"] });
  await desk.visitAdmin();
  await desk.enterPasscode(PASSCODE);
  await channel("Telegram").waitFor();
  assert.deepEqual(await desk.admin.getByRole("heading", { level: 2 }).allTextContents(), ["Set-up check", "Channels"]);
});

test("the webhook address is copied as it stands at the number", async () => {
  desk = await Desk.open(browser, { permissions: ["clipboard-read"] });
  await desk.openAdmin();
  await desk.admin.getByRole("button", { name: "Copy: Events URL" }).click();
  await desk.admin.getByRole("status").filter({ hasText: "Copied" }).waitFor();
  const { events_url: address } = await addressesEntered();
  assert.equal(await desk.page.evaluate(() => navigator.clipboard.readText()), address);
});

test("who is put on the roster is rung, on the number that is entered for them", async () => {
  assert.deepEqual(await phonesRung(), [AGENT]);
  desk = await Desk.open(browser);
  await desk.openAdmin();
  await tickOf("Brian Otieno").check();
  await save("Saved");
  assert.deepEqual(await phonesRung(), [COLLEAGUE]);

  await ownNumberOf("Brian Otieno").fill("0711 000 333");
  await rowOf("Brian Otieno").getByText("Will be +254 711 000 333").waitFor();
  await save("Saved");
  assert.deepEqual(await phonesRung(), [OWN_NUMBER]);

  await desk.visit("/host");
  await desk.openAdmin();
  assert.equal(await ownNumberOf("Brian Otieno").inputValue(), "+254 711 000 333");
  assert.ok(await tickOf("Brian Otieno").isChecked());
});

test("a number that cannot be rung is told beside its agent, and nothing is saved", async () => {
  desk = await Desk.open(browser);
  await desk.openAdmin();
  await tickOf("Brian Otieno").check();
  await ownNumberOf("Brian Otieno").fill("0711");
  await save("Nothing was saved: correct the numbers that are marked.");
  await rowOf("Brian Otieno").getByText("More digits are needed.").waitFor();
  await desk.admin.locator(":focus").and(ownNumberOf("Brian Otieno")).waitFor();

  // Only the server knows which line customers call.
  await ownNumberOf("Brian Otieno").fill(OUR_NUMBER);
  await save("Nothing was saved: correct the numbers that are marked.");
  await rowOf("Brian Otieno").getByText("is the line that customers call").waitFor();
  assert.deepEqual(await phonesRung(), [AGENT]);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 400, 1200]) {
    test(`the admin page has no defects in ${colorScheme} colours, ${width} pixels wide`, async () => {
      // High enough to show the whole page without scrolling.
      desk = await Desk.open(browser, { colorScheme, viewport: { width, height: width < 1000 ? 4000 : 2400 } });
      await desk.visitAdmin();
      assert.deepEqual(await desk.defects(ADMIN, "the passcode"), []);
      await desk.openAdmin();
      await ownNumberOf("Amina Wanjiru").fill("0711");
      await tickOf("Chebet Ruto").check();
      await save("Nothing was saved: correct the numbers that are marked.");
      assert.deepEqual(await desk.defects(ADMIN, "the page"), []);
      const hidden = await desk.admin.locator("html").evaluate((page) => page.scrollWidth - page.clientWidth);
      assert.equal(hidden, 0, "a part of the page lies beside it");
      await desk.screenshot(`14-admin-${colorScheme}-${width}`);
    });
  }
}

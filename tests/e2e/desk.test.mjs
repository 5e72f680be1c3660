// The pages around and in the panel: what the outside world does shows, no page is told a secret, everybody can use them.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { Desk, SOFTPHONE, launch } from "./desk.mjs";
import { CUSTOMER, PLATFORM, SECRETS, TICKET, pickUp, AGENT, reset, tickets } from "./world.mjs";

let browser;
let desk;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(reset);
afterEach(() => desk.close());

test("a missed call made in the outside world becomes a ticket on the page", async () => {
  desk = await Desk.open(browser);
  const before = (await tickets()).length;
  await desk.page.locator('[data-host="world-button"]').click();
  const action = desk.page.locator('[data-world-action="A customer calls, and nobody answers"]');
  await action.getByRole("button").click();
  await action.locator('[data-host="world-result"] [data-status="200"]').waitFor();
  await desk.page.getByText("Missed call from +254712345678: callback required").first().waitFor();
  assert.equal((await tickets()).length, before + 1);
  await desk.screenshot("11-missed-call");
});

test("no page and no answer that a browser can ask for holds a secret", async () => {
  desk = await Desk.open(browser);
  await desk.openTicket(TICKET);
  await desk.clickNumber(CUSTOMER);
  await desk.callButton.click();
  await desk.title("Calling your phone");
  await pickUp(AGENT);
  for (const page of ["/", "/custom_configs", "/journal", "/host"]) {
    await desk.visit(page);
    await desk.page.waitForLoadState("load");
  }
  await desk.page.evaluate(() => window.__host.ready);
  const addresses = ["iparams", "parameters", "status", "journal", "world", "data/loggedInUser", "data/currentHost"];
  const answers = await desk.page.evaluate(
    (names) => Promise.all(names.map(async (name) => (await fetch(`/api/${name}`)).text())),
    addresses,
  );
  const content = await desk.page.content();
  for (const secret of SECRETS) {
    assert.ok(![content, ...answers].some((text) => text.includes(secret)), "a page holds a secret");
  }
  const frames = desk.page.frames().map((frame) => frame.url());
  assert.ok(
    frames.some((url) => url !== PLATFORM),
    "the softphone was among the frames",
  );
});

for (const colorScheme of ["light", "dark"]) {
  test(`the softphone has no accessibility defects in ${colorScheme} colours`, async () => {
    desk = await Desk.open(browser, { colorScheme });
    await desk.openTicket(TICKET);
    await desk.clickNumber(CUSTOMER);
    assert.deepEqual(await desk.defects(SOFTPHONE, "the number"), []);
    for (const choice of ["Away", "Available"]) {
      await desk.choose(choice);
      assert.deepEqual(await desk.defects(SOFTPHONE, choice), []);
    }
    await desk.screenshot(`17-available-${colorScheme}`);
    await desk.callButton.click();
    await desk.title("Calling your phone");
    assert.deepEqual(await desk.defects(SOFTPHONE, "the call"), []);
    await desk.screenshot(`12-${colorScheme}`);
  });
}

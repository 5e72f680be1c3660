// Every screen of the customer's page at the width of a small telephone, in both colours and languages, for everybody.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openHost } from "./guest/host.mjs";
import { contentOf, hostOf, plain, sealed } from "./guest/links.mjs";
import { launch, openProfile, Visitor } from "./guest/visitor.mjs";

const WHATSAPP =
  "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36 WhatsApp/2";
const WIDTH = 360;

let browser;
let refusing;
let host;

before(async () => {
  [browser, refusing, host] = await Promise.all([launch(), launch("no"), openHost()]);
});
after(async () => {
  await Promise.all([browser.close(), refusing.close()]);
  host.close();
});

/** Looks at a screen: nothing may be wrong with it, and nothing may be wider than the telephone. */
async function look(tab, name) {
  // What moves in would be judged before it is there.
  await tab.page.waitForTimeout(200);
  const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= WIDTH, `${name} is ${wide} wide`);
  assert.deepEqual(await tab.defects(name), []);
  await tab.screenshot(name);
}

for (const colorScheme of ["light", "dark"]) {
  const named = (name) => `${name}-${colorScheme}`;
  const open = async (profile, fragment, options) => Visitor.open(profile, `${host.url}${fragment}`, options);

  test(`the way into a call is for everybody, in ${colorScheme} colours`, async () => {
    const profile = await openProfile(browser, { colorScheme });
    const paste = await open(profile, "#p=x");
    await look(paste, named("1-paste"));
    const locked = await open(profile, await sealed(contentOf()));
    await look(locked, named("2-password"));
    await locked.page.getByLabel("Password").fill("wrong");
    await locked.press("Continue");
    await locked.says("Wrong password");
    await look(locked, named("3-wrong-password"));
    const customer = await open(profile, plain(contentOf()));
    await look(customer, named("4-look"));
    await customer.press("With camera and microphone");
    await customer.page.locator("video.mirror").waitFor();
    await look(customer, named("5-preview"));
    for (const tab of [paste, locked, customer]) await tab.close();
    await profile.close();
  });

  test(`what stands in the way is for everybody, in ${colorScheme} colours`, async () => {
    const inside = await openProfile(browser, { colorScheme, userAgent: WHATSAPP, permissions: [] });
    const shut = await openProfile(refusing, { colorScheme });
    const app = await open(inside, plain(contentOf()));
    await app.press("Copy the link");
    await look(app, named("6-inside-an-app"));
    const refused = await open(shut, plain(contentOf()));
    await refused.press("With camera and microphone");
    await refused.says("Camera: the browser was told");
    await look(refused, named("7-refused"));
    const slow = await open(shut, plain(contentOf()), {
      prepare: () => Object.defineProperty(Navigator.prototype, "connection", { value: { effectiveType: "2g" } }),
    });
    await slow.says("Your connection is slow");
    await look(slow, named("8-slow"));
    const old = await open(shut, plain(contentOf()), { prepare: () => delete globalThis.RTCPeerConnection });
    await old.title("This browser cannot make calls");
    await look(old, named("9-old-browser"));
    const full = await open(shut, plain(contentOf()), { orders: { fail: { enter: 1400120 } } });
    await full.press("Only listen");
    await full.press("Join and listen");
    await full.says("The call is full");
    await look(full, named("10-full"));
    for (const tab of [app, refused, slow, old, full]) await tab.close();
    for (const profile of [inside, shut]) await profile.close();
  });

  test(`a call is for everybody, in ${colorScheme} colours`, async () => {
    const profile = await openProfile(browser, { colorScheme });
    const content = contentOf({ expires_at: Date.now() + 3_600_000 });
    const customer = await open(profile, plain(content), { orders: { delay: 600 } });
    await customer.press("With camera and microphone");
    await customer.press("Join the call");
    await customer.title("Connecting the call");
    await look(customer, named("11-joining"));
    await customer.isInside();
    await look(customer, named("12-waiting"));
    const agent = await open(profile, plain(hostOf(content)));
    await agent.enter();
    await customer.seesMovement();
    await look(customer, named("13-call"));
    await agent.press("Camera off");
    await agent.press("Mute");
    await customer.press("Mute");
    await customer.press("Camera off");
    await customer.emit("localParticipantDisconnected");
    await customer.tiles.locator(".muted-mark").waitFor();
    await look(customer, named("14-muted"));
    await agent.press("End for all");
    await look(agent, named("15-end-for-all"));
    await agent.press("Devices");
    await look(agent, named("16-devices"));
    const third = await open(profile, plain({ ...content, service_user_id: "service_user_7" }), {
      orders: { nickname: "A person with quite a long name" },
    });
    await third.enter();
    await third.sees(2);
    await third.seesMovement();
    await third.page.setViewportSize({ width: 360, height: 720 });
    await look(third, named("17-three"));
    await agent.press("Leave");
    await look(agent, named("18-left"));
    await customer.emit("error", { code: 1800706 });
    await customer.title("The connection was lost");
    await look(customer, named("19-lost"));
    await third.emit("deleted");
    await third.title("The call has ended");
    await look(third, named("20-ended"));
    for (const tab of [customer, agent, third]) await tab.close();
    await profile.close();
  });
}

test("the page speaks Swahili where the browser does, and can be switched", async () => {
  const profile = await openProfile(browser, { locale: "sw-KE" });
  const customer = await Visitor.open(profile, `${host.url}${plain(contentOf())}`);
  await customer.title("Simu na Acme Support");
  await customer.page.locator('html[lang="sw"]').waitFor();
  await look(customer, "21-swahili");
  await customer.press("English");
  await customer.title("Call with Acme Support");
  await customer.page.locator('html[lang="en"]').waitFor();
  await customer.close();
  await profile.close();
});

test("the whole way can be gone with the keyboard, and each new screen has the focus", async () => {
  const profile = await openProfile(browser);
  const customer = await Visitor.open(profile, `${host.url}${await sealed(contentOf())}`);
  const { keyboard } = customer.page;
  const tabTo = async (name) => {
    for (let presses = 0; presses < 12; presses += 1) {
      await keyboard.press("Tab");
      const focused = await customer.page.evaluate(
        () => document.activeElement?.textContent || document.activeElement?.id,
      );
      if (focused === name) return;
    }
    assert.fail(`${name} cannot be reached`);
  };
  const isFocused = (title) =>
    customer.page.waitForFunction((text) => document.activeElement?.textContent === text, title);
  await tabTo("password");
  await keyboard.type("k7qm9xtp2hwd");
  await keyboard.press("Enter");
  await isFocused("Call with Acme Support");
  await tabTo("With sound only");
  await keyboard.press("Enter");
  await customer.page.getByRole("button", { name: "Join with sound only" }).waitFor();
  await isFocused("Call with Acme Support");
  await tabTo("Join with sound only");
  await keyboard.press("Enter");
  await customer.isInside();
  await isFocused("Waiting for the agent");
  await tabTo("Leave");
  await keyboard.press("Enter");
  await isFocused("You left the call");
  await customer.close();
  await profile.close();
});

test("a wide window shows the call as well", async () => {
  const profile = await openProfile(browser, { viewport: { width: 1280, height: 800 } });
  const content = contentOf();
  const customer = await Visitor.open(profile, `${host.url}${plain(content)}`);
  await customer.enter();
  const agent = await Visitor.open(profile, `${host.url}${plain(hostOf(content))}`);
  await agent.enter();
  await customer.seesMovement();
  await customer.screenshot("22-wide");
  for (const tab of [customer, agent]) await tab.close();
  await profile.close();
});

// What the customer reads when the link, the password, the browser, the devices or Sendbird stand in the way.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { openHost } from "./guest/host.mjs";
import { contentOf, PASSWORD, plain, sealed } from "./guest/links.mjs";
import { launch, openProfile, Visitor } from "./guest/visitor.mjs";

const INSTAGRAM =
  "Mozilla/5.0 (Linux; Android 14; A14 Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Instagram 330.0.0.0";

let browser;
let refusing;
let host;
let tabs;
let profiles;

before(async () => {
  [browser, refusing, host] = await Promise.all([launch(), launch("no"), openHost()]);
});
after(async () => {
  await Promise.all([browser.close(), refusing.close()]);
  host.close();
});

beforeEach(() => {
  tabs = [];
  profiles = [];
});
afterEach(async () => {
  for (const tab of tabs) await tab.close();
  for (const profile of profiles) await profile.close();
});

async function open(fragment, { asking = browser, profile = {}, ...options } = {}) {
  const context = await openProfile(asking, profile);
  profiles.push(context);
  const tab = await Visitor.open(context, `${host.url}${fragment}`, options);
  tabs.push(tab);
  return tab;
}

test("a link is taken out of the address bar and of the history", async () => {
  const customer = await open(plain(contentOf()));
  await customer.title("Call with Acme Support");
  assert.equal(customer.page.url(), host.url);
  assert.equal(await customer.page.evaluate(() => history.length), 2, "the blank page and this one");
});

test("who comes without a link can paste one", async () => {
  const customer = await open("");
  await customer.title("Open your call");
  const field = customer.page.getByLabel("Link");
  await field.fill("hello");
  await customer.press("Open");
  await customer.says("This link is not complete");
  await field.fill(`${host.url}${plain(contentOf())}`);
  await customer.press("Open");
  await customer.title("Call with Acme Support");
});

test("a link that was altered, or that is too long, is refused without asking anybody", async () => {
  const good = plain(contentOf());
  for (const bad of [`${good.slice(0, 90)}A${good.slice(90)}`, `#p=${"A".repeat(200_000)}`, "#e=AQEACSfA", "#p="]) {
    const customer = await open(bad);
    await customer.says("This link is not complete");
    assert.ok(customer.asked.every((url) => url.startsWith(host.url)));
  }
});

test("an expired link is refused before its password is asked for, and within a minute it is not", async () => {
  for (const expired of [plain, sealed]) {
    const customer = await open(await expired(contentOf({ expires_at: Date.now() - 61_000 })));
    await customer.says("This link has expired");
    assert.equal(await customer.page.getByLabel("Password").count(), 0);
  }
  const customer = await open(plain(contentOf({ expires_at: Date.now() - 30_000 })));
  await customer.title("Call with Acme Support");
});

test("a wrong password can be tried again after a pause that grows, and the right one opens", async () => {
  const customer = await open(await sealed(contentOf()));
  const field = customer.page.getByLabel("Password");
  const button = customer.page.locator("button[type=submit]");
  for (const pause of [900, 1_900]) {
    await field.fill("K7QM-9XTP-2HWE");
    await button.click();
    await customer.says("Wrong password, or the link is damaged.");
    const since = Date.now();
    assert.ok(await button.isDisabled());
    await customer.page.locator("button[type=submit]:enabled").waitFor();
    assert.ok(Date.now() - since > pause - 500, "no pause");
  }
  await field.fill(` ${PASSWORD.toLowerCase()} `);
  await button.click();
  await customer.title("Call with Acme Support");
});

test("an app's own browser is told to open the link outside, and may be stayed in", async () => {
  const fragment = plain(contentOf());
  const customer = await open(fragment, {
    profile: { userAgent: INSTAGRAM, permissions: ["clipboard-read", "clipboard-write"] },
  });
  await customer.title("Open in your browser");
  await customer.says("inside Instagram");
  const outside = await customer.page.getByRole("link", { name: "Open in browser" }).getAttribute("href");
  const address = host.url.replace("http://", "");
  assert.equal(outside, `intent://${address}${fragment}#Intent;scheme=http;action=android.intent.action.VIEW;end`);
  await customer.press("Copy the link");
  await customer.says("Copied.");
  assert.equal(await customer.page.evaluate(() => navigator.clipboard.readText()), `${host.url}${fragment}`);
  await customer.press("Continue here anyway");
  await customer.title("Call with Acme Support");
});

test("where nothing can be copied, the link is there to be selected", async () => {
  const customer = await open(plain(contentOf()), {
    profile: { userAgent: INSTAGRAM, permissions: ["clipboard-read"] },
  });
  await customer.press("Copy the link");
  assert.match(await customer.page.getByLabel("Select this link").inputValue(), /^http:.*#p=/);
});

test("a browser that cannot make calls is told so", async () => {
  const customer = await open(plain(contentOf()), { prepare: () => delete globalThis.RTCPeerConnection });
  await customer.title("This browser cannot make calls");
});

test("who refuses camera and microphone reads how to allow them, and may listen", async () => {
  const customer = await open(plain(contentOf()), { asking: refusing });
  await customer.press("With camera and microphone");
  await customer.says("Camera: the browser was told not to allow it.");
  await customer.says("Press the sign to the left of the address");
  await customer.press("Join and listen");
  await customer.isInside();
  await customer.press("Unmute");
  await customer.says("The microphone could not be turned on");
  const log = Object.fromEntries((await customer.log()).map(([name, ...values]) => [name, values]));
  assert.deepEqual(log.enter, [{ audioEnabled: false, videoEnabled: false, kickSiblings: true }]);
  assert.equal(log.useMedia, undefined);
});

for (const [name, sentence] of [
  ["NotFoundError", "Camera: none was found"],
  ["NotReadableError", "Camera: another app is using it"],
  ["OverconstrainedError", "Camera: it cannot do what a call needs"],
]) {
  test(`without a camera (${name}) the call goes on with sound`, async () => {
    const customer = await open(plain(contentOf()), {
      prepare: `{
        const devices = MediaDevices.prototype;
        const real = devices.getUserMedia;
        devices.getUserMedia = function (wanted) {
          return wanted.video ? Promise.reject(new DOMException("", "${name}")) : real.call(this, wanted);
        };
      }`,
    });
    await customer.press("With camera and microphone");
    await customer.says(sentence);
    await customer.says("Your microphone is ready.");
    await customer.press("Join with sound only");
    await customer.isInside();
    await customer.press("Camera on");
    await customer.says("The camera could not be turned on");
  });
}

test("a browser that saves data joins with sound only and says why", async () => {
  const customer = await open(plain(contentOf()), {
    prepare: () => Object.defineProperty(Navigator.prototype, "connection", { value: { saveData: true } }),
  });
  await customer.says("Your connection is slow or saves data");
  await customer.page.locator(".ways .button").first().click();
  await customer.press("Join with sound only");
  await customer.isInside();
  await customer.press("Camera on");
  await customer.page.locator(".own-tile video.mirror").waitFor();
});

test("a room that was deleted has ended", async () => {
  for (const orders of [{ state: "Deleted" }, { fail: { fetchRoomById: 1400126 } }, { fail: { enter: 1400126 } }]) {
    const customer = await open(plain(contentOf()), { orders });
    await customer.enterInVain();
    await customer.title("The call has ended");
    assert.equal(await customer.page.getByRole("button", { name: "Join again" }).count(), 0);
  }
});

for (const [method, code, sentence, again] of [
  ["authenticate", 400302, "This link is no longer valid", false],
  ["connectWebSocket", 1800202, "The call service cannot be reached", true],
  ["fetchRoomById", 1400999, "The call service has a problem", true],
  ["enter", 1400120, "The call is full", true],
  ["enter", 1800704, "Your sound and picture could not be sent", true],
  ["enter", 4, "Something went wrong", true],
]) {
  test(`error ${code} of ${method} is put into words`, async () => {
    const customer = await open(plain(contentOf()), { orders: { fail: { [method]: code } } });
    await customer.enterInVain();
    await customer.says(sentence);
    await customer.says(`Error ${code}`);
    assert.equal(await customer.page.getByRole("button", { name: "Join again" }).count(), again ? 1 : 0);
    assert.ok((await customer.names()).includes("deauthenticate"));
  });
}

test("a library that is not the one that was configured is not run", async () => {
  const customer = await open(plain(contentOf()));
  await customer.page.route(host.sdk, (route) =>
    route.fulfill({ body: "globalThis.SendBirdCall = {};", headers: { "access-control-allow-origin": "*" } }),
  );
  await customer.enterInVain();
  await customer.says("The call program did not load");
  await customer.page.unroute(host.sdk);
  await customer.press("Join again");
  await customer.isInside();
});

test("no other script is run and nobody but Sendbird can be talked to", async () => {
  const customer = await open(plain(contentOf()));
  const refused = await customer.page.evaluate(async (sdk) => {
    const broken = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective }) => broken.push(effectiveDirective));
    const script = document.createElement("script");
    script.src = sdk.replace("library", "another");
    document.head.append(script);
    const inline = document.createElement("script");
    inline.textContent = "globalThis.wasRun = true;";
    document.head.append(inline);
    await fetch("https://example.com/").catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { broken, wasRun: globalThis.wasRun };
  }, host.sdk);
  assert.equal(refused.wasRun, undefined);
  // Each is refused twice: by the page's own policy and by its host's.
  assert.deepEqual(
    refused.broken.sort(),
    ["connect-src", "script-src-elem", "script-src-elem"].flatMap((one) => [one, one]),
  );
  tabs = tabs.filter((tab) => tab !== customer);
});

test("a page around it that gives no camera is told, and the call can be opened in a tab", async () => {
  const context = await openProfile(browser);
  profiles.push(context);
  const page = await context.newPage();
  await page.goto(host.frame);
  await page.evaluate((url) => (document.querySelector("iframe").src = url), `${host.url}${plain(contentOf())}`);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("button", { name: "With camera and microphone" }).click();
  await frame.getByText("the page around this one does not allow it").first().waitFor();
  const link = await frame.getByRole("link", { name: "Open in a new tab" }).getAttribute("href");
  assert.ok(link.startsWith(`${host.url}#p=`));
  await frame.getByRole("button", { name: "Join and listen" }).click();
  await frame.getByRole("button", { name: "Leave" }).click();
  await frame.getByText("You left the call").waitFor();
  await page.waitForFunction(() => globalThis.told.length >= 3);
  const told = await page.evaluate(() => globalThis.told);
  const expected = ["denied", "joined", "left"].map((state) => ({ app: "switchboard", state }));
  assert.deepEqual(
    told.map(({ data }) => data),
    expected,
  );
});

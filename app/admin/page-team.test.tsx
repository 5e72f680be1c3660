// @vitest-environment happy-dom
// Tests of the team on the admin page as an administrator meets and edits it.

import { describe, expect, test } from "vitest";

import {
  AMINA,
  BARAKA,
  button,
  calls,
  field,
  open,
  passcode,
  press,
  Refusal,
  settle,
  text,
  type,
  world,
} from "./page.fixture";

const LABEL = "Own number of Amina Otieno";

describe("the team", () => {
  test("is shown with numbers, roster and presence", async () => {
    await open();
    expect(text()).toContain("+254 722 000 111");
    expect(text()).toContain("Available");
    expect(field("Amina Otieno is on the roster").checked).toBe(true);
    expect(field("Baraka Mwangi is on the roster").checked).toBe(false);
    expect(button("Save").getAttribute("aria-disabled")).toBe("true");
  });

  test("is saved with what was changed, and says so before and after", async () => {
    await open();
    await type(field(LABEL), "0733 000 222");
    expect(text()).toContain("Will be +254 733 000 222");
    expect(text()).toContain("1 agent changed, not saved yet");
    world.answers["saveTeam"] = { agents: [{ ...AMINA, own_phone: "+254733000222" }, BARAKA] };
    await press("Save");
    expect(calls("saveTeam")).toEqual([
      {
        token: "t",
        agents: [
          { id: "1", own_phone: "+254733000222", on_roster: true },
          { id: "2", own_phone: "", on_roster: false },
        ],
      },
    ]);
    expect(field(LABEL).value).toBe("+254 733 000 222");
    expect(world.root.querySelector(".save-bar")?.textContent).toContain("Saved");
    expect(text()).not.toContain("not saved yet");
  });

  test("warns before the page is left with something unsaved", async () => {
    await open();
    const leaves = () => {
      const event = new Event("beforeunload", { cancelable: true });
      window.dispatchEvent(event);
      return !event.defaultPrevented;
    };
    expect(leaves()).toBe(true);
    await settle(() => field("Baraka Mwangi is on the roster").click());
    expect(leaves()).toBe(false);
    expect(text()).toContain("On the roster without a number: cannot be rung.");
    await press("Discard");
    expect(leaves()).toBe(true);
  });

  test("with a wrong number is not sent, and the number is marked", async () => {
    await open();
    await type(field(LABEL), "0733");
    expect(field(LABEL).getAttribute("aria-invalid")).toBe("false");
    await press("Save");
    expect(calls("saveTeam")).toEqual([]);
    expect(field(LABEL).getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field(LABEL));
    expect(text()).toContain("Nothing was saved: correct the numbers that are marked.");
  });

  test("refused by the server shows its sentence at the agent whom it names", async () => {
    await open();
    world.answers["saveTeam"] = new Refusal(400, "The number of Amina Otieno is the account's own.");
    await type(field(LABEL), "0733 000 222");
    await press("Save");
    const remark = world.root.querySelector(`#${field(LABEL).getAttribute("aria-describedby")}`);
    expect(remark?.textContent).toBe("The number of Amina Otieno is the account's own.");
    expect(field(LABEL).value).toBe("0733 000 222");
  });

  test("refused without a name shows the sentence beside the button", async () => {
    await open();
    world.answers["saveTeam"] = new Refusal(429);
    await type(field(LABEL), "0733 000 222");
    await press("Save");
    expect(world.root.querySelector(".save-bar")?.textContent).toContain("Nothing was saved. Too many requests");
  });

  test("that cannot be loaded says why and can be asked for again", async () => {
    world.answers["getTeam"] = new Refusal(403, "Freshdesk refuses the key.");
    await open();
    expect(text()).toContain("The agents could not be loaded. Freshdesk refuses the key.");
    world.answers["getTeam"] = { agents: [] };
    await press("Load again");
    expect(text()).toContain("Freshdesk names no agents.");
  });

  test("shows names as text, whatever they contain", async () => {
    world.answers["getTeam"] = { agents: [{ ...AMINA, name: "<img src=x onerror=alert(1)>" }] };
    await open();
    expect(world.root.querySelector("img")).toBeNull();
    expect(text()).toContain("<img src=x");
  });

  test("keeps what was not saved when the page is locked", async () => {
    await open();
    await type(field(LABEL), "0733 000 222");
    await press("Lock");
    expect(text()).toContain("Your unsaved changes are kept");
    passcode().value = "s3cret";
    await press("Open");
    expect(field(LABEL).value).toBe("0733 000 222");
  });
});

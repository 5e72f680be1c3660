// Tests of reading the administrator's settings.

import { expect, test } from "vitest";

import { choicesOf, readSettings } from "./settings";

test("what is not set is as usual", () => {
  expect(readSettings({ systems: ["Web call"] })).toEqual({
    isOn: true,
    minutes: 60,
    alwaysPassword: false,
    soundOnly: false,
    country: "",
  });
});

test.each([
  [{}, false],
  [{ systems: [] }, false],
  [{ systems: "Web call" }, true],
  [{ systems: ["Voice"] }, false],
])("%j has web calls: %s", (parameters, isOn) => {
  expect(readSettings(parameters).isOn).toBe(isOn);
});

test.each([
  [90, 90],
  ["90", 90],
  [4, 5],
  [721, 720],
  ["", 60],
  ["an hour", 60],
  [12.5, 60],
])("%j minutes are %d", (minutes, read) => {
  expect(readSettings({ webcall_link_minutes: minutes }).minutes).toBe(read);
});

test("passwords and rooms without picture are known", () => {
  const parameters = {
    webcall_password: "always",
    webcall_room_type: "large_room_for_audio_only",
    default_country: "KE",
  };
  expect(readSettings(parameters)).toMatchObject({ alwaysPassword: true, soundOnly: true, country: "KE" });
});

test("the administrator's own time is among the choices, once", () => {
  expect(choicesOf(90)).toEqual([15, 30, 60, 90, 120, 240, 480, 720]);
  expect(choicesOf(60)).toEqual([15, 30, 60, 120, 240, 480, 720]);
});

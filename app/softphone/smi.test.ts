// Tests of reading what the server functions about calls answer.

import { describe, expect, test } from "vitest";

import { readCall, readPresence } from "./smi";

describe("a call", () => {
  test("is read with all its parts", () => {
    const value = {
      click_id: "c",
      call_id: "1",
      state: "calling_customer",
      mode: "callback",
      agent_phone: "…0111",
      warning: "You have no phone.",
      duration_seconds: 73.6,
      cause: "Busy.",
    };
    expect(readCall(value)).toEqual({
      state: "calling_customer",
      mode: "callback",
      ids: ["1"],
      agentPhone: "0111",
      warning: "You have no phone.",
      durationSeconds: 74,
      cause: "Busy.",
    });
  });

  test("keeps both ids under which the provider may know it", () => {
    expect(readCall({ state: "ended", call_id: "1", session_id: "HD_1" })?.ids).toEqual(["HD_1", "1"]);
    expect(readCall({ state: "ended", call_id: null, session_id: 7 })?.ids).toBeUndefined();
  });

  test("never shows more than the last four digits of the agent's phone", () => {
    expect(readCall({ state: "calling_agent", agent_phone: "+254722000111" })?.agentPhone).toBe("0111");
  });

  test("leaves out what is empty or of the wrong kind", () => {
    expect(
      readCall({ state: "ended", mode: 7, agent_phone: 111, warning: " ", duration_seconds: "74", cause: {} }),
    ).toEqual({
      state: "ended",
      mode: "agent_first",
    });
    expect(readCall({ state: "ended", duration_seconds: -1 })?.durationSeconds).toBeUndefined();
  });

  test.each([[undefined], [null], ["ended"], [[]], [{}], [{ state: "ringing" }], [{ state: 3 }]])(
    "%j is none",
    (value) => {
      expect(readCall(value)).toBeUndefined();
    },
  );
});

describe("a presence", () => {
  test("is read with all its parts, and with four digits of the phone at most", () => {
    expect(readPresence({ state: "available", since: 1795324800000, phone: "0111" })).toEqual({
      state: "available",
      since: 1795324800000,
      phone: "0111",
    });
    expect(readPresence({ state: "away", phone: "+254722000111" })?.phone).toBe("0111");
  });

  test("leaves out what is empty or of the wrong kind", () => {
    expect(readPresence({ state: "unset", since: "yesterday", phone: "" })).toEqual({ state: "unset" });
  });

  test.each([[undefined], [null], ["away"], [{}], [{ state: "busy" }]])("%j is none", (value) => {
    expect(readPresence(value)).toBeUndefined();
  });
});

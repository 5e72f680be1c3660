// Tests of opening server functions' answers and of reading their failures, in every shape a runtime was seen to give them.

import { describe, expect, test } from "vitest";

import { NoAnswer } from "./patience";
import { problemOf, valueOf } from "./reply";

describe("the envelope", () => {
  test.each([
    [{ requestID: "r", status: 200, response: { state: "ended" } }, { state: "ended" }],
    [{ response: '{"state":"ended"}' }, { state: "ended" }],
    [{ response: "plain words" }, "plain words"],
    [{ response: null }, null],
  ])("%j holds %j", (reply, value) => {
    expect(valueOf(reply)).toEqual(value);
  });

  test.each([
    [{ requestID: "r", status: 504, message: "Timeout error" }],
    [undefined],
    ["text"],
    [[]],
    [{ requestID: "r" }],
  ])("%j is a failure, though it was delivered as an answer", (reply) => {
    let thrown: unknown = "nothing";
    try {
      valueOf(reply);
    } catch (failure) {
      thrown = failure;
    }
    expect(thrown).toBe(reply);
  });
});

describe("a failure", () => {
  test("shows the server's own sentence, and offers no retry for a plain refusal", () => {
    const failure = {
      requestID: "r",
      status: 402,
      message: "The Sautikit wallet is empty. Ask an admin to top it up.",
    };
    expect(problemOf(failure)).toEqual({
      trouble: "told",
      sentence: failure.message,
      doubtful: false,
      retry: false,
      busy: false,
    });
  });

  test.each([400, 401, 402, 403, 404, 409, 422])("of status %i had no effect", (status) => {
    expect(problemOf({ status, message: "No." })).toMatchObject({ doubtful: false, retry: false });
  });

  test.each([408, 500, 502, 503, 504, undefined, "x"])(
    "of status %s may have had one, so it is sent again under the same id",
    (status) => {
      expect(problemOf({ status, message: "No." })).toMatchObject({ doubtful: true, retry: true });
    },
  );

  test("by too many requests had no effect and is worth another try", () => {
    const busy = { doubtful: false, retry: true, busy: true };
    expect(problemOf({ status: 429 })).toEqual({ trouble: "busy", ...busy });
    const platform = "Rate limit exceeded, please try again after a minute";
    expect(problemOf({ status: 429, message: platform })).toEqual({ trouble: "busy", ...busy });
    const sentence = "Sautikit is receiving too many requests. Wait a minute and press Call again.";
    expect(problemOf({ status: 429, message: sentence })).toEqual({ trouble: "told", sentence, ...busy });
  });

  test.each([
    [{ status: 504, message: "Timeout error while processing the request.", errorSource: "APP" }, "timeout"],
    [{ status: 504, message: null }, "timeout"],
    [{ status: 404, message: "Requested function 'placeCall' not found or registered" }, "not_installed"],
    [{ status: 500, message: "Error while executing App server script! - x is not defined" }, "crash"],
    [{ status: 500 }, "crash"],
    [{ status: 0, message: "" }, "connection"],
    [new TypeError("Failed to fetch"), "connection"],
    [{ message: "Failed to fetch" }, "connection"],
    [new NoAnswer(), "timeout"],
    [{}, "unclear"],
    [undefined, "unclear"],
    [null, "unclear"],
    [{ status: 400, message: { deep: true } }, "unclear"],
  ])("%j is named %s instead of shown", (failure, trouble) => {
    expect(problemOf(failure).trouble).toBe(trouble);
  });

  test("given as a bare sentence is shown", () => {
    expect(problemOf("Something went wrong.")).toMatchObject({ trouble: "told", sentence: "Something went wrong." });
  });

  test("of an app that is not fully installed is not worth another try", () => {
    expect(problemOf({ status: 404, message: "Requested function 'placeCall' not found or registered" })).toMatchObject(
      { doubtful: false, retry: false },
    );
  });
});

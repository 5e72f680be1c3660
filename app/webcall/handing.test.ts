// Tests of handing a text over by WhatsApp and SMS.

import { getCountryCallingCode } from "libphonenumber-js/core";
import metadata from "libphonenumber-js/metadata.min.json";
import { expect, test } from "vitest";

import parameters from "../../config/iparams.json";
import { isCountry } from "../shared/number";
import { internationalDigits, smsLink, whatsAppLink } from "./handing";

test.each([
  ["+254712345678", "KE", "254712345678"],
  ["+254 (0)712 345-678", "TZ", "254712345678"],
  ["00254 712 345 678", "KE", "254712345678"],
  ["0712 345 678", "KE", "254712345678"],
  ["(0712) 345.678", "UG", "256712345678"],
  ["\u202a+254\u00a0712\u00a0345\u00a0678\u202c", "KE", "254712345678"],
  ["＋２５４７１２３４５６７８", "KE", "254712345678"],
])("%j of a customer in %s has the digits %s", (number, country, digits) => {
  expect(internationalDigits(number, country)).toBe(digits);
});

test.each([
  [undefined, "KE"],
  ["", "KE"],
  ["712345678", "KE"],
  ["0712345678", ""],
  ["0712345678", "XX"],
  ["+12", "KE"],
  ["+2547123456789012", "KE"],
  ["call me", "KE"],
  ["+254712345678 ext 5", "KE"],
  ["+254712345678?text=x", "KE"],
])("of %j in %j nobody can tell the country, so the agent's app asks to whom it goes", (number, country) => {
  expect(internationalDigits(number, country)).toBeUndefined();
});

test("every country that can be chosen for local numbers has its code", () => {
  const countries = parameters.default_country.options;
  for (const country of countries) {
    const code = isCountry(country) ? getCountryCallingCode(country, metadata) : "";
    expect(internationalDigits("0712345678", country), country).toBe(`${code}712345678`);
  }
});

const TEXT = "Join: https://call.example/#p=a_b&c";

test("the text arrives in WhatsApp whole", () => {
  const link = new URL(whatsAppLink("254712345678", TEXT));
  expect([link.origin, link.pathname, link.searchParams.get("text")]).toEqual(["https://wa.me", "/254712345678", TEXT]);
  expect(whatsAppLink(undefined, TEXT)).toMatch(/^https:\/\/wa\.me\/\?text=/);
});

test("the text arrives in SMS whole", () => {
  const link = smsLink("254712345678", TEXT);
  expect(link).toMatch(/^sms:\+254712345678\?&body=/);
  expect(new URLSearchParams(link.split("?")[1]).get("body")).toBe(TEXT);
  expect(smsLink(undefined, TEXT)).toMatch(/^sms:\?&body=/);
});

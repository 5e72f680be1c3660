// The ways to hand a text to a customer who has a phone: WhatsApp and SMS, as addresses that the agent's own apps open.
// It sends nothing and holds no wording; a password must not be given to it.

/** The codes of the countries that an administrator can choose for numbers without one. */
const CALLING_CODES: Readonly<Record<string, string>> = {
  KE: "254",
  UG: "256",
  TZ: "255",
  RW: "250",
  BI: "257",
  ET: "251",
  SO: "252",
  SS: "211",
  CD: "243",
  NG: "234",
  GH: "233",
  ZA: "27",
  ZM: "260",
  GB: "44",
  IN: "91",
  US: "1",
};

/** The digits of a number with its country code; nothing when the country cannot be told or it is no number. */
export function internationalDigits(number: string | undefined, country: string): string | undefined {
  const text = (number ?? "").normalize("NFKC").replace(/\(0\)|[\s\p{Cf}().\/-]/gu, "");
  const code = CALLING_CODES[country];
  const whole = /^(?:\+|00)(\d+)$/.exec(text)?.[1];
  const local = code === undefined ? undefined : /^0([1-9]\d+)$/.exec(text)?.[1];
  const digits = whole ?? (local === undefined ? undefined : `${code}${local}`);
  return digits !== undefined && /^[1-9]\d{7,14}$/.test(digits) ? digits : undefined;
}

/** Opens WhatsApp with the text; without digits WhatsApp asks to whom it goes. */
export function whatsAppLink(digits: string | undefined, text: string): string {
  return `https://wa.me/${digits ?? ""}?text=${encodeURIComponent(text)}`;
}

/** Opens the app for SMS with the text; without digits it asks to whom it goes. */
export function smsLink(digits: string | undefined, text: string): string {
  // Some phones read only what follows `?`, others only what follows `&`.
  return `sms:${digits === undefined ? "" : `+${digits}`}?&body=${encodeURIComponent(text)}`;
}

// What to do when the browser gives no camera or no microphone, for each reason and each kind of browser.
// Each text says first what is wrong, then what helps.

import { both } from "../../shared/language";
import type { MediaRefusal } from "../media";
import type { Browser, System } from "../place";

/** What is refused. */
const REFUSALS = {
  denied: both(
    (what: string) => `${what}: the browser was told not to allow it.`,
    (what) => `${what}: kivinjari kimeambiwa kisiruhusu.`,
  ),
  denied_in_frame: both(
    (what: string) => `${what}: the page around this one does not allow it. Open the call in a tab of its own.`,
    (what) => `${what}: ukurasa unaozunguka huu hauruhusu. Fungua simu kwenye kichupo chake.`,
  ),
  denied_by_system: both(
    (what: string) => `${what}: your device does not let the browser use it.`,
    (what) => `${what}: kifaa chako hakiruhusu kivinjari kuitumia.`,
  ),
  missing: both(
    (what: string) => `${what}: none was found. Connect one, then try again.`,
    (what) => `${what}: haikupatikana. Unganisha moja, kisha jaribu tena.`,
  ),
  in_use: both(
    (what: string) => `${what}: another app is using it. Close that app, then try again.`,
    (what) => `${what}: programu nyingine inaitumia. Funga programu hiyo, kisha jaribu tena.`,
  ),
  unsuitable: both(
    (what: string) => `${what}: it cannot do what a call needs. Choose another one.`,
    (what) => `${what}: haifai kwa simu. Chagua nyingine.`,
  ),
} satisfies Record<MediaRefusal, unknown>;

/** Where browsers keep what they were told about a page. */
const BROWSERS = {
  chrome: both(
    "Press the sign to the left of the address, allow camera and microphone, then try again.",
    "Bonyeza alama iliyo kushoto mwa anwani, ruhusu kamera na maikrofoni, kisha jaribu tena.",
  ),
  chrome_android: both(
    "Touch the sign to the left of the address, then Permissions, allow both, and try again.",
    "Gusa alama iliyo kushoto mwa anwani, kisha Ruhusa (Permissions), ruhusu zote, na ujaribu tena.",
  ),
  firefox: both(
    "Press the crossed-out sign to the left of the address, remove the block, then try again.",
    "Bonyeza alama yenye mkato kushoto mwa anwani, ondoa zuio, kisha jaribu tena.",
  ),
  safari: both(
    "In the menu Safari, choose Settings for This Website, allow camera and microphone, then try again.",
    "Kwenye menyu ya Safari, chagua Settings for This Website, ruhusu kamera na maikrofoni, kisha jaribu tena.",
  ),
  safari_ios: both(
    "Touch the sign beside the address, then Website Settings, allow camera and microphone, and try again.",
    "Gusa alama iliyo kando ya anwani, kisha Website Settings, ruhusu kamera na maikrofoni, na ujaribu tena.",
  ),
  other: both(
    "Allow camera and microphone for this page in the browser's settings, then try again.",
    "Ruhusu kamera na maikrofoni kwa ukurasa huu kwenye mipangilio ya kivinjari, kisha jaribu tena.",
  ),
} satisfies Record<Browser, unknown>;

/** Where systems keep which apps may use a camera. */
const SYSTEMS = {
  windows: both(
    "Open Settings, then Privacy & security, and let desktop apps use camera and microphone.",
    "Fungua Settings, kisha Privacy & security, na uruhusu programu kutumia kamera na maikrofoni.",
  ),
  mac: both(
    "Open System Settings, then Privacy & Security, allow your browser both, and start it anew.",
    "Fungua System Settings, kisha Privacy & Security, ruhusu kivinjari chako zote mbili, na ukianzishe upya.",
  ),
  android: both(
    "Open Settings, then Apps, choose your browser, then Permissions, and allow both.",
    "Fungua Mipangilio (Settings), kisha Programu (Apps), chagua kivinjari chako, kisha Ruhusa, na uruhusu zote.",
  ),
  ios: both(
    "Open Settings, choose your browser, and turn camera and microphone on.",
    "Fungua Settings, chagua kivinjari chako, na uwashe kamera na maikrofoni.",
  ),
  other: both(
    "Let your browser use both in the settings of your device.",
    "Ruhusu kivinjari chako kutumia zote mbili kwenye mipangilio ya kifaa chako.",
  ),
} satisfies Record<System, unknown>;

type Prefixed<Prefix extends string, Table> = {
  [Key in keyof Table & string as `${Prefix}_${Key}`]: Table[Key];
};

function prefixed<Prefix extends string, Table extends object>(prefix: Prefix, table: Table): Prefixed<Prefix, Table> {
  const entries = Object.entries(table).map(([key, text]) => [`${prefix}_${key}`, text]);
  return Object.fromEntries(entries) as Prefixed<Prefix, Table>;
}

/** The texts, to be spread into the page's table. */
export const HELP = {
  newTab: both("Open in a new tab", "Fungua kwenye kichupo kipya"),
  ...prefixed("refused", REFUSALS),
  ...prefixed("browser", BROWSERS),
  ...prefixed("system", SYSTEMS),
};

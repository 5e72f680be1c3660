// The texts that several pages show, in English and Swahili side by side.
// Each page adds its own; sentences that the server sends are shown as they come.

import { both, type In } from "./language";
import type { Trouble } from "./reply";

/** What went wrong, where the server left no sentence for people. */
const TROUBLES = {
  timeout: both("No answer came in time.", "Jibu halikuja kwa wakati."),
  connection: both("The connection to Freshdesk failed.", "Muunganisho na Freshdesk umekatika."),
  busy: both(
    "Too many requests at the moment. Wait a minute, then try again.",
    "Maombi ni mengi kwa sasa. Subiri dakika moja, kisha jaribu tena.",
  ),
  crash: both("The app stopped while it was working on this.", "Programu ilisimama ikishughulikia ombi hili."),
  unclear: both("The answer could not be understood.", "Jibu halikueleweka."),
  not_installed: both(
    "The app is not fully installed. Ask your administrator to install it again.",
    "Programu haijasakinishwa kikamilifu. Mwombe msimamizi aisakinishe tena.",
  ),
} satisfies Record<Trouble, unknown>;

/** The texts of every page, to be spread into its own table. */
export const BASIC = {
  ...TROUBLES,
  connecting: both("Connecting to Freshdesk", "Inaunganisha na Freshdesk"),
  offline: both("Freshdesk did not answer", "Freshdesk haikujibu"),
  offlineLine: both(
    "Reload this page. If that does not help, ask your administrator.",
    "Pakia ukurasa huu upya. Ikishindikana, mwombe msimamizi.",
  ),
};

/** The texts of pages on which numbers are typed and agents are available or away. */
export const COMMON = {
  ...BASIC,

  unusual: both(
    (country: string) => `Not a number we know in ${country}. Check it.`,
    (country) => `Hatuitambui namba hii kwa ${country}. Ihakiki.`,
  ),
  unusualNoCountry: both("Not a number we know. Check it.", "Hatuitambui namba hii. Ihakiki."),
  letters: both("A phone number has no letters. Type its digits.", "Namba ya simu haina herufi. Andika tarakimu zake."),
  code: both("Codes with * or # cannot be dialled from here.", "Misimbo yenye * au # haiwezi kupigwa kutoka hapa."),
  symbols: both(
    "This is not a phone number. Type digits, with + for another country.",
    "Hii si namba ya simu. Andika tarakimu, na + kwa nchi nyingine.",
  ),
  short: both("More digits are needed.", "Bado tarakimu zaidi zinahitajika."),
  long: both("This is too long for a phone number.", "Hii ni ndefu mno kuwa namba ya simu."),
  longIn: both(
    (country: string) => `This is too long for a number in ${country}.`,
    (country) => `Hii ni ndefu mno kwa namba ya ${country}.`,
  ),
  unknownCountry: both(
    "No country has this code. Check the digits after +.",
    "Hakuna nchi yenye msimbo huu. Kagua tarakimu baada ya +.",
  ),
  notInUse: both(
    (country: string) => `No number in ${country} looks like this. For another country, start with + and its code.`,
    (country) => `Hakuna namba ya ${country} ya namna hii. Kwa nchi nyingine, anza na + na msimbo wake.`,
  ),

  available: both("Available", "Nipo"),
  away: both("Away", "Sipo"),
};

/** The texts of every page in one language. */
export type BasicWords = In<typeof BASIC>;

/** The same with those about numbers and agents. */
export type CommonWords = In<typeof COMMON>;

// What goes wrong with Sendbird, in words for somebody who has never heard of it.
// Which number means which trouble stands in `trouble.ts`.

import { both } from "../../shared/language";
import type { Trouble } from "../trouble";

/** The texts, to be spread into the page's table. */
export const TROUBLES = {
  sdk: both(
    "The call program did not load. Check your network; a blocker for advertisements may be in the way.",
    "Programu ya simu haikupakiwa. Kagua mtandao wako; huenda kizuia matangazo kinaizuia.",
  ),
  connection: both(
    "The call service cannot be reached. Check your network, then try again.",
    "Huduma ya simu haipatikani. Kagua mtandao wako, kisha jaribu tena.",
  ),
  timeout: both(
    "The call service did not answer in time. Try again.",
    "Huduma ya simu haikujibu kwa wakati. Jaribu tena.",
  ),
  sign_in: both(
    "This link is no longer valid. Ask the agent for a new one.",
    "Kiungo hiki hakitumiki tena. Mwombe mhudumu kipya.",
  ),
  permission: both(
    "This link does not admit you to the call. Ask the agent for a new one.",
    "Kiungo hiki hakikuruhusu kuingia kwenye simu. Mwombe mhudumu kipya.",
  ),
  full: both("The call is full. Try again when somebody has left.", "Simu imejaa. Jaribu tena mtu akishaondoka."),
  gone: both(
    "The call has ended. If you still need help, ask the agent for a new link.",
    "Simu imeisha. Ukihitaji msaada zaidi, mwombe mhudumu kiungo kipya.",
  ),
  twice: both(
    "You are still in this call, perhaps in another tab. Close that one, wait a moment, and try again.",
    "Bado uko kwenye simu hii, labda kwenye kichupo kingine. Kifunge, subiri kidogo, na ujaribu tena.",
  ),
  sending: both(
    "Your sound and picture could not be sent. Your network may block calls; try another one.",
    "Sauti na picha yako hazikutumwa. Huenda mtandao wako unazuia simu; jaribu mwingine.",
  ),
  receiving: both(
    "The others' sound and picture could not be received. Your network may block calls; try another one.",
    "Sauti na picha za wengine hazikupokelewa. Huenda mtandao wako unazuia simu; jaribu mwingine.",
  ),
  lost: both("The connection was lost. Try again.", "Muunganisho umepotea. Jaribu tena."),
  server: both(
    "The call service has a problem. Try again in a minute.",
    "Huduma ya simu ina hitilafu. Jaribu tena baada ya dakika moja.",
  ),
  too_many: both(
    "The call service is very busy. Try again in a minute.",
    "Huduma ya simu ina shughuli nyingi. Jaribu tena baada ya dakika moja.",
  ),
  closed: both("Calls are switched off at the moment. Tell the agent.", "Simu zimezimwa kwa sasa. Mwambie mhudumu."),
  page: both(
    "This page does not work as it should. Reload it, and open the link again.",
    "Ukurasa huu haufanyi kazi ipasavyo. Upakie upya, na ufungue kiungo tena.",
  ),
  unknown: both(
    "Something went wrong. Try again, or ask the agent for a new link.",
    "Kuna hitilafu. Jaribu tena, au mwombe mhudumu kiungo kipya.",
  ),
} satisfies Record<Trouble, unknown>;

// Every text that only the softphone shows, in English and Swahili side by side.
// It chooses no text for a situation, and sentences that the server sends are shown as they come.

import { both, type In, inLanguage, type Language } from "../shared/language";
import { COMMON } from "../shared/words";

const TABLE = {
  ...COMMON,

  title: both("Phone", "Simu"),

  badgeCalling: both("Calling", "Inapiga"),
  badgeTalking: both("Answered", "Imepokelewa"),
  badgeEnded: both("Ended", "Imeisha"),
  badgeFailed: both("Failed", "Imeshindikana"),
  badgeProblem: both("Problem", "Tatizo"),
  badgeUnknown: both("Unknown", "Haijulikani"),
  badgeOff: both("Off", "Imezimwa"),

  presence: both("Your availability", "Upatikanaji wako"),
  justNow: both("just now", "sasa hivi"),
  forMinutes: both(
    (minutes: number) => `for ${minutes} min`,
    (minutes) => `dakika ${minutes}`,
  ),
  forHours: both(
    (hours: number, minutes: number) => (minutes > 0 ? `for ${hours} h ${minutes} min` : `for ${hours} h`),
    (hours, minutes) => (minutes > 0 ? `saa ${hours} na dakika ${minutes}` : `saa ${hours}`),
  ),
  forDays: both(
    (days: number) => `for ${days} d`,
    (days) => `siku ${days}`,
  ),
  rings: both(
    (digits: string) => `rings …${digits}`,
    (digits) => `italia …${digits}`,
  ),
  noPhone: both("no phone known", "namba haijulikani"),
  notChosen: both("Not chosen yet", "Bado hujachagua"),
  notKnown: both("Not known; you can call", "Haijulikani; unaweza kupiga"),
  presenceUnsaved: both("Your availability was not changed.", "Upatikanaji wako haukubadilishwa."),

  incoming: both("Incoming calls", "Simu zinazoingia"),
  incomingCall: both("Incoming call", "Simu inaingia"),
  answerIncoming: both("Answer on your phone.", "Pokea kwenye simu yako."),
  pickedUp: both("Call answered", "Simu imepokelewa"),
  pickedUpLine: both("On your phone or a colleague's.", "Kwenye simu yako au ya mwenzako."),
  missed: both("Missed call", "Simu haikupokelewa"),
  missedLine: both("No answer was reported.", "Hakuna taarifa ya kupokelewa."),
  withheld: both("Number withheld", "Namba imefichwa"),
  moreCalls: both(
    (count: number) => (count === 1 ? "and 1 more call" : `and ${count} more calls`),
    (count) => `na simu nyingine ${count}`,
  ),
  unreachable: both(
    "Incoming calls are not announced here at the moment. Everything else works.",
    "Kwa sasa simu zinazoingia hazitangazwi hapa. Mengine yote yanafanya kazi.",
  ),
  blocked: both(
    "The help desk's frame policy blocks the gateway, so incoming calls are not announced here.",
    "Sera ya fremu ya Freshdesk inazuia gateway, kwa hiyo simu zinazoingia hazitangazwi hapa.",
  ),
  blockedLine: both(
    (origin: string) =>
      `Its Content-Security-Policy does not allow ${origin} under connect-src. An administrator would have to allow it; then reload this page. Everything else works.`,
    (origin) =>
      `Content-Security-Policy yake hairuhusu ${origin} kwenye connect-src. Msimamizi anapaswa kuiruhusu; kisha pakia ukurasa huu upya. Mengine yote yanafanya kazi.`,
  ),

  callsFrom: both(
    (number: string) => `Customers see ${number}`,
    (number) => `Mteja ataona ${number}`,
  ),
  numberLabel: both("Number to call", "Namba ya kupiga"),
  numberHint: both(
    "Type or paste a number, or click one in Freshdesk.",
    "Andika au bandika namba, au bofya namba ndani ya Freshdesk.",
  ),
  willDial: both(
    (number: string, country: string) => `Will dial ${number} (${country})`,
    (number, country) => `Itapiga ${number} (${country})`,
  ),
  willDialNoCountry: both(
    (number: string) => `Will dial ${number}`,
    (number) => `Itapiga ${number}`,
  ),
  extension: both(
    (digits: string) => `Extension ${digits} is not dialled. Ask for it once you are connected.`,
    (digits) => `Namba ya ndani ${digits} haipigwi. Iombe ukishaunganishwa.`,
  ),

  keypad: both("Keypad", "Vitufe vya namba"),
  plusKey: both("Plus", "Alama ya kujumlisha"),
  erase: both("Erase", "Futa"),
  call: both("Call", "Piga simu"),

  placing: both("Placing the call", "Simu inaandaliwa"),
  placingLine: both("Waiting for Sautikit to take it.", "Tunasubiri Sautikit iipokee."),
  callingAgent: both("Calling your phone", "Tunapiga simu yako"),
  answerEnding: both(
    (digits: string) => `Answer on your phone ending in ${digits}. Then the customer is called.`,
    (digits) => `Pokea kwenye simu yako inayoishia na ${digits}. Kisha mteja atapigiwa.`,
  ),
  answer: both("Answer your phone. Then the customer is called.", "Pokea simu yako. Kisha mteja atapigiwa."),
  callingCustomer: both("Calling the customer", "Tunampigia mteja"),
  stayOnPhone: both(
    "Stay on your phone, and hang up there when you are done. We are told when the call ends, not when the customer answers.",
    "Baki kwenye simu yako, na ukate ukimaliza kuongea. Tunaambiwa simu inapoisha, si mteja anapopokea.",
  ),
  you: both("You", "Wewe"),
  youEnding: both(
    (digits: string) => `You · ${digits}`,
    (digits) => `Wewe · ${digits}`,
  ),
  customer: both("Customer", "Mteja"),
  customerFirst: both("The customer is called first, and then you.", "Mteja anapigiwa kwanza, kisha wewe."),
  customerAnswered: both("The customer answered", "Mteja amepokea"),
  answerToTalk: both("Answer your phone when it rings.", "Pokea simu yako ikilia."),
  ended: both("Call ended", "Simu imeisha"),
  lasted: both(
    (duration: string) => `It lasted ${duration}.`,
    (duration) => `Ilidumu ${duration}.`,
  ),
  failed: both("The call did not go through", "Simu haikufanikiwa"),
  noCause: both("Sautikit gave no reason.", "Sautikit haikutoa sababu."),

  slowed: both(
    "Many calls are being followed, so this updates less often.",
    "Simu nyingi zinafuatiliwa, kwa hiyo taarifa zinachelewa.",
  ),
  inVain: both(
    "The state of the call cannot be read now. We keep asking.",
    "Hali ya simu haisomeki kwa sasa. Tunaendelea kuuliza.",
  ),
  over: both("This call is no longer followed", "Simu hii haifuatiliwi tena"),
  overLine: both(
    (last: string) => `After 10 minutes we no longer ask about it. The last we heard: ${last}.`,
    (last) => `Baada ya dakika 10 hatuulizi tena. Taarifa ya mwisho: ${last}.`,
  ),
  leaving: both(
    "A new call does not end this one; hang up on your phone.",
    "Simu mpya haikati hii; kata kwenye simu yako.",
  ),
  checkNow: both("Ask once more", "Uliza tena"),
  noNews: both("No answer came. Ask again in a moment.", "Hakuna jibu. Uliza tena baada ya muda mfupi."),

  notPlaced: both("The call was not placed", "Simu haikupigwa"),
  doubtful: both("The call may not have been placed", "Huenda simu haijapigwa"),
  retryIsSafe: both("Calling again from here never dials twice.", "Kupiga tena kutoka hapa hakupigi mara mbili."),

  retry: both("Call again", "Piga tena"),
  changeNumber: both("Back to number", "Rudi kwa namba"),
  newCall: both("New call", "Simu mpya"),
  nextNumber: both(
    (number: string) => `Next: ${number}`,
    (number) => `Inayofuata: ${number}`,
  ),

  voiceOff: both("Calls are switched off", "Simu zimezimwa"),
  voiceOffLine: both(
    "Your administrator can switch them on in the app's settings: add Voice to the systems.",
    "Msimamizi anaweza kuziwasha kwenye mipangilio ya programu: aongeze Voice kwenye mifumo.",
  ),
  noNumber: both("No number to call from", "Hakuna namba ya kupigia"),
  noNumberLine: both(
    "Your administrator can enter the outbound caller ID in the app's settings.",
    "Msimamizi anaweza kuweka namba ya kupigia kwenye mipangilio ya programu.",
  ),
  noAgent: both("We cannot tell who you are", "Hatuwezi kukutambua"),
  noAgentLine: both(
    "Reload this page while you are signed in to Freshdesk.",
    "Pakia ukurasa huu upya ukiwa umeingia kwenye Freshdesk.",
  ),

  duration: both(
    (minutes: number, seconds: number) => (minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`),
    (minutes, seconds) => (minutes > 0 ? `dakika ${minutes} na sekunde ${seconds}` : `sekunde ${seconds}`),
  ),
};

/** The texts of one language. */
export type Words = In<typeof TABLE>;

/** The texts in this language. */
export const wordsIn = (language: Language): Words => inLanguage(TABLE, language);

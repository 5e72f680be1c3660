// Every text that only the admin page shows, in English and Swahili side by side.
// It chooses no text for a situation, and sentences that the server sends are shown as they come.

import { both, type In, inLanguage, type Language } from "../shared/language";
import { COMMON } from "../shared/words";

const TABLE = {
  ...COMMON,

  connecting: both("Connecting", "Inaunganisha"),
  connection: both("The connection failed.", "Muunganisho umekatika."),
  offline: both("This page could not be connected", "Ukurasa huu haukuweza kuunganishwa"),

  title: both("Switchboard admin", "Usimamizi wa Switchboard"),
  lock: both("Lock", "Funga"),

  passcodeTitle: both("Switchboard's set-up, for administrators", "Mipangilio ya Switchboard, kwa wasimamizi"),
  passcodeHelp: both("What is the passcode?", "Nywila hii ni nini?"),
  passcodeWhy: both(
    "Every agent can see this page. The passcode keeps what is behind it with those who look after the app.",
    "Kila wakala anaweza kuona ukurasa huu. Nywila huhifadhi yaliyomo kwa wanaosimamia programu pekee.",
  ),
  passcodeWhere: both(
    "It is set in the app's settings: under Manage Apps in your account's admin settings choose this app's settings, and fill in Admin Passcode.",
    "Huwekwa kwenye mipangilio ya programu: chini ya Manage Apps, kwenye mipangilio ya msimamizi ya akaunti yako, chagua mipangilio ya programu hii, kisha jaza Admin Passcode.",
  ),
  passcode: both("Admin passcode", "Nywila ya msimamizi"),
  passcodeMissing: both("Type the passcode first.", "Andika nywila kwanza."),
  open: both("Open", "Fungua"),
  opening: both("Opening", "Inafungua"),
  expired: both(
    "The page was locked because its time ran out. Enter the passcode to go on.",
    "Ukurasa ulifungwa kwa sababu muda wake umekwisha. Weka nywila ili kuendelea.",
  ),
  changesKept: both(
    "Your unsaved changes are kept until this page is closed.",
    "Mabadiliko ambayo hayajahifadhiwa yatabaki hadi ukurasa huu ufungwe.",
  ),

  setup: both("Set-up check", "Ukaguzi wa mipangilio"),
  setupHint: both(
    "Whether everything that the app depends on works, tried just now.",
    "Iwapo kila kitu ambacho programu inategemea kinafanya kazi, kama kilivyojaribiwa sasa hivi.",
  ),
  checkAgain: both("Check again", "Kagua tena"),
  checking: both("Checking", "Inakagua"),
  allGood: both("All is well", "Kila kitu ni sawa"),
  needAttention: both(
    (some: number, all: number) => (some === 1 ? `1 of ${all} needs attention` : `${some} of ${all} need attention`),
    (some, all) => `${some} kati ya ${all} zinahitaji kushughulikiwa`,
  ),
  ok: both("OK", "Sawa"),
  pending: both("To do", "Bado"),
  failed: both("Failed", "Imeshindikana"),
  noChecks: both("There is nothing to check.", "Hakuna cha kukagua."),
  notChecked: both("The set-up could not be checked.", "Mipangilio haikuweza kukaguliwa."),
  staleChecks: both("Below is what the last check said.", "Hapa chini ni matokeo ya ukaguzi uliopita."),

  channels: both("Channels", "Njia za mawasiliano"),
  channelsHint: both(
    "Where customers write to you, and whether it reaches Freshchat.",
    "Wateja wanakokuandikia, na iwapo ujumbe wao unafika Freshchat.",
  ),
  connectTo: both(
    (name: string) => `Connect ${name}`,
    (name) => `Unganisha ${name}`,
  ),
  connectAgain: both(
    (name: string) => `Connect ${name} again`,
    (name) => `Unganisha ${name} tena`,
  ),
  connectingTo: both(
    (name: string) => `Connecting ${name}`,
    (name) => `Inaunganisha ${name}`,
  ),
  connectedTo: both(
    (name: string) => `${name} is connected`,
    (name) => `${name} imeunganishwa`,
  ),
  notConnected: both(
    (name: string) => `${name} was not connected.`,
    (name) => `${name} haikuunganishwa.`,
  ),
  maybeConnected: both(
    (name: string) => `It is not known whether ${name} was connected.`,
    (name) => `Haijulikani iwapo ${name} iliunganishwa.`,
  ),

  addresses: both("Webhook addresses", "Anwani za webhook"),
  addressesHint: both(
    "Other systems report to the app at these addresses. Treat them like passwords: copy each only to the place that is named with it.",
    "Mifumo mingine hutoa taarifa kwa programu kupitia anwani hizi. Zitunze kama nywila: nakili kila moja mahali palipotajwa tu.",
  ),
  addressOf: both(
    (name: string) => `Address: ${name}`,
    (name) => `Anwani: ${name}`,
  ),
  copy: both("Copy", "Nakili"),
  copyOf: both(
    (name: string) => `Copy: ${name}`,
    (name) => `Nakili: ${name}`,
  ),
  copied: both("Copied", "Imenakiliwa"),
  copyByHand: both(
    "The browser does not let this page copy. The address is selected: press Ctrl+C, or ⌘C on a Mac.",
    "Kivinjari hakiruhusu ukurasa huu kunakili. Anwani imechaguliwa: bonyeza Ctrl+C, au ⌘C kwenye Mac.",
  ),
  noAddresses: both(
    "There are no addresses yet. The set-up check above says why.",
    "Bado hakuna anwani. Ukaguzi hapo juu unaeleza sababu.",
  ),

  team: both("Roster and phones", "Orodha ya zamu na simu"),
  teamHint: both(
    "With a roster, customers' calls ring only agents on it; without one, whoever is available. An own number is rung instead of the one in Freshdesk.",
    "Zamu ikiwekwa, simu za wateja huwafikia mawakala walio kwenye zamu pekee; isipowekwa, humfikia yeyote aliyepo. Namba binafsi hupigiwa badala ya ile iliyo Freshdesk.",
  ),
  loadingTeam: both("Loading the agents", "Inapakia mawakala"),
  noTeam: both("The agents could not be loaded.", "Mawakala hawakuweza kupakiwa."),
  noAgents: both("Freshdesk names no agents.", "Freshdesk haina mawakala."),
  loadAgain: both("Load again", "Pakia tena"),
  agent: both("Agent", "Wakala"),
  freshdeskNumber: both("Number in Freshdesk", "Namba iliyo Freshdesk"),
  ownNumber: both("Own number", "Namba binafsi"),
  ownNumberOf: both(
    (name: string) => `Own number of ${name}`,
    (name) => `Namba binafsi ya ${name}`,
  ),
  onRoster: both("On roster", "Kwenye zamu"),
  onRosterOf: both(
    (name: string) => `${name} is on the roster`,
    (name) => `${name} yuko kwenye zamu`,
  ),
  presence: both("Now", "Sasa"),
  teamAvailable: both("Available", "Yupo"),
  teamAway: both("Away", "Hayupo"),
  teamUnset: both("Not chosen", "Hajachagua"),
  none: both("none", "hakuna"),
  deactivated: both("Deactivated", "Amezimwa"),
  willBe: both(
    (number: string) => `Will be ${number}`,
    (number) => `Itakuwa ${number}`,
  ),
  noExtension: both("Extensions cannot be rung; it is left out.", "Namba za ndani hazipigiki; itaachwa."),
  unreachable: both("On the roster without a number: cannot be rung.", "Yuko kwenye zamu bila namba: hawezi kupigiwa."),

  unsaved: both(
    (agents: number) => (agents === 1 ? "1 agent changed, not saved yet" : `${agents} agents changed, not saved yet`),
    (agents) => `Mawakala ${agents} wamebadilishwa, bado haijahifadhiwa`,
  ),
  save: both("Save", "Hifadhi"),
  saving: both("Saving", "Inahifadhi"),
  saved: both("Saved", "Imehifadhiwa"),
  discard: both("Discard", "Ghairi"),
  heldBack: both(
    "Nothing was saved: correct the numbers that are marked.",
    "Hakuna kilichohifadhiwa: rekebisha namba zilizowekewa alama.",
  ),
  notSaved: both("Nothing was saved.", "Hakuna kilichohifadhiwa."),
  maybeSaved: both("It may not have been saved. Save again.", "Huenda haikuhifadhiwa. Hifadhi tena."),
};

/** The texts of one language. */
export type Words = In<typeof TABLE>;

/** The texts in this language. */
export const wordsIn = (language: Language): Words => inLanguage(TABLE, language);

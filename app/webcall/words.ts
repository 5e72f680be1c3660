// Every text that only the web call's pages show, in English and Swahili side by side.
// It chooses no text for a situation, and sentences that the server sends are shown as they come.

import { both, type In, inLanguage, type Language } from "../shared/language";
import { BASIC } from "../shared/words";

const TABLE = {
  ...BASIC,

  /** Freshdesk takes at most 30 characters. */
  modalTitle: both("Web call", "Simu ya mtandao"),
  title: both("Web call", "Simu ya mtandao"),

  off: both("Web calls are switched off", "Simu za mtandao zimezimwa"),
  offLine: both(
    "An administrator can choose Web call under Systems in the app's settings.",
    "Msimamizi anaweza kuchagua Web call chini ya Systems katika mipangilio ya programu.",
  ),
  noTicket: both("We cannot tell which ticket this is", "Hatujui hii ni tiketi gani"),
  noTicketLine: both("Open the ticket again.", "Fungua tiketi upya."),

  looking: both("Looking for the ticket's call…", "Tunatafuta simu ya tiketi hii…"),
  noCall: both("This ticket has no open call.", "Tiketi hii haina simu iliyo wazi."),
  startVideo: both("Start a video call", "Anzisha simu ya video"),
  startSound: both("Start a web call", "Anzisha simu ya mtandao"),
  openCall: both("Open the call", "Fungua simu"),
  isOpen: both("Open", "Iko wazi"),
  blocked: both(
    "Freshdesk did not open the window. Reload this page and try again.",
    "Freshdesk haikufungua dirisha. Pakia ukurasa upya na ujaribu tena.",
  ),
  again: both("Try again", "Jaribu tena"),
  refresh: both("Refresh", "Sasisha"),
  notSeen: both("Who is in the call is not known at the moment.", "Kwa sasa haijulikani nani yumo kwenye simu."),

  goodUntil: both(
    (time: string) => `Good until ${time}`,
    (time) => `Ni halali hadi ${time}`,
  ),
  left: both(
    (hours: number, minutes: number) => (hours > 0 ? `${hours} h ${minutes} min left` : `${minutes} min left`),
    (hours, minutes) => (hours > 0 ? `zimebaki saa ${hours} dakika ${minutes}` : `zimebaki dakika ${minutes}`),
  ),
  secondsLeft: both(
    (seconds: number) => `${seconds} s left`,
    (seconds) => `zimebaki sekunde ${seconds}`,
  ),

  ended: both("The call was ended for all.", "Simu imekatwa kwa wote."),
  expired: both(
    "The call's time is up. Its links no longer work.",
    "Muda wa simu umeisha. Viungo vyake havifanyi kazi.",
  ),
  gone: both("The call is over. Its links no longer work.", "Simu imeisha. Viungo vyake havifanyi kazi."),

  invite: both("Invite the customer", "Mwalike mteja"),
  inviteLine: both(
    "The customer opens a link in the browser of a phone or computer. Nothing is installed.",
    "Mteja hufungua kiungo kwenye kivinjari cha simu au kompyuta. Hakuna kinachosakinishwa.",
  ),
  anotherLink: both("Make a link to the open call", "Tengeneza kiungo cha simu iliyo wazi"),
  anotherLine: both(
    "Links are shown once, when they are made. Earlier ones stay good.",
    "Kiungo huonyeshwa mara moja tu, kinapotengenezwa. Vya awali bado ni halali.",
  ),
  endsSoon: both(
    "The open call has little time left, so a new link opens a new call and ends this one.",
    "Simu iliyo wazi imebakiza muda mfupi, hivyo kiungo kipya kitafungua simu mpya na kukata hii.",
  ),
  minutes: both("The link is good for", "Kiungo ni halali kwa"),
  duration: both(
    (minutes: number) =>
      minutes % 60 > 0 ? `${minutes} minutes` : minutes === 60 ? "1 hour" : `${minutes / 60} hours`,
    (minutes) => (minutes % 60 > 0 ? `dakika ${minutes}` : `saa ${minutes / 60}`),
  ),
  askPassword: both("Ask for a password", "Omba nenosiri"),
  passwordWhy: both(
    "Whoever finds the link then needs the password too. Give it to the customer by another way, by phone for example.",
    "Atakayekipata kiungo atahitaji nenosiri pia. Mpe mteja kwa njia nyingine, kwa mfano kwa simu.",
  ),
  passwordAlways: both(
    "Your administrator wants a password for every link.",
    "Msimamizi anataka nenosiri kwa kila kiungo.",
  ),
  create: both("Create link", "Tengeneza kiungo"),
  creating: both("Creating…", "Inatengenezwa…"),
  notMade: both("No link was made.", "Kiungo hakikutengenezwa."),

  link: both("Link for the customer", "Kiungo cha mteja"),
  linkSecret: both("Whoever has it can join.", "Mwenye kiungo anaweza kuingia."),
  linkSealed: both("Whoever has it needs the password too.", "Mwenye kiungo anahitaji nenosiri pia."),
  copy: both("Copy", "Nakili"),
  copied: both("Copied", "Imenakiliwa"),
  copyByHand: both(
    "The browser did not allow copying. The text is selected: press Ctrl+C, or ⌘C on a Mac.",
    "Kivinjari hakikuruhusu kunakili. Maandishi yamechaguliwa: bonyeza Ctrl+C, au ⌘C kwenye Mac.",
  ),
  copyLink: both("Copy the link", "Nakili kiungo"),
  copyPassword: both("Copy the password", "Nakili nenosiri"),
  insert: both("Insert into the reply", "Weka kwenye jibu"),
  inserting: both("Inserting…", "Inawekwa…"),
  inserted: both("The link is in the reply. Check it, then send it.", "Kiungo kiko kwenye jibu. Kihakiki, kisha tuma."),
  notInserted: both(
    "Freshdesk did not take the link. Copy it and paste it into the reply.",
    "Freshdesk haikupokea kiungo. Kinakili na ukibandike kwenye jibu.",
  ),
  toReply: both("Close and go to the reply", "Funga uende kwenye jibu"),
  whatsApp: both("WhatsApp", "WhatsApp"),
  sms: both("SMS", "SMS"),
  toNumber: both(
    (number: string) => `WhatsApp and SMS open with ${number}, the customer's number in Freshdesk.`,
    (number) => `WhatsApp na SMS hufunguka na ${number}, namba ya mteja katika Freshdesk.`,
  ),
  toWhom: both(
    "Freshdesk has no number of the customer with a country code: WhatsApp and SMS ask to whom it goes.",
    "Freshdesk haina namba ya mteja yenye msimbo wa nchi: WhatsApp na SMS zitauliza umtumie nani.",
  ),
  newTab: both("opens a new tab", "hufungua kichupo kipya"),
  showCode: both("Show QR code", "Onyesha msimbo wa QR"),
  hideCode: both("Hide QR code", "Ficha msimbo wa QR"),
  code: both("QR code of the link for the customer", "Msimbo wa QR wa kiungo cha mteja"),
  codeLine: both("Scan it with a phone's camera.", "Uchanganue kwa kamera ya simu."),
  noCode: both("The link is too long for a QR code.", "Kiungo ni kirefu mno kwa msimbo wa QR."),
  password: both("Password", "Nenosiri"),
  passwordApart: both(
    "Never send it together with the link. Say it on the phone, or send it by another way.",
    "Usiitume kamwe pamoja na kiungo. Itaje kwa simu, au itume kwa njia nyingine.",
  ),
  makeAnother: both("Make another link", "Tengeneza kiungo kingine"),

  invitation: both(
    (time: string) => `Join our call in your browser. The link is good until ${time}.`,
    (time) => `Jiunge na simu yetu kwenye kivinjari chako. Kiungo ni halali hadi ${time}.`,
  ),
  invitationSealed: both("You will get the password by another way.", "Utapata nenosiri kwa njia nyingine."),

  people: both("In the call", "Waliomo kwenye simu"),
  nobody: both("Nobody is in the call yet.", "Bado hakuna aliyeingia kwenye simu."),
  agent: both("Agent", "Mhudumu"),
  customer: both("Customer", "Mteja"),
  comingIn: both("connecting", "anaunganishwa"),
  justIn: both("just joined", "ameingia sasa hivi"),
  forMinutes: both(
    (minutes: number) => `for ${minutes} min`,
    (minutes) => `dakika ${minutes}`,
  ),
  soundOn: both("Microphone on", "Maikrofoni imewashwa"),
  soundOff: both("Microphone off", "Maikrofoni imezimwa"),
  videoOn: both("Camera on", "Kamera imewashwa"),
  videoOff: both("Camera off", "Kamera imezimwa"),
  present: both(
    (agents: number, customers: number) => `In the call: agents ${agents}, customers ${customers}.`,
    (agents, customers) => `Waliomo: wahudumu ${agents}, wateja ${customers}.`,
  ),

  join: both("Join yourself", "Jiunge mwenyewe"),
  joinLine: both(
    "The new tab leaves you free to work on the ticket.",
    "Kichupo kipya kinakuacha huru kuendelea na tiketi.",
  ),
  joinTab: both("Join in a new tab", "Jiunge kwenye kichupo kipya"),
  joinHere: both("Join here", "Jiunge hapa"),
  joinFrame: both("Your call", "Simu yako"),
  frameLine: both(
    "If nothing shows here, join in a new tab. Closing this window leaves the call.",
    "Ikiwa hakuna kinachoonekana hapa, jiunge kwenye kichupo kipya. Kufunga dirisha hili kunakutoa kwenye simu.",
  ),
  leaveHere: both("Close the call here", "Funga simu hapa"),
  preparing: both("Preparing your way in…", "Tunaandaa njia yako ya kuingia…"),
  notReady: both("You cannot join at the moment.", "Huwezi kujiunga kwa sasa."),
  noAgent: both(
    "Freshdesk does not say who you are, so you cannot join. Reload this page.",
    "Freshdesk haisemi wewe ni nani, hivyo huwezi kujiunga. Pakia ukurasa upya.",
  ),
  denied: both(
    "This window may not use both camera and microphone. A new tab can.",
    "Dirisha hili haliruhusiwi kutumia kamera na maikrofoni zote. Kichupo kipya kinaweza.",
  ),

  endForAll: both("End for all", "Kata kwa wote"),
  endSure: both("End the call for everybody?", "Ukate simu kwa wote?"),
  endLine: both(
    "Everybody is put out of the call, and its links stop working.",
    "Wote watatolewa kwenye simu, na viungo vyake vitaacha kufanya kazi.",
  ),
  endYes: both("End the call", "Kata simu"),
  endNo: both("Keep it open", "Iache wazi"),
  endBusy: both("Ending…", "Inakatwa…"),
  notEnded: both("The call was not ended.", "Simu haikukatwa."),
  endedForAll: both("The web call was ended for all.", "Simu ya mtandao imekatwa kwa wote."),
};

/** The texts in one language, with the language itself. */
export type Words = In<typeof TABLE> & { readonly language: Language };

/** The texts in this language. */
export function wordsIn(language: Language): Words {
  return { ...inLanguage(TABLE, language), language };
}

/** A time of day; with its zone for somebody who may be elsewhere. */
export function timeOf(moment: number, language: Language, zone?: "short"): string {
  const style = { hour: "2-digit", minute: "2-digit", ...(zone && { timeZoneName: zone }) } as const;
  return new Date(moment).toLocaleTimeString(language === "en" ? "en-GB" : "sw-KE", style);
}

/** What the customer reads: the link at the end, where every program finds it. A password is never in it. */
export function invitation(words: Words, link: { url: string; isSealed: boolean; expiresAt: number }): string {
  const until = words.invitation(timeOf(link.expiresAt, words.language, "short"));
  return [until, ...(link.isSealed ? [words.invitationSealed] : []), link.url].join(" ");
}

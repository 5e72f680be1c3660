// What the customer reads during the call and after it.
// What goes wrong with Sendbird is told in `troubles.ts`.

import { both } from "../../shared/language";

/** The texts, to be spread into the page's table. */
export const CALL = {
  joining: both("Connecting the call", "Simu inaunganishwa"),
  joiningLine: both("This takes a few seconds.", "Hii huchukua sekunde chache."),
  cancel: both("Cancel", "Ghairi"),

  until: both(
    (time: string) => `Until ${time}`,
    (time) => `Hadi saa ${time}`,
  ),
  waiting: both("Waiting for the agent", "Tunamsubiri mhudumu"),
  waitingLine: both(
    "Keep this page open. The call starts when the agent comes in.",
    "Usifunge ukurasa huu. Simu itaanza mhudumu atakapoingia.",
  ),
  alone: both("Nobody else is here", "Hakuna mtu mwingine hapa"),
  you: both("You", "Wewe"),
  agent: both("Agent", "Mhudumu"),
  customer: both("Customer", "Mteja"),
  muted: both("Microphone off", "Maikrofoni imezimwa"),
  noStream: both("Connection lost", "Muunganisho umekatika"),
  people: both("People in the call", "Waliomo kwenye simu"),
  cameIn: both(
    (name: string) => `${name} came in.`,
    (name) => `${name} ameingia.`,
  ),
  wentOut: both(
    (name: string) => `${name} left.`,
    (name) => `${name} ameondoka.`,
  ),

  mute: both("Mute", "Zima sauti"),
  unmute: both("Unmute", "Washa sauti"),
  cameraOff: both("Camera off", "Zima kamera"),
  cameraOn: both("Camera on", "Washa kamera"),
  devices: both("Devices", "Vifaa"),
  noChoice: both("There is only one of each.", "Kuna kimoja tu cha kila aina."),
  leave: both("Leave", "Ondoka"),
  endForAll: both("End for all", "Maliza kwa wote"),
  endForAllSure: both("End the call for everybody?", "Umalize simu kwa wote?"),
  endYes: both("End it", "Maliza"),
  endNo: both("Keep it", "Endelea"),

  reconnecting: both("The connection broke. Trying to get it back.", "Mtandao umekatika. Tunajaribu kuurudisha."),
  unheard: both(
    "The others may no longer hear or see you. Leave and join again.",
    "Huenda wengine hawakusikii wala kukuona. Ondoka na ujiunge tena.",
  ),
  silenced: both("Your browser holds the sound back.", "Kivinjari chako kinazuia sauti."),
  playSound: both("Play the sound", "Cheza sauti"),
  expiring: both("This call ends in less than a minute.", "Simu hii itaisha chini ya dakika moja."),
  no_microphone: both(
    "The microphone could not be turned on. Allow it in your browser.",
    "Maikrofoni haikuwashwa. Iruhusu kwenye kivinjari chako.",
  ),
  no_camera: both(
    "The camera could not be turned on. Allow it in your browser.",
    "Kamera haikuwashwa. Iruhusu kwenye kivinjari chako.",
  ),
  not_ended: both(
    "The call could not be ended from here. End it in Freshdesk.",
    "Simu haikuweza kumalizwa kutoka hapa. Imalize kwenye Freshdesk.",
  ),

  leftTitle: both("You left the call", "Umeondoka kwenye simu"),
  leftLine: both("You can close this page.", "Unaweza kufunga ukurasa huu."),
  endedTitle: both("The call has ended", "Simu imeisha"),
  endedLine: both("Thank you. You can close this page.", "Asante. Unaweza kufunga ukurasa huu."),
  expiredTitle: both("The time of this call is over", "Muda wa simu hii umeisha"),
  expiredLine: both("To go on, ask the agent for a new link.", "Ili kuendelea, mwombe mhudumu kiungo kipya."),
  lostTitle: both("The connection was lost", "Muunganisho umepotea"),
  lostLine: both("Check your network, then join again.", "Kagua mtandao wako, kisha jiunge tena."),
  failedTitle: both("You could not join the call", "Hukuweza kujiunga na simu"),
  errorCode: both(
    (code: number) => `Error ${code}`,
    (code) => `Hitilafu ${code}`,
  ),
  rejoin: both("Join again", "Jiunge tena"),
};

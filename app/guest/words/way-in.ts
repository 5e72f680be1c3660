// What the customer reads before the call: the link, the password, the browser, camera and microphone.
// Why the browser refuses a camera is told in `help.ts`.

import { both } from "../../shared/language";

/** The texts, to be spread into the page's table. */
export const WAY_IN = {
  title: both("Web call", "Simu ya mtandaoni"),
  otherLanguage: both("Kiswahili", "English"),

  pasteTitle: both("Open your call", "Fungua simu yako"),
  pasteLine: both(
    "Paste the link from the message that you got. Some mail programs drop its last part, so copy all of it.",
    "Bandika kiungo kutoka kwenye ujumbe uliopokea. Baadhi ya programu za barua pepe hukata mwisho wake, kwa hiyo kinakili chote.",
  ),
  pasteLabel: both("Link", "Kiungo"),
  pasteOpen: both("Open", "Fungua"),
  linkDamaged: both(
    "This link is not complete. Copy it again from the message, or ask the agent for a new one.",
    "Kiungo hiki hakijakamilika. Kinakili tena kutoka kwenye ujumbe, au mwombe mhudumu kipya.",
  ),
  linkExpired: both(
    "This link has expired. Ask the agent for a new one.",
    "Muda wa kiungo hiki umeisha. Mwombe mhudumu kipya.",
  ),

  passwordTitle: both("Enter the password", "Weka nenosiri"),
  passwordLine: both(
    "This call has a password. The agent gives it to you, and it is not in the message with the link.",
    "Simu hii ina nenosiri. Mhudumu atakupa; halimo kwenye ujumbe wenye kiungo.",
  ),
  passwordLabel: both("Password", "Nenosiri"),
  passwordOpen: both("Continue", "Endelea"),
  passwordOpening: both("Checking the password", "Nenosiri linakaguliwa"),
  passwordWrong: both("Wrong password, or the link is damaged.", "Nenosiri si sahihi, au kiungo kimeharibika."),
  passwordPause: both("Wait a moment before you try again.", "Subiri kidogo kabla ya kujaribu tena."),

  insideTitle: both("Open in your browser", "Fungua kwenye kivinjari chako"),
  insideLine: both(
    (app: string) =>
      `You opened this page inside ${app === "" ? "another app" : app}, where camera and microphone often fail. Use your own browser, such as Chrome or Safari.`,
    (app) =>
      `Umefungua ukurasa huu ndani ya ${app === "" ? "programu nyingine" : app}, ambako kamera na maikrofoni mara nyingi hazifanyi kazi. Tumia kivinjari chako, kama Chrome au Safari.`,
  ),
  insideOpen: both("Open in browser", "Fungua kwenye kivinjari"),
  insideCopy: both("Copy the link", "Nakili kiungo"),
  insideCopied: both(
    "Copied. Paste it into the address bar of your browser.",
    "Kimenakiliwa. Kibandike kwenye sehemu ya anwani ya kivinjari chako.",
  ),
  insideSelect: both("Select this link and copy it:", "Chagua kiungo hiki na ukinakili:"),
  insideStay: both("Continue here anyway", "Endelea hapa hata hivyo"),

  insecureTitle: both("This address is not secure", "Anwani hii si salama"),
  insecureLine: both(
    "Browsers give camera and microphone only to addresses that start with https. Ask the agent for a new link.",
    "Vivinjari huruhusu kamera na maikrofoni kwa anwani zinazoanza na https pekee. Mwombe mhudumu kiungo kipya.",
  ),
  unsupportedTitle: both("This browser cannot make calls", "Kivinjari hiki hakiwezi kupiga simu"),
  unsupportedLine: both(
    "Open the link in a current Chrome, Edge, Firefox or Safari.",
    "Fungua kiungo kwenye Chrome, Edge, Firefox au Safari ya sasa.",
  ),

  lookTitle: both(
    (name: string) => `Call with ${name}`,
    (name) => `Simu na ${name}`,
  ),
  lookTitlePlain: both("Call with the agent", "Simu na mhudumu"),
  lookTitleHost: both("Join as the agent", "Jiunge kama mhudumu"),
  lookLine: both(
    "How do you want to join? You can see and choose everything before the others do.",
    "Ungependa kujiunga vipi? Utaona na kuchagua yote kabla ya wengine kukuona.",
  ),
  lookLineSound: both("This call has sound only, no pictures.", "Simu hii ni ya sauti pekee, haina picha."),
  validUntil: both(
    (time: string) => `The link is valid until ${time}.`,
    (time) => `Kiungo kinatumika hadi saa ${time}.`,
  ),
  thrifty: both(
    "Your connection is slow or saves data, so you join with sound only. You can turn the camera on later.",
    "Mtandao wako ni wa polepole au unabana data, kwa hiyo utajiunga kwa sauti pekee. Unaweza kuwasha kamera baadaye.",
  ),
  withCamera: both("With camera and microphone", "Kwa kamera na maikrofoni"),
  withSound: both("With sound only", "Kwa sauti pekee"),
  withNothing: both("Only listen", "Sikiliza tu"),
  asking: both(
    "Your browser asks for permission. Choose Allow.",
    "Kivinjari chako kinaomba ruhusa. Chagua Ruhusu (Allow).",
  ),
  back: both("Back", "Rudi"),
  ownPicture: both("Your picture, as in a mirror", "Picha yako, kama kwenye kioo"),
  camera: both("Camera", "Kamera"),
  microphone: both("Microphone", "Maikrofoni"),
  microphoneReady: both("Your microphone is ready.", "Maikrofoni yako iko tayari."),
  onlyListening: both(
    "You will hear and see the others; they will not hear or see you.",
    "Utawasikia na kuwaona wengine; wao hawatakusikia wala kukuona.",
  ),
  join: both("Join the call", "Jiunge na simu"),
  joinSound: both("Join with sound only", "Jiunge kwa sauti pekee"),
  joinListening: both("Join and listen", "Jiunge na usikilize"),
  tryAgain: both("Try again", "Jaribu tena"),
};

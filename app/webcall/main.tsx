// Starts the page of web calls: connects to Freshdesk, learns where it is shown, and draws the sidebar or the modal.
// It holds no rules about calls.

import { render } from "preact";

import "../shared/style/base.css";
import "./style/page.css";
import "./style/sidebar.css";
import "./style/modal.css";
import { idOf } from "../shared/client";
import { chooseLanguage, speak } from "../shared/language";
import { connectTicket, type TicketDesk } from "../shared/ticket";
import { isMediaAllowed } from "./frame";
import { internationalDigits } from "./handing";
import { openModalSession } from "./modal/session";
import { readSettings, type WebCallSettings } from "./settings";
import { openSidebarSession } from "./sidebar/session";
import { Modal } from "./view/Modal";
import { Sidebar } from "./view/Sidebar";
import { Connecting, type Obstacle, Standstill } from "./view/Standstill";
import { type Words, wordsIn } from "./words";

/** The modal's height in pixels, the greatest there is. */
const MODAL_HEIGHT = 700;

/** Shows the page inside `root`; resolves when its first screen is drawn. */
export async function start(root: Element): Promise<void> {
  const guess = wordsIn(chooseLanguage(navigator.languages));
  speak(guess.language, guess.title);
  render(<Connecting words={guess} />, root);
  try {
    await open(root);
  } catch {
    halt(root, guess, "offline");
  }
}

async function open(root: Element): Promise<void> {
  const desk = await connectTicket();
  const [place, agent, parameters] = await Promise.all([desk.place(), desk.agent(), desk.parameters()]);
  const words = wordsIn(chooseLanguage([agent.language, ...navigator.languages]));
  const settings = readSettings(parameters);
  speak(words.language, words.title);
  if (!settings.isOn) return halt(root, words, "off");
  if (!place.isModal) return besideTicket(root, desk, words, settings);
  const ticketId = ticketNumber(idOf(place.given["ticket_id"]));
  if (ticketId === undefined) return halt(root, words, "no_ticket");
  desk.resize(MODAL_HEIGHT);
  const session = openModalSession(desk, ticketId, agent.id);
  const digits = internationalDigits(await desk.customerPhone(), settings.country);
  render(
    <Modal
      {...{ session, words, settings, digits }}
      isAgentKnown={agent.id !== undefined}
      isMediaAllowed={isMediaAllowed()}
      onClose={desk.close}
    />,
    root,
  );
}

/** Draws the sidebar, and draws it anew when Freshdesk shows it beside another ticket. */
async function besideTicket(root: Element, desk: TicketDesk, words: Words, settings: WebCallSettings): Promise<void> {
  let shown: string | undefined;
  const draw = async () => {
    const ticketId = ticketNumber(await desk.ticketId());
    if (ticketId !== undefined && ticketId === shown) return;
    shown = ticketId;
    if (ticketId === undefined) return halt(root, words, "no_ticket");
    const session = openSidebarSession(desk, ticketId, words);
    render(<Sidebar key={ticketId} {...{ session, words, settings }} fit={desk.resize} />, root);
  };
  desk.onShown(() => void draw());
  await draw();
}

function ticketNumber(id: string | undefined): string | undefined {
  return id !== undefined && /^\d{1,20}$/.test(id) ? id : undefined;
}

function halt(root: Element, words: Words, obstacle: Obstacle): void {
  render(<Standstill {...{ words, obstacle }} />, root);
}

const root = document.getElementById("webcall");
if (root) void start(root);

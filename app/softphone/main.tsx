// Starts the softphone: connects to Freshdesk, learns who is calling, and shows the first screen.
// It holds no rules about calls.

import { render } from "preact";

import "../shared/style/base.css";
import "./style/frame.css";
import "./style/dialer.css";
import "./style/call.css";
import "./style/presence.css";
import "./style/incoming.css";
import { chooseLanguage, type Language, speak } from "../shared/language";
import { type Agent, connect, type Freshdesk, type Settings } from "../shared/platform";
import { type Line as PresenceLine, openAttendance } from "./attendance";
import { isBusy } from "./call";
import { type Around, openBell } from "./live/bell";
import { type Gate, openFeed } from "./live/feed";
import { type Line, openSession, type Session } from "./session";
import { Frame } from "./view/Frame";
import { Softphone } from "./view/Softphone";
import { type Obstacle, Standstill } from "./view/Standstill";
import { wordsIn } from "./words";

/** The panel's height in pixels. */
const HEIGHT = 500;

/** Shows the softphone inside `root`; resolves when the first screen is drawn. */
export async function start(root: Element): Promise<void> {
  const guess = chooseLanguage(navigator.languages);
  speak(guess, wordsIn(guess).title);
  render(<Connecting language={guess} />, root);
  try {
    await open(root);
  } catch {
    halt(root, guess, "offline");
  }
}

async function open(root: Element): Promise<void> {
  const freshdesk = await connect();
  freshdesk.resizePanel(HEIGHT);
  const [agent, settings] = await Promise.all([freshdesk.agent(), freshdesk.settings()]);
  const language = chooseLanguage([agent.language, ...navigator.languages]);
  speak(language, wordsIn(language).title);
  const { country, fromNumber } = settings;
  if (settings.voice && fromNumber !== undefined && agent.id !== undefined) {
    const line = lineOf(freshdesk);
    const session = openSession(line, agent.id);
    const attendance = openAttendance(line, agent.id);
    const news = openNews(freshdesk, line, session, agent.id);
    render(<Softphone {...{ freshdesk, session, attendance, ...news, language, fromNumber }} home={country} />, root);
    return;
  }
  halt(root, language, obstacleOf(agent, settings));
  // A click on a number gets an explanation instead of nothing.
  freshdesk.onNumberClicked(() => freshdesk.showPanel());
}

/** Hears from the gateway, where there is one: of calls that ring, and of the agent's own call. */
function openNews({ showPanel }: Freshdesk, line: ReturnType<typeof lineOf>, session: Session, agentId: string) {
  const bell = openBell({
    lookUpCaller: line.lookUpCaller,
    showPanel,
    isSeen: () => !document.hidden,
    isBusy: () => isBusy(session.state()),
  });
  document.addEventListener("visibilitychange", bell.seen);
  const feed = openFeed(line, agentId, (news) => {
    session.hear(news);
    bell.hear(news);
  });
  feed.subscribe(() => {
    if (feed.state().phase !== "live") session.hearNoMore();
  });
  return { bell, feed };
}

/** The server functions that the softphone calls. */
function lineOf({ invoke }: Freshdesk): Line & PresenceLine & Gate & Pick<Around, "lookUpCaller"> {
  return {
    placeCall: (request) => invoke("placeCall", request),
    getCall: (request) => invoke("getCall", request),
    getPresence: (request) => invoke("getPresence", request),
    setPresence: (request) => invoke("setPresence", request),
    getStreamPass: (request) => invoke("getStreamPass", request),
    lookUpCaller: (request) => invoke("lookUpCaller", request),
  };
}

function obstacleOf(agent: Agent, settings: Settings): Obstacle {
  if (!settings.voice) return "voice_off";
  return agent.id === undefined ? "no_agent" : "no_number";
}

function halt(root: Element, language: Language, obstacle: Obstacle): void {
  render(<Standstill words={wordsIn(language)} obstacle={obstacle} />, root);
}

function Connecting({ language }: { language: Language }) {
  const words = wordsIn(language);
  return (
    <div class="screen">
      <Frame title={words.title}>
        <p class="call-view sentence" role="status">
          {words.connecting}
        </p>
      </Frame>
    </div>
  );
}

const root = document.getElementById("softphone");
if (root) void start(root);

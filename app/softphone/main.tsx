// Starts the softphone: connects to Freshdesk, learns who is calling, and shows the first screen.
// It holds no rules about calls.

import { render } from "preact";

import "./style/frame.css";
import "./style/dialer.css";
import "./style/call.css";
import { type Agent, connect, type Settings } from "./platform";
import { openSession } from "./session";
import { Frame } from "./view/Frame";
import { Softphone } from "./view/Softphone";
import { type Obstacle, Standstill } from "./view/Standstill";
import { chooseLanguage, type Language, wordsIn } from "./words";

/** Shows the softphone inside `root`; resolves when the first screen is drawn. */
export async function start(root: Element): Promise<void> {
  const guess = speak(chooseLanguage(navigator.languages));
  render(<Connecting language={guess} />, root);
  try {
    await open(root);
  } catch {
    halt(root, guess, "offline");
  }
}

async function open(root: Element): Promise<void> {
  const freshdesk = await connect();
  const [agent, settings] = await Promise.all([freshdesk.agent(), freshdesk.settings()]);
  const language = speak(chooseLanguage([agent.language, ...navigator.languages]));
  const { country, fromNumber } = settings;
  if (settings.voice && fromNumber !== undefined && agent.id !== undefined) {
    const session = openSession(freshdesk, agent.id);
    render(<Softphone {...{ freshdesk, session, language, fromNumber }} home={country} />, root);
    return;
  }
  halt(root, language, obstacleOf(agent, settings));
  // A click on a number gets an explanation instead of nothing.
  freshdesk.onNumberClicked(() => freshdesk.showPanel());
}

function obstacleOf(agent: Agent, settings: Settings): Obstacle {
  if (!settings.voice) return "voice_off";
  return agent.id === undefined ? "no_agent" : "no_number";
}

function halt(root: Element, language: Language, obstacle: Obstacle): void {
  render(<Standstill words={wordsIn(language)} obstacle={obstacle} />, root);
}

/** Sets the page's language for screen readers and the browser's own texts. */
function speak(language: Language): Language {
  document.documentElement.lang = language;
  document.title = wordsIn(language).title;
  return language;
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

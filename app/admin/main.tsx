// Starts the admin page: connects to Freshdesk or Freshchat, learns the reader's language, and shows the passcode step.
// It holds no rules about the set-up or the team.

import { render } from "preact";

import "../shared/style/base.css";
import "./style/admin.css";
import "./style/team.css";
import { chooseLanguage, type Language, speak } from "../shared/language";
import { connect } from "../shared/platform";
import { openAdminSession } from "./session";
import { Admin } from "./view/Admin";
import { Page } from "./view/Page";
import { wordsIn } from "./words";

/** Shows the page inside `root`; resolves when its first step is drawn. */
export async function start(root: Element): Promise<void> {
  const guess = chooseLanguage(navigator.languages);
  speak(guess, wordsIn(guess).title);
  render(<Connecting language={guess} />, root);
  try {
    await open(root);
  } catch {
    render(<Offline language={guess} />, root);
  }
}

async function open(root: Element): Promise<void> {
  const product = await connect();
  const [agent, settings] = await Promise.all([product.agent(), product.settings()]);
  const language = chooseLanguage([agent.language, ...navigator.languages]);
  const words = wordsIn(language);
  speak(language, words.title);
  const session = openAdminSession(product.invoke, settings);
  render(<Admin {...{ session, words, language }} home={settings.country} />, root);
}

function Connecting({ language }: { language: Language }) {
  const words = wordsIn(language);
  return (
    <Page title={words.title}>
      <p class="hint" role="status">
        {words.connecting}…
      </p>
    </Page>
  );
}

function Offline({ language }: { language: Language }) {
  const words = wordsIn(language);
  return (
    <Page title={words.title}>
      <div class="card" role="alert">
        <h2>{words.offline}</h2>
        <p>{words.offlineLine}</p>
      </div>
    </Page>
  );
}

const root = document.getElementById("admin");
if (root) void start(root);

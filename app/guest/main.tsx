// Starts the customer's page: takes the link out of the address bar, looks where it is open, and shows the first screen.
// It keeps nothing beyond the page and sends the link nowhere.

import { render } from "preact";

import "../shared/style/base.css";
import "./style/frame.css";
import "./style/way-in.css";
import "./style/call.css";
import { chooseLanguage } from "../shared/language";
import type { Kind, Source } from "./media";
import { tellParent } from "./parent";
import { hindrance, surroundingApp } from "./place";
import { loadSdk } from "./sdk";
import { openSession, type World } from "./session";
import { Guest } from "./view/Guest";

const { GUEST_SDK_URL: url, GUEST_SDK_INTEGRITY: integrity } = import.meta.env;
/** How often time is looked at, in milliseconds. */
const TICK = 1_000;

/** Shows the page inside `root`. */
export function start(root: Element): void {
  const fragment = location.hash;
  const address = location.href.split("#")[0] ?? "";
  // What admits to the call must stay neither on the screen nor in the history.
  history.replaceState(null, "", address);
  const session = openSession(worldOf(address));
  session.read(fragment);
  setInterval(session.tick, TICK);
  addEventListener("pagehide", session.close);
  // A link that is opened in the same tab changes the fragment only.
  addEventListener("hashchange", () => location.hash !== "" && location.reload());
  render(<Guest session={session} first={chooseLanguage(navigator.languages)} />, root);
}

function worldOf(address: string): World {
  const app = surroundingApp(navigator.userAgent);
  const missing = hindrance(window);
  return {
    source: sourceOf(navigator),
    place: { ...(app !== undefined && { app }), ...(missing && { hindrance: missing }) },
    address,
    loadSdk: () => loadSdk({ url, integrity }),
    tellParent,
    now: Date.now,
  };
}

function sourceOf({ mediaDevices, permissions }: Navigator): Source {
  return {
    devices: mediaDevices,
    allows: (kind) => policy()?.allowsFeature(kind) ?? true,
    isBlocked: async (kind: Kind) => {
      try {
        return (await permissions.query({ name: kind as PermissionName })).state === "denied";
      } catch {
        // Not every browser tells.
        return false;
      }
    },
  };
}

/** What the page is let use, where the browser tells; the name was changed once. */
function policy(): { allowsFeature(name: string): boolean } | undefined {
  const { permissionsPolicy, featurePolicy } = document as {
    permissionsPolicy?: { allowsFeature(name: string): boolean };
    featurePolicy?: { allowsFeature(name: string): boolean };
  };
  return permissionsPolicy ?? featurePolicy;
}

const root = document.getElementById("guest");
if (root) start(root);

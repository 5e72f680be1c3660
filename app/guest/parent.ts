// Tells the page that frames this one how the visit fares, as the agent's window does.
// Anybody may frame a page, so what is told has nothing of the call in it.

/** What the framing page may know. */
export type Told = "joined" | "left" | "denied";

/** Posts to the framing page, if there is one; to whom the browser says that it is, where it says so. */
export function tellParent(state: Told, page: Window = window): void {
  if (page.parent === page) return;
  page.parent.postMessage({ app: "switchboard", state }, originOf(page.document.referrer) ?? "*");
}

function originOf(address: string): string | undefined {
  if (!/^https?:\/\//.test(address)) return undefined;
  try {
    return new URL(address).origin;
  } catch {
    return undefined;
  }
}

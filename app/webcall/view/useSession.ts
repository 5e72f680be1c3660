// Draws a session's state anew whenever it changes, and the time as it passes.
// It changes nothing.

import { useEffect, useState } from "preact/hooks";

/** The session's state, always the latest. */
export function useSession<T>(session: { state(): T; subscribe(changed: () => void): () => void }): T {
  const [state, setState] = useState(session.state);
  useEffect(() => {
    const show = () => setState(session.state());
    // The first answer may have come before this was drawn.
    show();
    return session.subscribe(show);
  }, [session]);
  return state;
}

/** The time now, drawn anew so often; in milliseconds. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** Tells the session whether the page is seen: its tab is in front, and the frames around show this element. */
export function useView(session: { show(isSeen: boolean): void }, element: { current: Element | null }): void {
  useEffect(() => {
    let isShown = true;
    const tell = () => session.show(isShown && document.visibilityState === "visible");
    const observer = new IntersectionObserver((entries) => {
      isShown = entries.some(({ isIntersecting }) => isIntersecting);
      tell();
    });
    if (element.current) observer.observe(element.current);
    document.addEventListener("visibilitychange", tell);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", tell);
      session.show(false);
    };
  }, [session]);
}

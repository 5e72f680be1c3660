// A help desk whose softphone is the real page; the app's server functions about calls and the gateway are played.
// It asserts nothing; how a help desk is played is in `played.mjs`.

import { AGENT_ID, PlayedDesk } from "../played.mjs";

export { AGENT_ID };
const SOFTPHONE = "cti_global_sidebar";

/** Serves a help desk whose softphone is told of calls by this gateway. */
export async function openDesk(gateway) {
  const place = { module: "support", name: SOFTPHONE, icon: "icon.svg" };
  const desk = new LiveDesk("softphone.html", place, [`/iframe/${SOFTPHONE}`]);
  desk.gateway = gateway;
  await desk.listen();
  return desk;
}

class LiveDesk extends PlayedDesk {
  /** Puts everything back: a gateway is set up, and calls ring the agent. */
  reset() {
    super.reset();
    this.parameters = { systems: ["Voice"], sautikit_from_number: "+254203893800", default_country: "KE" };
    /** How far the agent's own call has come. */
    this.stage = "calling_agent";
    const call = () => ({ state: this.stage, mode: "agent_first", agent_phone: "…0111" });
    this.functions = {
      getPresence: () => ({ state: "available", since: Date.now(), phone: "0111" }),
      getStreamPass: () => ({ url: this.gateway.url, pass: this.gateway.pass }),
      lookUpCaller: ({ number }) => ({ number, contacts: [{ id: "1", name: "Wanjiku Kamau" }] }),
      placeCall: () => ({ ...call(), call_id: "c-HD_own", session_id: "HD_own" }),
      getCall: call,
    };
  }
}

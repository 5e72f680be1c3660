// A help desk beside whose ticket the app's web calls are played: rooms are opened and closed by what the page asks.
// It asserts nothing; how a help desk is played is in `played.mjs`.

import { PlayedDesk, TICKET } from "../played.mjs";

/** Longer than any link of the tests is good. */
const HOUR_MS = 3_600_000;

export { TICKET };
export const ROOM = "b1650746-e810-4aeb-ae2a-422d8a42523c";
export const PASSWORD = "K7QM-9XTP-2HWD";

const customer = { is_host: false, state: "connected", sound: true, video: true };
const agent = { is_host: true, state: "connected", sound: true, video: false };
export const PEOPLE = { agent, customer };

/** A secret part of a link as long as a real one. */
const secret = (prefix) => prefix + "eyJhcHBfaWQiOiJBMUIyQzNENC0wMDAwLTQwMDA".repeat(14);

/** Serves a help desk with one ticket; `url` is its address. */
export async function openDesk() {
  const place = { module: "support_ticket", name: "ticket_sidebar", icon: "icon.svg" };
  const desk = new WebCallDesk("webcall.html", place, ["/iframe/ticket_sidebar", "/iframe/webcall.html"]);
  await desk.listen();
  return desk;
}

class WebCallDesk extends PlayedDesk {
  /** Puts everything back: no call is open, and every function works. */
  reset() {
    super.reset();
    this.room = undefined;
    this.parameters = { systems: ["Voice", "Web call"], webcall_link_minutes: 60, default_country: "KE" };
    this.functions = this.#functions;
    this.documents = { "/guest": GUEST };
  }

  /** Opens the ticket's call as another agent would. */
  openRoom(people = [], left = HOUR_MS) {
    this.room = { room_id: ROOM, created_at: Date.now(), expires_at: Date.now() + left, people };
    this.room.shared_until = this.room.expires_at - 600_000;
  }

  #functions = {
    listWebCalls: () => ({ calls: this.room ? [this.room] : [] }),
    buildBackupGroupCallUrl: ({ password, minutes }) => {
      const reused = this.room !== undefined;
      if (!reused) this.openRoom([], minutes * 60_000);
      const ids = {
        room_id: ROOM,
        service_user_id: `service_user_${this.requester.id}`,
        app_id: "A1B2C3D4-0000-4000-8000-1",
      };
      const url = `${this.url}/guest#${password ? secret("e=") : secret("p=")}`;
      return { url, ...(password && { password: PASSWORD }), expires_at: this.room.expires_at, ...ids, reused };
    },
    getAgentsSendbirdCreds: () => ({
      room_id: ROOM,
      user_id: "host_1042_abcdefgh",
      creds: { token: "token", expires_at: this.room.expires_at },
      url: `${this.url}/guest#${secret("p=")}`,
    }),
    revokeWebCall: () => {
      this.room = undefined;
      return { room_id: ROOM };
    },
  };
}

/** Plays the customer's page as far as the page around it can tell. */
const GUEST = `<!doctype html><html lang="en"><title>Call</title><h1>Call</h1>
<script>
  const tell = (state) => parent.postMessage({ app: "switchboard", state }, "*");
  addEventListener("click", ({ target }) => target.matches("button") && tell(target.textContent));
</script>
<button>joined</button><button>left</button><button>denied</button></html>`;

// Lets the stand-in for Sendbird's library tell a simulated Sendbird who is in a room, as the real service would know it.
// It follows the stand-in: what the simulator refuses, the page is refused.

(() => {
  const library = globalThis.SendBirdCall;
  const { init, authenticate, fetchRoomById } = library;
  const PATIENCE_MS = 3000;
  let application;
  let session;

  async function ask(what, body) {
    const response = await fetch(`${globalThis.simulatedSendbird}/_sim/client/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(answer.message), { code: answer.code });
    return answer;
  }

  library.init = (id, ...rest) => {
    application = id;
    return init.call(library, id, ...rest);
  };

  library.authenticate = async (wish) => {
    session = { user_id: wish.userId, token: wish.accessToken };
    await ask("authenticate", { app_id: application, ...session });
    return authenticate.call(library, wish);
  };

  library.fetchRoomById = async (id) => {
    const wanted = { ...session, room_id: id };
    const { room: known } = await ask("fetch", wanted);
    const room = await fetchRoomById.call(library, id);
    room.state = known.state;
    const { enter, exit } = room;
    let participant;
    let watching;

    room.enter = async (wish) => {
      const how = { audio: wish.audioEnabled, video: wish.videoEnabled, kick_siblings: wish.kickSiblings === true };
      const entered = await ask("enter", { ...wanted, ...how });
      participant = { participant_id: entered.participant.participant_id };
      await enter.call(room, wish);
      await ask("connect", participant);
      watching = setInterval(look, PATIENCE_MS);
    };

    room.exit = () => {
      clearInterval(watching);
      if (participant) ask("leave", participant).catch(() => undefined);
      participant = undefined;
      return exit.call(room);
    };

    room.delete = async () => {
      await ask("delete", wanted);
      ended();
    };

    async function look() {
      const seen = await ask("fetch", wanted).catch(() => undefined);
      if (seen?.room.state !== "open") ended();
    }

    function ended() {
      clearInterval(watching);
      participant = undefined;
      room.emit("deleted");
    }

    return room;
  };
})();

// Stands in for Sendbird's library in the tests: the same names, and rooms that reach as far as one browser.
// Pages of one room find each other over a BroadcastChannel and send each other real picture and sound; it is no copy of
// anything of Sendbird's. `SendBirdCallOrders`, if a test sets it first, says what fails and in what state the room is.

(() => {
  const orders = globalThis.SendBirdCallOrders ?? {};
  const log = [];
  const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  let user;
  let room;

  async function asked(name, ...values) {
    log.push([name, ...values]);
    await sleep(orders.delay ?? 20);
    const code = orders.fail?.[name];
    if (code !== undefined) throw Object.assign(new Error(`The stub fails ${name}.`), { code });
  }

  class Participant {
    stream = new MediaStream();
    state = "connected";

    constructor({ participantId, user, isAudioEnabled, isVideoEnabled }) {
      Object.assign(this, { participantId, user, isAudioEnabled, isVideoEnabled });
    }

    async setMediaView(view) {
      this.view = view;
      if (view.srcObject !== this.stream) view.srcObject = this.stream;
    }

    get told() {
      const { participantId, user, isAudioEnabled, isVideoEnabled } = this;
      return { participantId, user, isAudioEnabled, isVideoEnabled };
    }
  }

  class LocalParticipant extends Participant {
    isLocalParticipant = true;

    muteMicrophone() {
      this.#turn("audio", "isAudioEnabled", false);
    }

    unmuteMicrophone() {
      this.#turn("audio", "isAudioEnabled", true);
    }

    stopVideo() {
      this.#turn("video", "isVideoEnabled", false);
    }

    startVideo() {
      this.#turn("video", "isVideoEnabled", true);
    }

    #turn(kind, flag, on) {
      log.push([`${kind} ${on ? "on" : "off"}`]);
      this[flag] = on;
      for (const track of this.stream.getTracks().filter((one) => one.kind === kind)) track.enabled = on;
      if (on && !this.stream.getTracks().some((one) => one.kind === kind)) void room.send(kind);
      room.tell({ type: "changed", kind });
    }
  }

  class Room {
    state = orders.state ?? "open";
    remoteParticipants = [];
    #listeners = new Map();
    #peers = new Map();

    constructor(roomId) {
      this.roomId = roomId;
    }

    on(name, listener) {
      this.#listeners.set(name, listener);
    }

    removeAllEventListeners() {
      this.#listeners.clear();
    }

    emit(name, ...values) {
      this.#listeners.get(name)?.(...values);
    }

    async enter(wish) {
      await asked("enter", wish);
      this.localParticipant = new LocalParticipant({
        participantId: crypto.randomUUID(),
        user,
        isAudioEnabled: wish.audioEnabled,
        isVideoEnabled: wish.videoEnabled,
      });
      const wanted = { audio: wish.audioEnabled, video: wish.videoEnabled };
      if (wanted.audio || wanted.video) {
        this.localParticipant.stream = await navigator.mediaDevices.getUserMedia(wanted);
      }
      this.channel = new BroadcastChannel(`room ${this.roomId}`);
      this.channel.onmessage = ({ data }) => void this.#hear(data);
      this.tell({ type: "enter" });
      await sleep(300);
    }

    tell(message, to) {
      this.channel?.postMessage({ ...message, to, from: this.localParticipant.told });
    }

    async #hear({ type, from, to, ...rest }) {
      const id = from.participantId;
      if (to !== undefined && to !== this.localParticipant.participantId) return;
      const known = this.remoteParticipants.find((one) => one.participantId === id);
      if (type === "enter" || type === "here") {
        const other = new Participant(from);
        this.remoteParticipants.push(other);
        if (type === "here") return this.#offer(other);
        this.tell({ type: "here" }, id);
        this.emit("remoteParticipantEntered", other);
      }
      if (!known) return;
      if (type === "changed") {
        Object.assign(known, from);
        this.emit(rest.kind === "audio" ? "remoteAudioSettingsChanged" : "remoteVideoSettingsChanged", known);
      }
      if (type === "exit") {
        this.remoteParticipants = this.remoteParticipants.filter((one) => one !== known);
        this.#peers.get(id)?.close();
        this.emit("remoteParticipantExited", known);
      }
      if (type === "deleted") this.emit("deleted");
      if (type === "description") await this.#describe(known, rest.description);
      if (type === "candidate") await this.#peers.get(id)?.addIceCandidate(rest.candidate);
    }

    #peer(other) {
      const peer = new RTCPeerConnection();
      this.#peers.set(other.participantId, peer);
      peer.onicecandidate = ({ candidate }) => {
        if (candidate) this.tell({ type: "candidate", candidate: candidate.toJSON() }, other.participantId);
      };
      peer.ontrack = ({ track }) => {
        other.stream.addTrack(track);
        if (other.stream.getTracks().length === 2) this.emit("remoteParticipantStreamStarted", other);
      };
      return peer;
    }

    async #offer(other) {
      const peer = this.#peer(other);
      for (const kind of ["audio", "video"]) peer.addTransceiver(this.#track(kind) ?? kind, { direction: "sendrecv" });
      await peer.setLocalDescription();
      this.tell({ type: "description", description: peer.localDescription.toJSON() }, other.participantId);
    }

    async #describe(other, description) {
      const isOffer = description.type === "offer";
      const peer = isOffer ? this.#peer(other) : this.#peers.get(other.participantId);
      await peer.setRemoteDescription(description);
      if (!isOffer) return;
      for (const transceiver of peer.getTransceivers()) {
        transceiver.direction = "sendrecv";
        const track = this.#track(transceiver.receiver.track.kind);
        if (track) await transceiver.sender.replaceTrack(track);
      }
      await peer.setLocalDescription();
      this.tell({ type: "description", description: peer.localDescription.toJSON() }, other.participantId);
    }

    #track(kind) {
      return this.localParticipant.stream.getTracks().find((one) => one.kind === kind);
    }

    /** Starts to send a kind that was not sent so far. */
    async send(kind) {
      const more = await navigator.mediaDevices.getUserMedia({ [kind]: true });
      const [track] = more.getTracks();
      this.localParticipant.stream.addTrack(track);
      for (const peer of this.#peers.values()) {
        const transceiver = peer.getTransceivers().find((one) => one.receiver.track.kind === kind);
        await transceiver?.sender.replaceTrack(track);
      }
    }

    exit() {
      log.push(["exit"]);
      this.tell({ type: "exit" });
      for (const peer of this.#peers.values()) peer.close();
      for (const track of this.localParticipant?.stream.getTracks() ?? []) track.stop();
      this.channel?.close();
      this.channel = undefined;
    }

    async delete() {
      await asked("delete");
      this.tell({ type: "deleted" });
      this.emit("deleted");
    }

    setAudioForLargeRoom() {
      log.push(["setAudioForLargeRoom"]);
    }
  }

  globalThis.SendBirdCall = {
    log,
    get room() {
      return room;
    },
    init: (appId) => log.push(["init", appId]),
    setLoggerLevel: (level) => log.push(["setLoggerLevel", level]),
    async authenticate({ userId, accessToken }) {
      await asked("authenticate", userId, accessToken);
      user = { userId, nickname: orders.nickname ?? "" };
      return user;
    },
    deauthenticate: () => log.push(["deauthenticate"]),
    connectWebSocket: () => asked("connectWebSocket"),
    async fetchRoomById(id) {
      await asked("fetchRoomById", id);
      room = new Room(id);
      return room;
    },
    useMedia(kinds) {
      log.push(["useMedia", kinds]);
      return { dispose: () => log.push(["dispose"]) };
    },
    selectAudioInputDevice: ({ deviceId }) => log.push(["select microphone", deviceId]),
    selectVideoInputDevice: ({ deviceId }) => log.push(["select camera", deviceId]),
  };
})();

// Frames pages of the app and speaks with the `client` library inside them, over one private port for each page.
//
// It knows nothing of the product's pages: what a page may ask for is a table of functions given to it.

import { element } from "./dom.js";

/**
 * What a framed page may do. It runs scripts under its own origin and opens new tabs;
 * it may not move the page around it, so `allow-top-navigation` and its kin are absent.
 */
const SANDBOX =
  "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";

/** The vendor does not publish which powers its frames grant; a microphone is the one that a shipping softphone uses. */
const POWERS = "microphone";

/** The server's other loopback name, so that the app is framed from another origin, as in the product. */
export function frameOrigin(here = location) {
  const twin = { localhost: "127.0.0.1", "127.0.0.1": "localhost" }[here.hostname];
  return twin ? `${here.protocol}//${twin}${here.port ? `:${here.port}` : ""}` : here.origin;
}

/** A page of the app as the product shows it: where, for whom, and whether it has started. */
class Instance {
  constructor({ instanceId, location, parentId, modalData, dataLocation, record }) {
    this.instanceId = instanceId;
    this.location = location;
    this.parentId = parentId;
    this.modalData = modalData;
    this.dataLocation = dataLocation;
    this.record = record;
    this.frame = null;
    this.port = null;
    this.ready = false;
    this.active = false;
  }

  /** What other instances may know of this one. */
  summary() {
    const { instanceId, location, parentId } = this;
    return parentId === undefined ? { instanceId, location } : { instanceId, location, parentId };
  }

  tell(message) {
    this.port?.postMessage(message);
  }
}

/** All pages of the app that are framed at present. */
export class Bridge {
  #instances = new Map();
  #lastInstance = 0;
  #lastEvent = 0;
  #verdicts = new Map();
  #calls;
  #record;

  /**
   * `calls`: name → async (instance, argument) → value; a thrown `{status, message}` is the page's rejection.
   * `record`: takes one entry for the page's journal.
   */
  constructor({ calls, record }) {
    this.#calls = calls;
    this.#record = record;
    window.addEventListener("message", (event) => this.#greet(event));
  }

  instances() {
    return [...this.#instances.values()];
  }

  at(location) {
    return this.instances().find((instance) => instance.location === location);
  }

  byId(instanceId) {
    return this.#instances.get(String(instanceId));
  }

  /** Frames a page: `path` is its address on this server, `title` its name for a screen reader. */
  open({ path, title, ...about }) {
    this.#lastInstance += 1;
    const instance = new Instance({ instanceId: String(this.#lastInstance), ...about });
    instance.frame = element("iframe", {
      src: new URL(path, frameOrigin()).href,
      title,
      sandbox: SANDBOX,
      allow: POWERS,
      dataset: { instance: instance.instanceId, location: instance.location },
    });
    this.#instances.set(instance.instanceId, instance);
    return instance;
  }

  /** Takes a page away; it is told that it leaves the view first. */
  close(instance) {
    this.deactivate(instance);
    this.#instances.delete(instance.instanceId);
    instance.port?.close();
    instance.frame?.remove();
  }

  activate(instance) {
    instance.active = true;
    if (instance.ready) this.emit(instance, "app.activated", {});
  }

  deactivate(instance) {
    if (instance.active && instance.ready) this.emit(instance, "app.deactivated", {});
    instance.active = false;
  }

  /** Raises an event in one page; resolves with the page's verdict if the page intercepts it, else at once with a pass. */
  emit(instance, type, data) {
    this.#lastEvent += 1;
    const eventId = this.#lastEvent;
    this.#record({ kind: "event", instance: instance.instanceId, location: instance.location, type, data });
    instance.tell({ kind: "event", eventId, type, data });
    if (!instance.intercepts?.has(type)) return Promise.resolve({ pass: true });
    return new Promise((resolve) => {
      this.#verdicts.set(eventId, resolve);
    });
  }

  /** Gives a message of one page to others; all of them must be there. */
  pass(sender, { message, receiver }) {
    const named = receiver ?? sender.parentId;
    const ids = (Array.isArray(named) ? named : [named]).filter((id) => id !== undefined && id !== null);
    if (ids.length === 0) throw { status: 400, message: "instance.send needs a receiver outside a modal." };
    const missing = ids.find((id) => !this.byId(id)?.ready);
    if (missing !== undefined) throw { status: 404, message: `The instance "${missing}" is not active.` };
    for (const id of ids) this.byId(id).tell({ kind: "message", senderId: sender.instanceId, message });
  }

  #greet({ data, origin, source, ports }) {
    if (data?.kind !== "app.hello" || origin !== frameOrigin()) return;
    const instance = this.instances().find(({ frame }) => frame?.contentWindow === source);
    if (!instance || !ports[0]) return;
    instance.port?.close();
    instance.port = ports[0];
    instance.ready = false;
    instance.intercepts = new Set();
    instance.port.onmessage = (event) => this.#receive(instance, event.data);
    const { instanceId, location, parentId, modalData, dataLocation, record } = instance;
    instance.tell({ kind: "welcome", context: { instanceId, location, parentId, modalData, dataLocation, record } });
  }

  #receive(instance, data) {
    if (data.kind === "ready") {
      instance.ready = true;
      instance.frame.dataset.ready = "true";
      if (instance.active) this.emit(instance, "app.activated", {});
    }
    if (data.kind === "subscribe" && data.intercept) instance.intercepts.add(data.type);
    if (data.kind === "verdict") {
      this.#verdicts.get(data.eventId)?.({ pass: data.pass, reason: data.reason });
      this.#verdicts.delete(data.eventId);
    }
    if (data.kind === "call") this.#answer(instance, data);
  }

  async #answer(instance, { id, name, argument }) {
    const entry = {
      kind: name,
      instance: instance.instanceId,
      location: instance.location,
      ...describe(name, argument),
    };
    try {
      const call = this.#calls[name];
      if (!call) throw { status: 400, message: `The host page knows no call "${name}".` };
      const value = await call(instance, argument);
      this.#record({ ...entry, outcome: "done", value });
      instance.tell({ kind: "answer", id, value });
    } catch (failure) {
      const error = refusalOf(failure);
      this.#record({ ...entry, outcome: "refused", error });
      instance.tell({ kind: "answer", id, error });
    }
  }
}

function describe(name, argument) {
  if (name === "trigger") return { action: argument.action, payload: argument.payload };
  return argument === undefined ? {} : { payload: argument };
}

/** Only plain refusals leave the host page; anything else is a mistake of the host page and is shown as one. */
function refusalOf(failure) {
  if (typeof failure?.status === "number" && typeof failure.message === "string" && !(failure instanceof Error))
    return failure;
  console.error(failure);
  return { status: 500, message: "The host page failed on this call: see its console." };
}

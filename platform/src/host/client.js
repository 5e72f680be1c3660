// The `client` library that `{{{appclient}}}` stands for: it defines the one global, `app`, of every page of an app.
//
// It decides nothing about the product: what a page asks of the interface goes to the host page that frames it,
// what it asks of the platform goes to the server, and both may refuse.
// Refusals are plain objects `{status, message}`, as the platform's are.
(() => {
  "use strict";

  const LOOPBACK_NAMES = ["localhost", "127.0.0.1"];
  const HANDSHAKE_TIMEOUT_MS = 10_000;

  /** A page's own address says where it is drawn, when no host page does. */
  function ownLocation() {
    const named = new URLSearchParams(location.search).get("location");
    if (named) return named;
    const [, folder, name] = location.pathname.split("/");
    return folder === "iframe" ? name : "installation_page";
  }

  /** The origin of the page that frames this one, if it is this server under one of its loopback names. */
  function hostOrigin() {
    const framing = location.ancestorOrigins?.[0] ?? (document.referrer ? new URL(document.referrer).origin : "");
    if (framing === location.origin) return framing;
    let url;
    try {
      url = new URL(framing);
    } catch {
      return null;
    }
    const twins = [url, location].every((place) => LOOPBACK_NAMES.includes(place.hostname));
    return twins && url.port === location.port && url.protocol === location.protocol ? framing : null;
  }

  /** Copies a value as a message would: functions and undefined members are gone, references are not shared. */
  function copied(value) {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  }

  function refused(status, message) {
    return Promise.reject({ status, message });
  }

  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  async function answerOf(response) {
    const answer = await response.json().catch(() => ({
      status: response.status,
      message: "The platform's answer could not be read.",
    }));
    // A failing function is told from a working one by its source, since some failures travel with status 200.
    if (!response.ok || answer?.errorSource) throw answer;
    return answer;
  }

  async function send(path, body) {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return answerOf(response);
  }

  async function read(path) {
    return answerOf(await fetch(path));
  }

  /** One conversation with the host page over a private port: calls with answers, events and messages. */
  class Host {
    #port;
    #waiting = new Map();
    #lastCall = 0;
    onEvent = () => {};
    onMessage = () => {};

    constructor(port) {
      this.#port = port;
    }

    /** Asks the framing page for a port and resolves with what it says about this instance. */
    static connect(origin) {
      return new Promise((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        const host = new Host(port1);
        const timer = setTimeout(
          () => reject({ status: 504, message: "The host page did not answer: open the app from the host page." }),
          HANDSHAKE_TIMEOUT_MS,
        );
        port1.onmessage = ({ data }) => {
          if (data.kind === "welcome") {
            clearTimeout(timer);
            resolve({ host, context: data.context });
            return;
          }
          host.#receive(data);
        };
        window.parent.postMessage({ kind: "app.hello" }, origin, [port2]);
      });
    }

    call(name, argument) {
      this.#lastCall += 1;
      const id = this.#lastCall;
      return new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#port.postMessage({ kind: "call", id, name, argument });
      });
    }

    tell(kind, content) {
      this.#port.postMessage({ kind, ...content });
    }

    #receive(data) {
      if (data.kind === "event") this.onEvent(data);
      if (data.kind === "message") this.onMessage(data);
      if (data.kind !== "answer") return;
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) waiting?.reject(data.error);
      else waiting?.resolve(data.value);
    }
  }

  /** Without a host page there is no product around the app; the page still runs, for looking at it alone. */
  const noHost = {
    call: (name) => refused(503, `There is no host page around this page, so "${name}" has nothing to act on.`),
    tell: () => {},
    onEvent: () => {},
    onMessage: () => {},
  };

  /** Subscriptions by event name. An app that subscribes after its activation is still told of it. */
  function eventsOf(host, context, inOverlay) {
    const callbacks = new Map();
    let activation = null;

    function helperOf({ eventId, data }) {
      return {
        getData: () => copied(data),
        done: () => host.tell("verdict", { eventId, pass: true }),
        fail: (reason) => host.tell("verdict", { eventId, pass: false, reason: String(reason ?? "") }),
      };
    }

    function deliver(callback, event) {
      try {
        callback({ type: event.type, helper: helperOf(event) });
      } catch (failure) {
        console.error(failure);
      }
    }

    host.onEvent = (event) => {
      if (event.type === "app.activated") activation = event;
      if (event.type === "app.deactivated") activation = null;
      for (const callback of callbacks.get(event.type) ?? []) deliver(callback, event);
    };

    function on(type, callback, options) {
      if (inOverlay) return refused(400, `Events are not supported in a ${context.location}.`);
      if (typeof type !== "string" || typeof callback !== "function") {
        return refused(400, "events.on takes the name of an event and a function.");
      }
      callbacks.set(type, [...(callbacks.get(type) ?? []), callback]);
      host.tell("subscribe", { type, intercept: options?.intercept === true });
      if (type === "app.activated" && activation) {
        const missed = activation;
        queueMicrotask(() => deliver(callback, missed));
      }
      return Promise.resolve();
    }

    return { on };
  }

  function instanceOf(host, context) {
    const receivers = [];
    host.onMessage = ({ senderId, message }) => {
      const content = { senderId, message };
      for (const callback of receivers) {
        callback({ type: "instance.receive", helper: { getData: () => copied(content) } });
      }
    };
    const { instanceId, location: place, parentId, modalData } = context;
    const own = { instanceId, location: place };
    if (parentId !== undefined) Object.assign(own, { parentId, modalData });
    return {
      context: () => Promise.resolve(copied(own)),
      get: () => host.call("instances"),
      resize: (size) => host.call("resize", copied(size)),
      close: () => host.call("close"),
      send: (content) => host.call("send", copied(content)),
      receive: (callback) => {
        receivers.push(callback);
      },
    };
  }

  function requestOf(context) {
    return {
      invoke(name, payload = {}) {
        if (!isObject(payload)) return refused(400, "The payload of invoke must be an object.");
        return send("/api/invoke", { name, arguments: payload });
      },
      invokeTemplate(name, { context: values = {}, body } = {}) {
        if (body !== undefined && typeof body !== "string") {
          return refused(400, "The body of a request template must be a string: use JSON.stringify.");
        }
        return send("/api/request", { name, context: values, body, location: context.location });
      },
    };
  }

  function dbOf() {
    const operate = (operation, content) => send("/api/db", { operation, ...content });
    return {
      set: (key, value, options) => operate("set", { key, value, options }),
      get: (key) => operate("get", { key }),
      update: (key, action, attributes) => operate("update", { key, action, attributes }),
      delete: (key) => operate("delete", { key }),
    };
  }

  function dataOf(context) {
    return {
      get(key) {
        const about = new URLSearchParams({ location: context.dataLocation ?? context.location, ...context.record });
        return read(`/api/data/${encodeURIComponent(key)}?${about}`);
      },
    };
  }

  function iparamsOf() {
    return {
      async get(key) {
        const all = await read("/api/iparams");
        if (key === undefined) return all;
        return Object.hasOwn(all, key) ? { [key]: all[key] } : {};
      },
    };
  }

  function clientOf(host, context) {
    const inOverlay = context.location === "modal" || context.location === "dialog";
    return {
      data: dataOf(context),
      db: dbOf(),
      events: eventsOf(host, context, inOverlay),
      iparams: iparamsOf(),
      instance: instanceOf(host, context),
      interface: {
        trigger(action, payload) {
          if (inOverlay) return refused(400, `Interface methods are not supported in a ${context.location}.`);
          return host.call("trigger", { action, payload: copied(payload) });
        },
      },
      request: requestOf(context),
    };
  }

  async function connect() {
    if (window.parent === window) return clientOf(noHost, { instanceId: "0", location: ownLocation() });
    const origin = hostOrigin();
    if (!origin) throw { status: 403, message: "This page is framed by a site that is not its platform." };
    const { host, context } = await Host.connect(origin);
    const client = clientOf(host, context);
    // A task of its own lets the code that awaited `initialized` subscribe before the first event comes.
    setTimeout(() => host.tell("ready", {}), 0);
    return client;
  }

  let connected;
  window.app = {
    initialized() {
      connected ??= connect();
      return connected;
    },
  };
})();

// The twin: what the core does with a call's events, written in plain JavaScript, to measure the core against.
// It never ships, and it does less: no routing, no outbound calls, no parking, nothing for the softphone.

exports = {
  onExternalEventHandler: async function (payload) {
    try {
      await deliver(payload);
    } catch (error) {
      console.error("An event was not handled: " + error.message);
    }
    renderData();
  },
};

const sha256 = require("./lib/sha256").sha256;

const FRESHNESS = 300;
const MONTH = 30 * 24 * 60 * 60;
const WEEK = 7 * 24 * 60 * 60;
const OPENINGS = {
  answered: {
    tags: ["sautikit", "inbound_call"],
    subject: "Inbound call from ",
    line: " called and the call was answered.",
  },
  missed: {
    tags: ["sautikit", "missed_call", "callback_needed"],
    subject: "Missed call from ",
    line: " called and the call was not answered.",
  },
};
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const WITHHELD = ["anonymous", "withheld", "private", "restricted", "unknown", "unavailable", "blocked"];

async function deliver(payload) {
  const settings = read(payload.iparams);
  if (typeof payload.options === "string" && !payload.options.startsWith("sautikit")) {
    console.info("Refused a webhook: no system of this app listens at that address.");
    return;
  }
  const data = typeof payload.data === "string" ? JSON.parse(payload.data) : payload.data;
  const distrust = verify(data, settings.secret, Math.floor(Date.now() / 1000));
  if (distrust) {
    console.info("Refused a webhook from Sautikit: " + distrust + ".");
    return;
  }
  const event = interpret(data, settings);
  switch (event.name) {
    case "call.answered":
      await open("answered", event);
      break;
    case "call.failed":
      await open("missed", event);
      break;
    case "call.completed":
      await note(event, "Call ended.", " Duration: " + event.seconds + "s.");
      break;
    case "recording.ready":
    case "call.recording.ready":
      await note(event, "Call recording.", link(event.recording));
      break;
    default:
      console.info("Nothing to do for " + event.name + ".");
  }
}

function read(parameters) {
  const needed = [
    "sautikit_api_key",
    "sautikit_from_number",
    "sautikit_webhook_secret",
    "freshdesk_domain",
    "freshdesk_api_key",
  ];
  const missing = needed.find(function (name) {
    return typeof parameters[name] !== "string" || parameters[name].trim() === "";
  });
  if (missing) {
    throw new Error("Voice is off: enter " + missing + ".");
  }
  return { secret: parameters.sautikit_webhook_secret, ours: e164(parameters.sautikit_from_number) };
}

/** Why a delivery is not believed; nothing if it is. */
function verify(data, secret, now) {
  if (typeof data.signature !== "string" || data.signed_at === undefined) {
    return "it is not signed";
  }
  if (!/^[0-9a-f]{64}$/i.test(data.signature)) {
    return "its signature is not 64 hexadecimal digits";
  }
  const expected = sha256.hmac(secret, data.signed_at + "." + data.call_id + "." + data.event);
  const given = data.signature.toLowerCase();
  let difference = 0;
  for (let at = 0; at < expected.length; at += 1) {
    difference |= expected.charCodeAt(at) ^ given.charCodeAt(at);
  }
  if (difference !== 0) {
    return "its signature does not match";
  }
  const age = now - Number(data.signed_at);
  if (!(Math.abs(age) <= FRESHNESS)) {
    return "its stamp is too far from now";
  }
  return undefined;
}

function interpret(data, settings) {
  const id = String(data.call_id);
  // eslint-disable-next-line no-control-regex
  if (id === "" || id.length > 200 || /[\u0000-\u001f\u007f]/.test(id)) {
    throw new Error("the call id is not usable");
  }
  const from = party(data.from);
  const outbound = data.direction === "outbound" || (data.direction === undefined && from === settings.ours);
  return {
    name: data.event,
    id: id,
    outbound: outbound,
    customer: outbound ? party(data.to) : from,
    reason: data.status === undefined ? undefined : String(data.status).trim().slice(0, 100),
    seconds: Number(data.duration_seconds),
    recording: data.recording_url,
  };
}

/** A number in E.164 form; nothing for a withheld one. */
function party(text) {
  const given = text === undefined || text === null ? "" : String(text).trim();
  return given === "" || WITHHELD.includes(given.toLowerCase()) ? undefined : e164(given);
}

function e164(text) {
  const digits = text.replace(/[\s().-]/g, "");
  const number = /^0[1-9]\d{8}$/.test(digits) ? "+254" + digits.slice(1) : digits;
  if (!/^\+[1-9]\d{7,14}$/.test(number)) {
    throw new Error(text + " is not a phone number");
  }
  return number;
}

function key(kind, parts) {
  return kind + ":" + sha256(parts.join("\u0000")).slice(0, 22);
}

/** The call's ticket, opened unless another delivery did. */
async function open(kind, event) {
  const record = key("call", [event.id]);
  const mine = { since: Math.floor(Date.now() / 1000), missed: kind === "missed" };
  if (!(await claim(record, mine))) {
    return (await $db.get(record)).ticket;
  }
  const created = await $request.invokeTemplate("createTicket", {
    context: {},
    body: JSON.stringify(ticket(kind, event)),
  });
  mine.ticket = JSON.parse(created.response).id;
  await $db.set(record, mine, { ttl: MONTH });
  if (mine.missed && event.customer) {
    await $db.set(key("back", [event.customer]), { ticket: mine.ticket }, { ttl: WEEK });
  }
  console.info("Opened ticket " + mine.ticket + ".");
  return mine.ticket;
}

async function claim(record, value) {
  try {
    await $db.set(record, value, { ttl: MONTH, setIf: "not_exist" });
    return true;
  } catch (error) {
    if (error.status === 400) {
      return false;
    }
    throw error;
  }
}

function ticket(kind, event) {
  const opening = OPENINGS[kind];
  const caller = event.customer || "a withheld number";
  let description = escaped(caller + opening.line) + "<br>";
  if (kind === "missed") {
    description +=
      (event.reason ? "Reason: " + escaped(event.reason) + "<br>" : "") + "Please call this customer back.<br>";
  }
  const requester = event.customer
    ? { name: "Caller " + event.customer, phone: event.customer }
    : { name: "Withheld number", unique_external_id: "switchboard-withheld-number" };
  return Object.assign(requester, {
    subject: opening.subject + caller + (kind === "missed" ? ": callback required" : ""),
    description: description + reference(event),
    status: 2,
    priority: 2,
    source: 3,
    tags: opening.tags,
  });
}

function reference(event) {
  return "Sautikit call ID: " + escaped(event.id);
}

async function note(event, words, more) {
  const id = await open("answered", event);
  const record = key("note", [event.id, words]);
  if (!(await claim(record, { written: false }))) {
    return;
  }
  const body = { body: words + more + "<br>" + reference(event), private: true };
  await $request.invokeTemplate("addNote", { context: { ticket_id: String(id) }, body: JSON.stringify(body) });
  await $db.set(record, { written: true }, { ttl: MONTH });
}

function link(address) {
  if (typeof address !== "string" || !/^https:\/\/[^\s/]/i.test(address)) {
    return " Listen to it in the Sautikit console.";
  }
  return '<br><a href="' + escaped(address) + '" rel="noreferrer">Listen to the recording</a>';
}

function escaped(text) {
  return text.replace(/[&<>"']/g, function (character) {
    return ESCAPES[character];
  });
}

// The twin: what the core does with a call's events, written in plain JavaScript, to measure the core against.
// It never ships, and it does less: the blog's signature only, no hints, no routing, no outbound calls, no parking, nothing
// for pages.

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
const OPENINGS = {
  answered: {
    tags: ["sautikit", "inbound_call"],
    subject: "Inbound call from ",
    line: " called, and the call was answered.",
  },
  missed: {
    tags: ["sautikit", "missed_call", "callback_needed"],
    subject: "Missed call from ",
    line: " called, and the call was not answered.",
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
      await note(event, "ended", "Call ended. Duration: " + event.seconds + "s.");
      break;
    case "recording.ready":
    case "call.recording.ready":
      await note(event, "recording", "Call recording." + link(event.recording));
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
  const known = await load(record);
  if (known.ticket) {
    return known.ticket;
  }
  const mine = { since: Date.now(), missed: kind === "missed" };
  if (!(await claim(record, mine, MONTH))) {
    return (await $db.get(record)).ticket;
  }
  const turn = mine.missed && event.customer ? await queueUp(event) : undefined;
  if (turn && turn.ticket) {
    await write(turn.ticket, event, "missed_again", "A call of this customer was not answered.");
    return remember(record, mine, event, turn.ticket);
  }
  const customer = event.customer ? await find(event.customer) : {};
  const created = await $request.invokeTemplate("createTicket", {
    context: {},
    body: JSON.stringify(ticket(kind, event, customer.contact)),
  });
  const { id, requester_id: contact } = JSON.parse(created.response);
  if (turn) {
    turn.ticket = id;
    await $db.set(key("back", [event.customer]), turn);
    await show(turn, event);
  }
  await remember(record, mine, event, id);
  if (event.customer) {
    await know(customer, event.customer, contact, turn && id);
  }
  console.info("Opened ticket " + id + ".");
  return id;
}

/** The callback on which the caller waits: one that was there, or a new one without a ticket. */
async function queueUp(event) {
  const record = key("back", [event.customer]);
  const turn = { calls: [sha256(event.id).slice(0, 8)], since: Date.now(), call: event.id };
  return (await claim(record, turn)) ? turn : $db.get(record);
}

/** Shows a callback in the agents' queue. */
async function show(turn, event) {
  const call = sha256(turn.call).slice(0, 22);
  const { records: shown } = await rows("callback").getAll({ query: { call: call } });
  if (shown.length === 0) {
    await rows("callback").create({
      call: call,
      number: event.customer,
      ticket: String(turn.ticket),
      count: 1,
      since: turn.since,
      taken_by: null,
      taken_at: null,
    });
  }
}

/** What is known of a caller: the row that was kept, and the contact. */
async function find(number) {
  const { records: kept } = await rows("caller").getAll({ query: { number: number } });
  if (kept.length > 0 && kept[0].data.contact) {
    return { row: kept[0], contact: Number(kept[0].data.contact) };
  }
  const spellings = [number, number.slice(1), "00" + number.slice(1), "0" + number.slice(4)];
  const terms = spellings.flatMap(function (spelling) {
    return ["phone:'" + spelling + "'", "mobile:'" + spelling + "'"];
  });
  const found = await $request.invokeTemplate("searchContacts", {
    context: { query: encodeURIComponent('"' + terms.join(" OR ") + '"') },
  });
  const { results: contacts } = JSON.parse(found.response);
  return { row: kept[0], contact: contacts.length > 0 ? contacts[0].id : undefined };
}

async function know(customer, number, contact, callback) {
  const row = {
    number: number,
    contact: String(contact || customer.contact),
    callback: callback ? String(callback) : null,
    last_agent: null,
  };
  if (customer.row) {
    await rows("caller").update(customer.row.display_id, row);
  } else {
    await rows("caller").create(row);
  }
}

async function remember(record, mine, event, id) {
  mine.ticket = id;
  await $db.set(record, mine, { ttl: MONTH });
  const day = String(Math.floor(Date.now() / 86400000));
  const row = { call: event.id, day: day, number: event.customer || null, ticket: String(id), agent: null };
  await rows("call").create(row);
  return id;
}

/** A record; an empty one if there is none. */
function load(record) {
  return $db.get(record).catch(function () {
    return {};
  });
}

async function claim(record, value, lasts) {
  try {
    const options = { setIf: "not_exist" };
    await $db.set(record, value, lasts ? { ttl: lasts, ...options } : options);
    return true;
  } catch (error) {
    if (error.status === 400) {
      return false;
    }
    throw error;
  }
}

function rows(entity) {
  return $db.entity({ version: "v1" }).get(entity);
}

function ticket(kind, event, contact) {
  const opening = OPENINGS[kind];
  const caller = event.customer || "a withheld number";
  let description = escaped(caller + opening.line) + "<br>";
  if (kind === "missed") {
    description +=
      (event.reason ? "Reason: " + escaped(event.reason) + "<br>" : "") + "Please call this customer back.<br>";
  }
  let requester = { name: "Withheld number", unique_external_id: "switchboard-withheld-number" };
  if (contact) {
    requester = { requester_id: contact };
  } else if (event.customer) {
    requester = { name: "Caller " + event.customer, phone: event.customer };
  }
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

async function note(event, name, words) {
  const known = await load(key("call", [event.id]));
  if (!known[name]) {
    await write(known.ticket || (await open("answered", event)), event, name, words);
  }
}

async function write(id, event, name, words) {
  if (!(await claim(key("note", [event.id, name]), { since: Date.now() }, MONTH))) {
    return;
  }
  const body = { body: words + "<br>" + reference(event), private: true };
  await $request.invokeTemplate("addNote", { context: { ticket_id: String(id) }, body: JSON.stringify(body) });
  await $db.update(key("call", [event.id]), "set", { [name]: true });
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

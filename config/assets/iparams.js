// Shows, on the installation page, the fields of the chosen systems only, and requires what those need.
// It checks no values: formats are in `iparams.json`, and whether a key works is found out by the app itself.

/* global app, utils */

// A field that several systems share is listed under each of them. A package has the entries of its own systems only, so each
// of them stands by itself. `address` is for systems whose webhook address an administrator enters at the vendor.
const FIELDS = {
  Voice: {
    required: [
      "freshdesk_domain",
      "freshdesk_api_key",
      "sautikit_api_key",
      "sautikit_from_number",
      "webhook_check",
      "default_country",
      "outbound_mode",
      "answered_ticket",
      "ring_order",
      "spoken_language",
    ],
    optional: [
      "sautikit_webhook_secret",
      "sautikit_voice_secret",
      "recording_hosts",
      "set_events_url",
      "gateway_host",
      "gateway_shared_secret",
      "missed_call_fields",
      "answered_call_fields",
      "outbound_call_fields",
      "ring_seconds",
      "voicemail",
      "holidays",
      "say_connecting",
      "say_connecting_sw",
      "say_closed",
      "say_closed_sw",
      "say_unavailable",
      "say_unavailable_sw",
      "say_voicemail",
      "say_voicemail_sw",
      "admin_passcode",
    ],
    address: {
      name: "sautikit",
      below: "sautikit_from_number",
      hint: "Calls reach Freshdesk once this is the number's events URL (Sautikit console, Numbers, Routing):",
    },
  },
  "Web call": {
    required: [
      "freshdesk_domain",
      "freshdesk_api_key",
      "sendbird_app_id",
      "sendbird_api_token",
      "webcall_page_url",
      "webcall_room_type",
      "webcall_password",
    ],
    optional: ["webcall_link_minutes", "admin_passcode"],
  },
  Viber: {
    required: ["freshchat_host", "freshchat_api_token", "viber_auth_token", "viber_signature_check"],
    optional: ["freshchat_channel_id", "viber_sender_name", "viber_sender_avatar", "admin_passcode"],
  },
  KakaoTalk: {
    required: [
      "freshchat_host",
      "freshchat_api_token",
      "happytalk_host",
      "happytalk_version",
      "happytalk_client_id",
      "happytalk_client_secret",
      "happytalk_sender_key",
    ],
    optional: ["freshchat_channel_id", "admin_passcode"],
    address: {
      name: "kakaotalk",
      below: "happytalk_sender_key",
      hint: "Messages reach Freshchat once HappyTalk sends them to this address:",
    },
  },
  Telegram: {
    required: ["freshchat_host", "freshchat_api_token", "telegram_bot_token"],
    optional: ["freshchat_channel_id", "admin_passcode"],
  },
};

/** Called by the platform with the chosen systems whenever the field `systems` changes. */
function systemsChanged(chosen) {
  const systems = [].concat(chosen || []);
  const groups = systems.map((system) => FIELDS[system]).filter(Boolean);
  const required = new Set(groups.flatMap((group) => group.required));
  const shown = new Set([...required, ...groups.flatMap((group) => group.optional)]);
  const every = Object.values(FIELDS).flatMap((group) => [...group.required, ...group.optional]);
  new Set(every).forEach((field) => utils.set(field, { visible: shown.has(field), required: required.has(field) }));
}

// The platform finds the function by the name that `iparams.json` gives it.
globalThis.systemsChanged = systemsChanged;

// When settings are edited nothing has changed yet, so the saved choice is shown once the page is ready.
app.initialized().then((client) => {
  const saved = utils.get("systems");
  if (saved) systemsChanged(saved);
  return showAddresses(client);
}, showAll);

/** Once the app is installed, its store has the addresses that vendors must post to; before that there are none to show. */
function showAddresses(client) {
  return client.db.get("target_urls").then(
    (addresses) => Object.values(FIELDS).forEach((group) => showAddress(group.address, addresses)),
    () => undefined,
  );
}

function showAddress(address, addresses) {
  if (address && addresses[address.name]) {
    utils.set(address.below, { hint: `${address.hint} ${addresses[address.name]}` });
  }
}

/** Without its choice the page shows every field, which hinders nobody. */
function showAll() {
  systemsChanged(Object.keys(FIELDS));
}

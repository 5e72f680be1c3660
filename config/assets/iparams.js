// Shows, on the installation page, the fields of the chosen systems only, and requires what those need.
// It checks no values: formats are in `iparams.json`, and whether a key works is found out by the app itself.

/* global app, utils */

// A field that several systems share is listed under each of them.
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
  return showAddress(client);
}, showAll);

/** Once the app is installed, its store has the address that Sautikit must post to; before that there is none to show. */
function showAddress(client) {
  return client.db.get("target_urls").then(
    (addresses) =>
      utils.set("sautikit_from_number", {
        hint: `Calls reach Freshdesk once this is the number's events URL (Sautikit console, Numbers, Routing): ${addresses.sautikit}`,
      }),
    () => undefined,
  );
}

/** Without its choice the page shows every field, which hinders nobody. */
function showAll() {
  systemsChanged(Object.keys(FIELDS));
}

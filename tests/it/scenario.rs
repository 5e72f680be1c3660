//! The scenario files: what happens from outside, and what must have come of it.
//!
//! Both runners read them: the native one against the core, and the one that runs the packed zip over HTTP. So a scenario
//! says nothing about either; its outcome is what the vendors hold and what callers were answered.

use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::Sha256;

/// What a scenario file holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// What it shows, as a statement.
    #[allow(dead_code, reason = "for the reader of the file")]
    pub(crate) about: String,
    /// Installation parameters that differ from the demo ones.
    #[serde(default)]
    pub(crate) parameters: Map<String, Value>,
    /// Our own numbers for agents.
    #[serde(default)]
    pub(crate) agent_phones: Map<String, Value>,
    /// Contacts that Freshdesk has from the start: names and numbers as people wrote them.
    #[serde(default)]
    pub(crate) contacts: Vec<Contact>,
    /// Custom fields without which Freshdesk takes no ticket.
    #[serde(default)]
    pub(crate) required_fields: Vec<String>,
    /// What happens, in this order.
    pub(crate) steps: Vec<Step>,
    /// What must have come of it.
    pub(crate) expect: Value,
}

/// A contact of Freshdesk's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) phone: Option<String>,
    #[serde(default)]
    pub(crate) mobile: Option<String>,
}

/// Something that happens from outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Step {
    /// Sautikit posts this body, signed as `seal` and `scheme` say; a text is posted as a form.
    Webhook {
        body: Value,
        #[serde(default)]
        seal: Seal,
        #[serde(default)]
        scheme: Scheme,
        /// The kind, for contracts that have it in a header.
        #[serde(default)]
        kind: Option<String>,
        /// The app's address for messages of callers instead of the one for events.
        #[serde(default)]
        voicemail: bool,
    },
    /// A person changes these fields of a ticket.
    Change { ticket: u64, fields: Value },
    /// A person deletes a ticket.
    Delete { ticket: u64 },
    /// A page calls a server function.
    Invoke { function: String, arguments: Value },
    /// The next request through this template fails.
    Fail { template: String, how: Fault },
    /// So many seconds pass, and the schedule fires if it is due.
    Wait(i64),
}

/// How a webhook is signed.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Seal {
    #[default]
    Right,
    None,
    OtherSecret,
    Truncated,
    NotHex,
    NotAscii,
    Stale,
    Future,
}

/// Where a webhook's signature stands and what it covers.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scheme {
    /// In the body, over three of its fields.
    #[default]
    InBody,
    /// In a header with a time stamp, over the body.
    Stamped,
    /// In a header, over the body.
    Bare,
}

/// How a request fails.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// The vendor refuses it with 429; nothing happened.
    Busy,
    /// The vendor refuses it with 403; nothing happened.
    Forbidden,
    /// Sautikit's wallet is empty (402).
    Unpaid,
    /// The vendor refuses it as wrong (422).
    Unprocessable,
    /// The vendor fails with 503 before anything happened, but nobody can tell.
    Down,
    /// It happened, and the answer was lost (the platform says 502).
    Lost,
    /// Nothing happened, and the answer says success but is not JSON, so nobody can tell.
    Garbage,
}

pub(crate) const OUR_NUMBER: &str = "+254203893800";
pub(crate) const SECRET: &str = "whsec_demo_0123456789abcdef";

/// The demo parameters with a scenario's changes.
pub(crate) fn parameters(changes: &Map<String, Value>) -> Map<String, Value> {
    let mut parameters = json!({
        "systems": ["Voice"],
        "sautikit_api_key": "demo-sautikit-key",
        "sautikit_from_number": OUR_NUMBER,
        "sautikit_webhook_secret": SECRET,
        "freshdesk_domain": "acme.freshdesk.com",
        "freshdesk_api_key": "demo-freshdesk-key",
        "default_country": "KE",
        "outbound_mode": "automatic",
    });
    let parameters = parameters.as_object_mut().unwrap();
    parameters.extend(changes.clone());
    parameters.clone()
}

/// Signs a body as Sautikit's in-body contract does.
pub(crate) fn sealed(body: &Value, seal: Seal, now_seconds: i64) -> Value {
    let mut body = body.clone();
    let Some(fields) = body.as_object_mut() else {
        return body;
    };
    let signed_at = match seal {
        Seal::Stale => now_seconds - 301,
        Seal::Future => now_seconds + 301,
        _ => now_seconds,
    };
    let text = |name: &str| {
        fields
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    if matches!(seal, Seal::None) {
        return body;
    }
    let message = format!("{signed_at}.{}.{}", text("call_id"), text("event"));
    let signature = signature(&message, seal);
    fields.insert("signed_at".to_owned(), signed_at.into());
    fields.insert("signature".to_owned(), signature.into());
    body
}

fn signature(message: &str, seal: Seal) -> String {
    let secret = if matches!(seal, Seal::OtherSecret) {
        "another"
    } else {
        SECRET
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    match seal {
        Seal::Truncated => signature[..40].to_owned(),
        Seal::NotHex => "z".repeat(64),
        Seal::NotAscii => "ф".repeat(64),
        Seal::None | Seal::Right | Seal::OtherSecret | Seal::Stale | Seal::Future => signature,
    }
}

/// The headers of a webhook with this text, signed as `seal` and `scheme` say.
pub(crate) fn signed_headers(
    text: &str,
    seal: Seal,
    scheme: Scheme,
    kind: Option<&str>,
    now_seconds: i64,
) -> Map<String, Value> {
    let mut headers = Map::new();
    if let Some(kind) = kind {
        headers.insert("X-Sautikit-Event-Kind".to_owned(), kind.into());
    }
    let signature = match (seal, scheme) {
        (Seal::None, _) | (_, Scheme::InBody) => return headers,
        (seal, Scheme::Stamped) => {
            let stamp = match seal {
                Seal::Stale => now_seconds - 301,
                Seal::Future => now_seconds + 301,
                _ => now_seconds,
            };
            let signature = signature(&format!("{text}.{stamp}"), seal);
            format!("t={stamp},v1={signature}")
        }
        (seal, Scheme::Bare) => signature(text, seal),
    };
    headers.insert("X-Sautikit-Signature".to_owned(), signature.into());
    headers
}

/// A ticket as an outcome tells it: texts without markup, blanks folded.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct TicketOutcome {
    pub(crate) subject: String,
    pub(crate) caller: String,
    pub(crate) text: String,
    pub(crate) tags: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// Folds blanks, since vendors turn line breaks into different ones.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Puts the id of the call that was placed last where a body says so.
pub(crate) fn with_placed_call(body: &Value, placed: Option<&str>) -> Value {
    let mut body = body.clone();
    if body["call_id"] == "(the placed call)" {
        body["call_id"] = json!(placed.expect("a call was placed before"));
    }
    body
}

/// Replaces the ids of placed calls wherever a text has them.
pub(crate) fn without_placed_calls(outcome: &Value, placed: &[String]) -> Value {
    let mut text = outcome.to_string();
    for id in placed {
        text = text.replace(id, "(the placed call)");
    }
    serde_json::from_str(&text).expect("ids need no escapes")
}

/// Replaces the ids that the provider made up, which differ from run to run.
pub(crate) fn without_ids(mut answer: Value) -> Value {
    for id in ["call_id", "session_id"] {
        if let Some(id) = answer.get_mut(id) {
            *id = json!("(an id)");
        }
    }
    for action in answer["actions"].as_array_mut().into_iter().flatten() {
        if let Some(address) = action.pointer_mut("/record/action") {
            *address = json!("(the app's address for messages)");
        }
    }
    answer
}

/// Replaces the webhook address of a placed call, which differs from installation to installation.
pub(crate) fn without_address(call: &mut Value) {
    if let Some(url) = call.get_mut("voice_callback_url") {
        let label = url
            .as_str()
            .and_then(|url| url.split_once("?options="))
            .map(|(_, label)| label);
        assert!(
            label.is_some_and(|label| label.starts_with("sautikit")),
            "{url}"
        );
        *url = json!("(the app's webhook address)");
    }
}

fn folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .map(|ancestor| ancestor.join("tests/scenarios"))
        .find(|folder| folder.is_dir())
        .expect("tests/scenarios exists")
}

/// Every scenario with its file's path, by name.
pub(crate) fn all() -> Vec<(PathBuf, Scenario)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let scenario = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, scenario)
        })
        .collect()
}

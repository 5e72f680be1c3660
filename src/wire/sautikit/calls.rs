//! Sautikit's calls API: placing a call, asking for one, and the two forms of its errors.
//!
//! It does not decide what a call's state means for a ticket.

use serde::{Deserialize, Deserializer, Serialize};

use super::actions::{Action, Dial};
use super::letters;
use crate::error::{ErrorKind, Result};
use crate::host::Call;
use crate::json;
use crate::values::{CallId, E164};
use crate::wire::{encoded, loose_text};

/// `POST /v1/calls`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceCall {
    from: E164,
    to: [E164; 1],
    client_request_id: String,
    #[serde(flatten)]
    connection: Connection,
    #[serde(skip)]
    idempotency_key: String,
}

/// How the second person gets onto the call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Connection {
    Callback {
        voice_callback_url: String,
    },
    LiveControl {
        control: &'static str,
        control_timeout_ms: u32,
        opening_actions: [Action; 1],
        fallback_actions: [Action; 1],
    },
}

/// One hold cycle of a controlled call, in milliseconds. Two in a row play `fallback_actions`, and whether cycles run
/// during a dial is not documented, so one is longer than any call may ring or talk: four hours.
const CONTROL_TIMEOUT_MS: u32 = 4 * 60 * 60 * 1000;

impl PlaceCall {
    /// Rings the agent's own phone and, once it is answered, dials the customer.
    ///
    /// [inferred] That `dial` is accepted among `opening_actions` is not documented; this is the only place that assumes it.
    #[must_use]
    pub fn agent_first(request: &str, ours: &E164, agent: &E164, customer: &E164) -> Self {
        Self {
            from: ours.clone(),
            to: [agent.clone()],
            client_request_id: request.to_owned(),
            connection: Connection::LiveControl {
                control: "mcp",
                control_timeout_ms: CONTROL_TIMEOUT_MS,
                opening_actions: [Action::Dial(Dial::number(customer.clone(), ours.clone()))],
                fallback_actions: [Action::Hangup {}],
            },
            idempotency_key: request.to_owned(),
        }
    }

    /// Rings the customer; once answered, Sautikit asks `voice_callback_url` whom to connect.
    #[must_use]
    pub fn callback(request: &str, ours: &E164, customer: &E164, voice_callback_url: &str) -> Self {
        Self {
            from: ours.clone(),
            to: [customer.clone()],
            client_request_id: request.to_owned(),
            connection: Connection::Callback {
                voice_callback_url: voice_callback_url.to_owned(),
            },
            idempotency_key: request.to_owned(),
        }
    }
}

impl Call for PlaceCall {
    const TEMPLATE: &'static str = "placeCall";
    type Reply = PlacedCall;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("idempotency_key", self.idempotency_key.clone())]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// The answer to `POST /v1/calls`: at least one of the ids is there.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct PlacedCall {
    /// The UUID; may be absent.
    #[serde(default)]
    pub call_id: Option<CallId>,
    /// The exchange's own id (`HD_…`); may be absent.
    #[serde(default)]
    pub session_id: Option<CallId>,
}

impl PlacedCall {
    /// The answer itself, unless it names no call: then nobody can tell what was placed.
    pub fn with_an_id(self) -> Result<Self> {
        if self.call_id.is_some() || self.session_id.is_some() {
            return Ok(self);
        }
        Err(ErrorKind::Unreadable {
            template: PlaceCall::TEMPLATE,
            why: "it names no call".to_owned(),
        }
        .into())
    }
}

/// `GET /v1/calls/{id}`.
#[derive(Clone, Debug)]
pub struct GetCall {
    /// Either id of the call.
    pub call: CallId,
}

impl Call for GetCall {
    const TEMPLATE: &'static str = "getCall";
    type Reply = WrappedCall;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("call_id", encoded(self.call.as_str()))]
    }
}

/// The answer to `GET /v1/calls/{id}`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct WrappedCall {
    /// The call itself.
    pub call: CallState,
}

/// What the provider says of a call.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct CallState {
    /// The provider's id of the call, a UUID.
    #[serde(deserialize_with = "loose_text")]
    pub id: Option<String>,
    /// The exchange's id of the call, `HD_…`.
    #[serde(deserialize_with = "loose_text")]
    pub session_id: Option<String>,
    /// `ringing`, `answered`, `completed`, `failed`, `no_answer`, `busy` or `canceled`; any other word in small letters.
    #[serde(deserialize_with = "state")]
    pub status: Option<String>,
    /// `inbound` or `outbound`.
    #[serde(deserialize_with = "loose_text")]
    pub direction: Option<String>,
    /// The other side's number; the agent's in a call that rings the agent first.
    #[serde(deserialize_with = "loose_text")]
    pub remote_e164: Option<String>,
    /// In seconds, once it ended.
    #[serde(deserialize_with = "loose_text")]
    pub duration_seconds: Option<String>,
    /// Why it failed, in the provider's words.
    #[serde(deserialize_with = "loose_text")]
    pub failure_code: Option<String>,
    /// When it began, RFC 3339, like the other times.
    #[serde(deserialize_with = "loose_text")]
    pub started_at: Option<String>,
    /// When it was answered; absent while nobody has.
    #[serde(deserialize_with = "loose_text")]
    pub answered_at: Option<String>,
    /// When it ended; absent while it goes on.
    #[serde(deserialize_with = "loose_text")]
    pub ended_at: Option<String>,
    /// What happened to it, oldest first.
    pub events: Option<Vec<CallMoment>>,
}

/// Reads a state in whatever spelling, and the words of other telephone systems that mean one of these.
fn state<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let word = loose_text(deserializer)?.map(|word| letters(&word));
    Ok(word.map(|word| match word.as_str() {
        "started" | "queued" | "initiated" => "ringing".to_owned(),
        "hangup" | "hungup" => "completed".to_owned(),
        "noanswer" => "no_answer".to_owned(),
        "cancelled" => "canceled".to_owned(),
        _ => word,
    }))
}

/// One thing that happened to a call.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct CallMoment {
    /// The name of the event that was sent for it: `call.answered`, `call.recording.ready` …
    #[serde(deserialize_with = "loose_text")]
    pub kind: Option<String>,
}

/// The two forms of Sautikit's error bodies: in an envelope, or bare.
#[derive(Debug, Default, Deserialize)]
pub struct ErrorBody {
    #[serde(default)]
    error: Option<ErrorDetail>,
    #[serde(default)]
    code: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ErrorDetail {
    #[serde(default)]
    code: Option<String>,
}

impl ErrorBody {
    /// The dotted error code of a refused request, empty when the body has none.
    #[must_use]
    pub fn code_in(body: &str) -> String {
        let body: Self = json::decode(body).unwrap_or_default();
        body.error
            .and_then(|detail| detail.code)
            .or(body.code)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn number(text: &str) -> E164 {
        text.parse().unwrap()
    }

    #[test]
    fn an_agent_first_call_rings_the_agent_and_then_dials_the_customer() {
        let call = PlaceCall::agent_first(
            "sb-1",
            &number("+254203893800"),
            &number("+254722000111"),
            &number("+254712345678"),
        );
        assert_eq!(
            serde_json::to_value(&call).unwrap(),
            json!({
                "from": "+254203893800", "to": ["+254722000111"], "client_request_id": "sb-1",
                "control": "mcp", "control_timeout_ms": 14_400_000,
                "opening_actions": [{"dial": {"number": "+254712345678", "callerId": "+254203893800", "timeout": 30}}],
                "fallback_actions": [{"hangup": {}}],
            })
        );
    }

    #[test]
    fn a_callback_call_names_our_own_webhook() {
        let call = PlaceCall::callback(
            "sb-1",
            &number("+254203893800"),
            &number("+254712345678"),
            "https://hooks.example/x",
        );
        assert_eq!(
            serde_json::to_value(&call).unwrap(),
            json!({
                "from": "+254203893800", "to": ["+254712345678"], "client_request_id": "sb-1",
                "voice_callback_url": "https://hooks.example/x",
            })
        );
    }

    #[test]
    fn an_error_code_is_found_in_both_envelopes() {
        assert_eq!(
            ErrorBody::code_in(r#"{"error":{"code":"wallet.insufficient_funds"}}"#),
            "wallet.insufficient_funds"
        );
        assert_eq!(
            ErrorBody::code_in(r#"{"code":"recording_unavailable","reason":"x"}"#),
            "recording_unavailable"
        );
        assert_eq!(ErrorBody::code_in("<html>"), "");
    }

    #[test]
    fn a_path_segment_is_encoded() {
        let call = GetCall {
            call: "a/b?c=d%".parse().unwrap(),
        };
        assert_eq!(call.context(), [("call_id", "a%2Fb%3Fc%3Dd%25".to_owned())]);
    }
}

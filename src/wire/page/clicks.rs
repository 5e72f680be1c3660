//! Placing, following and ending the call of a click.
//!
//! What the states follow from is decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::values::{CallId, E164};
use crate::wire::loose_text;

/// Arguments of `placeCall`.
#[derive(Debug, Deserialize)]
pub struct PlaceCallArguments {
    /// The number to call.
    #[serde(default, deserialize_with = "loose_text")]
    pub to: Option<String>,
    /// The signed-in agent's id.
    #[serde(default, deserialize_with = "loose_text")]
    pub agent_id: Option<String>,
    /// One id per click; a retry of the same click sends it again.
    #[serde(default, deserialize_with = "loose_text")]
    pub click_id: Option<String>,
    /// The ticket that the call belongs to.
    #[serde(default, deserialize_with = "loose_text")]
    pub ticket_id: Option<String>,
}

/// Answer of `placeCall`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceCallReply {
    /// The click, as sent.
    pub click_id: String,
    /// The provider's UUID of the call, if it gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
    /// The provider's exchange id of the call, if it gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<CallId>,
    /// Whose phone rings.
    pub state: LiveState,
    /// How the call was built: `agent_first` or `callback`.
    pub mode: &'static str,
    /// Our number.
    pub from: E164,
    /// The customer's number.
    pub to: E164,
    /// The last four digits of the agent's phone, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_phone: Option<String>,
    /// A sentence the agent should read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<&'static str>,
}

/// Arguments of `getCall` and `hangUpCall`.
#[derive(Debug, Deserialize)]
pub struct GetCallArguments {
    /// The click that placed the call.
    #[serde(default, deserialize_with = "loose_text")]
    pub click_id: Option<String>,
}

/// Answer of `getCall`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GetCallReply {
    /// The click, as sent.
    pub click_id: String,
    /// What is known.
    pub state: LiveState,
    /// How the call was built: `agent_first` or `callback`.
    pub mode: &'static str,
    /// The customer's number.
    pub to: E164,
    /// How long the call lasted, once it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u64>,
    /// Why it failed, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// Answer of `hangUpCall`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HangUpReply {
    /// The click, as sent.
    pub click_id: String,
    /// That the call is over.
    pub state: LiveState,
}

/// What the provider's word tells about a call; nothing is guessed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveState {
    /// The agent's own phone rings.
    CallingAgent,
    /// The customer's phone is being called.
    CallingCustomer,
    /// The customer answered.
    CustomerAnswered,
    /// The call ended normally.
    Ended,
    /// The call came to nothing.
    Failed,
}

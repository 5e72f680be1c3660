//! Past calls: the list of them, who called, recordings, and what agents log.
//!
//! Which number or ticket a call has is decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::values::CallId;
use crate::wire::loose_text;

/// A call, as far as it is surely known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PastCall {
    /// The provider's id, or the exchange's where that alone is known.
    pub call_id: CallId,
    /// `inbound` or `outbound`.
    pub direction: &'static str,
    /// The customer's number, E.164 or a short one; absent if it is withheld or not surely the customer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The provider's word: `ringing`, `answered`, `completed`, `failed`, `no_answer`, `busy` or `canceled`; `unknown` for
    /// any other. Of a call that rang the agent first it is about the agent's phone.
    pub status: &'static str,
    /// When it began, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// How long it lasted, once it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u64>,
    /// Its ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket_id: Option<String>,
    /// The agent who placed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
}

/// Answer of `recentCalls`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecentCallsReply {
    /// At most 25, the newest first.
    pub calls: Vec<PastCall>,
}

/// Arguments of `lookUpCaller`.
#[derive(Debug, Deserialize)]
pub struct LookUpCallerArguments {
    /// The caller's number.
    #[serde(default, deserialize_with = "loose_text")]
    pub number: Option<String>,
    /// `contacts` if nothing but who it is is wanted.
    #[serde(default, deserialize_with = "loose_text")]
    pub only: Option<String>,
}

/// Answer of `lookUpCaller`. A part that could not be found out is absent; an empty one was found to be empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LookUpCallerReply {
    /// The number, E.164.
    pub number: String,
    /// Contacts with the number, at most 10; tickets go to the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<CallerContact>>,
    /// Tickets of the first contact that are neither resolved nor closed, the last changed first, at most 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tickets: Option<Vec<CallerTicket>>,
    /// The last calls with this number, at most 25, the newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<Vec<PastCall>>,
    /// The callback that this customer waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<CallerCallback>,
}

/// A contact with the number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallerContact {
    /// Its id.
    pub id: String,
    /// Its name; absent while Freshdesk does not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An open ticket of the contact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallerTicket {
    /// Its number.
    pub id: String,
    /// What it is about.
    pub subject: String,
    /// 2 is Open, 3 is Pending; an account has further ones of its own.
    pub status: u64,
}

/// A callback that a customer waits for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallerCallback {
    /// Its ticket; absent while Freshdesk refuses one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket_id: Option<String>,
    /// How often the customer called in vain.
    pub count: i64,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
}

/// Arguments of `getRecording`.
#[derive(Debug, Deserialize)]
pub struct GetRecordingArguments {
    /// Either id of the call.
    #[serde(default, deserialize_with = "loose_text")]
    pub call_id: Option<String>,
}

/// Answer of `getRecording`: one of the two.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GetRecordingReply {
    /// Where it can be heard for some minutes; an https address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How many seconds to wait for a recording that is being made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_seconds: Option<u32>,
}

/// Arguments of `logCall`.
#[derive(Debug, Default, Deserialize)]
pub struct LogCallArguments {
    /// The signed-in agent's id.
    #[serde(default, deserialize_with = "loose_text")]
    pub agent_id: Option<String>,
    /// The click that placed the call; it counts before `call_id`.
    #[serde(default, deserialize_with = "loose_text")]
    pub click_id: Option<String>,
    /// Either id of the call.
    #[serde(default, deserialize_with = "loose_text")]
    pub call_id: Option<String>,
    /// The ticket to log it on.
    #[serde(default, deserialize_with = "loose_text")]
    pub ticket_id: Option<String>,
    /// What the agent wrote, at most 5000 characters.
    #[serde(default, deserialize_with = "loose_text")]
    pub notes: Option<String>,
    /// `spoke`, `no_answer`, `voicemail`, `wrong_number` or `other`.
    #[serde(default, deserialize_with = "loose_text")]
    pub disposition: Option<String>,
    /// One id per press of Save; a retry of the same press sends it again.
    #[serde(default, deserialize_with = "loose_text")]
    pub log_id: Option<String>,
}

/// Answer of `logCall`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogCallReply {
    /// The ticket that it was logged on.
    pub ticket_id: String,
}

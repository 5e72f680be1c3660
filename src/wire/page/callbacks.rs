//! The queue of customers who wait to be called back, as agents see it.
//!
//! Who may take one is decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::wire::loose_text;

/// Answer of `listCallbacks`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListCallbacksReply {
    /// At most 500 entries, the oldest first.
    pub callbacks: Vec<CallbackReply>,
}

/// A customer who waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallbackReply {
    /// The entry's id, 22 characters.
    pub id: String,
    /// The number; absent for a caller who withheld it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The ticket; absent while Freshdesk refuses one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket_id: Option<String>,
    /// How often the customer called in vain.
    pub count: i64,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
    /// The agent who has taken it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<String>,
}

/// Arguments of `takeCallback` and `completeCallback`.
#[derive(Debug, Deserialize)]
pub struct CallbackArguments {
    /// The entry's id.
    #[serde(default, deserialize_with = "loose_text")]
    pub id: Option<String>,
    /// The signed-in agent's id.
    #[serde(default, deserialize_with = "loose_text")]
    pub agent_id: Option<String>,
}

/// Answer of `takeCallback`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TakeCallbackReply {
    /// The entry's id.
    pub id: String,
    /// The agent who has it now.
    pub taken_by: String,
}

/// Answer of `completeCallback`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CompleteCallbackReply {
    /// The entry's id.
    pub id: String,
}

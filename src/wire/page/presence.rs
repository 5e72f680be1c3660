//! Whether an agent takes calls, as the agent says.
//!
//! Who is rung is decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::wire::loose_text;

/// Arguments of `setPresence`, `getPresence` and `getStreamPass`.
#[derive(Debug, Deserialize)]
pub struct PresenceArguments {
    /// The signed-in agent's id.
    #[serde(default, deserialize_with = "loose_text")]
    pub agent_id: Option<String>,
    /// `available` or `away`; only `setPresence` looks at it.
    #[serde(default, deserialize_with = "loose_text")]
    pub state: Option<String>,
}

/// Answer of `getStreamPass`: nothing where there is no gateway.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StreamPassReply {
    /// Where calls are told as they happen.
    pub url: Option<String>,
    /// What lets the agent in, for five minutes.
    pub pass: Option<String>,
}

/// Answer of `setPresence` and `getPresence`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PresenceReply {
    /// `available` or `away`; `unset` when the agent said nothing that still counts.
    pub state: &'static str,
    /// Since when, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// The last four digits of the agent's phone, if it is known; told by `getPresence` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

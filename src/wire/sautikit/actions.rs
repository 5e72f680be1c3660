//! Voice actions: what a caller hears and whom a call rings, in Sautikit's words.
//!
//! Which actions a call gets is decided elsewhere.

use serde::Serialize;

use crate::values::E164;

/// One step of what the caller hears: exactly one verb.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Speaks a text.
    Say {
        /// What is spoken.
        text: String,
        /// BCP 47, e.g. `en-KE`.
        language: &'static str,
    },
    /// Rings a phone and connects it.
    Dial(Dial),
    /// Ends the call.
    Hangup {},
}

/// Whom to ring. The target's key depends on the dialect: `to` where deliveries are signed in the body, `number` in the documented one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dial {
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<E164>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<E164>,
    caller_id: E164,
    timeout: u32,
}

impl Dial {
    /// A dial in the dialect of the in-body contract; rings for 25 seconds.
    #[must_use]
    pub fn to(target: E164, caller_id: E164) -> Self {
        Self {
            to: Some(target),
            number: None,
            caller_id,
            timeout: 25,
        }
    }

    /// A dial in the documented dialect; rings for 30 seconds.
    #[must_use]
    pub fn number(target: E164, caller_id: E164) -> Self {
        Self {
            to: None,
            number: Some(target),
            caller_id,
            timeout: 30,
        }
    }
}

/// The answer to a routing question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Actions {
    /// Executed from first to last.
    pub actions: Vec<Action>,
}

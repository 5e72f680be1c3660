//! What Sautikit posts to us, turned into a [`Delivery`] that can be reached only through its signature.
//!
//! What follows from one is decided elsewhere.

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::values::Signed;
use crate::wire::loose_text;

/// A webhook body of the contract with an in-body signature, every field as its text.
///
/// The signature covers `signed_at`, `call_id` and `event` only; nothing else may be trusted further than it must.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Delivery {
    /// `call.answered`, `call.failed`, `call.completed`, `recording.ready`, `call.routing` …
    #[serde(deserialize_with = "loose_text")]
    pub event: Option<String>,
    /// The provider's id of the call.
    #[serde(deserialize_with = "loose_text")]
    pub call_id: Option<String>,
    /// The calling number; absent or a word such as `anonymous` when it is withheld.
    #[serde(deserialize_with = "loose_text")]
    pub from: Option<String>,
    /// The called number.
    #[serde(deserialize_with = "loose_text")]
    pub to: Option<String>,
    /// `inbound` or `outbound`; absent means inbound.
    #[serde(deserialize_with = "loose_text")]
    pub direction: Option<String>,
    /// Why a call failed: `no_answer`, `busy` …
    #[serde(deserialize_with = "loose_text")]
    pub status: Option<String>,
    /// How long the call lasted, in seconds.
    #[serde(deserialize_with = "loose_text")]
    pub duration_seconds: Option<String>,
    /// Where the recording can be heard for a while.
    #[serde(deserialize_with = "loose_text")]
    pub recording_url: Option<String>,
    /// Until when, RFC 3339.
    #[serde(deserialize_with = "loose_text")]
    pub recording_expires_at: Option<String>,
    /// What we sent as `client_request_id` when we placed the call.
    #[serde(deserialize_with = "loose_text")]
    pub client_request_id: Option<String>,
    /// The same as the exchange writes it; both may be there.
    #[serde(rename = "clientRequestId", deserialize_with = "loose_text")]
    pub exchange_request_id: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    pub(crate) signed_at: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    pub(crate) signature: Option<String>,
}

impl Delivery {
    /// Reads a webhook body: a JSON object, or the text of one.
    pub fn read(text: &str) -> Result<Signed<Self>> {
        // A JSON array would deserialise into a struct field by field, so the form is looked at first.
        if !text.trim_start().starts_with('{') {
            return Err(Error::malformed(
                "the webhook's body",
                "is not a JSON object",
            ));
        }
        let mut delivery: Self = serde_json::from_str(text).map_err(|why| malformed(&why))?;
        let (stamp, signature) = (delivery.signed_at.take(), delivery.signature.take());
        let message = format!(
            "{}.{}.{}",
            stamp.as_deref().unwrap_or_default(),
            delivery.call_id.as_deref().unwrap_or_default(),
            delivery.event.as_deref().unwrap_or_default(),
        );
        Ok(Signed::new(delivery, message, stamp, signature))
    }
}

fn malformed(why: &serde_json::Error) -> Error {
    Error::malformed("the webhook's body", format!("cannot be read: {why}"))
}

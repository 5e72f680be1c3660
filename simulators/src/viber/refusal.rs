//! The shape in which Viber says no: 200 with a status that is not zero.
//!
//! Numbers and names are the documentation's; only two texts are published beside them.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::front::{Why, Wrong};

pub(crate) const INVALID_URL: u8 = 1;
pub(crate) const INVALID_AUTH_TOKEN: u8 = 2;
pub(crate) const BAD_DATA: u8 = 3;
pub(crate) const MISSING_DATA: u8 = 4;
pub(crate) const NOT_REGISTERED: u8 = 5;
pub(crate) const NOT_SUBSCRIBED: u8 = 6;
pub(crate) const WEBHOOK_NOT_SET: u8 = 10;
pub(crate) const NO_SUITABLE_DEVICE: u8 = 11;
pub(crate) const TOO_MANY_REQUESTS: u8 = 12;
pub(crate) const API_VERSION_NOT_SUPPORTED: u8 = 13;

/// The names of the statuses, from 0 on.
const NAMES: [&str; 25] = [
    "ok",
    "invalidUrl",
    "invalidAuthToken",
    "badData",
    "missingData",
    "receiverNotRegistered",
    "receiverNotSubscribed",
    "publicAccountBlocked",
    "publicAccountNotFound",
    "publicAccountSuspended",
    "webhookNotSet",
    "receiverNoSuitableDevice",
    "tooManyRequests",
    "apiVersionNotSupported",
    "incompatibleWithVersion",
    "publicAccountNotAuthorized",
    "inchatReplyMessageNotAllowed",
    "publicAccountIsNotInline",
    "noPublicChat",
    "cannotSendBroadcast",
    "broadcastNotAllowed",
    "unsupportedCountry",
    "paymentUnsupported",
    "freeMessagesExceeded",
    "noBalance",
];

/// An answer that refuses.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: u8,
    message: String,
    /// The token that comes with a rate limit, as a text.
    token: Option<String>,
}

impl Refusal {
    /// A status with its name.
    pub(crate) fn status(status: u8) -> Self {
        let name = NAMES.get(usize::from(status));
        Self::new(status, *name.unwrap_or(&"generalError"))
    }

    /// A status in other words.
    pub(crate) fn new(status: u8, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            token: None,
        }
    }

    /// Too many messages without a reply; its token is a text.
    pub(crate) fn limited(token: u64) -> Self {
        Self {
            token: Some(token.to_string()),
            ..Self::new(TOO_MANY_REQUESTS, "Too many requests")
        }
    }

    /// The refusal in a few words, for the transcript.
    pub(crate) fn summary(&self) -> String {
        format!("{} {}", self.status, self.message)
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        let status = match wrong.why {
            Why::Missing => MISSING_DATA,
            Why::Unknown | Why::Kind | Why::Long | Why::Value => BAD_DATA,
        };
        let name = NAMES.get(usize::from(status)).unwrap_or(&"badData");
        Self::new(status, format!("{name}: {}", wrong.sentence()))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({"status": self.status, "status_message": self.message});
        if let (Some(fields), Some(token)) = (body.as_object_mut(), &self.token) {
            fields.insert("message_token".to_owned(), Value::from(token.as_str()));
        }
        let mut response = Json(body).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

//! The shape in which Freshchat says no.
//!
//! Status codes and the texts that clients match are facts; other names and texts are ours, so nobody should match on them.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::config::ErrorForm;
use crate::front::{Fault, Wrong};

/// An answer that refuses.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    code: StatusCode,
    status: &'static str,
    message: String,
}

impl Refusal {
    fn new(code: StatusCode, status: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            status,
            message,
        }
    }

    /// A request that cannot be understood.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_VALUE", message)
    }

    /// No token, or a wrong one.
    pub(crate) fn unauthenticated() -> Self {
        let message = "The API token is missing or wrong.";
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message)
    }

    /// Something that does not exist; `what` is a name such as `agent`.
    pub(crate) fn missing(what: &str) -> Self {
        let status = match what {
            "agent" => "AGENT_NOT_FOUND",
            "user" => "USER_NOT_FOUND",
            "conversation" => "CONVERSATION_NOT_FOUND",
            _ => "NOT_FOUND",
        };
        let message = format!("{what} not found");
        Self::new(StatusCode::NOT_FOUND, status, message)
    }

    /// A reference that somebody has already.
    pub(crate) fn taken() -> Self {
        let message = "A user with this reference_id exists.";
        Self::new(StatusCode::CONFLICT, "CONFLICT", message)
    }

    /// More requests than the account lets in.
    pub(crate) fn limited() -> Self {
        let message = "Too many requests";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", message)
    }

    /// The refusal in a few words, for the transcript.
    pub(crate) fn summary(&self) -> String {
        format!("{} {}", self.code.as_u16(), self.message)
    }

    /// The body in one of its forms.
    pub(crate) fn body(&self, form: ErrorForm) -> Value {
        match form {
            ErrorForm::Documented => json!({
                "code": self.code.as_u16(),
                "status": self.status,
                "message": self.message
            }),
            ErrorForm::Bare => json!({"error": self.message}),
        }
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::invalid(wrong.sentence())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = axum::Json(self.body(ErrorForm::Documented));
        let mut response = (self.code, body).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A fault that answers like the vendor: `fault(503)`.
#[must_use]
pub fn fault(status: u16) -> Fault {
    let name = match status {
        400 => "INVALID_VALUE",
        401 => "UNAUTHENTICATED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        429 => "TOO_MANY_REQUESTS",
        503 => "SERVICE_UNAVAILABLE",
        _ => "INTERNAL_SERVER_ERROR",
    };
    let body = json!({"code": status, "status": name, "message": "refused on purpose"});
    Fault::Status(status, body.to_string(), Vec::new())
}

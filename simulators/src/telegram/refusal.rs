//! The shape in which Telegram says no.
//!
//! Codes and the texts about people who are gone are facts; other texts are those of the service as far as they are known.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::front::{Fault, Wrong};

/// An answer that refuses.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    code: u16,
    description: String,
    parameters: Option<Value>,
}

impl Refusal {
    fn new(code: u16, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
            parameters: None,
        }
    }

    /// A request that cannot be carried out.
    pub(crate) fn bad(why: &str) -> Self {
        Self::new(400, format!("Bad Request: {why}"))
    }

    /// A token that opens nothing.
    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    /// Somebody who does not want to hear from the bot.
    pub(crate) fn forbidden(why: &str) -> Self {
        Self::new(403, format!("Forbidden: {why}"))
    }

    /// A method or file that does not exist.
    pub(crate) fn missing() -> Self {
        Self::new(404, "Not Found")
    }

    /// Too much at once.
    pub(crate) fn limited(retry_after: u64) -> Self {
        Self {
            parameters: Some(json!({"retry_after": retry_after})),
            ..Self::new(429, format!("Too Many Requests: retry after {retry_after}"))
        }
    }

    /// The refusal in a few words, for the transcript.
    pub(crate) fn summary(&self) -> String {
        format!("{} {}", self.code, self.description)
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "ok": false,
            "error_code": self.code,
            "description": self.description
        });
        if let (Some(fields), Some(parameters)) = (body.as_object_mut(), &self.parameters) {
            fields.insert("parameters".to_owned(), parameters.clone());
        }
        body
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::bad(&wrong.sentence())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, axum::Json(self.body())).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A fault that answers like the vendor; `parameters` is null or such as `{"migrate_to_chat_id": -1001}`.
#[must_use]
pub fn fault(code: u16, description: &str, parameters: Value) -> Fault {
    let refusal = Refusal {
        parameters: Some(parameters).filter(|it| !it.is_null()),
        ..Refusal::new(code, description)
    };
    Fault::Status(code, refusal.body().to_string(), Vec::new())
}

//! The shapes in which Sautikit says no.
//!
//! Codes marked as inferred are named after their neighbours, because no page names them.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::front::{Fault, Reason};

/// The code under which live control is refused; inferred.
pub const CONTROL_REFUSED: &str = "calls.control_unavailable";

/// An answer that refuses.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refusal {
    /// A refusal with the vendor's code for it.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// 422: something in the request is wrong; status and code are inferred.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "request.invalid", message)
    }

    /// 404 for a call.
    pub(crate) fn no_call() -> Self {
        Self::new(StatusCode::NOT_FOUND, "calls.not_found", "call not found")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = axum::Json(envelope(self.code, &self.message));
        let mut response = (self.status, body).into_response();
        let reason = Reason(format!("{}, {}", self.code, self.message));
        response.extensions_mut().insert(reason);
        response
    }
}

fn envelope(code: &str, message: &str) -> Value {
    let request_id = format!("req_{}", Uuid::new_v4().simple());
    json!({"error": {"code": code, "message": message, "request_id": request_id}})
}

/// A fault that answers like the vendor: `fault(402, "wallet.insufficient_funds")`.
#[must_use]
pub fn fault(status: u16, code: &str) -> Fault {
    Fault::Status(
        status,
        envelope(code, "refused on purpose").to_string(),
        Vec::new(),
    )
}

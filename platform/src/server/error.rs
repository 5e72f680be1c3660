//! Refusals over HTTP: always JSON, `{"status", "message"}`, the message a sentence.
//!
//! What the app itself answers, failures included, is passed on elsewhere as it is.

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{FromRequest, Request};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::runtime::Refusal;

/// A refusal.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: String,
    /// One sentence for each thing wrong, where there can be several.
    messages: Vec<String>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            messages: Vec::new(),
        }
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "status": self.status.as_u16(), "message": self.message });
        if let (false, Some(members)) = (self.messages.is_empty(), body.as_object_mut()) {
            members.insert("messages".to_owned(), self.messages.into());
        }
        (self.status, Json(body)).into_response()
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        let (status, messages) = match refusal {
            Refusal::Parameters(messages) => (StatusCode::UNPROCESSABLE_ENTITY, messages),
            Refusal::App { status, .. } => (failing(status), Vec::new()),
            Refusal::TimedOut => (StatusCode::GATEWAY_TIMEOUT, Vec::new()),
            Refusal::NotInstalled | Refusal::AlreadyInstalled => (StatusCode::CONFLICT, Vec::new()),
            Refusal::UnknownEvent(_) => (StatusCode::BAD_REQUEST, Vec::new()),
            Refusal::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, Vec::new()),
            Refusal::Failed(_) => (StatusCode::INTERNAL_SERVER_ERROR, Vec::new()),
        };
        Self {
            status,
            message,
            messages,
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

/// A JSON body; one that cannot be read is refused in JSON as well.
#[derive(Clone, Copy, Debug)]
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let Json(value) = Json::<T>::from_request(request, state).await?;
        Ok(Self(value))
    }
}

pub(super) async fn not_found(uri: Uri) -> ApiError {
    ApiError::not_found(format!("There is nothing at {}.", uri.path()))
}

pub(super) async fn wrong_method(method: Method, uri: Uri) -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{} does not take {method}.", uri.path()),
    )
}

/// A status that an app or a remote side gave, 500 where it is none of a failure.
pub(super) fn failing(status: u16) -> StatusCode {
    StatusCode::from_u16(status)
        .ok()
        .filter(|status| status.is_client_error() || status.is_server_error())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

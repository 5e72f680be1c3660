//! The shapes in which Freshdesk says no.
//!
//! Field, code and status are facts; most message texts are not documented, so nobody should match on them.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::config::LimitedBody;
use crate::front::Reason;

/// One entry of a validation failure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldError {
    field: String,
    message: String,
    code: &'static str,
}

impl FieldError {
    /// Says what is wrong with a field.
    pub(crate) fn new(field: &str, message: impl Into<String>, code: &'static str) -> Self {
        Self {
            field: field.to_owned(),
            message: message.into(),
            code,
        }
    }

    /// A value that should have been there.
    pub(crate) fn missing(field: &str, kind: &str) -> Self {
        Self::new(field, format!("It should be a/an {kind}"), "missing_field")
    }

    /// A key that does not exist.
    pub(crate) fn unknown(field: &str) -> Self {
        Self::new(
            field,
            "Unexpected/invalid field in request",
            "invalid_field",
        )
    }

    /// A value that another record has already.
    pub(crate) fn duplicate(field: &str) -> Self {
        Self::new(field, "It should be a unique value", "duplicate_value")
    }
}

/// An answer that refuses.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// 400 with one entry a fault.
    Invalid(Vec<FieldError>),
    /// 409, naming the contact that is in the way.
    Conflict(FieldError, u64),
    /// A refusal of the request as a whole.
    Whole(StatusCode, &'static str, &'static str),
    /// 404 with an empty body.
    Missing,
    /// 405 with a message only.
    NotAllowed(&'static str),
    /// 429 with seconds to wait.
    Limited(u64, LimitedBody),
}

impl Refusal {
    /// A validation failure with one entry.
    pub(crate) fn field(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }

    /// 401: no key or a wrong one.
    pub(crate) fn unknown_key() -> Self {
        let message = "You have to be logged in to perform this action.";
        Self::Whole(StatusCode::UNAUTHORIZED, "invalid_credentials", message)
    }

    /// 403: the key's owner may not do that.
    pub(crate) fn denied() -> Self {
        let message = "You are not authorized to perform this action.";
        Self::Whole(StatusCode::FORBIDDEN, "access_denied", message)
    }

    /// 403: the plan does not include that.
    pub(crate) fn not_in_plan() -> Self {
        let message = "The feature is not available in your plan.";
        Self::Whole(StatusCode::FORBIDDEN, "require_feature", message)
    }

    /// 400: a body that is no JSON object.
    pub(crate) fn no_json() -> Self {
        let message = "Request body has invalid json format";
        Self::Whole(StatusCode::BAD_REQUEST, "invalid_json", message)
    }

    /// The refusal in a few words, for the transcript.
    pub(crate) fn summary(&self) -> String {
        match self {
            Self::Invalid(errors) => {
                let name = |error: &FieldError| format!("{} {}", error.field, error.code);
                errors.iter().map(name).collect::<Vec<_>>().join(", ")
            }
            Self::Conflict(error, _) => format!("{} {}", error.field, error.code),
            Self::Whole(_, code, _) => (*code).to_owned(),
            Self::Missing => "there is no such thing".to_owned(),
            Self::NotAllowed(message) => (*message).to_owned(),
            Self::Limited(seconds, _) => format!("credits spent, retry after {seconds} s"),
        }
    }

    fn parts(&self) -> (StatusCode, Option<Value>) {
        let failed = |errors: Value| json!({"description": "Validation failed", "errors": errors});
        match self {
            Self::Invalid(errors) => (StatusCode::BAD_REQUEST, Some(failed(json!(errors)))),
            Self::Conflict(error, user_id) => {
                let mut entry = json!(error);
                if let Some(entry) = entry.as_object_mut() {
                    entry.insert("additional_info".to_owned(), json!({"user_id": user_id}));
                }
                (StatusCode::CONFLICT, Some(failed(json!([entry]))))
            }
            Self::Whole(status, code, message) => {
                (*status, Some(json!({"code": code, "message": message})))
            }
            Self::Missing => (StatusCode::NOT_FOUND, None),
            Self::NotAllowed(message) => (
                StatusCode::METHOD_NOT_ALLOWED,
                Some(json!({"message": message})),
            ),
            Self::Limited(..) => (StatusCode::TOO_MANY_REQUESTS, None),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, body) = self.parts();
        let mut response = match body {
            Some(body) => json_response(status, &body),
            None => status.into_response(),
        };
        response.extensions_mut().insert(Reason(self.summary()));
        if let Self::Limited(seconds, body) = self {
            if body == LimitedBody::Text {
                *response.body_mut() = "Too many requests, slow down.".into();
            }
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, JSON_TYPE);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

const JSON_TYPE: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A JSON answer under the vendor's content type.
pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, JSON_TYPE)],
        body.to_string(),
    )
        .into_response()
}

/// 200 with JSON.
pub(crate) fn ok(body: &Value) -> Response {
    json_response(StatusCode::OK, body)
}

/// 201 with JSON and the address of what was made.
pub(crate) fn created(body: &Value, location: &str) -> Response {
    let mut response = json_response(StatusCode::CREATED, body);
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

//! The shapes in which Sendbird says no: one for each of its two APIs, whose codes overlap with other meanings.
//!
//! Code, type and status are facts; message texts are ours, except where one is published, so nobody should match on them.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::config::Api;
use crate::front::Fault;

/// Codes of Chat.
pub(crate) mod chat {
    pub(crate) const NO_TEXT: u32 = 400_100;
    pub(crate) const NO_LIST: u32 = 400_102;
    pub(crate) const NO_OBJECT: u32 = 400_103;
    pub(crate) const NO_FLAG: u32 = 400_104;
    pub(crate) const MISSING: u32 = 400_105;
    pub(crate) const TOO_LONG: u32 = 400_110;
    pub(crate) const INVALID: u32 = 400_111;
    pub(crate) const FORBIDDEN_CHARACTER: u32 = 400_151;
    pub(crate) const NOT_FOUND: u32 = 400_201;
    pub(crate) const EXISTS: u32 = 400_202;
    pub(crate) const TOO_MANY: u32 = 400_203;
    pub(crate) const DEACTIVATED: u32 = 400_300;
    pub(crate) const NO_APPLICATION: u32 = 400_304;
    pub(crate) const WRONG_API_TOKEN: u32 = 400_401;
    pub(crate) const NO_JSON: u32 = 400_403;
    pub(crate) const NO_ENDPOINT: u32 = 400_930;
    pub(crate) const LIMITED: u32 = 500_910;
}

/// Codes of Calls.
pub(crate) mod calls {
    pub(crate) const INVALID: u32 = 400_100;
    pub(crate) const MISSING: u32 = 400_111;
    pub(crate) const NOT_FOUND: u32 = 400_200;
    pub(crate) const FREE_PLAN_ENDED: u32 = 400_800;
    pub(crate) const INVALID_ROOM: u32 = 1_400_126;
    pub(crate) const NOT_ALLOWED: u32 = 401_120;
    pub(crate) const NOT_AUTHORIZED: u32 = 401_121;
    pub(crate) const LIMITED: u32 = 429_100;
}

/// An answer that refuses.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    api: Api,
    code: u32,
    message: String,
}

impl Refusal {
    /// A refusal by Chat.
    pub(crate) fn chat(code: u32, message: impl Into<String>) -> Self {
        let (api, message) = (Api::Chat, message.into());
        Self { api, code, message }
    }

    /// A refusal by Calls.
    pub(crate) fn calls(code: u32, message: impl Into<String>) -> Self {
        let (api, message) = (Api::Calls, message.into());
        Self { api, code, message }
    }

    /// A refusal by either, each with its own code.
    fn either(api: Api, in_chat: u32, in_calls: u32, message: &str) -> Self {
        match api {
            Api::Chat => Self::chat(in_chat, message),
            Api::Calls => Self::calls(in_calls, message),
        }
    }

    /// No API token, or a wrong one.
    pub(crate) fn wrong_api_token(api: Api) -> Self {
        let message = "The API token is not valid.";
        Self::either(api, chat::WRONG_API_TOKEN, calls::NOT_AUTHORIZED, message)
    }

    /// An application that does not exist; that Calls answers as for a wrong token is inferred.
    pub(crate) fn no_application(api: Api) -> Self {
        let message = "There is no such application.";
        Self::either(api, chat::NO_APPLICATION, calls::NOT_AUTHORIZED, message)
    }

    /// An endpoint that does not exist.
    pub(crate) fn no_endpoint(api: Api) -> Self {
        let message = "There is no such endpoint.";
        Self::either(api, chat::NO_ENDPOINT, calls::NOT_FOUND, message)
    }

    /// A body that is no JSON object.
    pub(crate) fn no_json(api: Api) -> Self {
        let message = "The body is not a JSON object.";
        Self::either(api, chat::NO_JSON, calls::INVALID, message)
    }

    /// More requests a second than the plan has.
    pub(crate) fn limited(api: Api) -> Self {
        Self::either(api, chat::LIMITED, calls::LIMITED, "Too many requests")
    }

    /// The refusal in a few words, for the transcript.
    pub(crate) fn summary(&self) -> String {
        format!("{} {}, {}", self.status().as_u16(), self.code, self.message)
    }

    /// The body with its keys turned by so many places.
    pub(crate) fn body(&self, turns: usize) -> String {
        let (error, code) = (("error", json!(true)), ("code", json!(self.code)));
        let (kind, message) = (
            ("type", json!(kind(self.code))),
            ("message", json!(self.message)),
        );
        let mut keys = match (self.api, self.code) {
            (Api::Chat, _) => vec![error, code, message],
            // The only one that is published without `error`.
            (Api::Calls, calls::LIMITED) => vec![message, code, kind],
            (Api::Calls, _) => vec![error, code, kind, message],
        };
        let turns = turns % keys.len();
        keys.rotate_left(turns);
        let keys = keys
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Value::Object(keys.collect()).to_string()
    }

    fn status(&self) -> StatusCode {
        match self.code {
            chat::LIMITED | calls::LIMITED => StatusCode::TOO_MANY_REQUESTS,
            503 => StatusCode::SERVICE_UNAVAILABLE,
            401_000..402_000 => StatusCode::UNAUTHORIZED,
            500_000..501_000 => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// The name that Calls has for a code.
fn kind(code: u32) -> &'static str {
    match code {
        calls::INVALID => "INVALID_PARAMS",
        calls::MISSING => "MISSING_PARAMS",
        calls::NOT_FOUND => "NOT_FOUND",
        400_201 => "UNIQUE_CONSTRAINT",
        calls::FREE_PLAN_ENDED => "FREE_PLAN_ENDED",
        calls::INVALID_ROOM => "INVALID_ROOM",
        calls::NOT_ALLOWED => "NOT_ALLOWED",
        calls::NOT_AUTHORIZED => "NOT_AUTHORIZED",
        calls::LIMITED => "RATE_LIMIT_EXCEEDED",
        _ => "UNKNOWN_ERROR",
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = json_response(self.status(), self.body(0));
        response.extensions_mut().insert(self);
        response
    }
}

/// A fault that answers like the vendor: `fault(Api::Chat, 500901)`.
/// A limit of Chat says in its headers that it is over in a second.
#[must_use]
pub fn fault(api: Api, code: u32) -> Fault {
    let refusal = match (api, code) {
        (_, chat::LIMITED | calls::LIMITED) => Refusal::limited(api),
        (Api::Chat, _) => Refusal::chat(code, "refused on purpose"),
        (Api::Calls, _) => Refusal::calls(code, "refused on purpose"),
    };
    let headers = [
        ("x-ratelimit-limit", "10;w=1"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-retryafter", "1"),
    ];
    let headers = headers
        .into_iter()
        .filter(|_| refusal.code == chat::LIMITED)
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Fault::Status(
        refusal.status().as_u16(),
        refusal.body(0),
        headers.collect(),
    )
}

const JSON_TYPE: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

fn json_response(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, JSON_TYPE)], body).into_response()
}

/// 200 with JSON.
pub(crate) fn ok(body: &Value) -> Response {
    json_response(StatusCode::OK, body.to_string())
}

//! The address that webhooks are posted to.
//!
//! Limits, parsing and the answer are the platform's; here a request is only taken apart and an answer put together.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Shared;
use super::error::ApiError;
use crate::runtime::{HookReply, HookRequest};

/// A webhook.
pub(super) async fn receive(
    State(shared): State<Shared>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let text =
        |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let request = HookRequest {
        query,
        content_type: headers.get(CONTENT_TYPE).map(text),
        headers: headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
        body: body?.to_vec(),
    };
    Ok(answer(shared.platform.hook(request).await))
}

/// A `GET`, which never reaches the app: nothing, or the challenge of a sender that wants it echoed.
pub(super) async fn probe(Query(query): Query<BTreeMap<String, String>>) -> Response {
    let wants_echo = query
        .get("crc_strategy")
        .is_some_and(|strategy| strategy == "facebook");
    match query.get("hub.challenge") {
        Some(challenge) if wants_echo => challenge.clone().into_response(),
        _ => Json(json!({})).into_response(),
    }
}

fn answer(reply: HookReply) -> Response {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response
        .body(Body::from(reply.body))
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

//! Workspace webhooks: they can be subscribed to, but never to calls, whose events go to a number's own address.
//!
//! Nothing is sent to them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::auth::Caller;
use super::exchange::Exchange;
use super::refusal::Refusal;

/// What may be subscribed to.
const EVENTS: [&str; 9] = [
    "*",
    "wallet.*",
    "number.*",
    "storage.*",
    "number.provisioned",
    "number.released",
    "wallet.top_up",
    "wallet.low_balance",
    "storage.tier_changed",
];

/// A subscription; its secret is shown once.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Subscription {
    id: String,
    url: String,
    events: Vec<String>,
    secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    url: String,
    events: Vec<String>,
}

/// `POST /v1/webhooks`.
pub(crate) async fn subscribe(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    body: Bytes,
) -> Result<Response, Refusal> {
    caller.needs("webhooks.manage")?;
    let wish = serde_json::from_slice::<Wish>(&body)
        .map_err(|error| Refusal::invalid(error.to_string()))?;
    if let Some(event) = wish
        .events
        .iter()
        .find(|event| !EVENTS.contains(&event.as_str()))
    {
        let message = format!("unsupported event kind: {event}");
        let code = "webhooks.event_unsupported";
        return Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            code,
            message,
        ));
    }
    let subscription = Subscription {
        id: Uuid::now_v7().to_string(),
        url: wish.url,
        events: wish.events,
        secret: fresh_secret(),
    };
    let answer = (StatusCode::CREATED, Json(json!(subscription))).into_response();
    let _done = exchange.act(|pbx| pbx.subscriptions.push(subscription));
    Ok(answer)
}

/// `GET /v1/webhooks`: without secrets.
pub(crate) async fn list(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
) -> Result<Json<Value>, Refusal> {
    caller.needs("webhooks.manage")?;
    let pbx = exchange.pbx.lock();
    let view = |it: &Subscription| json!({"id": it.id, "url": it.url, "events": it.events});
    Ok(Json(
        json!({"data": pbx.subscriptions.iter().map(view).collect::<Vec<_>>()}),
    ))
}

/// `POST /v1/webhooks/{id}/rotate-secret`.
pub(crate) async fn rotate_secret(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    caller.needs("webhooks.manage")?;
    let (secret, _done) = exchange.act(|pbx| {
        let found = pbx.subscriptions.iter_mut().find(|known| known.id == id)?;
        found.secret = fresh_secret();
        Some(found.secret.clone())
    });
    let missing = || {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "webhooks.not_found",
            "webhook not found",
        )
    };
    secret
        .map(|secret| Json(json!({"secret": secret})))
        .ok_or_else(missing)
}

fn fresh_secret() -> String {
    format!("whsec_{}", Uuid::new_v4().simple())
}

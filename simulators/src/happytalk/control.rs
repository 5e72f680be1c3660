//! The endpoints with which a person or a browser test plays the people with KakaoTalk.
//!
//! They are no part of the partner's API and need no client.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::Value;

use super::account::{Account, Said};
use crate::front::{self, Delivery, Thread};

/// The control endpoints.
pub(crate) fn router() -> Router<Arc<Account>> {
    Router::new()
        .route("/_sim/people", get(people))
        .route("/_sim/threads", get(threads))
        .route("/_sim/deliveries", get(deliveries))
        .route("/_sim/say", post(say))
        .route("/_sim/meta", post(meta))
        .route("/_sim/leave", post(leave))
        .merge(front::control_router::<Account>())
}

type Shared = State<Arc<Account>>;

async fn people(State(account): Shared) -> Json<Vec<Value>> {
    let now = account.stage.clock.now();
    Json(account.stage.records.lock().listed(now))
}

async fn threads(State(account): Shared) -> Json<Vec<Thread>> {
    let now = account.stage.clock.now();
    Json(account.stage.records.lock().threads(now))
}

async fn deliveries(State(account): Shared) -> Json<Vec<Delivery>> {
    Json(account.courier.deliveries())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SayOrder {
    user_key: String,
    #[serde(default = "text")]
    kind: String,
    text: String,
}

fn text() -> String {
    "text".to_owned()
}

async fn say(State(account): Shared, Json(order): Json<SayOrder>) -> Json<Vec<Delivery>> {
    let said = Said {
        kind: order.kind,
        text: order.text,
    };
    Json(account.says(&order.user_key, said).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MetaOrder {
    user_key: String,
    extra: String,
}

async fn meta(State(account): Shared, Json(order): Json<MetaOrder>) -> Json<Vec<Delivery>> {
    Json(account.meta(&order.user_key, &order.extra).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeaveOrder {
    user_key: String,
}

async fn leave(State(account): Shared, Json(order): Json<LeaveOrder>) -> StatusCode {
    if account.leaves(&order.user_key) {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}

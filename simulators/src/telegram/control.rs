//! The endpoints with which a person or a browser test plays the people with Telegram.
//!
//! They are no part of Telegram and need no token.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::Value;

use super::account::Account;
use super::config::Person;
use super::person::Words;
use crate::front::{self, Delivery, Thread};

/// The control endpoints.
pub(crate) fn router() -> Router<Arc<Account>> {
    Router::new()
        .route("/_sim/people", get(people).post(add))
        .route("/_sim/threads", get(threads))
        .route("/_sim/deliveries", get(deliveries))
        .route("/_sim/say", post(say))
        .route("/_sim/block", post(block))
        .route("/_sim/update", post(update))
        .merge(front::control_router::<Account>())
}

type Shared = State<Arc<Account>>;
type Sent = Result<Json<Vec<Delivery>>, StatusCode>;

async fn people(State(account): Shared) -> Json<Vec<Value>> {
    Json(account.stage.records.lock().listed())
}

async fn threads(State(account): Shared) -> Json<Vec<Thread>> {
    Json(account.stage.records.lock().threads())
}

async fn add(State(account): Shared, Json(person): Json<Person>) -> StatusCode {
    account.add(person);
    StatusCode::NO_CONTENT
}

async fn deliveries(State(account): Shared) -> Json<Vec<Delivery>> {
    Json(account.courier.deliveries())
}

async fn say(State(account): Shared, Json(words): Json<Words>) -> Sent {
    sent(account.says(words).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockOrder {
    id: u64,
    #[serde(default = "yes")]
    blocked: bool,
}

fn yes() -> bool {
    true
}

async fn block(State(account): Shared, Json(order): Json<BlockOrder>) -> Sent {
    sent(account.blocks(order.id, order.blocked).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UpdateOrder {
    kind: String,
    what: Value,
}

async fn update(State(account): Shared, Json(order): Json<UpdateOrder>) -> Sent {
    sent(Some(account.tell(&order.kind, order.what).await))
}

fn sent(sent: Option<Vec<Delivery>>) -> Sent {
    sent.map(Json).ok_or(StatusCode::NOT_FOUND)
}

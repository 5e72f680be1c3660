//! The endpoints with which a person or a browser test plays the people with Viber.
//!
//! They are no part of Viber and need no token.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::config::Person;
use crate::front::{self, Delivery, Thread};

/// The control endpoints.
pub(crate) fn router() -> Router<Arc<Account>> {
    Router::new()
        .route("/_sim/people", get(people).post(add))
        .route("/_sim/threads", get(threads))
        .route("/_sim/deliveries", get(deliveries))
        .route("/_sim/say", post(say))
        .route("/_sim/subscribe", post(subscribe))
        .route("/_sim/unsubscribe", post(unsubscribe))
        .route("/_sim/open", post(open))
        .merge(front::control_router::<Account>())
}

type Shared = State<Arc<Account>>;
type Sent = Result<Json<Vec<Delivery>>, StatusCode>;

/// What somebody does; the fields that an act does not need are left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    id: String,
    text: Option<String>,
    message: Option<Value>,
    context: Option<String>,
}

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

async fn say(State(account): Shared, Json(order): Json<Order>) -> Sent {
    let text = order.text.map(|text| json!({"text": text, "type": "text"}));
    let message = order.message.or(text).ok_or(StatusCode::BAD_REQUEST)?;
    sent(account.says(&order.id, message).await)
}

async fn subscribe(State(account): Shared, Json(order): Json<Order>) -> Sent {
    sent(account.subscribe(&order.id).await)
}

async fn unsubscribe(State(account): Shared, Json(order): Json<Order>) -> Sent {
    sent(account.unsubscribe(&order.id).await)
}

async fn open(State(account): Shared, Json(order): Json<Order>) -> Sent {
    sent(account.opens(&order.id, order.context.as_deref()).await)
}

fn sent(sent: Option<Vec<Delivery>>) -> Sent {
    sent.map(Json).ok_or(StatusCode::NOT_FOUND)
}

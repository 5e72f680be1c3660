//! The endpoints with which a person or a browser test plays the people in the product.
//!
//! They are no part of Freshchat and need no token.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::agent::Line;
use super::refusal::Refusal;
use crate::front::{self, Fields, ProductEvent, Thread};

/// The control endpoints.
pub(crate) fn router() -> Router<Arc<Account>> {
    Router::new()
        .route("/_sim/users", get(users))
        .route("/_sim/conversations", get(conversations))
        .route("/_sim/threads", get(threads))
        .route("/_sim/product_events", get(product_events))
        .route("/_sim/write", post(write))
        .route("/_sim/resolve", post(resolve))
        .route("/_sim/state", post(set_state))
        .route("/_sim/availability", post(set_available))
        .merge(front::control_router::<Account>())
}

type Shared = State<Arc<Account>>;

async fn users(State(account): Shared) -> Json<Vec<Value>> {
    Json(account.stage.records.lock().listed_users())
}

async fn conversations(State(account): Shared) -> Json<Vec<Value>> {
    Json(account.stage.records.lock().listed_conversations())
}

async fn threads(State(account): Shared) -> Json<Vec<Thread>> {
    Json(account.threads())
}

async fn product_events(State(account): Shared) -> Json<Vec<ProductEvent>> {
    Json(account.events.told())
}

async fn write(State(account): Shared, Json(line): Json<Line>) -> Result<Json<Value>, Refusal> {
    account.write(line).map(Json)
}

/// A conversation, and for a change of its state the fields as the API names them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateOrder {
    conversation_id: String,
    #[serde(default)]
    fields: Map<String, Value>,
}

async fn resolve(
    State(account): Shared,
    Json(mut order): Json<StateOrder>,
) -> Result<StatusCode, Refusal> {
    order.fields.insert("status".to_owned(), json!("resolved"));
    set_state(State(account), Json(order)).await
}

async fn set_state(
    State(account): Shared,
    Json(order): Json<StateOrder>,
) -> Result<StatusCode, Refusal> {
    account.set_state(&order.conversation_id, &Fields(order.fields))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentOrder {
    id: String,
    available: bool,
}

async fn set_available(
    State(account): Shared,
    Json(order): Json<AgentOrder>,
) -> Result<StatusCode, Refusal> {
    account.set_available(&order.id, order.available)?;
    Ok(StatusCode::NO_CONTENT)
}

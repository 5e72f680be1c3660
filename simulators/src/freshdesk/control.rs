//! The endpoints with which a person or a browser test plays the vendor's side: look, break, change.
//!
//! They are no part of Freshdesk, cost nothing and need no key.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::body::Body;
use super::config::{Contact, Switches};
use super::desk::Desk;
use super::records::Conversation;
use super::refusal::Refusal;
use super::tickets::{change, delete, mark_spam};
use crate::front::{FaultOrder, ProductEvent, Request};

/// The control endpoints.
pub(crate) fn router() -> Router<Arc<Desk>> {
    Router::new()
        .route("/_sim/requests", get(requests))
        .route("/_sim/transcript", get(transcript))
        .route("/_sim/tickets", get(tickets))
        .route("/_sim/tickets/change", post(change_ticket))
        .route("/_sim/tickets/delete", post(delete_ticket))
        .route("/_sim/product_events", get(product_events))
        .route("/_sim/contacts", get(contacts))
        .route("/_sim/contacts/block", post(block_contact))
        .route("/_sim/fail", post(fail).delete(forget_faults))
        .route("/_sim/switches", get(switches).post(switch))
        .route("/_sim/agents", get(agents).post(set_agent))
        .route("/_sim/spam", post(spam))
        .route("/_sim/reindex", post(reindex))
        .route("/_sim/advance", post(advance))
}

async fn requests(State(desk): State<Arc<Desk>>) -> Json<Vec<Request>> {
    Json(desk.front.requests.all())
}

async fn transcript(State(desk): State<Arc<Desk>>) -> Json<Vec<String>> {
    Json(desk.records.lock().transcript.clone())
}

/// Every ticket with its conversations.
async fn tickets(State(desk): State<Arc<Desk>>) -> Json<Vec<Value>> {
    let now = desk.clock.now();
    let records = desk.records.lock();
    let shown = records.tickets.values().map(|ticket| {
        let entries = records
            .conversations_of(ticket.id)
            .map(Conversation::view)
            .collect();
        let mut view = ticket.view(now);
        if let Some(fields) = view.as_object_mut() {
            fields.insert("conversations".to_owned(), entries);
        }
        view
    });
    Json(shown.collect())
}

async fn contacts(State(desk): State<Arc<Desk>>) -> Json<Vec<Value>> {
    Json(
        desk.records
            .lock()
            .contacts
            .values()
            .map(Contact::view)
            .collect(),
    )
}

async fn fail(State(desk): State<Arc<Desk>>, Json(order): Json<FaultOrder>) -> StatusCode {
    let (matcher, fault) = order.parts();
    desk.front.fail_next(matcher, fault);
    StatusCode::NO_CONTENT
}

async fn forget_faults(State(desk): State<Arc<Desk>>) -> StatusCode {
    desk.front.forget_faults();
    StatusCode::NO_CONTENT
}

async fn switches(State(desk): State<Arc<Desk>>) -> Json<Switches> {
    Json(desk.switches.lock().clone())
}

/// Changes the switches that are named and leaves the others.
async fn switch(State(desk): State<Arc<Desk>>, Json(patch): Json<Map<String, Value>>) -> Response {
    let mut switches = desk.switches.lock();
    match crate::front::patched(&*switches, patch) {
        Ok(changed) => {
            *switches = changed;
            Json(switches.clone()).into_response()
        }
        Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

async fn agents(State(desk): State<Arc<Desk>>) -> Json<Value> {
    let records = desk.records.lock();
    Json(json!(records.agents.values().collect::<Vec<_>>()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentOrder {
    id: u64,
    available: bool,
}

async fn set_agent(State(desk): State<Arc<Desk>>, Json(order): Json<AgentOrder>) -> StatusCode {
    if !desk.records.lock().agents.contains_key(&order.id) {
        return StatusCode::NOT_FOUND;
    }
    desk.change(|records, now| records.set_available(order.id, order.available, now));
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketOrder {
    ticket_id: u64,
}

async fn spam(State(desk): State<Arc<Desk>>, Json(order): Json<TicketOrder>) -> StatusCode {
    if !desk.records.lock().tickets.contains_key(&order.ticket_id) {
        return StatusCode::NOT_FOUND;
    }
    mark_spam(&desk, order.ticket_id);
    StatusCode::NO_CONTENT
}

/// A ticket, the agent who works on it in the help desk, and for a change the fields as the API names them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HandOrder {
    ticket_id: u64,
    agent_id: u64,
    #[serde(default)]
    fields: Map<String, Value>,
}

async fn change_ticket(
    State(desk): State<Arc<Desk>>,
    Json(order): Json<HandOrder>,
) -> Result<Response, Refusal> {
    by_hand(&desk, order.agent_id)?;
    let body = Body {
        fields: order.fields,
        files: Vec::new(),
    };
    change(&desk, order.ticket_id, &body, order.agent_id)
}

async fn delete_ticket(
    State(desk): State<Arc<Desk>>,
    Json(order): Json<HandOrder>,
) -> Result<Response, Refusal> {
    by_hand(&desk, order.agent_id)?;
    delete(&desk, order.ticket_id, order.agent_id)
}

/// Refuses a hand that is no agent's.
fn by_hand(desk: &Desk, agent: u64) -> Result<(), Refusal> {
    let is_known = desk.records.lock().agents.contains_key(&agent);
    is_known.then_some(()).ok_or(Refusal::Missing)
}

async fn product_events(State(desk): State<Arc<Desk>>) -> Json<Vec<ProductEvent>> {
    Json(desk.events.told())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactOrder {
    contact_id: u64,
}

async fn block_contact(
    State(desk): State<Arc<Desk>>,
    Json(order): Json<ContactOrder>,
) -> StatusCode {
    if !desk.records.lock().contacts.contains_key(&order.contact_id) {
        return StatusCode::NOT_FOUND;
    }
    desk.change(|records, now| records.block(order.contact_id, now));
    StatusCode::NO_CONTENT
}

async fn reindex(State(desk): State<Arc<Desk>>) -> StatusCode {
    desk.change(|records, _| records.reindex());
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceOrder {
    seconds: u64,
}

async fn advance(State(desk): State<Arc<Desk>>, Json(order): Json<AdvanceOrder>) -> StatusCode {
    desk.clock.advance(Duration::from_secs(order.seconds));
    StatusCode::NO_CONTENT
}

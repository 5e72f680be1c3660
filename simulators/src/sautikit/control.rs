//! The endpoints with which a person or a browser test plays everybody outside the app: callers, agents, the network.
//!
//! They are no part of Sautikit and need no key.
//! An endpoint that causes events answers when they have been sent.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::PhoneError;
use super::config::Switches;
use super::emitter::Delivery;
use super::exchange::Exchange;
use super::pbx::{InboundScript, Missed};
use super::raw::RawEvent;
use super::sending::DueDelivery;
use crate::front::{FaultOrder, Request};

/// The control endpoints.
pub(crate) fn router() -> Router<Arc<Exchange>> {
    Router::new()
        .route("/_sim/incoming", post(incoming))
        .route("/_sim/answer", post(answer))
        .route("/_sim/hangup", post(hang_up))
        .route("/_sim/advance", post(advance))
        .route("/_sim/settled", post(settled))
        .route("/_sim/calls", get(calls))
        .route("/_sim/transcript", get(transcript))
        .route("/_sim/requests", get(requests))
        .route("/_sim/deliveries", get(deliveries))
        .route("/_sim/fail", post(fail).delete(forget_faults))
        .route("/_sim/switches", get(switches).post(switch))
        .route("/_sim/emit", post(emit))
        .route("/_sim/held", get(held))
        .route("/_sim/release", post(release))
        .route("/_sim/due", get(due))
        .route("/_sim/recording", post(recording))
        .route("/_sim/routing", get(routing).post(set_routing))
        .route("/_sim/balance", post(set_balance))
        .route("/_sim/automatic", post(set_automatic))
}

impl IntoResponse for PhoneError {
    fn into_response(self) -> Response {
        (
            StatusCode::CONFLICT,
            Json(json!({"error": self.to_string()})),
        )
            .into_response()
    }
}

type Shared = State<Arc<Exchange>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IncomingOrder {
    #[serde(default)]
    from: String,
    to: Option<String>,
    outcome: Outcome,
    by: Option<String>,
    #[serde(default)]
    duration_seconds: u64,
    #[serde(default)]
    recorded: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Missed,
    NoAnswer,
    Busy,
    Failed,
    Answered,
    Completed,
    Routed,
}

async fn incoming(
    State(exchange): Shared,
    Json(order): Json<IncomingOrder>,
) -> Result<Json<Value>, PhoneError> {
    // Who takes forwarded calls when nobody is named: the first agent the workspace knows.
    let by = || {
        order
            .by
            .clone()
            .or_else(|| exchange.first_agent())
            .unwrap_or_default()
    };
    let script = match order.outcome {
        Outcome::Missed | Outcome::NoAnswer => InboundScript::Missed(Missed::NoAnswer),
        Outcome::Busy => InboundScript::Missed(Missed::Busy),
        Outcome::Failed => InboundScript::Missed(Missed::Failed),
        Outcome::Answered => InboundScript::Answered { by: by() },
        Outcome::Completed => InboundScript::Completed {
            by: by(),
            duration_seconds: order.duration_seconds,
            recorded: order.recorded,
        },
        Outcome::Routed => InboundScript::Routed,
    };
    let id = exchange
        .incoming(order.to.as_deref(), &order.from, script)
        .await?;
    Ok(Json(json!({"call_id": id})))
}

impl Exchange {
    fn first_agent(&self) -> Option<String> {
        let pbx = self.pbx.lock();
        pbx.people
            .iter()
            .find(|(_, who)| who.starts_with("agent"))
            .map(|(phone, _)| phone.clone())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhoneOrder {
    phone: String,
}

async fn answer(
    State(exchange): Shared,
    Json(order): Json<PhoneOrder>,
) -> Result<StatusCode, PhoneError> {
    exchange
        .pick_up_now(&order.phone)
        .await
        .map(|()| StatusCode::NO_CONTENT)
}

async fn hang_up(
    State(exchange): Shared,
    Json(order): Json<PhoneOrder>,
) -> Result<StatusCode, PhoneError> {
    exchange
        .put_down(&order.phone)
        .await
        .map(|()| StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceOrder {
    seconds: u64,
}

async fn advance(State(exchange): Shared, Json(order): Json<AdvanceOrder>) -> StatusCode {
    exchange.clock.advance(Duration::from_secs(order.seconds));
    exchange.catch_up().await;
    StatusCode::NO_CONTENT
}

async fn settled(State(exchange): Shared) -> StatusCode {
    exchange.settled().await;
    StatusCode::NO_CONTENT
}

async fn calls(State(exchange): Shared) -> Json<Value> {
    let pbx = exchange.pbx.lock();
    Json(json!({
        "calls": pbx.views(),
        "who_hears_whom": pbx.who_hears_whom(),
        "transcript": pbx.transcript
    }))
}

async fn transcript(State(exchange): Shared) -> Json<Vec<String>> {
    Json(exchange.pbx.lock().transcript.clone())
}

async fn requests(State(exchange): Shared) -> Json<Vec<Request>> {
    Json(exchange.front.requests.all())
}

async fn deliveries(State(exchange): Shared) -> Json<Vec<Delivery>> {
    Json(exchange.emitter.deliveries())
}

async fn fail(State(exchange): Shared, Json(order): Json<FaultOrder>) -> StatusCode {
    let (matcher, fault) = order.parts();
    exchange.front.fail_next(matcher, fault);
    StatusCode::NO_CONTENT
}

async fn forget_faults(State(exchange): Shared) -> StatusCode {
    exchange.front.forget_faults();
    StatusCode::NO_CONTENT
}

async fn switches(State(exchange): Shared) -> Json<Switches> {
    Json(exchange.pbx.lock().switches.clone())
}

/// Changes the switches that are named and leaves the others.
async fn switch(State(exchange): Shared, Json(patch): Json<Map<String, Value>>) -> Response {
    let mut pbx = exchange.pbx.lock();
    match crate::front::patched(&pbx.switches, patch) {
        Ok(changed) => {
            pbx.switches = changed;
            Json(pbx.switches.clone()).into_response()
        }
        Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

async fn emit(
    State(exchange): Shared,
    Json(event): Json<RawEvent>,
) -> Result<Json<Vec<Delivery>>, PhoneError> {
    exchange.emit_raw(event).await.map(Json)
}

async fn held(State(exchange): Shared) -> Json<Value> {
    let held = exchange.held.lock();
    Json(
        held.iter()
            .map(|event| json!({"event": event.kind.name(), "call": event.call.seq}))
            .collect(),
    )
}

async fn due(State(exchange): Shared) -> Json<Vec<DueDelivery>> {
    Json(exchange.due_deliveries())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseOrder {
    order: Vec<usize>,
}

async fn release(State(exchange): Shared, Json(order): Json<ReleaseOrder>) -> StatusCode {
    exchange.release(&order.order).await;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallOrder {
    call_id: String,
}

async fn recording(State(exchange): Shared, Json(order): Json<CallOrder>) -> StatusCode {
    if exchange.finish_recording(&order.call_id).await {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}

async fn routing(State(exchange): Shared) -> Json<Value> {
    let pbx = exchange.pbx.lock();
    let view = pbx.numbers.iter().map(|number| {
        json!({
            "number": number.e164,
            "events_url": number.events_url,
            "voice_callback_url": number.voice_callback_url
        })
    });
    Json(view.collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoutingOrder {
    number: String,
    events_url: Option<String>,
    voice_callback_url: Option<String>,
}

async fn set_routing(
    State(exchange): Shared,
    Json(order): Json<RoutingOrder>,
) -> Result<StatusCode, PhoneError> {
    exchange.set_routing(&order.number, order.events_url, order.voice_callback_url)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BalanceOrder {
    balance_minor: i64,
}

async fn set_balance(State(exchange): Shared, Json(order): Json<BalanceOrder>) -> StatusCode {
    let _done = exchange.act(|pbx| pbx.balance_minor = order.balance_minor);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AutomaticOrder {
    phone: String,
    picks_up: bool,
}

async fn set_automatic(State(exchange): Shared, Json(order): Json<AutomaticOrder>) -> StatusCode {
    exchange.set_automatic(&order.phone, order.picks_up);
    StatusCode::NO_CONTENT
}

//! The workspace's numbers and their routing.
//!
//! Sources disagree on the verb that sets a routing, and none says what becomes of what is not sent: switches decide.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Json;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::auth::Caller;
use super::config::{Number, RefusedMethod, RoutingKeeps};
use super::exchange::Exchange;
use super::phone::is_web;
use super::refusal::Refusal;

/// What is set.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Routing {
    #[serde(default)]
    voice_callback_url: Part,
    #[serde(default)]
    events_url: Part,
    voice_signing_secret: Option<String>,
}

/// A part of a routing.
#[derive(Default)]
enum Part {
    /// It is not sent.
    #[default]
    Absent,
    /// It is sent; a null always clears.
    Sent(Option<String>),
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        Option::deserialize(value).map(Self::Sent)
    }
}

impl Part {
    fn check(&self) -> Result<(), Refusal> {
        match self {
            Self::Sent(Some(url)) if !is_web(url) => {
                Err(Refusal::invalid(format!("'{url}' is no web address")))
            }
            Self::Sent(_) | Self::Absent => Ok(()),
        }
    }

    fn set(self, known: &mut Option<String>, is_kept: bool) {
        match self {
            Self::Sent(value) => *known = value,
            Self::Absent if is_kept => {}
            Self::Absent => *known = None,
        }
    }
}

/// `GET /v1/numbers`.
pub(crate) async fn list(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
) -> Result<Json<Value>, Refusal> {
    caller.needs("numbers.read")?;
    let pbx = exchange.pbx.lock();
    Ok(Json(
        json!({"numbers": pbx.numbers.iter().map(view).collect::<Vec<_>>()}),
    ))
}

/// `PUT /v1/numbers/{id}/routing`.
pub(crate) async fn replace_routing(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    caller.needs("numbers.claim")?;
    set(&exchange, &id, &body, RefusedMethod::Put)
}

/// `PATCH /v1/numbers/{id}/routing`.
pub(crate) async fn change_routing(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    caller.needs("numbers.claim")?;
    set(&exchange, &id, &body, RefusedMethod::Patch)
}

fn set(
    exchange: &Exchange,
    id: &str,
    body: &[u8],
    method: RefusedMethod,
) -> Result<Json<Value>, Refusal> {
    let (refused, keeps) = {
        let pbx = exchange.pbx.lock();
        (
            pbx.switches.refused_routing_method,
            pbx.switches.routing_keeps,
        )
    };
    // No page shows this refusal; status and code are inferred.
    if refused == method {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let message = "method not allowed";
        return Err(Refusal::new(status, "method_not_allowed", message));
    }
    let routing = serde_json::from_slice::<Routing>(body)
        .map_err(|error| Refusal::invalid(error.to_string()))?;
    routing.voice_callback_url.check()?;
    routing.events_url.check()?;
    let is_kept = match keeps {
        RoutingKeeps::ByMethod => method == RefusedMethod::Patch,
        RoutingKeeps::Kept => true,
        RoutingKeeps::Cleared => false,
    };
    let (view, _done) = exchange.act(|pbx| {
        let number = pbx.numbers.iter_mut().find(|number| number.id == id)?;
        change(number, routing, is_kept);
        let line = format!("the routing of {} is set", number.e164);
        let view = view(number);
        pbx.note(line);
        Some(view)
    });
    let missing = || {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "numbers.not_found",
            "number not found",
        )
    };
    view.map(Json).ok_or_else(missing)
}

fn change(number: &mut Number, routing: Routing, is_kept: bool) {
    let known = &mut number.voice_callback_url;
    routing.voice_callback_url.set(known, is_kept);
    routing.events_url.set(&mut number.events_url, is_kept);
    if let Some(secret) = routing.voice_signing_secret {
        number.signing_secret = secret;
    }
}

fn view(number: &Number) -> Value {
    json!({
        "id": number.id,
        "e164": number.e164,
        "country_iso2": "KE",
        "status": number.status,
        "monthly_retail_minor": 10_000,
        "currency": "KES",
        "inbound_per_min_minor": 0,
        "outbound_per_min_minor": 300,
        "claimed_at": "2026-06-01T00:00:00.000Z",
        "capabilities": ["voice"],
        "voice_callback_url": number.voice_callback_url,
        "events_url": number.events_url
    })
}

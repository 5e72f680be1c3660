//! The workspace's numbers and their routing.
//!
//! Sources disagree on the verb that sets a routing: both are accepted, `PUT` replaces and `PATCH` keeps what it does not name.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Json;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::auth::Caller;
use super::config::Number;
use super::exchange::Exchange;
use super::refusal::Refusal;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Routing {
    voice_callback_url: Option<String>,
    events_url: Option<String>,
    voice_signing_secret: Option<String>,
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
    set(&exchange, &id, &body, |number, routing| {
        number.voice_callback_url = routing.voice_callback_url;
        number.events_url = routing.events_url;
    })
}

/// `PATCH /v1/numbers/{id}/routing`.
pub(crate) async fn change_routing(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    caller.needs("numbers.claim")?;
    set(&exchange, &id, &body, |number, routing| {
        number.voice_callback_url = routing
            .voice_callback_url
            .or(number.voice_callback_url.take());
        number.events_url = routing.events_url.or(number.events_url.take());
    })
}

fn set(
    exchange: &Exchange,
    id: &str,
    body: &[u8],
    change: impl FnOnce(&mut Number, Routing),
) -> Result<Json<Value>, Refusal> {
    let mut routing = serde_json::from_slice::<Routing>(body)
        .map_err(|error| Refusal::invalid(error.to_string()))?;
    for url in [&routing.voice_callback_url, &routing.events_url]
        .into_iter()
        .flatten()
    {
        if !Url::parse(url).is_ok_and(|url| ["http", "https"].contains(&url.scheme())) {
            return Err(Refusal::invalid(format!("'{url}' is no web address")));
        }
    }
    let (view, _done) = exchange.act(|pbx| {
        let number = pbx.numbers.iter_mut().find(|number| number.id == id)?;
        if let Some(secret) = routing.voice_signing_secret.take() {
            number.signing_secret = secret;
        }
        change(number, routing);
        let (view, line) = (
            view(number),
            format!("the routing of {} is set", number.e164),
        );
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

//! `GET /healthz`, `/readyz` and `/metrics`: whether the process lives, whether it can do its work, and how it fares.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use tokio::time::timeout;

use crate::gateway::Gateway;
use crate::metrics::Measured;

/// How long the database is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// The process lives.
pub(crate) async fn alive() -> &'static str {
    "alive\n"
}

/// Whether the database answers. Without a snapshot callers hear the apology, which is more than they hear from nobody.
pub(crate) async fn ready(State(gateway): State<Arc<Gateway>>) -> Response {
    let no = |why: &'static str| (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    if *gateway.closing.borrow() {
        return no("The gateway is about to end.\n");
    }
    match timeout(PATIENCE, gateway.store.is_alive()).await {
        Ok(true) if gateway.known.get().is_none() => {
            "ready, but the app has told nothing yet\n".into_response()
        }
        Ok(true) => "ready\n".into_response(),
        Ok(false) | Err(_) => no("The database does not answer.\n"),
    }
}

/// What is counted and measured.
pub(crate) async fn metrics(State(gateway): State<Arc<Gateway>>) -> Response {
    let now = gateway.now();
    let waiting = timeout(PATIENCE, gateway.store.waiting()).await;
    let waiting = waiting.ok().and_then(Result::ok);
    let measured = Measured {
        snapshot_age: gateway.known.at().map(|at| now.seconds_since(at)),
        waiting: waiting.map(|(count, _)| count),
        oldest: waiting.and_then(|(_, oldest)| Some(now.seconds_since(oldest?))),
        streams: i64::try_from(gateway.feed.receiver_count()).unwrap_or(i64::MAX),
    };
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], gateway.metrics.text(measured)).into_response()
}

//! `POST /sautikit/events`: takes what Sautikit tells of calls, once it is believed, for the app and for softphones.
//!
//! It is acknowledged only when it is written, so that Sautikit tells it again otherwise.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use switchboard::voice::CallEvent;

use crate::gateway::Gateway;
use crate::posted::{Posted, Refused, id_in, push, text_of};
use crate::store::Entry;
use crate::voice::{self, LARGEST};

/// How long the database is waited for; Sautikit waits ten seconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes an event.
pub(crate) async fn take(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(text) = text_of(body, LARGEST).await else {
        return refused(
            &gateway,
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is too large or no text.",
        );
    };
    let posted = Posted::new(text, &parts.headers);
    let delivery = match posted.believed(&gateway.config.sautikit_secrets, gateway.now()) {
        Ok(delivery) => delivery,
        Err(Refused::Unreadable(error)) => {
            let why = format!("The event was not understood: {error}.");
            return refused(&gateway, StatusCode::BAD_REQUEST, &why);
        }
        Err(Refused::Suspect(suspect)) => {
            let why = format!("The event was not believed: {}.", suspect.distrust);
            return refused(&gateway, StatusCode::UNAUTHORIZED, &why);
        }
    };
    // A contract has questions among its events.
    if delivery.is_question() {
        let began = Instant::now();
        let (kind, answer) = voice::follow(&gateway, &posted, &delivery, None).await;
        gateway.metrics.answered(kind, began.elapsed());
        return voice::said(answer);
    }
    let name = posted.name();
    let known = gateway.known.get();
    let entry = match known
        .as_ref()
        .map(|known| CallEvent::interpret(&delivery, &known.line))
    {
        Some(Ok(Some(event))) => Entry {
            letter: Some(posted.letter(&name, event.id().as_str())),
            push: known.and_then(|known| push(&event, &known, gateway.now())),
            acknowledged: true,
            ..Entry::default()
        },
        // Of no use to anybody.
        Some(Ok(None)) => {
            gateway.metrics.took("ignored");
            return StatusCode::NO_CONTENT.into_response();
        }
        Some(Err(error)) => {
            let why = format!("The event was not understood: {error}.");
            return refused(&gateway, StatusCode::BAD_REQUEST, &why);
        }
        // The app understands it.
        None => Entry {
            letter: Some(posted.letter(&name, &id_in(&delivery))),
            acknowledged: true,
            ..Entry::default()
        },
    };
    match gateway.store.write(entry, PATIENCE).await {
        Ok(_) => {
            gateway.metrics.took("taken");
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => {
            gateway.metrics.store_failed();
            let why = format!("The event is not written yet: {error}.");
            refused(&gateway, StatusCode::SERVICE_UNAVAILABLE, &why)
        }
    }
}

fn refused(gateway: &Gateway, status: StatusCode, why: &str) -> Response {
    gateway.metrics.took("refused");
    tracing::warn!(status = status.as_u16(), "{why}");
    (status, why.to_owned()).into_response()
}

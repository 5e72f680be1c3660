//! `POST /app/snapshot`: what the app tells of its agents, hours and texts. The newest one counts, in every gateway.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use switchboard::pact::Letter;
use switchboard::values::{FRESHNESS, Timestamp};
use switchboard::voice::routing::Snapshot;
use tokio::time::timeout;

use crate::clock;
use crate::gateway::Gateway;
use crate::posted::text_of;
use crate::store::{Store, StoreError};

/// The largest snapshot, in bytes: some thousands of agents.
const LARGEST: usize = 2 * 1024 * 1024;

/// How long the database is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The newest snapshot.
#[derive(Debug, Default)]
pub(crate) struct Known(ArcSwapOption<Snapshot>);

impl Known {
    /// The snapshot itself, if the app ever told one.
    pub(crate) fn get(&self) -> Option<Arc<Snapshot>> {
        self.0.load_full()
    }

    /// When it was made.
    pub(crate) fn at(&self) -> Option<Timestamp> {
        self.get().map(|snapshot| snapshot.at)
    }

    fn replace(&self, snapshot: Snapshot) -> bool {
        let snapshot = Arc::new(snapshot);
        let is_newer = |known: &Option<Arc<Snapshot>>| {
            known.as_ref().is_none_or(|known| known.at < snapshot.at)
        };
        let before = self.0.rcu(|known| {
            if is_newer(known) {
                Some(Arc::clone(&snapshot))
            } else {
                known.clone()
            }
        });
        is_newer(&before)
    }

    /// Reads what another gateway was told, or this one before it was started.
    pub(crate) async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let Some(body) = store.snapshot_after(self.at()).await? else {
            return Ok(());
        };
        match serde_json::from_str(&body) {
            Ok(snapshot) => {
                self.replace(snapshot);
            }
            Err(error) => {
                tracing::error!(line = error.line(), "The stored snapshot cannot be read.");
            }
        }
        Ok(())
    }
}

/// Takes a snapshot.
pub(crate) async fn take(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    match keep(&gateway, request).await {
        Ok(()) => {
            gateway.metrics.told("taken");
            StatusCode::NO_CONTENT.into_response()
        }
        Err((status, why)) => {
            gateway.metrics.told("refused");
            tracing::warn!(status = status.as_u16(), "A snapshot was refused. {why}");
            (status, why).into_response()
        }
    }
}

async fn keep(gateway: &Gateway, request: Request) -> Result<(), (StatusCode, String)> {
    let refuse = |status: StatusCode, why: &str| Err((status, why.to_owned()));
    let Some(body) = text_of(request.into_body(), LARGEST).await else {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "It is too large or no text.");
    };
    let Ok(letter) = serde_json::from_str::<Letter>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "It is not a signed letter.");
    };
    let now = clock::now();
    let text = match letter.read(&gateway.config.secret, now) {
        Ok(text) => text,
        Err(why) => {
            let why = format!("It is not believed: {why}.");
            return refuse(StatusCode::UNAUTHORIZED, &why);
        }
    };
    let Ok(snapshot) = serde_json::from_str::<Snapshot>(&text) else {
        return refuse(StatusCode::BAD_REQUEST, "It is not of the expected form.");
    };
    let at = snapshot.at;
    if at.seconds_since(now) > FRESHNESS {
        return refuse(StatusCode::BAD_REQUEST, "It was made in the future.");
    }
    // Calls are answered by it even while the database does not answer.
    let is_new = gateway.known.replace(snapshot);
    match timeout(PATIENCE, gateway.store.keep_snapshot(at, &text)).await {
        Ok(Ok(true)) => Ok(()),
        // The same one again: its acknowledgement was lost.
        Ok(Ok(false)) if gateway.known.at() == Some(at) && !is_new => Ok(()),
        Ok(Ok(false)) => refuse(StatusCode::CONFLICT, "A newer one is known."),
        Ok(Err(_)) | Err(_) => {
            gateway.metrics.store_failed();
            refuse(StatusCode::SERVICE_UNAVAILABLE, "It is not written.")
        }
    }
}

//! `POST /app/snapshot`: what the app tells of its agents, hours and texts. The newest one counts, in every gateway.
//!
//! What agents say of themselves the app also tells alone; of each agent the newest word counts, however it came.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use switchboard::pact::Letter;
use switchboard::values::{FRESHNESS, Timestamp};
use switchboard::voice::routing::{Presences, Snapshot};
use tokio::time::timeout;

use crate::config::safe_address;
use crate::gateway::Gateway;
use crate::posted::text_of;
use crate::store::{Store, StoreError};

/// The largest body, in bytes: some thousands of agents.
const LARGEST: usize = 2 * 1024 * 1024;

/// How long the database is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a letter is, by what stands at its top.
#[derive(Deserialize)]
struct Top {
    at: Timestamp,
    app_url: Option<String>,
    presences: Option<Presences>,
}

/// What the app tells.
enum Told {
    /// Everything, and the address at which the app takes what the gateway tells.
    Everything(Box<Snapshot>, Uri),
    /// Only what agents said.
    Presences(Timestamp, Presences),
}

impl Told {
    fn read(text: &str) -> Option<Self> {
        let top: Top = serde_json::from_str(text).ok()?;
        if let Some(presences) = top.presences {
            return Some(Self::Presences(top.at, presences));
        }
        let app_url = safe_address(&top.app_url?)?;
        let snapshot = serde_json::from_str(text).ok()?;
        Some(Self::Everything(Box::new(snapshot), app_url))
    }

    const fn at(&self) -> Timestamp {
        match self {
            Self::Everything(snapshot, _) => snapshot.at,
            Self::Presences(at, _) => *at,
        }
    }
}

/// The newest snapshot, with what agents said since.
#[derive(Debug, Default)]
pub(crate) struct Known {
    snapshot: ArcSwapOption<Snapshot>,
    beside: Mutex<Beside>,
}

/// What is known beside the snapshot; whoever changes the snapshot holds it.
#[derive(Debug, Default)]
struct Beside {
    presences: Presences,
    app_url: Option<Uri>,
}

impl Known {
    /// The snapshot itself, if the app ever told one.
    pub(crate) fn get(&self) -> Option<Arc<Snapshot>> {
        self.snapshot.load_full()
    }

    /// When it was made.
    pub(crate) fn at(&self) -> Option<Timestamp> {
        self.get().map(|snapshot| snapshot.at)
    }

    /// Where the app takes what it is told.
    pub(crate) fn app_url(&self) -> Option<Uri> {
        self.lock().app_url.clone()
    }

    /// Takes a snapshot if it is newer; whether it is.
    fn replace(&self, snapshot: &Snapshot, app_url: Uri) -> bool {
        let mut beside = self.lock();
        if self.at().is_some_and(|known| known >= snapshot.at) {
            return false;
        }
        let heard = snapshot.hearing(&beside.presences);
        self.snapshot.store(Some(Arc::new(heard)));
        beside.app_url = Some(app_url);
        true
    }

    /// Takes what agents said.
    fn hear(&self, presences: &Presences) {
        let mut beside = self.lock();
        if beside.presences.hear(presences)
            && let Some(snapshot) = self.get()
        {
            let heard = snapshot.hearing(&beside.presences);
            self.snapshot.store(Some(Arc::new(heard)));
        }
    }

    /// Reads what another gateway was told, or this one before it was started.
    pub(crate) async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        self.hear(&store.presences().await?);
        let Some(text) = store.snapshot_after(self.at()).await? else {
            return Ok(());
        };
        if let Some(Told::Everything(snapshot, app_url)) = Told::read(&text) {
            self.replace(&snapshot, app_url);
        } else {
            tracing::error!("The stored snapshot cannot be read.");
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Beside> {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner)
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
    let now = gateway.now();
    let text = match letter.read(&gateway.config.secret, now) {
        Ok(text) => text,
        Err(why) => {
            let why = format!("It is not believed: {why}.");
            return refuse(StatusCode::UNAUTHORIZED, &why);
        }
    };
    let Some(told) = Told::read(&text) else {
        return refuse(StatusCode::BAD_REQUEST, "It is not of the expected form.");
    };
    let at = told.at();
    if at.seconds_since(now) > FRESHNESS {
        return refuse(StatusCode::BAD_REQUEST, "It was made in the future.");
    }
    // Calls are answered by it even while the database does not answer.
    let written = match told {
        Told::Everything(snapshot, app_url) => {
            let is_new = gateway.known.replace(&snapshot, app_url);
            // The same one may come again, when its acknowledgement was lost.
            if !is_new && gateway.known.at() != Some(at) {
                return refuse(StatusCode::CONFLICT, "A newer one is known.");
            }
            timeout(PATIENCE, gateway.store.keep_snapshot(at, &text)).await
        }
        Told::Presences(_, presences) => {
            gateway.known.hear(&presences);
            timeout(PATIENCE, gateway.store.keep_presences(&presences)).await
        }
    };
    if !matches!(written, Ok(Ok(()))) {
        gateway.metrics.store_failed();
        return refuse(StatusCode::SERVICE_UNAVAILABLE, "It is not written.");
    }
    Ok(())
}

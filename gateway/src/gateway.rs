//! What all requests share, and which path goes to which room.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderName, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use switchboard::values::Timestamp;
use tokio::sync::{Semaphore, broadcast, watch};
use tokio::time::timeout;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::Config;
use crate::metrics::Metrics;
use crate::snapshot::Known;
use crate::store::{Pushed, Store};
use crate::voice::Remembered;
use crate::{events, health, snapshot, stream, voice};

/// How many questions are answered at once; whoever comes then hears the apology.
const MOST_QUESTIONS: usize = 1024;

/// How many events and snapshots are taken at once.
const MOST_REQUESTS: usize = 512;

/// How many streams are open at once.
const MOST_STREAMS: usize = 10_000;

/// How many events a slow stream may lag behind before it reads them from the store.
const MOST_BEHIND: usize = 1024;

/// How long taking one may take.
const LONGEST_REQUEST: Duration = Duration::from_secs(10);

/// What all requests share.
pub(crate) struct Gateway {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) metrics: Metrics,
    pub(crate) known: Known,
    pub(crate) remembered: Remembered,
    /// The events as they are written.
    pub(crate) feed: broadcast::Sender<Arc<Pushed>>,
    /// Turns true when the gateway is about to end.
    pub(crate) closing: watch::Receiver<bool>,
    pub(crate) questions: Semaphore,
    requests: Semaphore,
    pub(crate) streams: Arc<Semaphore>,
}

impl Gateway {
    pub(crate) fn new(config: Config, store: Store, closing: watch::Receiver<bool>) -> Self {
        Self {
            config,
            store,
            metrics: Metrics::default(),
            known: Known::default(),
            remembered: Remembered::default(),
            feed: broadcast::Sender::new(MOST_BEHIND),
            closing,
            questions: Semaphore::new(MOST_QUESTIONS),
            requests: Semaphore::new(MOST_REQUESTS),
            streams: Arc::new(Semaphore::new(MOST_STREAMS)),
        }
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.config.clock.now()
    }
}

/// Waits until the gateway is about to end.
pub(crate) async fn closed(closing: &mut watch::Receiver<bool>) {
    // Whoever could say so may be gone, which says the same.
    drop(closing.wait_for(|closing| *closing).await);
}

/// Which path goes to which room.
pub(crate) fn routes(gateway: Arc<Gateway>) -> Router {
    let origins = AllowOrigin::list(gateway.config.origins.iter().cloned());
    let cors = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET])
        .allow_headers([AUTHORIZATION, HeaderName::from_static("last-event-id")])
        .max_age(Duration::from_mins(10));
    let bounded = Router::new()
        .route("/sautikit/events", post(events::take))
        .route("/app/snapshot", post(snapshot::take))
        .layer(from_fn_with_state(Arc::clone(&gateway), bounded));
    Router::new()
        .route("/events", get(stream::open).layer(cors))
        .route("/sautikit/voice", post(voice::answer))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(bounded)
        .with_state(gateway)
}

/// Serves so many at once, and each for so long.
async fn bounded(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let Ok(_place) = gateway.requests.try_acquire() else {
        let busy = "Too many requests at once.";
        return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "1")], busy).into_response();
    };
    let served = timeout(LONGEST_REQUEST, next.run(request)).await;
    served.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

//! The platform over HTTP: webhooks, the product's events, the pages of the app, the host pages around them, and what both ask for.
//!
//! It decides nothing about the app: every answer comes from [`Platform`], from the package, or from [`World`].

mod api;
mod chats;
mod error;
mod frames;
mod hook;
mod pages;
mod product;
mod records;
mod world;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::runtime::Platform;

pub use self::chats::{Chat, Line, Seat, Speaker, Thread};
pub use self::world::{Field, LiveRecords, SampleContact, SampleTicket, World, WorldAction};

/// Room for one request's body; the platform's own, smaller limits are told by the platform.
const BODY_LIMIT: usize = 1024 * 1024;
/// How long a request may take to end once the server is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(3);

/// Why the server cannot run; a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ServeError(String);

/// A server that answers until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address for a browser or a test, without a final slash.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes no more requests and waits, for a few seconds at most, for those under way. The platform keeps running.
    pub async fn stop(self) {
        let Self { stop, mut task, .. } = self;
        drop(stop);
        if timeout(LAST_REQUESTS, &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// What every endpoint needs.
#[derive(Clone, Debug)]
struct Shared {
    platform: Platform,
    world: std::sync::Arc<World>,
    http: reqwest::Client,
}

/// Answers requests on `listener` until the result is stopped or dropped. It must be called inside a Tokio runtime.
pub fn serve(
    platform: Platform,
    listener: TcpListener,
    world: World,
) -> Result<Running, ServeError> {
    let address = listener
        .local_addr()
        .map_err(|error| ServeError(format!("The address to listen on is unknown: {error}.")))?;
    let http = reqwest::Client::builder()
        .build()
        .map_err(|error| ServeError(format!("The HTTP client cannot be made: {error}.")))?;
    let shared = Shared {
        platform,
        world: world.into(),
        http,
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let service = axum::serve(listener, router(shared)).with_graceful_shutdown(async {
        // A dropped sender is as good a reason to stop as a word from it.
        let _: Result<(), _> = stopped.await;
    });
    let task = tokio::spawn(async {
        // The listener's own errors are retried inside; there is no other.
        let _: Result<(), _> = service.await;
    });
    Ok(Running {
        address,
        stop,
        task,
    })
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route(
            "/event/hook/{product}",
            post(hook::receive).get(hook::probe),
        )
        .route("/event/product/{name}", post(product::receive))
        .route("/", get(pages::start))
        .route("/host", get(pages::host))
        .route("/custom_configs", get(pages::settings))
        .route("/journal", get(pages::journal))
        .route("/host/{file}", get(pages::file))
        .route("/client.js", get(pages::client))
        .route("/iframe/{*path}", get(frames::frame))
        .route("/app/{*path}", get(frames::app_file))
        .route("/config/assets/{*path}", get(frames::settings_file))
        .nest("/api", api::router())
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(shared)
}

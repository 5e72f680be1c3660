//! The gateway: answers Sautikit's questions in the same exchange, and tells softphones of calls while they happen.
//!
//! It makes no tickets and holds no key of Freshdesk: what it knows comes from the app, and what it sees it tells the app.
//!
//! - `server` takes connections, `gateway` says which path goes to which room;
//! - `voice`, `events`, `snapshot`, `stream` and `health` are the rooms, `outbox` the way to the app;
//! - `posted` reads what Sautikit posts and writes what is made of it, `store` is what is remembered.

pub mod clock;
pub mod config;
mod events;
mod gateway;
mod health;
mod metrics;
mod outbox;
mod posted;
pub mod server;
mod snapshot;
mod store;
mod stream;
mod voice;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

pub use store::StoreError;

use config::Config;
use gateway::{Gateway, closed, routes};
use store::Store;

/// How long is waited at the end until everything is written.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often is looked for what another gateway was told.
const GLANCE: Duration = Duration::from_secs(2);

/// After how many looks is tidied up.
const TIDIED_AFTER: u32 = 300;

/// Why the gateway cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Nobody could be trusted to be the app.
    #[error("The system's root certificates cannot be read: {0}")]
    Certificates(std::io::Error),
}

/// Serves until `closing` turns true, and finishes what it began.
pub async fn run(
    config: Config,
    listener: TcpListener,
    closing: watch::Receiver<bool>,
) -> Result<(), StartError> {
    let http = outbox::client().map_err(StartError::Certificates)?;
    let (store, writer) = Store::open(&config.database_url, config.clock.clone()).await?;
    let gateway = Arc::new(Gateway::new(config, store, closing.clone()));
    refresh(&gateway).await;
    let tasks = [
        tokio::spawn(stream::follow(Arc::clone(&gateway))),
        tokio::spawn(outbox::empty(Arc::clone(&gateway), http)),
        tokio::spawn(keep_house(Arc::clone(&gateway))),
    ];
    server::serve(listener, routes(Arc::clone(&gateway)), closing).await;
    drop(gateway);
    let ended = async {
        for task in tasks {
            drop(task.await);
        }
        drop(writer.await);
    };
    if timeout(FAREWELL, ended).await.is_err() {
        tracing::error!("The database did not take everything before the end.");
    }
    Ok(())
}

/// Looks for newer snapshots and forgets what is old.
async fn keep_house(gateway: Arc<Gateway>) {
    let mut closing = gateway.closing.clone();
    let mut looks = 0_u32;
    loop {
        refresh(&gateway).await;
        if looks.is_multiple_of(TIDIED_AFTER)
            && let Err(error) = gateway.store.tidy(gateway.now()).await
        {
            tracing::error!("What is old cannot be forgotten: {error}.");
        }
        looks = looks.wrapping_add(1);
        tokio::select! {
            () = closed(&mut closing) => return,
            () = sleep(GLANCE) => {}
        }
    }
}

/// Looks for a newer snapshot. One that cannot be read keeps nobody from being answered: the app tells it anew.
async fn refresh(gateway: &Gateway) {
    if let Err(error) = gateway.known.refresh(&gateway.store).await {
        tracing::error!("The snapshot cannot be read: {error}.");
    }
}

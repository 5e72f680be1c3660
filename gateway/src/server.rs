//! Takes connections, within bounds that `axum::serve` has not: how many, how long headers take and how large they are.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use crate::gateway::closed;

/// How many connections are held.
const MOST_CONNECTIONS: usize = 16 * 1024;

/// How long the headers of a request may take, an idle connection included.
const HEADERS_TAKE: Duration = Duration::from_secs(30);

/// How many headers a request may have, and how large they may be together, in bytes.
const MOST_HEADERS: usize = 64;
const LARGEST_HEADERS: usize = 32 * 1024;

/// How long requests are waited for that are being served when the gateway ends.
const FAREWELL: Duration = Duration::from_secs(10);

/// How long is waited when the system gives no connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `closing` turns true, and finishes what it began.
pub async fn serve(listener: TcpListener, routes: Router, mut closing: watch::Receiver<bool>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TAKE)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEADERS);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let place = tokio::select! {
            () = closed(&mut closing) => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = closed(&mut closing) => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((connection, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        // What is said is short and waited for.
        drop(connection.set_nodelay(true));
        let service = TowerToHyperService::new(routes.clone());
        let served = graceful.watch(http.serve_connection(TokioIo::new(connection), service));
        tokio::spawn(async move {
            // A connection that breaks is the other side's business.
            drop(served.await);
            drop(place);
        });
    }
    drop(listener);
    if timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("Some requests were not finished.");
    }
}

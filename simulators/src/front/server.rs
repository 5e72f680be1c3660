//! The listening server of a simulator.
//!
//! It serves HTTP/1 by itself, because an ordinary server cannot do what a bad network does: break the connection instead of answering.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

/// Marks an answer that must not reach the caller.
#[derive(Clone)]
pub(crate) struct Lost;

/// Why a simulator could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No port could be had.
    #[error("cannot listen on 127.0.0.1 ({0}); free the port or give another listener")]
    Listen(#[source] io::Error),
    /// The HTTP client for webhooks cannot be made.
    #[error("cannot make an HTTP client for webhooks: {0}")]
    Client(String),
    /// The tables kept from the last run cannot be read.
    #[error("cannot read the kept tables in {path} ({why}); repair or delete that file")]
    Tables {
        /// The file.
        path: String,
        /// The reason.
        why: String,
    },
}

#[derive(Debug, thiserror::Error)]
#[error("the answer is lost on purpose")]
struct Break;

/// A running server; dropping it closes it and all its connections.
pub(crate) struct Server {
    base_url: String,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens on 127.0.0.1, on a free port when no listener is given.
    pub(crate) async fn start(
        router: Router,
        listener: Option<TcpListener>,
    ) -> Result<Self, StartError> {
        let listener = match listener {
            Some(listener) => listener,
            None => TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                .await
                .map_err(StartError::Listen)?,
        };
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let task = tokio::spawn(accept(listener, router));
        Ok(Self {
            base_url: base_url(address),
            task,
        })
    }

    /// Where it listens, without a slash at the end.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn base_url(address: SocketAddr) -> String {
    format!("http://{address}")
}

async fn accept(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, router.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, router: Router) {
    let service = tower::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let answering = router.clone().oneshot(request.map(axum::body::Body::new));
        async move {
            let Ok(response) = answering.await;
            if response.extensions().get::<Lost>().is_some() {
                Err(Break)
            } else {
                Ok(response)
            }
        }
    });
    // A broken connection is the client's news, not the simulator's.
    let _closed = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .await;
}

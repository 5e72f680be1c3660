//! What every simulator shares: the listening server, the list of what was received, faults on demand, tables kept on disk,
//! webhooks and product events on their way out.
//!
//! It knows no vendor.

mod courier;
mod events;
mod fault;
mod fields;
mod host;
mod outbox;
mod request;
mod server;
mod stage;
mod switches;
mod tables;
mod talk;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;

pub use self::courier::Delivery;
pub(crate) use self::courier::{Courier, Letter};
pub use self::events::ProductEvent;
pub(crate) use self::events::{Events, Hold};
pub(crate) use self::fault::FaultOrder;
pub use self::fault::{Fault, Matcher};
pub(crate) use self::fields::{Fields, Why, Wrong};
pub(crate) use self::host::{is_local, vendor_host};
pub(crate) use self::outbox::{Outbox, Waiting};
pub use self::request::Request;
pub(crate) use self::request::Requests;
pub use self::server::StartError;
pub(crate) use self::server::{Lost, Server};
pub(crate) use self::stage::{Records, Simulated, Stage, keep_time, router as control_router};
pub(crate) use self::switches::patched;
pub(crate) use self::tables::Tables;
pub(crate) use self::talk::{Content, Line, Side, Talk, Thread, place_at, text_at};

/// Where the endpoints live with which a test or a person plays the outside world.
pub(crate) const CONTROL: &str = "/_sim/";

/// The largest body that is read, in bytes; the biggest legal one is a ticket with 20 MB of attachments.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// Travels with a response that refuses, so that the transcript can say why.
#[derive(Clone)]
pub(crate) struct Reason(pub(crate) String);

/// The state of the shared part of one simulator.
pub(crate) struct Front {
    /// Everything received.
    pub(crate) requests: Requests,
    faults: Mutex<Vec<(Matcher, Fault)>>,
    is_right_key: Box<dyn Fn(&str) -> bool + Send + Sync>,
    hidden: Vec<String>,
}

impl Front {
    /// `is_right_key` judges the value of a header for keys, for the list of requests only.
    pub(crate) fn new(is_right_key: impl Fn(&str) -> bool + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            requests: Requests::default(),
            faults: Mutex::default(),
            is_right_key: Box::new(is_right_key),
            hidden: Vec::new(),
        })
    }

    /// For a vendor whose key also travels in paths and bodies, where the list of requests has `KEY` instead.
    pub(crate) fn hiding(key: &str) -> Arc<Self> {
        let right = key.to_owned();
        Arc::new(Self {
            requests: Requests::default(),
            faults: Mutex::default(),
            is_right_key: Box::new(move |value| value == right),
            hidden: vec![key.to_owned(), key.replace(':', "%3A")],
        })
    }

    /// Makes the next request that matches fail; every call is good for one request.
    pub(crate) fn fail_next(&self, matcher: Matcher, fault: Fault) {
        self.faults.lock().push((matcher, fault));
    }

    /// Forgets the faults that have not struck yet.
    pub(crate) fn forget_faults(&self) {
        self.faults.lock().clear();
    }

    fn fault_for(&self, method: &str, path: &str) -> Option<Fault> {
        let mut faults = self.faults.lock();
        let position = faults
            .iter_mut()
            .position(|(matcher, _)| matcher.strikes(method, path))?;
        Some(faults.remove(position).1)
    }
}

/// Records the request, then lets it through or lets the fault strike that waits for it.
pub(crate) async fn receive(
    State(front): State<Arc<Front>>,
    request: axum::extract::Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with(CONTROL) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return (axum::http::StatusCode::PAYLOAD_TOO_LARGE, "").into_response();
    };
    let id = front
        .requests
        .record(&head, &body, &front.is_right_key, &front.hidden);
    let fault = front.fault_for(head.method.as_str(), head.uri.path());
    let request = axum::extract::Request::from_parts(head, Body::from(body));
    let response = match fault {
        None => next.run(request).await,
        Some(Fault::Status(status, body, headers)) => fault::answer(status, body, &headers),
        Some(Fault::Garbage) => fault::garbage(),
        Some(Fault::Timeout) => std::future::pending().await,
        Some(Fault::DropAfter) => {
            next.run(request).await;
            let mut response = ().into_response();
            response.extensions_mut().insert(Lost);
            return response;
        }
        Some(Fault::Slow(wait)) => {
            let response = next.run(request).await;
            tokio::time::sleep(wait).await;
            response
        }
    };
    front.requests.answered(id, response.status().as_u16());
    response
}

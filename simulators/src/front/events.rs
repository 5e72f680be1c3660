//! Tells a listener what happens in a product, as the product tells its apps.
//!
//! One event after the other in the order in which things happened, each only when the answer to the request that caused it is on its way.
//! What the listener refuses or misses is only remembered; what an event says is the vendor's matter.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use parking_lot::Mutex;
use reqwest::Client;
use reqwest::redirect::Policy;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};

use super::courier::sentence;
use super::server::StartError;

/// A listener that has not answered by then is left; a platform acknowledges at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// A product event that was told, and how that went.
#[derive(Clone, Debug, Serialize)]
pub struct ProductEvent {
    /// The event's name.
    pub event: String,
    /// Where it was posted to.
    pub url: String,
    /// What was posted.
    pub body: Value,
    /// The status that was answered.
    pub status: Option<u16>,
    /// Why nothing was answered.
    pub error: Option<String>,
}

/// The product events of one account.
pub(crate) struct Events {
    queue: mpsc::UnboundedSender<Waiting>,
    log: Arc<Log>,
}

/// An event on its way.
struct Waiting {
    event: ProductEvent,
    /// Ends when the answer that comes first is on its way.
    gate: oneshot::Receiver<()>,
}

struct Log {
    told: Mutex<Vec<ProductEvent>>,
    waiting: watch::Sender<usize>,
}

/// Holds an event back for as long as it lives.
#[derive(Clone)]
pub(crate) struct Hold(
    #[expect(dead_code, reason = "lives for its drop")] Arc<oneshot::Sender<()>>,
);

impl Hold {
    /// A hold, and what ends when it is dropped.
    pub(crate) fn new() -> (Self, oneshot::Receiver<()>) {
        let (hold, gate) = oneshot::channel();
        (Self(Arc::new(hold)), gate)
    }

    /// Lets the event go together with the answer; lost answers let it go too.
    pub(crate) fn until_answered(hold: Option<Self>, mut response: Response) -> Response {
        if let Some(hold) = hold {
            response.extensions_mut().insert(hold);
        }
        response
    }
}

impl Events {
    /// Starts the account's events; they end with it.
    pub(crate) fn start() -> Result<Self, StartError> {
        // Listeners are on this machine: a proxy would only be in the way.
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|error| StartError::Client(error.to_string()))?;
        let log = Arc::new(Log {
            told: Mutex::default(),
            waiting: watch::Sender::new(0),
        });
        let (queue, waiting) = mpsc::unbounded_channel();
        tokio::spawn(deliver(client, waiting, Arc::clone(&log)));
        Ok(Self { queue, log })
    }

    /// Queues an event, which goes out when the hold is dropped.
    /// `template` is an address in which `{event}` stands for the event's name.
    pub(crate) fn tell(&self, template: &str, event: &str, body: Value) -> Hold {
        let (hold, gate) = Hold::new();
        let event = ProductEvent {
            event: event.to_owned(),
            url: template.replace("{event}", event),
            body,
            status: None,
            error: None,
        };
        self.log.waiting.send_modify(|count| *count += 1);
        if self.queue.send(Waiting { event, gate }).is_err() {
            self.log.waiting.send_modify(|count| *count -= 1);
        }
        hold
    }

    /// Everything that was told, oldest first.
    pub(crate) fn told(&self) -> Vec<ProductEvent> {
        self.log.told.lock().clone()
    }

    /// Waits until nothing is left to tell.
    pub(crate) async fn settled(&self) {
        let mut waiting = self.log.waiting.subscribe();
        // The sender lives as long as this account, so waiting cannot fail.
        let _nothing = waiting.wait_for(|count| *count == 0).await;
    }
}

async fn deliver(client: Client, mut waiting: mpsc::UnboundedReceiver<Waiting>, log: Arc<Log>) {
    while let Some(Waiting { mut event, gate }) = waiting.recv().await {
        // A dropped hold is the signal; nobody ever sends.
        let _dropped = gate.await;
        let post = client.post(&event.url).json(&event.body);
        match post.send().await {
            Ok(response) => event.status = Some(response.status().as_u16()),
            Err(error) => event.error = Some(sentence(&error)),
        }
        log.told.lock().push(event);
        log.waiting.send_modify(|count| *count -= 1);
    }
}

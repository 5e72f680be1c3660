//! Posts webhooks and remembers every post with what came back.
//!
//! What is posted, how it is signed, and whether it is posted again, is decided by the vendor's module.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use serde::Serialize;
use tokio::sync::watch;

use super::server::StartError;

/// A receiver that has not answered by then is left.
const PATIENCE: Duration = Duration::from_secs(10);

/// A webhook that is to be posted.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) event: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    /// Sent byte for byte, since a signature may cover it.
    pub(crate) body: String,
}

/// A webhook that was posted, and what came back.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// The event's name.
    pub event: String,
    /// Where it was posted to.
    pub url: String,
    /// The headers that the vendor adds.
    pub headers: Vec<(String, String)>,
    /// What was posted.
    pub body: String,
    /// The status that was answered.
    pub status: Option<u16>,
    /// The body that was answered.
    pub answer: String,
    /// Why nothing was answered.
    pub error: Option<String>,
}

impl Delivery {
    /// Whether any 2xx was answered.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self.status, Some(200..=299))
    }

    /// How it went, in a few words.
    pub(crate) fn outcome(&self) -> String {
        match (self.status, &self.error) {
            (Some(status), _) => status.to_string(),
            (None, error) => error.clone().unwrap_or_default(),
        }
    }
}

/// The webhooks of one vendor.
pub(crate) struct Courier {
    client: Client,
    deliveries: Mutex<Vec<Delivery>>,
    underway: Arc<watch::Sender<usize>>,
}

/// Something that is still on its way for as long as this lives.
pub(crate) struct Underway(Arc<watch::Sender<usize>>);

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Courier {
    pub(crate) fn start() -> Result<Self, StartError> {
        // Receivers are on this machine: a proxy would only be in the way, and no vendor follows redirects.
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|error| StartError::Client(error.to_string()))?;
        Ok(Self {
            client,
            deliveries: Mutex::default(),
            underway: Arc::new(watch::Sender::new(0)),
        })
    }

    /// Posts and hands back what was answered.
    pub(crate) async fn post(&self, letter: Letter) -> Delivery {
        let request = self
            .client
            .post(&letter.url)
            .header(CONTENT_TYPE, "application/json");
        let add = |request: reqwest::RequestBuilder, (name, value): &(String, String)| {
            request.header(name, value)
        };
        let request = letter.headers.iter().fold(request, add);
        let mut delivery = Delivery {
            event: letter.event,
            url: letter.url,
            headers: letter.headers,
            body: letter.body.clone(),
            status: None,
            answer: String::new(),
            error: None,
        };
        match request.body(letter.body).send().await {
            Ok(response) => {
                delivery.status = Some(response.status().as_u16());
                match response.text().await {
                    Ok(text) => delivery.answer = text,
                    Err(error) => delivery.error = Some(sentence(&error)),
                }
            }
            Err(error) => delivery.error = Some(sentence(&error)),
        }
        self.deliveries.lock().push(delivery.clone());
        delivery
    }

    /// Everything that was posted, in the order in which it was answered.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.deliveries.lock().clone()
    }

    /// Counts something as being on its way.
    pub(crate) fn underway(&self) -> Underway {
        self.underway.send_modify(|count| *count += 1);
        Underway(Arc::clone(&self.underway))
    }

    /// Waits until nothing is on its way.
    pub(crate) async fn settled(&self) {
        let mut underway = self.underway.subscribe();
        // The sender lives as long as this does.
        let _nothing = underway.wait_for(|count| *count == 0).await;
    }
}

/// Why nothing was answered, in a few words without an address.
pub(super) fn sentence(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "no answer in time".to_owned()
    } else if error.is_connect() {
        "nobody listens there".to_owned()
    } else {
        "the answer cannot be read".to_owned()
    }
}

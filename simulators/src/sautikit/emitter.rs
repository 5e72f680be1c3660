//! Posts events and callbacks, and remembers every post with what came back.
//!
//! Nothing is sent a second time because it failed; a test says what is sent.

use std::time::Duration;

use parking_lot::Mutex;
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use serde::Serialize;
use tokio::task::JoinSet;

use crate::front::StartError;

/// One post and what came back.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// The event's name; empty for a body that names none.
    pub event: String,
    /// Where it was posted to.
    pub url: String,
    /// What was posted.
    pub body: String,
    /// The status that was answered.
    pub status: Option<u16>,
    /// The body that was answered.
    pub answer: String,
    /// Why nothing was answered.
    pub error: Option<String>,
}

/// Posts for one workspace.
pub(crate) struct Emitter {
    client: Client,
    delivery_timeout: Duration,
    callback_timeout: Duration,
    deliveries: Mutex<Vec<Delivery>>,
}

impl Emitter {
    /// The time-outs are those of an event and of a callback.
    pub(crate) fn new(
        delivery_timeout: Duration,
        callback_timeout: Duration,
    ) -> Result<Self, StartError> {
        // Targets are on this machine: a proxy would only be in the way, and the vendor follows no redirect.
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .build();
        Ok(Self {
            client: client.map_err(|error| StartError::Client(error.to_string()))?,
            delivery_timeout,
            callback_timeout,
            deliveries: Mutex::default(),
        })
    }

    /// Everything that was posted, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.deliveries.lock().clone()
    }

    /// Posts an event so many times, one after the other or all at once.
    pub(crate) async fn send(
        &self,
        event: &str,
        url: &str,
        body: &str,
        copies: usize,
        at_once: bool,
    ) -> Vec<Delivery> {
        self.send_as(event, url, body, JSON, copies, at_once).await
    }

    /// Posts an event as some other content type.
    pub(crate) async fn send_as(
        &self,
        event: &str,
        url: &str,
        body: &str,
        content_type: &str,
        copies: usize,
        at_once: bool,
    ) -> Vec<Delivery> {
        let mut sent = Vec::new();
        if at_once {
            let mut posts = JoinSet::new();
            for _ in 0..copies {
                posts.spawn(self.post(event, url, body, content_type, self.delivery_timeout));
            }
            sent = posts.join_all().await;
        } else {
            for _ in 0..copies {
                sent.push(
                    self.post(event, url, body, content_type, self.delivery_timeout)
                        .await,
                );
            }
        }
        self.deliveries.lock().extend(sent.clone());
        sent
    }

    /// Posts a callback and hands back what was answered.
    pub(crate) async fn ask(&self, event: &str, url: &str, body: &str) -> Delivery {
        let answer = self
            .post(event, url, body, JSON, self.callback_timeout)
            .await;
        self.deliveries.lock().push(answer.clone());
        answer
    }

    fn post(
        &self,
        event: &str,
        url: &str,
        body: &str,
        content_type: &str,
        timeout: Duration,
    ) -> impl Future<Output = Delivery> + use<> {
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, content_type)
            .timeout(timeout)
            .body(body.to_owned());
        let mut delivery = Delivery {
            event: event.to_owned(),
            url: url.to_owned(),
            body: body.to_owned(),
            status: None,
            answer: String::new(),
            error: None,
        };
        async move {
            match request.send().await {
                Ok(response) => {
                    delivery.status = Some(response.status().as_u16());
                    match response.text().await {
                        Ok(text) => delivery.answer = text,
                        Err(error) => delivery.error = Some(sentence(&error)),
                    }
                }
                Err(error) => delivery.error = Some(sentence(&error)),
            }
            delivery
        }
    }
}

const JSON: &str = "application/json";

fn sentence(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "no answer in time".to_owned()
    } else if error.is_connect() {
        "nobody listens there".to_owned()
    } else {
        error.to_string()
    }
}

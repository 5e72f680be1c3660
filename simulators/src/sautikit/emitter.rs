//! Posts events and callbacks, and remembers every post with what came back.
//!
//! What is posted, and whether it is posted again, is decided elsewhere.

use std::time::Duration;

use parking_lot::Mutex;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use serde::Serialize;
use tokio::task::JoinSet;

use super::actions::Method;
use super::config::HeaderCasing;
use super::outgoing::Post;
use crate::front::StartError;

/// One post and what came back.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// The event's name; empty for a body that names none.
    pub event: String,
    /// Where it was posted to.
    pub url: String,
    /// The headers that the vendor adds, as they were written.
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
    /// Whether the vendor takes it for delivered: any 2xx, whatever its body says.
    pub(crate) fn is_taken(&self) -> bool {
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

/// Posts for one workspace.
pub(crate) struct Emitter {
    lower: Client,
    canonical: Client,
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
        let builder = || Client::builder().no_proxy().redirect(Policy::none());
        let made = |builder: ClientBuilder| {
            builder
                .build()
                .map_err(|error| StartError::Client(error.to_string()))
        };
        Ok(Self {
            lower: made(builder())?,
            canonical: made(builder().http1_title_case_headers())?,
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
    pub(crate) async fn send(&self, post: &Post, copies: usize, at_once: bool) -> Vec<Delivery> {
        let mut sent = Vec::new();
        if at_once {
            let mut posts = JoinSet::new();
            for _ in 0..copies {
                posts.spawn(self.post(post, self.delivery_timeout));
            }
            sent = posts.join_all().await;
        } else {
            for _ in 0..copies {
                sent.push(self.post(post, self.delivery_timeout).await);
            }
        }
        self.deliveries.lock().extend(sent.clone());
        sent
    }

    /// Posts a callback and hands back what was answered.
    pub(crate) async fn ask(&self, post: &Post) -> Delivery {
        let answer = self.post(post, self.callback_timeout).await;
        self.deliveries.lock().push(answer.clone());
        answer
    }

    fn post(&self, post: &Post, timeout: Duration) -> impl Future<Output = Delivery> + use<> {
        let client = match post.casing {
            HeaderCasing::Lower => &self.lower,
            HeaderCasing::Canonical => &self.canonical,
        };
        let request = match post.method {
            Method::Post => client
                .post(&post.url)
                .header(CONTENT_TYPE, &post.content_type)
                .body(post.body.clone()),
            Method::Get => client.get(&post.url),
        };
        let request =
            post.headers
                .iter()
                .fold(request.timeout(timeout), |request, (name, value)| {
                    // As bytes, since a wrong signature may have letters beyond ASCII.
                    request.header(name, value.as_bytes())
                });
        let mut delivery = Delivery {
            event: post.event.clone(),
            url: post.url.clone(),
            headers: post.headers.clone(),
            body: post.body.clone(),
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

fn sentence(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "no answer in time".to_owned()
    } else if error.is_connect() {
        "nobody listens there".to_owned()
    } else {
        error.to_string()
    }
}

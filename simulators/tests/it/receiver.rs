//! Whoever receives events and voice callbacks: remembers each, and answers what it was told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// Path and query.
    pub(crate) target: String,
    pub(crate) content_type: String,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The fields of a form.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        assert_eq!(self.content_type, "application/x-www-form-urlencoded");
        let pairs = url::form_urlencoded::parse(self.text.as_bytes());
        pairs.into_owned().collect()
    }

    /// A header, with what is not UTF-8 replaced; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).map(HeaderValue::as_bytes);
        String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
    }

    /// The event's name.
    pub(crate) fn event(&self) -> String {
        self.json()["event"].as_str().unwrap_or_default().to_owned()
    }
}

#[derive(Clone, Default)]
struct Shared {
    received: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    refusals: Arc<Mutex<VecDeque<u16>>>,
    together: Arc<Mutex<Option<Arc<tokio::sync::Barrier>>>>,
}

/// A listening receiver.
pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Shared,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let shared = Shared::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(receive).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// Answers the next voice callback with this; every other request gets 200 and an empty object.
    pub(crate) fn answer(&self, status: u16, body: &str) {
        self.shared
            .answers
            .lock()
            .unwrap()
            .push_back((status, body.to_owned()));
    }

    /// Answers the next posts that ask nothing with these statuses.
    pub(crate) fn refuse(&self, statuses: &[u16]) {
        self.shared.refusals.lock().unwrap().extend(statuses);
    }

    /// What came in at this path, oldest first.
    pub(crate) fn at(&self, path: &str) -> Vec<Received> {
        let mut received = self.received();
        received.retain(|it| it.target.split('?').next() == Some(path));
        received
    }

    /// Answers no request before so many are there at once.
    pub(crate) fn wait_for(&self, count: usize) {
        *self.shared.together.lock().unwrap() = Some(Arc::new(tokio::sync::Barrier::new(count)));
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    pub(crate) fn events(&self) -> Vec<String> {
        self.received().iter().map(Received::event).collect()
    }

    /// The last body of an event.
    #[track_caller]
    pub(crate) fn last(&self, event: &str) -> Value {
        let received = self.received();
        let found = received
            .iter()
            .rev()
            .find(|received| received.event() == event);
        found
            .unwrap_or_else(|| panic!("no {event} among {received:?}"))
            .json()
    }
}

async fn receive(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let content_type = head
        .headers
        .get("content-type")
        .map(|it| it.to_str().unwrap().to_owned());
    let received = Received {
        target: head.uri.to_string(),
        content_type: content_type.unwrap_or_default(),
        headers: head.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    };
    let is_callback = received.text.contains("call.routing") || head.uri.path() == "/voice";
    shared.received.lock().unwrap().push(received);
    let barrier = shared.together.lock().unwrap().clone();
    if let Some(barrier) = barrier {
        barrier.wait().await;
    }
    let scripted = if is_callback {
        shared.answers.lock().unwrap().pop_front()
    } else {
        let refusal = shared.refusals.lock().unwrap().pop_front();
        refusal.map(|status| (status, String::new()))
    };
    let (status, body) = scripted.unwrap_or((200, "{}".to_owned()));
    if status == 0 {
        tokio::time::sleep(Duration::from_hours(1)).await;
    }
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

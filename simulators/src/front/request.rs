//! The list of everything a simulator received.
//!
//! Keys are judged here and never kept: a list that is printed in a failing test must not print them.

use std::collections::{BTreeMap, VecDeque};

use axum::http::request::Parts;
use parking_lot::Mutex;
use serde::Serialize;
use serde_json::Value;

/// How many requests are remembered; enough for any test, and a bound for a simulator that runs for days.
const REMEMBERED: usize = 10_000;

/// The headers in which keys travel.
const KEY_HEADERS: [&str; 5] = [
    "authorization",
    "api-token",
    "x-viber-auth-token",
    "ht-client-id",
    "ht-client-secret",
];

/// One request as it was received.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// In capitals.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Decoded pairs, in order.
    pub query: Vec<(String, String)>,
    /// By lower-cased name; a header for keys is `present, right` or `wrong`.
    pub headers: BTreeMap<String, String>,
    /// As text, with anything that is not UTF-8 replaced.
    pub body: String,
    /// What was answered; `None` while there is no answer, and for an answer that was lost.
    pub status: Option<u16>,
}

impl Request {
    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A header's value by its lower-cased name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// The remembered requests, oldest first.
#[derive(Default)]
pub(crate) struct Requests(Mutex<(u64, VecDeque<(u64, Request)>)>);

impl Requests {
    /// Remembers a request and names it.
    pub(crate) fn record(
        &self,
        head: &Parts,
        body: &[u8],
        is_right_key: &dyn Fn(&str) -> bool,
        hidden: &[String],
    ) -> u64 {
        let shown = |text: &str| {
            let hide = |text: String, key: &String| text.replace(key.as_str(), "KEY");
            hidden.iter().fold(text.to_owned(), hide)
        };
        let query = head.uri.query().unwrap_or_default();
        let request = Request {
            method: head.method.as_str().to_owned(),
            path: shown(head.uri.path()),
            query: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers: headers(head, is_right_key),
            body: shown(&String::from_utf8_lossy(body)),
            status: None,
        };
        let mut list = self.0.lock();
        list.0 += 1;
        let id = list.0;
        if list.1.len() == REMEMBERED {
            list.1.pop_front();
        }
        list.1.push_back((id, request));
        id
    }

    /// Notes what was answered.
    pub(crate) fn answered(&self, id: u64, status: u16) {
        let mut list = self.0.lock();
        if let Some((_, request)) = list.1.iter_mut().rev().find(|(known, _)| *known == id) {
            request.status = Some(status);
        }
    }

    /// Everything remembered.
    pub(crate) fn all(&self) -> Vec<Request> {
        self.0
            .lock()
            .1
            .iter()
            .map(|(_, request)| request.clone())
            .collect()
    }
}

fn headers(head: &Parts, is_right_key: &dyn Fn(&str) -> bool) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in &head.headers {
        let text = String::from_utf8_lossy(value.as_bytes());
        let value = match name.as_str() {
            name if !KEY_HEADERS.contains(&name) => text.as_ref(),
            _ if is_right_key(&text) => "present, right",
            _ => "wrong",
        };
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|known| *known = format!("{known}, {value}"))
            .or_insert_with(|| value.to_owned());
    }
    headers
}

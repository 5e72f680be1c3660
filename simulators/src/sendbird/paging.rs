//! Query strings of the lists of Calls, and their pages.
//!
//! Newest first; `next` is opaque to callers. That every wrong value is 400100 is inferred.

use std::collections::BTreeMap;

use axum::http::Uri;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::config::LastPage;
use super::refusal::{Refusal, calls};

const ROWS: usize = 10;
const MOST_ROWS: usize = 100;

/// The decoded query of a list.
pub(crate) struct Query(BTreeMap<String, String>);

/// The part of a list that was asked for.
pub(crate) struct Page {
    rows: usize,
    /// Only rows older than the one at this place.
    before: usize,
}

impl Query {
    /// Reads the query and refuses names that the list does not know.
    pub(crate) fn read(uri: &Uri, known: &[&str]) -> Result<Self, Refusal> {
        let query = uri.query().unwrap_or_default().as_bytes();
        let values = url::form_urlencoded::parse(query)
            .into_owned()
            .collect::<BTreeMap<_, _>>();
        let is_known = |name: &str| known.contains(&name) || ["limit", "next"].contains(&name);
        match values.keys().find(|name| !is_known(name)) {
            Some(name) => Err(wrong(name)),
            None => Ok(Self(values)),
        }
    }

    /// A value as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A value that must be one of some words.
    pub(crate) fn word(&self, name: &str, words: &[&str]) -> Result<Option<&str>, Refusal> {
        match self.text(name) {
            Some(word) if !words.contains(&word) => Err(wrong(name)),
            word => Ok(word),
        }
    }

    /// A value in milliseconds.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let parsed = self.text(name).map(str::parse).transpose();
        parsed.map_err(|_| wrong(name))
    }

    /// The page asked for.
    pub(crate) fn page(&self) -> Result<Page, Refusal> {
        let rows = self.text("limit").map_or(Ok(ROWS), str::parse);
        let rows = rows.ok().filter(|rows| (1..=MOST_ROWS).contains(rows));
        let before = match self.text("next") {
            None | Some("") => Some(usize::MAX),
            Some(token) => place(token),
        };
        Ok(Page {
            rows: rows.ok_or_else(|| wrong("limit"))?,
            before: before.ok_or_else(|| wrong("next"))?,
        })
    }
}

impl Page {
    /// One page under the list's name; rows come with their place, newest first.
    pub(crate) fn answer(
        &self,
        name: &str,
        rows: impl Iterator<Item = (usize, Value)>,
        last: LastPage,
    ) -> Value {
        let mut older = rows.filter(|(place, _)| *place < self.before).peekable();
        let mut shown = Vec::new();
        let mut end = 0;
        while let Some((place, row)) = older.next_if(|_| shown.len() < self.rows) {
            shown.push(row);
            end = place;
        }
        let next = match last {
            _ if older.peek().is_some() => Some(json!(token(end))),
            LastPage::Empty => Some(json!("")),
            LastPage::Null => Some(Value::Null),
            LastPage::Absent => None,
        };
        let next = next.map(|next| ("next".to_owned(), next));
        let rows = [(name.to_owned(), Value::Array(shown))];
        Value::Object(rows.into_iter().chain(next).collect::<Map<_, _>>())
    }
}

/// A parameter that is unknown or has a wrong value.
pub(crate) fn wrong(name: &str) -> Refusal {
    let message = format!("The parameter \"{name}\" is not valid.");
    Refusal::calls(calls::INVALID, message)
}

fn token(place: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("before {place}"))
}

fn place(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("before ")?.parse().ok()
}

//! Sautikit's calls API, looking back: the list of calls, recordings, and hanging up.
//!
//! What a past call still needs is decided elsewhere.

use serde::Deserialize;

use super::calls::CallState;
use crate::host::Call;
use crate::json::Readable;
use crate::values::{CallId, E164};
use crate::wire::{encoded, loose_text};

/// `GET /v1/calls?from=…&to=…&limit=100`: the calls that began in a window, the newest first.
///
/// Each question has a template of its own, since a template cannot leave a value out and Sautikit refuses an empty one.
#[derive(Clone, Debug)]
pub struct ListCalls {
    /// The window's first second since 1970.
    pub from: i64,
    /// The second behind its last one.
    pub to: i64,
}

impl Call for ListCalls {
    const TEMPLATE: &'static str = "listCalls";
    type Reply = CallPage;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("from", self.from.to_string()), ("to", self.to.to_string())]
    }
}

/// The next page of such a list.
#[derive(Clone, Debug)]
pub struct ListMoreCalls {
    /// The list.
    pub list: ListCalls,
    /// Where the page before ended.
    pub cursor: String,
}

impl Call for ListMoreCalls {
    const TEMPLATE: &'static str = "listMoreCalls";
    type Reply = CallPage;

    fn context(&self) -> Vec<(&'static str, String)> {
        let mut context = self.list.context();
        context.push(("cursor", encoded(&self.cursor)));
        context
    }
}

/// `GET /v1/calls?q=…&limit=25`: the last calls with a number.
#[derive(Clone, Debug)]
pub struct FindCalls<'a> {
    /// The other side's number. Calls whose number merely contains its digits are found too.
    pub number: &'a E164,
}

impl Call for FindCalls<'_> {
    const TEMPLATE: &'static str = "findCalls";
    type Reply = CallPage;

    fn context(&self) -> Vec<(&'static str, String)> {
        let digits = self.number.as_str().trim_start_matches('+');
        vec![("q", digits.to_owned())]
    }
}

/// `GET /v1/calls?limit=25`: the last calls.
#[derive(Clone, Copy, Debug)]
pub struct RecentCalls;

impl Call for RecentCalls {
    const TEMPLATE: &'static str = "recentCalls";
    type Reply = CallPage;
}

/// A page of calls.
#[derive(Clone, Debug, Deserialize)]
pub struct CallPage {
    data: Vec<Readable<CallState>>,
    /// Where the next page begins; absent on the last one.
    #[serde(default, deserialize_with = "loose_text")]
    pub next_cursor: Option<String>,
}

impl CallPage {
    /// The calls that can be read; one that cannot does not hide the others.
    #[must_use]
    pub fn calls(self) -> Vec<CallState> {
        self.data
            .into_iter()
            .filter_map(|Readable(call)| call)
            .collect()
    }
}

/// `GET /v1/calls/{id}/recording`: a redirect to where it can be heard for some minutes, or 202 while it is not ready.
#[derive(Clone, Debug)]
pub struct GetRecording {
    /// Either id of the call.
    pub call: CallId,
}

impl Call for GetRecording {
    const TEMPLATE: &'static str = "getRecording";
    type Reply = PendingRecording;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("call_id", encoded(self.call.as_str()))]
    }
}

/// The answer while a recording is not ready.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct PendingRecording {
    /// How long to wait, in seconds.
    #[serde(default)]
    pub retry_after_seconds: Option<u32>,
}

/// `POST /v1/calls/{id}/hangup`; hanging up twice is no error.
#[derive(Clone, Debug)]
pub struct HangUp {
    /// Either id of the call.
    pub call: CallId,
}

impl Call for HangUp {
    const TEMPLATE: &'static str = "hangUpCall";
    type Reply = HungUp;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("call_id", encoded(self.call.as_str()))]
    }
}

/// The answer to hanging up; only that it is one is of use.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct HungUp {}

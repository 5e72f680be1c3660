//! Sending the requests of `config/requests.json` to where the vendors' hosts are mapped.
//!
//! Nothing here ever goes to the internet; putting values into a template is [`crate::app`]'s business.

mod hosts;
mod sending;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::hosts::HostMap;
pub(crate) use self::sending::{Sender, Sent};

/// What becomes of a template request that is answered by a redirect; which of the two the real platform does is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// The app gets the 3xx answer as a success, with its `location` among the headers.
    Returned,
    /// A `GET` goes on to the new address, as far as hosts are mapped, and the app gets what comes from there.
    /// Other methods are answered as in `Returned`.
    Followed,
}

/// What a successful template request brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TemplateReply {
    /// The remote side's status, below 400.
    pub status: u16,
    /// The remote side's headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The remote side's body, always text.
    pub response: String,
    /// How often the request was sent.
    pub attempts: u32,
}

/// With what a template request is rejected: the remote side's status of 400 and above, or the platform's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{response}")]
pub struct TemplateFailure {
    /// The status.
    pub status: u16,
    /// The remote side's headers, names in lower case; empty when the platform refused.
    pub headers: BTreeMap<String, String>,
    /// The remote side's body, or the platform's sentence.
    pub response: String,
    /// Always `APP`.
    #[serde(rename = "errorSource")]
    pub source_of_error: &'static str,
    /// How often the request was sent; 0 when the platform refused.
    pub attempts: u32,
}

impl TemplateFailure {
    /// The platform's own refusal.
    pub(crate) fn refusal(status: u16, response: impl Into<String>) -> Self {
        Self {
            status,
            headers: BTreeMap::new(),
            response: response.into(),
            source_of_error: "APP",
            attempts: 0,
        }
    }
}

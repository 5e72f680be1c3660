//! What goes into the platform and what comes out of it.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

/// A webhook as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HookRequest {
    /// The decoded query; `options` is the label that was given to `generateTargetUrl`.
    pub query: Vec<(String, String)>,
    /// The headers; the case of their names does not matter.
    pub headers: Vec<(String, String)>,
    /// The content type, as its header says it.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the sender of a webhook gets back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookReply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a page gets for an invoked function.
#[derive(Clone, Debug, PartialEq)]
pub struct SmiReply {
    /// The HTTP status. A time-out and a thrown error come with 200; their body's `status` tells.
    pub status: u16,
    /// `{requestID, response?}`, or `{requestID?, status, message, errorSource}`.
    pub body: Value,
}

/// What can be seen of a platform from outside; no secret.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Status {
    /// Since when the app is installed; none if it is not.
    pub installed: Option<Timestamp>,
    /// The values of the installation parameters that pages may see.
    pub parameters: Map<String, Value>,
    /// The target URLs that the app asked for, in the order of asking.
    pub target_urls: Vec<TargetUrl>,
    /// The app's schedules, the next due first.
    pub schedules: Vec<Scheduled>,
}

/// A target URL that the app asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetUrl {
    /// Its label, if it has one.
    pub options: Option<String>,
    /// The address.
    pub url: String,
}

/// A schedule of the app.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scheduled {
    /// Its name.
    pub name: String,
    /// What its event will carry.
    pub data: Value,
    /// When it is due next.
    pub due: Timestamp,
    /// Whether it fires more than once.
    pub recurring: bool,
}

/// Why the platform cannot start; a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub(super) String);

/// Why an installation, a change of settings, an event or an uninstallation did not happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Installation parameters are missing or wrong: one sentence each, for the person who filled them in.
    #[error("{}", .0.join(" "))]
    Parameters(Vec<String>),
    /// The app's handler refused.
    #[error("{message}")]
    App {
        /// The status it gave, else 500.
        status: u16,
        /// Its message, cut to what the platform shows.
        message: String,
    },
    /// The app's handler did not call `renderData` in time.
    #[error("Request Timed Out!")]
    TimedOut,
    /// The app is not installed.
    #[error("The app is not installed; install it first.")]
    NotInstalled,
    /// The app is installed already.
    #[error("The app is installed already; uninstall it first, or edit its settings.")]
    AlreadyInstalled,
    /// The app has no handler for the event.
    #[error("Invalid event: {0}")]
    UnknownEvent(String),
    /// The event's payload is too large.
    #[error("The event's payload is larger than {limit} bytes.")]
    TooLarge {
        /// The most that is let through.
        limit: usize,
    },
    /// The platform itself failed; a sentence.
    #[error("{0}")]
    Failed(String),
}

//! What the platform and a worker process say to each other, one JSON object a line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// To the worker. `now` is the time to tell, in milliseconds since 1970; null for the system's.
#[derive(Debug, Serialize)]
pub(super) struct ToWorker<'a> {
    pub(super) now: Option<i64>,
    #[serde(flatten)]
    pub(super) message: Order<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Order<'a> {
    /// Take this app; answered by `Loaded`.
    Load(&'a Load),
    /// Run a handler; ends with `Over`.
    Run(RunOrder<'a>),
    /// A feature call is answered.
    Answer(Answer),
}

/// The app, as a worker needs it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Load {
    /// The texts of `server/`, by path.
    pub(crate) files: BTreeMap<String, String>,
    /// The folder that holds the app's `node_modules`.
    pub(crate) folder: String,
    /// Whether the sandbox has `WebAssembly`.
    pub(crate) webassembly: bool,
    /// The handlers that the manifest names.
    pub(crate) wanted: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct RunOrder<'a> {
    #[serde(rename = "requestID")]
    pub(super) request_id: &'a str,
    pub(super) handler: &'a str,
    /// The handler's argument as JSON text.
    pub(super) payload: &'a str,
    /// Whether only `$request` and `renderData` are there, as before an installation.
    pub(super) reduced: bool,
    /// Whether the run is not over before `renderData` was called.
    pub(super) waits: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Answer {
    pub(super) call: u64,
    #[serde(flatten)]
    pub(super) result: Answered,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answered {
    Value(Value),
    Error(Value),
}

/// From the worker.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FromWorker {
    Loaded {
        missing: Vec<String>,
        node: String,
    },
    /// A feature is called; `arguments` is the JSON text of an array.
    Call {
        call: u64,
        feature: String,
        arguments: String,
    },
    Console {
        level: String,
        text: String,
    },
    /// `renderData` was called; `value` is what it was given on success, both are JSON texts.
    Rendered {
        status: u16,
        body: String,
        value: Option<String>,
    },
    /// `renderData` was called in vain.
    Refused {
        text: String,
    },
    /// The handler threw; `body` replies if nothing did before.
    Threw {
        error: String,
        body: String,
        replies: bool,
    },
    Rejected {
        error: String,
    },
    /// A promise that nobody held was rejected.
    Unhandled {
        error: String,
    },
    Over {},
}

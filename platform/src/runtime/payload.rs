//! What handlers are given, as JSON text.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The argument of an event's handler; absent parts are left out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload<'a> {
    pub(super) current_host: &'a Value,
    pub(super) event: &'a str,
    pub(super) region: &'a str,
    /// Milliseconds since 1970.
    pub(super) timestamp: i64,
    /// Secure ones included.
    pub(super) iparams: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) options: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headers: Option<&'a BTreeMap<String, String>>,
    /// Kept as the text it came as: the sandbox parses it as the platform would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<&'a RawValue>,
}

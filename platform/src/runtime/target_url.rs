//! `generateTargetUrl`: the addresses at which the outside world reaches the app.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::event::{EXTERNAL, INSTALL, UPDATED};
use super::package::Package;
use super::{EventId, Inner, What};

/// The last part of a target URL; it was only ever seen to be the product's name.
pub(super) const PRODUCT: &str = "freshdesk";
const OPTIONS_LENGTH: usize = 100;
/// The events whose handlers may make a target URL, in the development kit 6.9; newer pages add the update.
const CALLERS: [&str; 7] = [
    INSTALL,
    EXTERNAL,
    "onTicketCreate",
    "onTicketUpdate",
    "onConversationCreate",
    "onContactCreate",
    "onContactUpdate",
];

const NOT_REGISTERED: &str = "Unsupported operation: The generateTargetUrl method cannot be used unless there is a corresponding external event callback";
const NOT_HERE: &str = "Unsupported operation: The generateTargetUrl method cannot be used";
const WRONG_OPTIONS: &str = "Invalid argument type: The 'options' argument should be of type string or cannot be greater than 100 characters";

/// What JavaScript's `encodeURIComponent` encodes.
const ENCODED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

impl Inner {
    /// Makes a target URL for a handler; the refusals have a message and nothing else.
    pub(super) async fn generate_target_url(
        &self,
        package: &Package,
        event: EventId,
        caller: &str,
        options: &Value,
    ) -> Result<Value, Value> {
        let result = self.target_url(package, caller, options).await;
        let label = options.as_str().filter(|label| !label.is_empty());
        self.journal.write(
            Some(event),
            What::TargetUrl {
                options: label.map(str::to_owned),
                status: if result.is_ok() { 200 } else { 400 },
            },
        );
        match result {
            Ok(url) => Ok(Value::String(url)),
            Err(message) => Err(json!({ "message": message })),
        }
    }

    async fn target_url(
        &self,
        package: &Package,
        caller: &str,
        options: &Value,
    ) -> Result<String, String> {
        if package.handler(EXTERNAL).is_none() {
            return Err(NOT_REGISTERED.to_owned());
        }
        if !self.may_make_target_urls(caller) {
            return Err(NOT_HERE.to_owned());
        }
        let label = label(options)?;
        let base = format!("{}/event/hook/{PRODUCT}", self.public_url);
        let url = match label {
            Some(label) => format!("{base}?options={}", utf8_percent_encode(label, &ENCODED)),
            None => base,
        };
        self.store
            .keep_target_url(label, &url)
            .await
            .map_err(|error| error.to_string())?;
        self.refresh_target_urls().await;
        Ok(url)
    }

    fn may_make_target_urls(&self, caller: &str) -> bool {
        CALLERS.contains(&caller) || (caller == UPDATED && self.update_makes_target_urls)
    }
}

/// The label; what JavaScript holds for false counts as none.
fn label(options: &Value) -> Result<Option<&str>, String> {
    match options {
        Value::Null | Value::Bool(false) => Ok(None),
        Value::Number(number) if number.as_f64() == Some(0.0) => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text)
            if !text.trim().is_empty() && text.encode_utf16().count() <= OPTIONS_LENGTH =>
        {
            Ok(Some(text))
        }
        Value::Bool(true)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => Err(WRONG_OPTIONS.to_owned()),
    }
}

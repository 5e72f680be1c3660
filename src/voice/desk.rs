//! What agents ask for beside placing a call: past calls, callers, recordings, logs, the callback queue, presence.
//!
//! Here is what their answers have in common: an error becomes a sentence for the person at the page.

mod callbacks;
mod callers;
mod calls;
mod log;
mod presence;

pub use callbacks::{complete_callback, list_callbacks, take_callback};
pub use callers::look_up_caller;
pub use calls::{get_recording, hang_up_call, recent_calls};
pub use log::log_call;
pub use presence::{get_presence, set_presence};

use super::tickets::explained;
use crate::error::{Error, ErrorKind};
use crate::host::Host;
use crate::refusals::plainly;

const AGAIN: &str = "Try again.";

/// The error for the person at the page; what a vendor objected to goes to the log.
fn told(host: &impl Host, error: Error, again: &str) -> Error {
    if let ErrorKind::Refused(_) | ErrorKind::Unreadable { .. } = error.kind() {
        host.log(&format!("A page was not served: {}.", explained(&error)));
    }
    plainly(host, error, again)
}

#[cfg(test)]
fn voice() -> crate::config::Voice {
    let parameters = serde_json::json!({
        "sautikit_api_key": "k", "sautikit_from_number": "+254203893800", "sautikit_webhook_secret": "s",
        "freshdesk_domain": "acme.freshdesk.com", "freshdesk_api_key": "f",
    });
    let config = crate::config::Config::read(serde_json::from_value(parameters).unwrap());
    config.voice().unwrap().clone()
}

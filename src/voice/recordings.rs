//! Finds where a recording can be heard. Such addresses live for minutes, so nobody keeps one longer than needed.
//!
//! The audio itself never passes through the app.

use super::event::CallEvent;
use crate::error::{Error, Result};
use crate::host::{Answer, Host};
use crate::json;
use crate::values::CallId;
use crate::wire::sautikit::{GetRecording, PendingRecording};

/// How long to wait for a recording that is being made, when Sautikit does not say, in seconds.
const PENDING_SECONDS: u32 = 30;

/// What Sautikit says of a recording.
pub(crate) enum Recording {
    /// Here it can be heard for some minutes.
    At(String),
    /// It is not ready; how many seconds to wait.
    Pending(u32),
    /// It is there, but the platform followed the way to it instead of telling it.
    Hidden,
}

/// The statuses of an answer that the platform does not pass on, because it is audio: it followed the redirect.
const NOT_PASSED_ON: u16 = 415;

/// Asks where the recording of a call can be heard.
pub(crate) async fn find(host: &impl Host, call: &CallId) -> Result<Recording> {
    match host.send(&GetRecording { call: call.clone() }).await {
        Ok(Answer {
            location: Some(url),
            ..
        }) => Ok(Recording::At(url)),
        Ok(answer) if answer.status == 202 => {
            let pending: PendingRecording = json::decode(&answer.body).unwrap_or_default();
            Ok(Recording::Pending(
                pending.retry_after_seconds.unwrap_or(PENDING_SECONDS),
            ))
        }
        Ok(_) => Ok(Recording::Hidden),
        Err(error) if error.status() == NOT_PASSED_ON => Ok(Recording::Hidden),
        Err(error) => Err(error),
    }
}

/// The event of a recording with where it can be heard, if Sautikit tells. An error means that it may tell later.
pub(crate) async fn located(host: &impl Host, event: &CallEvent) -> Result<CallEvent> {
    let recording_url = match &event.recording_url {
        Some(url) => Some(url.clone()),
        None => match find(host, &event.call).await {
            Ok(Recording::At(url)) => Some(url),
            Ok(Recording::Hidden) => None,
            Ok(Recording::Pending(_)) => {
                return Err(Error::unavailable("tell it", "Sautikit is still making it"));
            }
            // Not kept, or not for this key: agents are told to look in the console.
            Err(error) if matches!(error.status(), 401 | 403 | 404 | 410) => None,
            Err(error) => return Err(error),
        },
    };
    Ok(CallEvent {
        recording_url,
        ..event.clone()
    })
}

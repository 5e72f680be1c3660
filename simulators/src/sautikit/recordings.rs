//! `GET /v1/calls/{id}/recording`: a redirect to the audio, never the audio.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;

use super::auth::Caller;
use super::config::RecordingMode;
use super::event::recording_url;
use super::exchange::Exchange;
use super::refusal::Refusal;

/// Answers with the presigned address, or in the way that the switch tells.
pub(crate) async fn fetch(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    caller.needs("calls.read")?;
    let pbx = exchange.pbx.lock();
    let call = pbx.find(&id).ok_or_else(Refusal::no_call)?;
    let missing = || {
        let message = "recording not found";
        Refusal::new(StatusCode::NOT_FOUND, "calls.recording_not_found", message)
    };
    match pbx.switches.recording {
        RecordingMode::OfTheCall if call.has_recording => {
            Ok((StatusCode::FOUND, [(header::LOCATION, recording_url(call))]).into_response())
        }
        RecordingMode::OfTheCall | RecordingMode::Missing => Err(missing()),
        RecordingMode::Pending(seconds) => {
            let body = json!({"status": "pending", "retry_after_seconds": seconds});
            Ok((StatusCode::ACCEPTED, Json(body)).into_response())
        }
        RecordingMode::Expired => {
            let message = "recording pruned by the storage tier";
            Err(Refusal::new(
                StatusCode::GONE,
                "calls.recording_expired",
                message,
            ))
        }
        RecordingMode::NeverCaptured => {
            let body =
                json!({"code": "recording_unavailable", "reason": "pbx_deleted_before_capture"});
            Ok((StatusCode::GONE, Json(body)).into_response())
        }
        RecordingMode::Failed => {
            let message = "recording fetch failed";
            Err(Refusal::new(
                StatusCode::BAD_GATEWAY,
                "calls.recording_failed",
                message,
            ))
        }
    }
}

//! Recordings: `GET /v1/calls/{id}/recording` redirects to a presigned address, and that address is served too.
//!
//! The audio is empty; what counts is who may fetch it, and until when.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use jiff::civil;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::json;

use super::auth::Caller;
use super::config::RecordingMode;
use super::event::{link_ends, recording_url};
use super::exchange::Exchange;
use super::refusal::Refusal;

/// An MP3 file with a tag and no frame.
const EMPTY_AUDIO: [u8; 10] = *b"ID3\x03\0\0\0\0\0\0";

/// Answers with the presigned address, or in the way that the switch tells.
pub(crate) async fn fetch(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    caller.needs("calls.read")?;
    let now = exchange.clock.now();
    let pbx = exchange.pbx.lock();
    let call = pbx.find(&id).ok_or_else(Refusal::no_call)?;
    let missing = || {
        let message = "recording not found";
        Refusal::new(StatusCode::NOT_FOUND, "calls.recording_not_found", message)
    };
    match pbx.switches.recording {
        RecordingMode::OfTheCall if call.has_recording => Ok((
            StatusCode::FOUND,
            [(header::LOCATION, recording_url(call, now))],
        )
            .into_response()),
        RecordingMode::OfTheCall | RecordingMode::Missing => Err(missing()),
        RecordingMode::Pending(seconds) => {
            let body = json!({"status": "pending", "retry_after_seconds": seconds});
            Ok((StatusCode::ACCEPTED, Json(body)).into_response())
        }
        RecordingMode::PendingUntold => {
            Ok((StatusCode::ACCEPTED, Json(json!({"status": "pending"}))).into_response())
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

/// The query of a presigned address.
#[derive(Deserialize)]
pub(crate) struct Presigned {
    #[serde(rename = "X-Amz-Date", default)]
    date: String,
    #[serde(rename = "X-Amz-Signature", default)]
    signature: String,
}

/// `GET /{call id}.mp3` on the storage host, with the status codes of such a storage: no key is wanted, and one more is one too many.
pub(crate) async fn download(
    State(exchange): State<Arc<Exchange>>,
    headers: HeaderMap,
    Path(file): Path<String>,
    Query(presigned): Query<Presigned>,
) -> Result<Response, StatusCode> {
    if headers.contains_key(header::AUTHORIZATION) {
        return Err(StatusCode::BAD_REQUEST);
    }
    let id = file.strip_suffix(".mp3").ok_or(StatusCode::NOT_FOUND)?;
    let made = civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &presigned.date)
        .and_then(|date| date.to_zoned(TimeZone::UTC))
        .map_err(|_| StatusCode::FORBIDDEN)?;
    let pbx = exchange.pbx.lock();
    let call = pbx.find(id).filter(|call| call.has_recording);
    let call = call.ok_or(StatusCode::NOT_FOUND)?;
    let is_valid = presigned.signature == call.session_id
        && exchange.clock.now() <= link_ends(made.timestamp());
    if is_valid {
        Ok(([(header::CONTENT_TYPE, "audio/mpeg")], EMPTY_AUDIO).into_response())
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

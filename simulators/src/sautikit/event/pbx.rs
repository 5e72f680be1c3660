//! The bodies that the exchange behind the platform makes, passed on as they are: flat, in camel case, without a kind.
//!
//! Of the states, the empty one, `Completed`, `busy` and `no-answer` were seen live; the others are inferred.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Event, Kind, put_ends, recording_url};
use crate::sautikit::config::{EventIds, Switches};
use crate::sautikit::pbx::{Call, DialOutcome, Edge, Status};

/// An event, whose kind is in a header.
pub(super) fn event(event: &Event, switches: &Switches) -> Map<String, Value> {
    let call = &event.call;
    let (state, seconds) = match event.kind {
        Kind::Started => ("", 0),
        Kind::Answered => ("Answered", 0),
        Kind::Completed => ("Completed", call.duration_seconds()),
        Kind::Failed => (failure(call.status), 0),
        Kind::Recording => ("Completed", call.recorded_seconds()),
    };
    let is_active = matches!(event.kind, Kind::Started | Kind::Answered);
    about(call, switches, state, is_active, seconds)
}

/// The question what to do with a call, or the news that it has come to an edge.
pub(super) fn question(call: &Call, edge: Edge, switches: &Switches) -> Map<String, Value> {
    let first = if switches.first_callback_says_completed {
        "Completed"
    } else {
        ""
    };
    let (state, is_active) = match edge {
        Edge::First => (first, true),
        Edge::Unanswered(DialOutcome::Busy) => ("busy", true),
        Edge::Unanswered(_) => ("no-answer", true),
        Edge::Over => ("Completed", false),
    };
    about(call, switches, state, is_active, call.duration_seconds())
}

/// A recorded message.
pub(super) fn message(call: &Call, switches: &Switches, now: Timestamp) -> Map<String, Value> {
    let is_active = call.ended_at.is_none();
    let state = if is_active { "" } else { "Completed" };
    let mut fields = about(call, switches, state, is_active, call.recorded_seconds());
    fields.insert("recordingUrl".to_owned(), json!(recording_url(call, now)));
    fields
}

fn failure(status: Status) -> &'static str {
    match status {
        Status::NoAnswer => "no-answer",
        Status::Busy => "busy",
        Status::Canceled => "canceled",
        Status::Failed | Status::Ringing | Status::Answered | Status::Completed => "failed",
    }
}

fn about(
    call: &Call,
    switches: &Switches,
    state: &str,
    is_active: bool,
    seconds: u64,
) -> Map<String, Value> {
    let ids = switches.event_ids;
    let mut fields = Map::new();
    if !matches!(ids, EventIds::Uuid | EventIds::PbxCallId) {
        fields.insert("sessionId".to_owned(), json!(call.session_id));
    }
    if !matches!(ids, EventIds::Published | EventIds::Session) {
        fields.insert("call_id".to_owned(), json!(call.id));
    }
    if ids == EventIds::PbxCallId {
        fields.insert("pbx_call_id".to_owned(), json!(call.session_id));
    }
    let names = ["callerNumber", "destinationNumber"];
    put_ends(&mut fields, call, names, switches.withheld);
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("direction", json!(call.direction.name()));
    put("callSessionState", json!(state));
    put("isActive", json!(u8::from(is_active)));
    put("durationInSeconds", json!(seconds));
    if let Some(id) = call.riding_id() {
        put("clientRequestId", json!(id));
    }
    fields
}

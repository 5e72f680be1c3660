//! The enveloped bodies: `kind` and `data` of the pages of the single events, `event_kind` and `payload` of the guide on recordings.
//!
//! `data` has exactly the fields of the page for its kind.

use serde_json::{Map, Value, json};

use super::{BYTES_A_SECOND, Event, Kind, link_ends, put_call_id, put_ends, recording_url};
use crate::sautikit::config::Switches;
use crate::sautikit::pbx::{Call, WORKSPACE_ID, precise};

/// The envelope with `kind` and `data`.
pub(super) fn envelope(event: &Event, switches: &Switches) -> Map<String, Value> {
    let data = match event.kind {
        Kind::Recording => recording(event, switches),
        Kind::Started | Kind::Answered | Kind::Completed | Kind::Failed => call(event, switches),
    };
    object([
        ("kind", json!(event.kind.name())),
        ("event_id", json!(event.id)),
        ("workspace_id", json!(WORKSPACE_ID)),
        ("occurred_at", json!(precise(event.occurred_at))),
        ("data", Value::Object(data)),
    ])
}

/// The envelope with `event_kind` and `payload`.
/// The guide shows the recording only, without an address; the others hold the same as `data`.
pub(super) fn guide(event: &Event, switches: &Switches) -> Map<String, Value> {
    let mut payload = match event.kind {
        Kind::Recording => {
            let seconds = event.call.recorded_seconds();
            let mut payload = Map::new();
            put_call_id(&mut payload, &event.call, switches.event_ids);
            payload.extend(object([
                ("recording_duration_seconds", json!(seconds)),
                ("recording_size_bytes", json!(seconds * BYTES_A_SECOND)),
            ]));
            payload
        }
        Kind::Started | Kind::Answered | Kind::Completed | Kind::Failed => call(event, switches),
    };
    let at = json!(precise(event.occurred_at));
    payload.insert("occurred_at".to_owned(), at);
    object([
        ("event_kind", json!(event.kind.name())),
        ("event_id", json!(event.id)),
        ("payload", Value::Object(payload)),
    ])
}

fn call(event: &Event, switches: &Switches) -> Map<String, Value> {
    let call = &event.call;
    let mut data = Map::new();
    put_call_id(&mut data, call, switches.event_ids);
    let direction = call.direction.name();
    data.insert("direction".to_owned(), json!(direction));
    put_ends(&mut data, call, ["from", "to"], switches.withheld);
    data.extend(object([
        ("number_id", json!(event.number_id)),
        ("status", json!(status(event.kind))),
    ]));
    data.extend(outcome(call, event.kind));
    data
}

fn status(kind: Kind) -> &'static str {
    match kind {
        Kind::Started => "started",
        Kind::Answered => "answered",
        Kind::Completed | Kind::Recording => "completed",
        Kind::Failed => "failed",
    }
}

fn outcome(call: &Call, kind: Kind) -> Map<String, Value> {
    let answered = json!(call.answered_at.map(precise));
    let ended = json!(call.ended_at.map(precise));
    match kind {
        Kind::Started | Kind::Recording => Map::new(),
        Kind::Answered => object([("answered_at", answered)]),
        Kind::Completed => object([
            ("duration_seconds", json!(call.duration_seconds())),
            ("answered_at", answered),
            ("ended_at", ended),
            ("hangup_cause", json!("normal_clearing")),
        ]),
        Kind::Failed => object([
            ("failure_reason", json!(call.status.name())),
            ("ended_at", ended),
        ]),
    }
}

fn recording(event: &Event, switches: &Switches) -> Map<String, Value> {
    let call = &event.call;
    let seconds = call.recorded_seconds();
    let mut data = Map::new();
    put_call_id(&mut data, call, switches.event_ids);
    data.extend(object([
        ("number_id", json!(event.number_id)),
        ("recording_id", json!(call.recording_id)),
        ("duration_seconds", json!(seconds)),
        ("size_bytes", json!(seconds * BYTES_A_SECOND)),
        (
            "download_url",
            json!(recording_url(call, event.occurred_at)),
        ),
        ("expires_at", json!(precise(link_ends(event.occurred_at)))),
    ]));
    data
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

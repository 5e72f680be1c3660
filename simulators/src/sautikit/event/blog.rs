//! The flat bodies of the vendor's blog: `event`, `call_id`, the call's fields.
//!
//! Stamp and signature are added when the body is signed.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Event, Kind, link_ends, put_call_id, put_ends, recording_url};
use crate::sautikit::config::Switches;
use crate::sautikit::pbx::{Call, precise};

/// An event.
pub(super) fn event(event: &Event, switches: &Switches) -> Map<String, Value> {
    let call = &event.call;
    let mut fields = about(event.name(switches), call, switches);
    match event.kind {
        Kind::Started => {
            fields.insert("status".to_owned(), json!("started"));
        }
        Kind::Answered | Kind::Failed => {
            fields.insert("status".to_owned(), json!(call.status.name()));
        }
        Kind::Completed => {
            fields.insert("status".to_owned(), json!(call.status.name()));
            fields.insert(
                "duration_seconds".to_owned(),
                json!(call.duration_seconds()),
            );
        }
        Kind::Recording => put_recording(&mut fields, call, switches, event.occurred_at),
    }
    put_request_id(&mut fields, call);
    fields
}

/// The question what to do with a call.
pub(super) fn question(call: &Call, switches: &Switches) -> Map<String, Value> {
    let mut fields = about("call.routing", call, switches);
    fields.insert("status".to_owned(), json!(call.status.name()));
    put_request_id(&mut fields, call);
    fields
}

/// A recorded message.
pub(super) fn message(call: &Call, switches: &Switches, now: Timestamp) -> Map<String, Value> {
    let mut fields = about("recording.ready", call, switches);
    put_recording(&mut fields, call, switches, now);
    fields.insert(
        "duration_seconds".to_owned(),
        json!(call.recorded_seconds()),
    );
    put_request_id(&mut fields, call);
    fields
}

fn about(name: &str, call: &Call, switches: &Switches) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("event".to_owned(), json!(name));
    put_call_id(&mut fields, call, switches.event_ids);
    put_ends(&mut fields, call, ["from", "to"], switches.withheld);
    if !switches.omits_direction {
        fields.insert("direction".to_owned(), json!(call.direction.name()));
    }
    fields
}

fn put_recording(
    fields: &mut Map<String, Value>,
    call: &Call,
    switches: &Switches,
    now: Timestamp,
) {
    fields.insert("recording_url".to_owned(), json!(recording_url(call, now)));
    if switches.tells_recording_expiry {
        let ends = json!(precise(link_ends(now)));
        fields.insert("recording_expires_at".to_owned(), ends);
    }
}

fn put_request_id(fields: &mut Map<String, Value>, call: &Call) {
    if let Some(id) = call.riding_id() {
        fields.insert("client_request_id".to_owned(), json!(id));
    }
}

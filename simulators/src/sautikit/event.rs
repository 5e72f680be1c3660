//! What is told about a call, and the body in which it travels.
//!
//! The body is the flat one of the vendor's blog: `event`, the call's fields, `signed_at`, `signature`.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::config::{RecordingEvent, SignatureMode, Switches};
use super::pbx::{Call, Direction, precise};
use super::signature::sign;
use crate::clock::later;

/// How long a recording's link works.
/// The vendor's pages say a quarter of an hour, an hour and seven days; this is the shortest.
const LINK_LASTS: SignedDuration = SignedDuration::from_mins(15);

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Started,
    Answered,
    Completed,
    Failed,
    Recording,
    Routing,
}

/// Something that is told about a call.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// The name it is sent under.
    pub(crate) name: String,
    /// The number of the workspace that it is about.
    pub(crate) ours: String,
    /// The call's place in the order of calls.
    pub(crate) seq: u64,
    call_id: String,
    fields: Map<String, Value>,
}

impl Event {
    /// An event about a call as the call is now.
    pub(crate) fn of(call: &Call, kind: Kind, switches: &Switches, now: Timestamp) -> Self {
        let (from, to) = match call.direction {
            Direction::Inbound => (&call.theirs, &call.ours),
            Direction::Outbound => (&call.ours, &call.theirs),
        };
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        put("from", json!(from));
        put("to", json!(to));
        if !switches.omits_direction {
            put("direction", json!(call.direction.name()));
        }
        match kind {
            Kind::Started => {
                put("status", json!("started"));
            }
            Kind::Answered | Kind::Failed | Kind::Routing => {
                put("status", json!(call.status.name()));
            }
            Kind::Completed => {
                put("status", json!(call.status.name()));
                put("duration_seconds", json!(call.duration_seconds()));
            }
            Kind::Recording => {
                put("recording_url", json!(recording_url(call)));
                if switches.tells_recording_expiry {
                    put(
                        "recording_expires_at",
                        json!(precise(later(now, LINK_LASTS))),
                    );
                }
            }
        }
        if let Some(id) = call.riding_id() {
            put("client_request_id", json!(id));
        }
        Self {
            name: name(kind, switches).to_owned(),
            ours: call.ours.clone(),
            seq: call.seq,
            call_id: call.id.clone(),
            fields,
        }
    }

    /// The event as it is sent, signed with the number's secret.
    pub(crate) fn body(&self, secret: &str, mode: SignatureMode, now: Timestamp) -> Value {
        let signed = sign(mode, secret, &self.call_id, &self.name, now);
        let mut body = Map::new();
        body.insert("event".to_owned(), json!(self.name));
        body.insert("call_id".to_owned(), json!(self.call_id));
        body.extend(self.fields.clone());
        body.insert("signed_at".to_owned(), json!(signed.at));
        if let Some(signature) = signed.signature {
            body.insert("signature".to_owned(), json!(signature));
        }
        Value::Object(body)
    }
}

fn name(kind: Kind, switches: &Switches) -> &'static str {
    match kind {
        Kind::Started => "call.started",
        Kind::Answered => "call.answered",
        Kind::Completed => "call.completed",
        Kind::Failed => "call.failed",
        Kind::Routing => "call.routing",
        Kind::Recording => match switches.recording_event {
            RecordingEvent::Short => "recording.ready",
            RecordingEvent::Long => "call.recording.ready",
        },
    }
}

/// The presigned address of a call's recording.
pub(crate) fn recording_url(call: &Call) -> String {
    format!(
        "https://recordings.sautikit.com/{}.mp3?X-Amz-Expires={}&X-Amz-Signature={}",
        call.id,
        LINK_LASTS.as_secs(),
        call.session_id
    )
}

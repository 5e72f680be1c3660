//! What is told about a call: the call as it was then, and the name it is told under.
//!
//! Its body is made when it is sent, in the shape that the switches tell then; one file a contract below.

mod blog;
mod documented;
mod pbx;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::config::{CallbackContract, Contract, EventIds, RecordingEvent, Switches, Withheld};
use super::outgoing::Body;
use super::pbx::{Call, Direction, Edge};
use crate::clock::later;

/// How long a recording's link works.
/// The vendor's pages say a quarter of an hour, an hour and seven days; this is the shortest.
const LINK_LASTS: SignedDuration = SignedDuration::from_mins(15);

/// How many bytes a second of a recording takes: telephone audio at 16 kbit/s.
const BYTES_A_SECOND: u64 = 2000;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Started,
    Answered,
    Completed,
    Failed,
    Recording,
}

impl Kind {
    /// The documented name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Started => "call.started",
            Self::Answered => "call.answered",
            Self::Completed => "call.completed",
            Self::Failed => "call.failed",
            Self::Recording => "call.recording.ready",
        }
    }
}

/// Something that is told about a call.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// The same for every copy and every retry.
    pub(crate) id: String,
    /// What `X-Sautikit-Idempotency-Key` says, the same for every copy and every retry.
    pub(crate) delivery_id: String,
    /// What happened.
    pub(crate) kind: Kind,
    /// When it happened.
    pub(crate) occurred_at: Timestamp,
    /// The call as it was then.
    pub(crate) call: Call,
    number_id: String,
}

impl Event {
    /// An event about a call as the call is now.
    pub(crate) fn of(call: &Call, kind: Kind, number_id: &str, now: Timestamp) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            delivery_id: Uuid::new_v4().to_string(),
            kind,
            occurred_at: now,
            call: call.clone(),
            number_id: number_id.to_owned(),
        }
    }

    /// The name it is sent under.
    pub(crate) fn name(&self, switches: &Switches) -> &'static str {
        let is_short = switches.contract == Contract::Blog
            && switches.recording_event == RecordingEvent::Short
            && self.kind == Kind::Recording;
        if is_short {
            "recording.ready"
        } else {
            self.kind.name()
        }
    }

    /// Its body, not yet signed.
    pub(crate) fn body(&self, switches: &Switches) -> Body {
        match switches.contract {
            Contract::Blog => Body::Flat(blog::event(self, switches)),
            Contract::Docs => Body::Json(documented::envelope(self, switches)),
            Contract::Guide => Body::Json(documented::guide(self, switches)),
            Contract::PbxJson => Body::Json(pbx::event(self, switches)),
            Contract::PbxForm => Body::Form(pbx::event(self, switches)),
        }
    }
}

/// What a voice callback is asked, not yet signed.
pub(crate) fn question(call: &Call, edge: Edge, switches: &Switches) -> Body {
    match switches.callback_contract {
        CallbackContract::Blog => Body::Flat(blog::question(call, switches)),
        CallbackContract::PbxJson => Body::Json(pbx::question(call, edge, switches)),
        CallbackContract::PbxForm => Body::Form(pbx::question(call, edge, switches)),
    }
}

/// What the `action` address of a `record` is told, not yet signed, in the shape of a voice callback.
/// No page shows it; the names are those of the exchange's other bodies and of the blog's event.
pub(crate) fn message(call: &Call, switches: &Switches, now: Timestamp) -> Body {
    match switches.callback_contract {
        CallbackContract::Blog => Body::Flat(blog::message(call, switches, now)),
        CallbackContract::PbxJson => Body::Json(pbx::message(call, switches, now)),
        CallbackContract::PbxForm => Body::Form(pbx::message(call, switches, now)),
    }
}

/// Who called and who was called, under the names that the contract has for them.
fn put_ends(fields: &mut Map<String, Value>, call: &Call, names: [&str; 2], withheld: Withheld) {
    let ends = match call.direction {
        Direction::Inbound => [&call.theirs, &call.ours],
        Direction::Outbound => [&call.ours, &call.theirs],
    };
    for (name, number) in names.into_iter().zip(ends) {
        let shown = match withheld {
            Withheld::Absent if number.is_empty() => continue,
            Withheld::Word if number.is_empty() => "anonymous",
            Withheld::Absent | Withheld::Word | Withheld::Empty => number,
        };
        fields.insert(name.to_owned(), json!(shown));
    }
}

/// The ids where the contract's own name for one is `call_id`.
fn put_call_id(fields: &mut Map<String, Value>, call: &Call, ids: EventIds) {
    let (id, other) = match ids {
        EventIds::Published | EventIds::Uuid => (&call.id, None),
        EventIds::Both => (&call.id, Some("session_id")),
        EventIds::PbxCallId => (&call.id, Some("pbx_call_id")),
        EventIds::Session => (&call.session_id, None),
    };
    fields.insert("call_id".to_owned(), json!(id));
    if let Some(name) = other {
        fields.insert(name.to_owned(), json!(call.session_id));
    }
}

/// The presigned address of a call's recording, which works for a quarter of an hour.
/// The vendor's host does not exist here; the simulator serves the path.
pub(crate) fn recording_url(call: &Call, now: Timestamp) -> String {
    format!(
        "https://recordings.sautikit.com/{}.mp3?X-Amz-Date={}&X-Amz-Expires={}&X-Amz-Signature={}",
        call.id,
        now.strftime("%Y%m%dT%H%M%SZ"),
        LINK_LASTS.as_secs(),
        call.session_id
    )
}

/// When a link expires that is made now.
pub(crate) fn link_ends(now: Timestamp) -> Timestamp {
    later(now, LINK_LASTS)
}

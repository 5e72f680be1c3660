//! How events and voice callbacks look on the wire, as switches.
//!
//! The published sources contradict each other; every value here is one that some source shows, or a way to get it wrong.

use serde::{Deserialize, Serialize};

/// The shape of an event's body.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// Flat: `event`, `call_id`, `from`, `to`; the vendor's blog.
    Blog,
    /// `kind` and `data`; the pages of the single events.
    Docs,
    /// `event_kind` and `payload`; the guide on recordings, and in its style the other events.
    Guide,
    /// What the exchange behind the platform says, in camel case, with the kind in a header only.
    PbxJson,
    /// The same, form-encoded, every value a text.
    PbxForm,
}

/// The shape of a voice callback's body.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackContract {
    /// `event: "call.routing"`, flat; asked once a call.
    Blog,
    /// Camel case with `callSessionState`.
    PbxJson,
    /// The same, form-encoded, every value a text.
    PbxForm,
}

impl CallbackContract {
    /// Whether the exchange behind the platform asks, which also does so at later edges of a call.
    pub(crate) fn is_pbx(self) -> bool {
        self != Self::Blog
    }
}

/// Which ids of its call an event or a callback carries.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventIds {
    /// What the contract's own source shows: the UUID as `call_id`, of the exchange the `HD_` id as `sessionId`.
    Published,
    /// The UUID as `call_id`, and the `HD_` id as `session_id` or `sessionId`.
    Both,
    /// The UUID as `call_id`, and the `HD_` id as `pbx_call_id`, as the vendor's SDK says of ended calls.
    PbxCallId,
    /// The UUID as `call_id` and nothing else.
    Uuid,
    /// The `HD_` id and nothing else: as `sessionId`, or as `call_id` where the contract has only that.
    Session,
}

/// What stands for the number of a caller who withholds it; nothing published says.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// An empty text.
    Empty,
    /// Nothing: the field is left out.
    Absent,
    /// The word `anonymous`.
    Word,
}

/// Where the signature is and what it covers.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Inside the body for the blog's contract, else `Timestamped`.
    Published,
    /// `X-Sautikit-Signature: t=…,v1=…` over the body, a dot, and `t`.
    Timestamped,
    /// `X-Sautikit-Signature` is the bare hex over the body.
    Bare,
    /// There is none.
    None,
}

/// Whether a signature is right, and if not, in which way it is wrong.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureMode {
    /// As documented.
    #[default]
    Right,
    /// Not at all.
    None,
    /// With one digit changed.
    Wrong,
    /// Cut in half.
    Truncated,
    /// Rightly, ten minutes ago; a bare signature has no time and is right.
    Stale,
    /// Rightly, ten minutes from now; a bare signature has no time and is right.
    Future,
    /// With letters that are no hex digits.
    NonHex,
    /// With characters beyond ASCII.
    NonAscii,
    /// With a secret of somebody else.
    OtherSecret,
    /// With whatever the event holds already; for raw events.
    AsGiven,
}

/// The time that a signature names.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedAt {
    /// When it is sent, also for the second time.
    Sending,
    /// When it happened, so that a late delivery looks stale.
    Happening,
}

/// What signs events; callbacks are always signed with the number's secret.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventsSecret {
    /// The number's signing secret.
    Number,
    /// The workspace's.
    Workspace,
}

/// How a body is written; what is written is what is signed.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoder {
    /// As JavaScript prints it.
    #[default]
    Compact,
    /// As Go prints it: `&`, `<`, `>`, U+2028 and U+2029 are escaped.
    Go,
    /// The same, ended with a line break.
    GoNewline,
    /// In several lines, with blanks.
    Pretty,
}

/// Which headers an event has besides its signature.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderSet {
    /// None for the blog's contract, else `V1`.
    Published,
    /// `X-Sautikit-Event-Id` and `X-Sautikit-Event-Kind`.
    V1,
    /// `X-Sautikit-Event` and `X-Sautikit-Idempotency-Key`, as on the pages of the single events.
    EventPages,
    /// None.
    None,
}

/// How header names are written.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderCasing {
    /// `x-sautikit-event-id`.
    Lower,
    /// `X-Sautikit-Event-Id`.
    Canonical,
}

/// The name under which the blog's contract tells a finished recording.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingEvent {
    /// `recording.ready`.
    Short,
    /// `call.recording.ready`.
    Long,
}

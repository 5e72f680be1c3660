//! How a workspace may be told to behave while it runs.
//!
//! The defaults are those of the vendor's blog, on a day on which nothing goes wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::delivery::{
    CallbackContract, Contract, Encoder, EventIds, EventsSecret, HeaderCasing, HeaderSet,
    RecordingEvent, Scheme, SignatureMode, SignedAt, Withheld,
};

/// How the workspace behaves; every one may be changed while it runs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Whether `control: "mcp"` is refused with 422.
    pub refuses_control: bool,
    /// Whether a `dial` in `opening_actions` is refused with 422; nothing published says it is accepted.
    pub refuses_opening_dial: bool,
    /// Whether control time-outs run while a dial is in progress.
    pub control_timeouts: ControlTimeouts,
    /// The shape in which voice callbacks are asked.
    pub callback_contract: CallbackContract,
    /// Which voice actions an answered callback of the blog may hold; the exchange's knows the documented ones only.
    pub dialect: Dialect,
    /// Whether the exchange's first callback already says that the session is completed.
    pub first_callback_says_completed: bool,
    /// Whether the exchange asks its callback again when a dial was not answered and when a call is over.
    pub callback_edges: bool,
    /// What happens when a dialled person who has talked hangs up.
    pub after_talk: AfterTalk,
    /// When an inbound call that asks for actions counts as answered.
    pub answered_means: AnsweredMeans,
    /// Which ids the answer to a placed call carries.
    pub answer_ids: AnswerIds,
    /// The shape of events.
    pub contract: Contract,
    /// Which ids of its call an event or a callback carries.
    pub event_ids: EventIds,
    /// What stands for the number of a caller who withholds it.
    pub withheld: Withheld,
    /// Whether `call.started` is sent.
    pub emits_started: bool,
    /// Where the signature of events and callbacks is and what it covers.
    pub scheme: Scheme,
    /// Whether the signature is right.
    pub signature: SignatureMode,
    /// The time that the signature of an event names.
    pub signed_at: SignedAt,
    /// What signs events.
    pub events_secret: EventsSecret,
    /// How JSON bodies of events and callbacks are written.
    pub encoder: Encoder,
    /// Which headers an event has besides its signature.
    pub headers: HeaderSet,
    /// How header names are written.
    pub header_casing: HeaderCasing,
    /// How many times each event is sent.
    pub copies: usize,
    /// Whether the copies are sent at the same time.
    pub copies_at_once: bool,
    /// Whether events wait until they are released.
    pub holds_events: bool,
    /// Every so many events one is lost and never sent; 0 loses none.
    pub drops_every: usize,
    /// Kinds that are lost and never sent, such as `call.completed`.
    pub drops_kinds: Vec<String>,
    /// Kinds that are sent late, by so many seconds each.
    pub delays: BTreeMap<String, u64>,
    /// Whether a delivery that failed is tried again, eight times in all.
    pub retries: bool,
    /// How much of the nominal wait passes before a retry, in hundredths; the vendor draws it from 0 to 100.
    pub retry_wait_percent: u8,
    /// Whether events of the blog's contract leave `direction` out.
    pub omits_direction: bool,
    /// The name under which the blog's contract tells a finished recording.
    pub recording_event: RecordingEvent,
    /// Whether that event says when its link expires.
    pub tells_recording_expiry: bool,
    /// What asking for a recording answers.
    pub recording: RecordingMode,
    /// The verb with which a routing cannot be set.
    pub refused_routing_method: RefusedMethod,
    /// What becomes of the parts of a routing that are not sent.
    pub routing_keeps: RoutingKeeps,
    /// Whether the wallet is wrapped in `data`.
    pub wraps_wallet: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            refuses_control: false,
            refuses_opening_dial: false,
            control_timeouts: ControlTimeouts::PauseDuringDial,
            callback_contract: CallbackContract::Blog,
            dialect: Dialect::Blog,
            first_callback_says_completed: false,
            callback_edges: false,
            after_talk: AfterTalk::GoesOn,
            answered_means: AnsweredMeans::PlatformAnswered,
            answer_ids: AnswerIds::Both,
            contract: Contract::Blog,
            event_ids: EventIds::Published,
            withheld: Withheld::Empty,
            emits_started: true,
            scheme: Scheme::Published,
            signature: SignatureMode::Right,
            signed_at: SignedAt::Sending,
            events_secret: EventsSecret::Number,
            encoder: Encoder::Compact,
            headers: HeaderSet::Published,
            header_casing: HeaderCasing::Canonical,
            copies: 1,
            copies_at_once: false,
            holds_events: false,
            drops_every: 0,
            drops_kinds: Vec::new(),
            delays: BTreeMap::new(),
            retries: false,
            retry_wait_percent: 100,
            omits_direction: false,
            recording_event: RecordingEvent::Short,
            tells_recording_expiry: true,
            recording: RecordingMode::OfTheCall,
            refused_routing_method: RefusedMethod::None,
            routing_keeps: RoutingKeeps::ByMethod,
            wraps_wallet: false,
        }
    }
}

/// Whether control time-outs run while a dial is in progress; nothing published says.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlTimeouts {
    /// The first one starts when the opening actions are over.
    PauseDuringDial,
    /// The first one starts when the phone is answered, and a talk through a dial does not stop them.
    RunDuringDial,
}

/// Which voice actions an answered callback may hold.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// The documented ones, and `dial.to` as the vendor's blog shows it.
    Blog,
    /// The documented ones only.
    Documented,
}

/// What happens when a dialled person who has talked hangs up; nothing published says.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterTalk {
    /// The next action follows.
    GoesOn,
    /// The call is over; one under live control goes on all the same.
    Ends,
}

/// When an inbound call that asks for actions counts as answered.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredMeans {
    /// When the platform answers to play or dial.
    PlatformAnswered,
    /// When the dialled person answers.
    PersonAnswered,
}

/// Which ids the answer to a placed call carries.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerIds {
    /// `call_id` and `session_id`.
    Both,
    /// No `session_id`.
    CallId,
    /// No `call_id`; a call under live control has it all the same.
    SessionId,
}

/// What asking for a recording answers.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingMode {
    /// 302 when the call was recorded, else 404.
    OfTheCall,
    /// 202, come back in so many seconds.
    Pending(u64),
    /// 202, come back later.
    PendingUntold,
    /// 404.
    Missing,
    /// 410 in the normal envelope.
    Expired,
    /// 410 without an envelope.
    NeverCaptured,
    /// 502.
    Failed,
}

/// The verb with which a routing cannot be set; sources name both, and each names one.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedMethod {
    /// Both verbs work.
    None,
    /// `PUT` is refused with 405.
    Put,
    /// `PATCH` is refused with 405.
    Patch,
}

/// What becomes of the parts of a routing that are not sent; nothing published says.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingKeeps {
    /// `PATCH` keeps them and `PUT` clears them.
    ByMethod,
    /// They stay.
    Kept,
    /// They are cleared.
    Cleared,
}

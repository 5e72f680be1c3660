//! What a workspace looks like when it is opened, and how it may be told to behave.
//!
//! Nothing here acts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// The scope that placing a call needs.
/// Its name is not published; `calls.` is the family that others of its kind belong to.
pub const PLACE_SCOPE: &str = "calls.create";

/// A workspace as it is when the simulator starts; tables kept on disk win over numbers and balance.
#[derive(Clone, Debug)]
pub struct Config {
    /// The API keys that are known.
    pub keys: Vec<ApiKey>,
    /// The numbers the workspace owns.
    pub numbers: Vec<Number>,
    /// Who answers a phone, by its number: `agent`, `customer`; for the transcript only.
    pub people: BTreeMap<String, String>,
    /// Money in hundredths of a shilling.
    pub balance_minor: i64,
    /// Phones that are picked up by themselves, for interactive use.
    pub answers_automatically: Vec<String>,
    /// How long such a phone rings first.
    pub answer_delay: Duration,
    /// Hosts that `play` may fetch from.
    pub play_hosts: Vec<String>,
    /// How long a webhook may take; the vendor allows 10 s.
    pub delivery_timeout: Duration,
    /// How long a voice callback may take; the shortest limit that the vendor names is 5 s.
    pub callback_timeout: Duration,
    /// How it behaves at the start.
    pub switches: Switches,
    /// The time it goes by.
    pub clock: Clock,
    /// The folder its tables are kept in; nothing is kept without one.
    pub state: Option<PathBuf>,
}

impl Config {
    /// One workspace with the number +254203893800, known to the demo agents and customers.
    #[must_use]
    pub fn demo() -> Self {
        let people = [
            ("+254722000111", "agent"),
            ("+254733000222", "agent"),
            ("+254712345678", "customer"),
            ("+254700000001", "customer"),
        ];
        Self {
            keys: vec![ApiKey::new("demo-sautikit-key")],
            numbers: vec![Number::new(
                "01900000-0000-7000-8000-000000000100",
                "+254203893800",
                "whsec_demo_0123456789abcdef",
            )],
            people: people
                .map(|(phone, who)| (phone.to_owned(), who.to_owned()))
                .into(),
            balance_minor: 500_000,
            answers_automatically: Vec::new(),
            answer_delay: Duration::ZERO,
            play_hosts: vec!["storage.sautikit.com".to_owned()],
            delivery_timeout: Duration::from_secs(10),
            callback_timeout: Duration::from_secs(5),
            switches: Switches::default(),
            clock: Clock::system(),
            state: None,
        }
    }
}

/// An API key.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// The key itself, an opaque text.
    pub key: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Whether it still works.
    pub state: KeyState,
}

impl ApiKey {
    /// A key that may do everything a voice app does.
    #[must_use]
    pub fn new(key: &str) -> Self {
        let scopes = [
            PLACE_SCOPE,
            "calls.read",
            "numbers.read",
            "numbers.claim",
            "wallet.read",
            "webhooks.manage",
        ];
        Self {
            key: key.to_owned(),
            scopes: scopes.map(str::to_owned).to_vec(),
            state: KeyState::Valid,
        }
    }
}

/// Whether a key still works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyState {
    /// It does.
    Valid,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

/// A number of the workspace, with its routing.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Number {
    /// The id.
    pub id: String,
    /// The number itself, E.164.
    pub e164: String,
    /// Only an active number places and takes calls.
    pub status: NumberStatus,
    /// What signs its events and voice callbacks.
    pub signing_secret: String,
    /// Where its events go; they go nowhere without it.
    pub events_url: Option<String>,
    /// Where it asks what to do with a call.
    pub voice_callback_url: Option<String>,
}

impl Number {
    /// An active number without routing.
    #[must_use]
    pub fn new(id: &str, e164: &str, signing_secret: &str) -> Self {
        Self {
            id: id.to_owned(),
            e164: e164.to_owned(),
            status: NumberStatus::Active,
            signing_secret: signing_secret.to_owned(),
            events_url: None,
            voice_callback_url: None,
        }
    }
}

/// The state of a number.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStatus {
    /// It works.
    Active,
    /// It is shut off for a while.
    Suspended,
    /// It was given back.
    Released,
}

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
    /// Which voice actions an answered callback may hold.
    pub dialect: Dialect,
    /// When an inbound call that asks for actions counts as answered.
    pub answered_means: AnsweredMeans,
    /// Which ids the answer to a placed call carries.
    pub answer_ids: AnswerIds,
    /// Whether `call.started` is sent.
    pub emits_started: bool,
    /// How events and callbacks are signed.
    pub signature: SignatureMode,
    /// How many times each event is sent.
    pub copies: usize,
    /// Whether the copies are sent at the same time.
    pub copies_at_once: bool,
    /// Whether events wait until they are released.
    pub holds_events: bool,
    /// Whether events leave `direction` out.
    pub omits_direction: bool,
    /// The name under which a finished recording is told.
    pub recording_event: RecordingEvent,
    /// Whether that event says when its link expires.
    pub tells_recording_expiry: bool,
    /// What asking for a recording answers.
    pub recording: RecordingMode,
    /// Whether the wallet is wrapped in `data`.
    pub wraps_wallet: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            refuses_control: false,
            refuses_opening_dial: false,
            control_timeouts: ControlTimeouts::PauseDuringDial,
            dialect: Dialect::Blog,
            answered_means: AnsweredMeans::PlatformAnswered,
            answer_ids: AnswerIds::Both,
            emits_started: true,
            signature: SignatureMode::Right,
            copies: 1,
            copies_at_once: false,
            holds_events: false,
            omits_direction: false,
            recording_event: RecordingEvent::Short,
            tells_recording_expiry: true,
            recording: RecordingMode::OfTheCall,
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

/// How an event is signed.
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
    /// Rightly, ten minutes ago.
    Stale,
    /// Rightly, ten minutes from now.
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

/// The name under which a finished recording is told.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingEvent {
    /// `recording.ready`.
    Short,
    /// `call.recording.ready`.
    Long,
}

/// What asking for a recording answers.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingMode {
    /// 302 when the call was recorded, else 404.
    OfTheCall,
    /// 202, come back in so many seconds.
    Pending(u64),
    /// 404.
    Missing,
    /// 410 in the normal envelope.
    Expired,
    /// 410 without an envelope.
    NeverCaptured,
    /// 502.
    Failed,
}

//! What a workspace looks like when it is opened.
//!
//! Nothing here acts; how it may be told to behave is in `switches` and `delivery`.

mod delivery;
mod switches;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::delivery::{
    CallbackContract, Contract, Encoder, EventIds, EventsSecret, HeaderCasing, HeaderSet,
    RecordingEvent, Scheme, SignatureMode, SignedAt, Withheld,
};
pub use self::switches::{
    AfterTalk, AnswerIds, AnsweredMeans, ControlTimeouts, Dialect, RecordingMode, RefusedMethod,
    RoutingKeeps, Switches,
};
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
    /// What signs events when the switch `events_secret` says so.
    pub workspace_secret: String,
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
            workspace_secret: "whsec_workspace_0123456789abcdef".to_owned(),
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

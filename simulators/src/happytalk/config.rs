//! What a partner account looks like when it is opened, and how it may be told to behave.
//!
//! Nothing here acts.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// An account as it is when the simulator starts; tables kept on disk win over it.
#[derive(Clone, Debug)]
pub struct Config {
    /// What `HT-Client-Id` has to be.
    pub client_id: String,
    /// What `HT-Client-Secret` has to be.
    pub client_secret: String,
    /// The key of the channel; every other one is unknown.
    pub sender_key: String,
    /// The keys of people with KakaoTalk; others may write, too.
    pub people: Vec<String>,
    /// How it behaves at the start.
    pub switches: Switches,
    /// The time it goes by.
    pub clock: Clock,
    /// The folder its tables are kept in; nothing is kept without one.
    pub state: Option<PathBuf>,
}

impl Config {
    /// An account with one channel, to which nobody has written.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            client_id: "demo-happytalk-client".to_owned(),
            client_secret: "demo-happytalk-secret".to_owned(),
            sender_key: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            people: ["ZKzi-p6CGTfr", "hM2-w9QxLd0e"].map(str::to_owned).to_vec(),
            switches: Switches::default(),
            clock: Clock::system(),
            state: None,
        }
    }
}

/// How an account behaves; every one may be changed while it runs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Where messages are posted to; somebody tells the partner by hand, and nothing is posted without it.
    pub webhook: Option<String>,
    /// What is put behind that address; a sibling of this product puts `/message/…` there.
    pub sub_path: String,
    /// In which of three forms messages are posted.
    pub dialect: Dialect,
    /// How often each message is posted.
    pub copies: usize,
    /// How result codes are written.
    pub codes: Codes,
    /// The HTTP status of a refusal; the partner names none.
    pub refusal_status: u16,
    /// Whether one-to-one chat is enabled for the channel; nobody is heard or written to without it.
    pub is_active: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            webhook: None,
            sub_path: String::new(),
            dialect: Dialect::V1,
            copies: 1,
            codes: Codes::Turning,
            refusal_status: 200,
            is_active: true,
        }
    }
}

/// In which form a message is posted.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// `type` and `content`, a text or an object with an address.
    V1,
    /// `message_type` and `message`, as a sample has it.
    Sample,
    /// `type`, `time` and a list of `contents`.
    V3,
}

/// How result codes are written; sources show all of these.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Codes {
    /// Numbers and texts by turns.
    Turning,
    /// Always numbers.
    Numbers,
    /// Always texts.
    Texts,
}

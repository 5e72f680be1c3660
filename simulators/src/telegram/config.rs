//! What a bot looks like when it is opened, and how it may be told to behave.
//!
//! Nothing here acts.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// A bot as it is when the simulator starts; tables kept on disk win over it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The token, which stands in every path.
    pub token: String,
    /// The bot's name among users, without an `@`.
    pub username: String,
    /// The id of the first update.
    pub first_update_id: u64,
    /// The people with Telegram.
    pub people: Vec<Person>,
    /// How it behaves at the start.
    pub switches: Switches,
    /// The time it goes by.
    pub clock: Clock,
    /// The folder its tables are kept in; nothing is kept without one.
    pub state: Option<PathBuf>,
}

impl Config {
    /// A bot without a webhook, and two people who have never written to it.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            token: "123456789:AAdemoTelegramToken_0123456789-abcd".to_owned(),
            username: "demo_shop_bot".to_owned(),
            first_update_id: 872_344_001,
            people: vec![
                Person::new(5_000_000_001, "Joan"),
                Person::new(4_503_599_627_370_495, "Peter"),
            ],
            switches: Switches::default(),
            clock: Clock::system(),
            state: None,
        }
    }
}

/// Somebody with Telegram.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The id, below 2^52.
    pub id: u64,
    /// The first name.
    pub first_name: String,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// The name among users.
    #[serde(default)]
    pub username: Option<String>,
    /// Such as `en`.
    #[serde(default)]
    pub language_code: Option<String>,
    /// Whether the account was closed.
    #[serde(default)]
    pub is_deactivated: bool,
}

impl Person {
    /// A person about whom nothing else is known.
    #[must_use]
    pub fn new(id: u64, first_name: &str) -> Self {
        Self {
            id,
            first_name: first_name.to_owned(),
            last_name: None,
            username: None,
            language_code: Some("en".to_owned()),
            is_deactivated: false,
        }
    }
}

/// How a bot behaves; every one may be changed while it runs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// How often each update is posted.
    pub copies: usize,
    /// Whether the copies come all at once.
    pub copies_at_once: bool,
    /// Whether an update that is not answered with 2xx is posted again.
    pub retries: bool,
    /// What updates say to prove where they come from.
    pub secret: Secret,
    /// The seconds for which everything sent is refused with 429; nothing is without it.
    pub retry_after: Option<u64>,
    /// Whether texts are measured in UTF-16 units instead of characters; nothing published says.
    pub measures_utf16: bool,
    /// Whether the vendor can fetch what it is given the address of.
    pub fetches: bool,
    /// Whether the bot was closed, so that its token is worth nothing.
    pub token_revoked: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            copies: 1,
            copies_at_once: false,
            retries: true,
            secret: Secret::Right,
            retry_after: None,
            measures_utf16: false,
            fetches: true,
            token_revoked: false,
        }
    }
}

/// What updates say to prove where they come from.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// The token that was set with the webhook, if one was.
    Right,
    /// Nothing.
    None,
    /// Another token.
    Other,
}

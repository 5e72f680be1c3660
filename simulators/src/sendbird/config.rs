//! What an application looks like when it is opened.
//!
//! Nothing here acts; how it may be told to behave is in `switches`.

mod switches;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use self::switches::{
    CallsPlan, LastPage, Limits, LoginWithoutToken, Plan, Revoked, RoomDeleted, Switches,
    UnknownRoom,
};
use crate::clock::Clock;

/// Which of the vendor's two APIs is meant; they share nothing but the key.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// Users and session tokens.
    Chat,
    /// Rooms.
    Calls,
}

/// An application as it is when the simulator starts; tables kept on disk win over it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The application's id, a UUID; every other application is unknown.
    pub app_id: String,
    /// The API tokens that are let in, master and secondary ones alike.
    pub api_tokens: Vec<String>,
    /// What signs session tokens.
    pub signing_key: String,
    /// The internal number of the first user, which session tokens carry.
    pub first_user_number: u64,
    /// How it behaves at the start.
    pub switches: Switches,
    /// The time it goes by.
    pub clock: Clock,
    /// The folder its tables are kept in; nothing is kept without one.
    pub state: Option<PathBuf>,
}

impl Config {
    /// An application without users and rooms.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            app_id: "A1B2C3D4-0000-4000-8000-000000000001".to_owned(),
            api_tokens: vec!["demo-sendbird-token".to_owned()],
            signing_key: "demo-sendbird-signing-key".to_owned(),
            first_user_number: 304_000_001,
            switches: Switches::default(),
            clock: Clock::system(),
            state: None,
        }
    }
}

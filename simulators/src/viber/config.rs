//! What a bot looks like when it is opened, and how it may be told to behave.
//!
//! Nothing here acts.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// A bot as it is when the simulator starts; tables kept on disk win over it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The token that is let in and that signs callbacks.
    pub auth_token: String,
    /// The bot's id.
    pub id: String,
    /// The bot's name, 75 characters at most.
    pub name: String,
    /// The token of the first message; more than a JavaScript number can hold.
    pub first_message_token: u64,
    /// The people with Viber.
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
            auth_token: "4453b6ac1-demo-viber-token-4453b6ac1".to_owned(),
            id: "pa:75346594275468546724".to_owned(),
            name: "Demo shop".to_owned(),
            first_message_token: 5_741_311_803_571_721_087,
            people: vec![
                Person::new("aB3/xY+9kLmNoPqRsTuVwQ==", "Joan Achieng"),
                Person::new("01234567890A+/BCDEFGHg==", "Peter"),
            ],
            switches: Switches::default(),
            clock: Clock::system(),
            state: None,
        }
    }
}

/// Somebody with Viber.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What this bot knows the person by, which no other bot does.
    pub id: String,
    /// The name.
    pub name: String,
    /// The address of a picture.
    #[serde(default)]
    pub avatar: Option<String>,
    /// Two letters.
    #[serde(default)]
    pub language: Option<String>,
    /// Two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// What the person's Viber can show.
    #[serde(default = "newest_api")]
    pub api_version: u64,
    /// Whether the person lets nobody see name and picture.
    #[serde(default)]
    pub is_anonymous: bool,
    /// On how many devices the person reads; with none nothing can be sent.
    #[serde(default = "one")]
    pub devices: usize,
}

impl Person {
    /// A person in Kenya with one device.
    #[must_use]
    pub fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            avatar: Some("https://media-direct.cdn.viber.com/avatar?id=1".to_owned()),
            language: Some("en".to_owned()),
            country: Some("KE".to_owned()),
            api_version: newest_api(),
            is_anonymous: false,
            devices: one(),
        }
    }
}

fn newest_api() -> u64 {
    10
}

fn one() -> usize {
    1
}

/// How a bot behaves; every one may be changed while it runs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// How often each callback is posted.
    pub copies: usize,
    /// Whether the copies come all at once.
    pub copies_at_once: bool,
    /// Whether a callback that is not answered with 200 is posted again.
    pub retries: bool,
    /// How callbacks are signed.
    pub signature: Signature,
    /// Whether the signature also stands in the address, as `sig`.
    pub sig_in_query: bool,
    /// Whether letters beyond ASCII are escaped in callbacks.
    pub escapes: bool,
    /// Whether callbacks name a chat host.
    pub chat_hostname: bool,
    /// Whether people see what they get.
    pub seen: bool,
    /// Why each accepted message fails afterwards; none does without it.
    pub fails_later: Option<String>,
    /// A status with which every message is refused, such as 7 for a blocked bot or 24 for no balance.
    pub refuses_with: Option<u8>,
    /// The longest text of a picture; one gateway still goes by 512.
    pub picture_text: usize,
    /// Whether a picture's address may end in `.jpg`, which the documentation does not list.
    pub takes_jpg: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            copies: 1,
            copies_at_once: false,
            retries: true,
            signature: Signature::Right,
            sig_in_query: true,
            escapes: false,
            chat_hostname: true,
            seen: true,
            fails_later: None,
            refuses_with: None,
            picture_text: 768,
            takes_jpg: true,
        }
    }
}

/// How callbacks are signed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// Over the body, with the bot's token.
    Right,
    /// Not at all.
    None,
    /// With another bot's token.
    OtherToken,
    /// Over another body.
    OtherBody,
}

//! Telegram's bot interface: its methods as far as a channel uses them, and the updates that Telegram posts.
//!
//! It does not decide what a refusal means for whoever sent something.

use serde::{Deserialize, Serialize};

use crate::host::Call;
use crate::json::{self, Readable};
use crate::wire::loose_text;

/// `POST /bot<token>/<method>`. It has no `Debug`, since the bot's token stands in the path.
pub struct CallTelegram<'a> {
    /// The bot's token, which needs no encoding.
    pub bot: &'a str,
    /// `sendMessage`, `setWebhook`, …
    pub method: &'static str,
    /// What the method is given.
    pub parameters: Parameters<'a>,
}

/// What methods are given, each some of it.
#[derive(Default, Serialize)]
pub struct Parameters<'a> {
    /// Whom to write to; a number as a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<&'a str>,
    /// At most 4096 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// The address of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<&'a str>,
    /// The address of a video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<&'a str>,
    /// The address of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'a str>,
    /// Words below a medium, at most 1024 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<&'a str>,
    /// Answers to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_markup: Option<Markup<'a>>,
    /// The webhook's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// What Telegram sends with every update: 1 to 256 letters, digits, `-` and `_`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_token: Option<&'a str>,
    /// Which updates are wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_updates: Option<&'static [&'static str]>,
}

/// Buttons instead of the letters, or the letters again.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Markup<'a> {
    /// A row for each button.
    Buttons {
        /// The rows.
        keyboard: Vec<[Button<'a>; 1]>,
        /// Whether the buttons are no higher than needed.
        resize_keyboard: bool,
        /// Whether they go when one is pressed.
        one_time_keyboard: bool,
    },
    /// No buttons.
    None {
        /// Always true.
        remove_keyboard: bool,
    },
}

/// A button, which writes its text as the customer's message.
#[derive(Serialize)]
pub struct Button<'a> {
    text: &'a str,
}

impl<'a> Markup<'a> {
    /// A button for each choice; without any the letters come back.
    #[must_use]
    pub fn of(choices: &'a [String]) -> Self {
        if choices.is_empty() {
            return Self::None {
                remove_keyboard: true,
            };
        }
        let rows = choices.iter().map(|choice| [Button { text: choice }]);
        Self::Buttons {
            keyboard: rows.collect(),
            resize_keyboard: true,
            one_time_keyboard: true,
        }
    }
}

impl Call for CallTelegram<'_> {
    const TEMPLATE: &'static str = "callTelegram";
    type Reply = Reply;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![
            ("bot", self.bot.to_owned()),
            ("method", self.method.to_owned()),
        ]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(&self.parameters)
    }
}

/// What Telegram answers to everything, be the HTTP status good or bad.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// Whether it was done; absent if the answer is none of Telegram's.
    pub ok: Option<bool>,
    /// Why not, as an HTTP status.
    pub error_code: Option<u16>,
    /// Why not, in words.
    pub description: Option<String>,
    result: Option<Readable<WebhookInfo>>,
}

#[derive(Debug, Deserialize)]
struct WebhookInfo {
    url: String,
}

impl Reply {
    /// Reads the body of a refusal.
    #[must_use]
    pub fn read(body: &str) -> Self {
        json::decode(body).unwrap_or_default()
    }

    /// The webhook's address, where that was asked for and there is one.
    #[must_use]
    pub fn webhook(self) -> Option<String> {
        let Readable(info) = self.result?;
        info.map(|info| info.url).filter(|url| !url.is_empty())
    }
}

/// What Telegram posts to the webhook. Only messages are read: neither edits nor what happens in channels.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Update {
    /// A number that grows.
    #[serde(deserialize_with = "loose_text")]
    pub update_id: Option<String>,
    /// What was written; `None` inside if it cannot be read.
    pub(crate) message: Option<Readable<Message>>,
}

/// What somebody wrote.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Message {
    /// A number that grows within the chat.
    #[serde(deserialize_with = "loose_text")]
    pub message_id: Option<String>,
    /// Who wrote.
    pub from: Option<User>,
    /// Where.
    pub chat: Option<Chat>,
    /// Words.
    #[serde(deserialize_with = "loose_text")]
    pub text: Option<String>,
    /// Words below a medium.
    #[serde(deserialize_with = "loose_text")]
    pub caption: Option<String>,
    pub(crate) photo: Option<Readable<File>>,
    pub(crate) video: Option<Readable<File>>,
    pub(crate) video_note: Option<Readable<File>>,
    pub(crate) animation: Option<Readable<File>>,
    pub(crate) audio: Option<Readable<File>>,
    pub(crate) voice: Option<Readable<File>>,
    pub(crate) document: Option<Readable<File>>,
    pub(crate) sticker: Option<Readable<File>>,
    pub(crate) dice: Option<Readable<File>>,
    pub(crate) location: Option<Readable<Location>>,
    pub(crate) venue: Option<Readable<Venue>>,
    pub(crate) contact: Option<Readable<Contact>>,
    pub(crate) poll: Option<Readable<Poll>>,
}

/// A person, or a bot.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct User {
    /// The id, of at most 52 bits.
    #[serde(deserialize_with = "loose_text")]
    pub id: Option<String>,
    /// Whether it is a bot.
    pub is_bot: Option<bool>,
    /// What they call themselves.
    #[serde(deserialize_with = "loose_text")]
    pub first_name: Option<String>,
    /// The rest of it.
    #[serde(deserialize_with = "loose_text")]
    pub last_name: Option<String>,
    /// A name that nobody else has.
    #[serde(deserialize_with = "loose_text")]
    pub username: Option<String>,
}

/// Where something was written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chat {
    /// The id; in a private chat that of the person.
    #[serde(deserialize_with = "loose_text")]
    pub id: Option<String>,
    /// `private`, `group`, `supergroup` or `channel`.
    #[serde(rename = "type", deserialize_with = "loose_text")]
    pub kind: Option<String>,
}

/// Anything with a file or an emoji; a photo is a list of them, and then nothing of it is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct File {
    /// What it is called.
    #[serde(deserialize_with = "loose_text")]
    pub file_name: Option<String>,
    /// What a sticker or dice means.
    #[serde(deserialize_with = "loose_text")]
    pub emoji: Option<String>,
    /// What a dice shows.
    #[serde(deserialize_with = "loose_text")]
    pub value: Option<String>,
}

/// A place.
#[derive(Debug, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// A place with a name.
#[derive(Debug, Deserialize)]
pub struct Venue {
    /// Where.
    pub location: Location,
    /// Its name.
    #[serde(default, deserialize_with = "loose_text")]
    pub title: Option<String>,
    /// Its street.
    #[serde(default, deserialize_with = "loose_text")]
    pub address: Option<String>,
}

/// Somebody's number.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The number.
    #[serde(deserialize_with = "loose_text")]
    pub phone_number: Option<String>,
    /// Who it is.
    #[serde(deserialize_with = "loose_text")]
    pub first_name: Option<String>,
    /// The rest of the name.
    #[serde(deserialize_with = "loose_text")]
    pub last_name: Option<String>,
}

/// A question with answers to choose from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Poll {
    /// The question.
    #[serde(deserialize_with = "loose_text")]
    pub question: Option<String>,
}

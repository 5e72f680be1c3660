//! Viber's bot interface: sending, the bot's account and webhook, and what Viber posts there.
//!
//! It does not decide what a status means for whoever sent something.

use serde::{Deserialize, Serialize};

use crate::host::Call;
use crate::json::Readable;
use crate::wire::loose_text;

/// `POST /pa/send_message`. Which fields a message has depends on its type.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SendMessage<'a> {
    /// Viber's id of the person for this bot.
    pub receiver: &'a str,
    /// `text`, `picture`, `video`, `file` or `url`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Must be there.
    pub sender: Sender<'a>,
    /// The words of a text, at most 7000 characters, or of a picture, at most 768; a picture's may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// Where the picture, video, file or page is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<&'a str>,
    /// Bytes of a video or file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// A file's name with its extension, at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<&'a str>,
    /// Answers to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyboard: Option<Keyboard<'a>>,
}

/// Who a message is from.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Sender<'a> {
    /// At most 28 characters, and not empty.
    pub name: &'a str,
    /// The address of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<&'a str>,
}

/// Buttons below the conversation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Keyboard<'a> {
    #[serde(rename = "Type")]
    kind: &'static str,
    default_height: bool,
    buttons: Vec<Button<'a>>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Button<'a> {
    action_type: &'static str,
    action_body: &'a str,
    text: &'a str,
    columns: u8,
    rows: u8,
}

impl<'a> Keyboard<'a> {
    /// A button for each choice, which writes the choice as the customer's message; `None` without any.
    #[must_use]
    pub fn of(choices: &'a [String]) -> Option<Self> {
        let buttons = choices.iter().map(|choice| Button {
            action_type: "reply",
            action_body: choice,
            text: choice,
            columns: 6,
            rows: 1,
        });
        (!choices.is_empty()).then(|| Self {
            kind: "keyboard",
            default_height: false,
            buttons: buttons.collect(),
        })
    }
}

impl Call for SendMessage<'_> {
    const TEMPLATE: &'static str = "sendViberMessage";
    type Reply = Reply;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// `POST /pa/get_account_info`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetAccount {}

impl Call for GetAccount {
    const TEMPLATE: &'static str = "getViberAccount";
    type Reply = Reply;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// `POST /pa/set_webhook`. Viber posts to the address before it answers.
#[derive(Clone, Debug, Serialize)]
pub struct SetWebhook<'a> {
    /// The https address; an empty one removes what is there, and then nobody can write to the bot.
    pub url: &'a str,
    /// What is told beside messages and subscriptions.
    pub event_types: &'static [&'static str],
    /// Whether people's names are told.
    pub send_name: bool,
    /// Whether people's pictures are told.
    pub send_photo: bool,
}

impl<'a> SetWebhook<'a> {
    /// Messages, names, pictures and failures at this address. Receipts are not asked for, since nobody could show them.
    #[must_use]
    pub const fn at(url: &'a str) -> Self {
        Self {
            url,
            event_types: &["failed", "conversation_started"],
            send_name: true,
            send_photo: true,
        }
    }
}

impl Call for SetWebhook<'_> {
    const TEMPLATE: &'static str = "setViberWebhook";
    type Reply = Reply;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// What Viber answers to everything, always with the HTTP status 200.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    #[serde(deserialize_with = "loose_text")]
    status: Option<String>,
    /// The address that is entered, of an account that has one.
    pub webhook: Option<String>,
}

impl Reply {
    /// Zero, or what went wrong; `None` if the answer is none of Viber's.
    #[must_use]
    pub fn status(&self) -> Option<i64> {
        self.status.as_ref()?.parse().ok()
    }
}

/// What Viber posts to the webhook.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Callback {
    /// What happened: `message`, `failed`, …
    #[serde(deserialize_with = "loose_text")]
    pub event: Option<String>,
    /// When, in milliseconds since 1970.
    #[serde(deserialize_with = "loose_text")]
    pub timestamp: Option<String>,
    /// A number of 64 bits, which the platform may have rounded.
    #[serde(deserialize_with = "loose_text")]
    pub message_token: Option<String>,
    /// Who wrote.
    pub sender: Option<User>,
    /// Whom it is about.
    #[serde(deserialize_with = "loose_text")]
    pub user_id: Option<String>,
    /// What was written; `None` inside if it cannot be read.
    pub(crate) message: Option<Readable<Message>>,
    /// Why something failed.
    #[serde(deserialize_with = "loose_text")]
    pub desc: Option<String>,
}

/// A person; name and picture may be missing, or say nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct User {
    /// The id for this bot.
    #[serde(deserialize_with = "loose_text")]
    pub id: Option<String>,
    /// What they call themselves.
    #[serde(deserialize_with = "loose_text")]
    pub name: Option<String>,
    /// The address of their picture.
    #[serde(deserialize_with = "loose_text")]
    pub avatar: Option<String>,
}

/// What somebody wrote.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Message {
    /// `text`, `picture`, `video`, `file`, `url`, `location`, `contact`, `sticker`, or one that is new.
    #[serde(rename = "type", deserialize_with = "loose_text")]
    pub kind: Option<String>,
    /// Words, or a caption.
    #[serde(deserialize_with = "loose_text")]
    pub text: Option<String>,
    /// Where the picture, video, file or page is.
    #[serde(deserialize_with = "loose_text")]
    pub media: Option<String>,
    /// A file's name.
    #[serde(deserialize_with = "loose_text")]
    pub file_name: Option<String>,
    /// Bytes.
    #[serde(deserialize_with = "loose_text")]
    pub size: Option<String>,
    /// A place.
    pub location: Option<Location>,
    /// Somebody's number.
    pub contact: Option<Contact>,
    /// Which sticker.
    #[serde(deserialize_with = "loose_text")]
    pub sticker_id: Option<String>,
}

/// A place.
#[derive(Debug, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// Somebody's number.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Who it is.
    #[serde(deserialize_with = "loose_text")]
    pub name: Option<String>,
    /// The number.
    #[serde(deserialize_with = "loose_text")]
    pub phone_number: Option<String>,
}

//! What people do in their Telegram: write, attach something, change what they wrote, block the bot.
//!
//! Groups exist only as the chat that a message names.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::account::Account;
use super::config::Person;
use super::records::{Chat, File, Records};
use crate::front::Delivery;

/// A file that comes with a message.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// `photo`, `document`, `video`, `voice`, `audio` or `sticker`.
    pub kind: String,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Its media type.
    #[serde(default)]
    pub mime_type: Option<String>,
    /// What is in it.
    #[serde(default)]
    pub content: String,
}

/// Something that somebody writes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Who.
    pub id: u64,
    /// The text, or the caption of an attachment.
    #[serde(default)]
    pub text: Option<String>,
    /// A file.
    #[serde(default)]
    pub attachment: Option<Attachment>,
    /// Any other fields of the message, such as `location`, `contact`, or another `chat`.
    #[serde(default)]
    pub fields: Map<String, Value>,
    /// Whether it changes what was written before.
    #[serde(default)]
    pub edited: bool,
}

impl Words {
    /// A text.
    #[must_use]
    pub fn new(id: u64, text: &str) -> Self {
        Self {
            id,
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }
}

impl Account {
    /// Lets a person have Telegram; one who has it already is changed.
    pub(crate) fn add(&self, person: Person) {
        self.stage.change(|records, _| {
            match records
                .chats
                .iter_mut()
                .find(|it| it.person.id == person.id)
            {
                Some(chat) => chat.person = person,
                None => records.chats.push(Chat::new(person)),
            }
        });
    }

    /// Writes something; `None` for nobody.
    pub(crate) async fn says(self: &Arc<Self>, words: Words) -> Option<Vec<Delivery>> {
        let kind = if words.edited {
            "edited_message"
        } else {
            "message"
        };
        let message = self.stage.change(|records, now| {
            let message_id = records.message_id();
            let attached = words.attachment.map(|it| attach(records, it));
            let chat = records.chat_mut(i64::try_from(words.id).ok()?)?;
            chat.is_started = true;
            chat.is_blocked = false;
            let mut message = Map::from_iter([
                ("message_id".to_owned(), json!(message_id)),
                ("from".to_owned(), chat.author()),
                ("chat".to_owned(), chat.view()),
                ("date".to_owned(), json!(now.as_second())),
            ]);
            if words.edited {
                message.insert("edit_date".to_owned(), json!(now.as_second()));
            }
            let text_name = if attached.is_some() {
                "caption"
            } else {
                "text"
            };
            message.extend(words.text.map(|text| (text_name.to_owned(), json!(text))));
            message.extend(attached);
            message.extend(words.fields);
            let message = Value::Object(message);
            chat.talk.wrote(now, message.clone());
            records.note(format!("{} wrote message {message_id}", words.id));
            Some(message)
        })?;
        Some(self.tell(kind, message).await)
    }

    /// Blocks the bot or takes that back, which the bot is told.
    pub(crate) async fn blocks(
        self: &Arc<Self>,
        id: u64,
        is_blocked: bool,
    ) -> Option<Vec<Delivery>> {
        let bot = self.author();
        let change = self.stage.change(|records, now| {
            let chat = records.chat_mut(i64::try_from(id).ok()?)?;
            chat.is_blocked = is_blocked;
            let member = |status: &str| json!({"user": bot, "status": status});
            let (old, new) = if is_blocked {
                ("member", "kicked")
            } else {
                ("kicked", "member")
            };
            Some(json!({
                "chat": chat.view(),
                "from": chat.author(),
                "date": now.as_second(),
                "old_chat_member": member(old),
                "new_chat_member": member(new)
            }))
        })?;
        Some(self.tell("my_chat_member", change).await)
    }
}

/// Keeps a file and tells the field of the message that names it; a photo comes in sizes, each a file.
fn attach(records: &mut Records, attachment: Attachment) -> (String, Value) {
    let default = format!("{}_0", attachment.kind);
    let name = attachment.name.unwrap_or(default);
    let mut kept = |name: &str| {
        let file = File {
            id: format!("AgACAgQAAxkBAAI{}", Uuid::new_v4().simple()),
            path: format!("{}s/{name}", attachment.kind),
            content: attachment.content.clone(),
        };
        let view = file.view();
        records.files.push(file);
        view
    };
    let value = if attachment.kind == "photo" {
        let size = |width: u64| {
            let mut view = kept(&format!("{width}_{name}"));
            view.insert("width".to_owned(), json!(width));
            view.insert("height".to_owned(), json!(width * 3 / 4));
            Value::Object(view)
        };
        Value::Array([90, 320, 1280].map(size).to_vec())
    } else {
        let mut view = kept(&name);
        view.insert("file_name".to_owned(), json!(name));
        let mime_type = attachment.mime_type;
        view.extend(mime_type.map(|kind| ("mime_type".to_owned(), json!(kind))));
        Value::Object(view)
    };
    (attachment.kind, value)
}

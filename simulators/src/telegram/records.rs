//! What a bot knows: its webhook, chats, files, and updates that wait.
//!
//! It stores and shows; rules about requests are elsewhere.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::config::Person;
use crate::front::{self, Content, Outbox, Talk, Thread, place_at, text_at};

/// Where updates go, and which.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret_token: Option<String>,
    pub(crate) max_connections: i64,
    pub(crate) ip_address: Option<String>,
}

/// Somebody with Telegram, as far as this bot is concerned.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Chat {
    pub(crate) person: Person,
    pub(crate) is_started: bool,
    pub(crate) is_blocked: bool,
    /// What was said.
    pub(crate) talk: Talk,
}

impl Chat {
    pub(crate) fn new(person: Person) -> Self {
        Self {
            person,
            is_started: false,
            is_blocked: false,
            talk: Talk::default(),
        }
    }

    /// The person as the author of something.
    pub(crate) fn author(&self) -> Value {
        let person = &self.person;
        with_present(
            json!({"id": person.id, "is_bot": false, "first_name": person.first_name}),
            [
                ("last_name", &person.last_name),
                ("username", &person.username),
                ("language_code", &person.language_code),
            ],
        )
    }

    /// The private chat with the person.
    pub(crate) fn view(&self) -> Value {
        let person = &self.person;
        with_present(
            json!({"id": person.id, "type": "private", "first_name": person.first_name}),
            [
                ("last_name", &person.last_name),
                ("username", &person.username),
                ("", &None),
            ],
        )
    }
}

/// A file that somebody sent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) content: String,
}

impl File {
    /// The file as messages and the API name it.
    pub(crate) fn view(&self) -> Map<String, Value> {
        let unique = self.id.chars().rev().take(12).collect::<String>();
        Map::from_iter([
            ("file_id".to_owned(), json!(self.id)),
            ("file_unique_id".to_owned(), json!(unique)),
            ("file_size".to_owned(), json!(self.content.len())),
        ])
    }
}

/// All records of a bot.
#[derive(Deserialize, Serialize)]
pub(crate) struct Records {
    pub(crate) webhook: Option<Webhook>,
    /// Which updates are told; all but those that have to be asked for when it is empty.
    pub(crate) allowed_updates: Vec<String>,
    /// When an update was last not taken, and why.
    pub(crate) last_error: Option<(Timestamp, String)>,
    pub(crate) chats: Vec<Chat>,
    pub(crate) files: Vec<File>,
    pub(crate) outbox: Outbox,
    transcript: Vec<String>,
    next_update_id: u64,
    next_message_id: u64,
}

impl front::Records for Records {
    fn transcript(&mut self) -> &mut Vec<String> {
        &mut self.transcript
    }
}

impl Records {
    /// The records of a fresh bot.
    pub(crate) fn new(people: Vec<Person>, first_update_id: u64) -> Self {
        Self {
            webhook: None,
            allowed_updates: Vec::new(),
            last_error: None,
            chats: people.into_iter().map(Chat::new).collect(),
            files: Vec::new(),
            outbox: Outbox::default(),
            transcript: Vec::new(),
            next_update_id: first_update_id,
            next_message_id: 1,
        }
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&mut self, line: String) {
        self.transcript.push(line);
    }

    pub(crate) fn update_id(&mut self) -> u64 {
        self.next_update_id += 1;
        self.next_update_id - 1
    }

    pub(crate) fn message_id(&mut self) -> u64 {
        self.next_message_id += 1;
        self.next_message_id - 1
    }

    pub(crate) fn chat_mut(&mut self, id: i64) -> Option<&mut Chat> {
        let is_it = |chat: &&mut Chat| i64::try_from(chat.person.id) == Ok(id);
        self.chats.iter_mut().find(is_it)
    }

    /// Everybody, with what they got.
    pub(crate) fn listed(&self) -> Vec<Value> {
        let view = |chat: &Chat| {
            json!({
                "id": chat.person.id,
                "first_name": chat.person.first_name,
                "is_started": chat.is_started,
                "is_blocked": chat.is_blocked,
                "inbox": chat.talk.inbox()
            })
        };
        self.chats.iter().map(view).collect()
    }

    /// Everybody, as a chat window shows them.
    pub(crate) fn threads(&self) -> Vec<Thread> {
        let thread = |chat: &Chat| {
            let state = match (chat.is_started, chat.is_blocked) {
                (_, true) => "blocked",
                (true, false) => "started",
                (false, false) => "not started",
            };
            Thread {
                id: chat.person.id.to_string(),
                name: chat.person.first_name.clone(),
                about: chat.person.id.to_string(),
                state: state.to_owned(),
                lines: chat.talk.lines(content),
            }
        };
        self.chats.iter().map(thread).collect()
    }
}

/// Kinds of files, as messages name them.
const FILES: [&str; 6] = ["photo", "document", "video", "voice", "audio", "sticker"];

/// What a message says, whoever wrote it.
fn content(message: &Value) -> Content {
    let text = |pointer| text_at(message, pointer);
    if message.get("location").is_some() {
        return place_at(message, "/location/latitude", "/location/longitude");
    }
    if message.get("contact").is_some() {
        let words = [text("/contact/first_name"), text("/contact/phone_number")];
        return Content::medium("contact", &words, None);
    }
    let file = FILES
        .iter()
        .find_map(|kind| Some((*kind, message.get(*kind)?)));
    let Some((kind, file)) = file else {
        return Content::text(text("/text"));
    };
    // What the bot sends is an address, or the id of a file that somebody sent before.
    let link = file.as_str().filter(|link| link.starts_with("http"));
    Content::medium(kind, &[text_at(file, "/file_name"), text("/caption")], link)
}

fn with_present(mut view: Value, fields: [(&str, &Option<String>); 3]) -> Value {
    if let Some(view) = view.as_object_mut() {
        let present = fields.into_iter();
        let present =
            present.filter_map(|(name, text)| Some((name.to_owned(), json!(text.as_ref()?))));
        view.extend(present);
    }
    view
}

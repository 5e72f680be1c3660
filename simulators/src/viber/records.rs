//! What a bot knows: its webhook, the people who wrote to it or were written to, and callbacks that wait.
//!
//! It stores and shows; rules about requests are elsewhere.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::config::Person;
use crate::clock::later;
use crate::front::{self, Content, Outbox, Talk, Thread, place_at, text_at};

/// Where callbacks go, and which.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) event_types: Vec<String>,
    pub(crate) send_name: bool,
    pub(crate) send_photo: bool,
}

/// Somebody with Viber, as far as this bot is concerned.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Contact {
    pub(crate) person: Person,
    pub(crate) is_subscribed: bool,
    /// When messages were sent since the last reply.
    pub(crate) unanswered: Vec<Timestamp>,
    /// When the bot asked about the person.
    pub(crate) asked: Vec<Timestamp>,
    /// What was said.
    pub(crate) talk: Talk,
}

impl Contact {
    pub(crate) fn new(person: Person) -> Self {
        Self {
            person,
            is_subscribed: false,
            unanswered: Vec::new(),
            asked: Vec::new(),
            talk: Talk::default(),
        }
    }

    /// Counts a moment among those of the last hours, unless there are so many already.
    pub(crate) fn counts(
        moments: &mut Vec<Timestamp>,
        now: Timestamp,
        hours: i64,
        most: usize,
    ) -> bool {
        let start = later(now, SignedDuration::from_hours(-hours));
        moments.retain(|moment| *moment > start);
        let is_allowed = moments.len() < most;
        if is_allowed {
            moments.push(now);
        }
        is_allowed
    }
}

/// All records of a bot.
#[derive(Deserialize, Serialize)]
pub(crate) struct Records {
    pub(crate) webhook: Option<Webhook>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) outbox: Outbox,
    transcript: Vec<String>,
    next_token: u64,
}

impl front::Records for Records {
    fn transcript(&mut self) -> &mut Vec<String> {
        &mut self.transcript
    }
}

impl Records {
    /// The records of a fresh bot.
    pub(crate) fn new(people: Vec<Person>, first_token: u64) -> Self {
        Self {
            webhook: None,
            contacts: people.into_iter().map(Contact::new).collect(),
            outbox: Outbox::default(),
            transcript: Vec::new(),
            next_token: first_token,
        }
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&mut self, line: String) {
        self.transcript.push(line);
    }

    /// A token that nobody had; neighbours look alike to whoever rounds them.
    pub(crate) fn token(&mut self) -> u64 {
        let token = self.next_token;
        self.next_token += 1;
        token
    }

    pub(crate) fn contact_mut(&mut self, id: &str) -> Option<&mut Contact> {
        self.contacts.iter_mut().find(|it| it.person.id == id)
    }

    /// Everybody, with what they got.
    pub(crate) fn listed(&self) -> Vec<Value> {
        let view = |contact: &Contact| {
            json!({
                "id": contact.person.id,
                "name": contact.person.name,
                "is_subscribed": contact.is_subscribed,
                "inbox": contact.talk.inbox()
            })
        };
        self.contacts.iter().map(view).collect()
    }

    /// Everybody, as a chat window shows them.
    pub(crate) fn threads(&self) -> Vec<Thread> {
        let thread = |contact: &Contact| Thread {
            id: contact.person.id.clone(),
            name: contact.person.name.clone(),
            about: contact.person.id.clone(),
            state: if contact.is_subscribed {
                "subscribed".to_owned()
            } else {
                "not subscribed".to_owned()
            },
            lines: contact.talk.lines(content),
        };
        self.contacts.iter().map(thread).collect()
    }
}

/// What a message says, whoever wrote it.
fn content(message: &Value) -> Content {
    let text = |pointer| text_at(message, pointer);
    let link = Some(text("/media")).filter(|link| !link.is_empty());
    let said = match text("/type") {
        "text" => Content::text(text("/text")),
        "location" => place_at(message, "/location/lat", "/location/lon"),
        "contact" => {
            let words = [text("/contact/name"), text("/contact/phone_number")];
            Content::medium("contact", &words, None)
        }
        kind => Content::medium(kind, &[text("/file_name"), text("/text")], link),
    };
    Content {
        name: text("/sender/name").to_owned(),
        ..said
    }
}

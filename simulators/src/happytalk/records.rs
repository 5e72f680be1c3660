//! What an account knows: the people who wrote, their sessions, and what was uploaded.
//!
//! A session is open for 30 days after the customer's last message.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::later;
use crate::front::{self, Content, Talk, Thread, text_at};

const OPEN_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Somebody who may write to the channel.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Customer {
    pub(crate) user_key: String,
    session_id: String,
    /// When the customer last wrote; nothing once the session has ended.
    last_wrote: Option<Timestamp>,
    /// What was said.
    pub(crate) talk: Talk,
}

impl Customer {
    fn new(user_key: String) -> Self {
        Self {
            user_key,
            session_id: String::new(),
            last_wrote: None,
            talk: Talk::default(),
        }
    }

    /// The session, if the business may write.
    pub(crate) fn session(&self, now: Timestamp) -> Option<&str> {
        let is_open = self.last_wrote.is_some_and(|it| later(it, OPEN_FOR) > now);
        is_open.then_some(self.session_id.as_str())
    }

    /// Ends the session.
    pub(crate) fn end(&mut self) {
        self.last_wrote = None;
    }
}

/// All records of an account.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Records {
    pub(crate) customers: Vec<Customer>,
    /// Serial numbers that were used.
    pub(crate) serials: BTreeSet<String>,
    /// Addresses of what was uploaded.
    pub(crate) storage: BTreeSet<String>,
    transcript: Vec<String>,
    /// How many result codes were written.
    pub(crate) turns: usize,
}

impl front::Records for Records {
    fn transcript(&mut self) -> &mut Vec<String> {
        &mut self.transcript
    }
}

impl Records {
    /// The records of a fresh account.
    pub(crate) fn new(people: Vec<String>) -> Self {
        Self {
            customers: people.into_iter().map(Customer::new).collect(),
            ..Self::default()
        }
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&mut self, line: String) {
        self.transcript.push(line);
    }

    pub(crate) fn customer_mut(&mut self, user_key: &str) -> Option<&mut Customer> {
        self.customers.iter_mut().find(|it| it.user_key == user_key)
    }

    /// Lets a customer write, which opens a session or makes it longer; tells its id.
    pub(crate) fn hear(&mut self, user_key: &str, now: Timestamp) -> String {
        if self.customer_mut(user_key).is_none() {
            self.customers.push(Customer::new(user_key.to_owned()));
        }
        let Some(customer) = self.customer_mut(user_key) else {
            return String::new();
        };
        if customer.session(now).is_none() {
            customer.session_id = Uuid::new_v4().simple().to_string();
        }
        customer.last_wrote = Some(now);
        customer.session_id.clone()
    }

    /// Everybody, with what they got.
    pub(crate) fn listed(&self, now: Timestamp) -> Vec<Value> {
        let view = |customer: &Customer| {
            json!({
                "user_key": customer.user_key,
                "session_id": customer.session(now),
                "inbox": customer.talk.inbox()
            })
        };
        self.customers.iter().map(view).collect()
    }

    /// Everybody, as a chat window shows them.
    pub(crate) fn threads(&self, now: Timestamp) -> Vec<Thread> {
        let thread = |customer: &Customer| Thread {
            id: customer.user_key.clone(),
            name: customer.user_key.clone(),
            about: String::new(),
            state: if customer.session(now).is_some() {
                "session open".to_owned()
            } else {
                "no session".to_owned()
            },
            lines: customer.talk.lines(content),
        };
        self.customers.iter().map(thread).collect()
    }
}

/// What a message says: one of a customer's, as it is kept, or one to a customer in either version.
fn content(message: &Value) -> Content {
    let text = |pointer| text_at(message, pointer);
    let first = |pointers: &[&str]| {
        let texts = pointers.iter().map(|pointer| text_at(message, pointer));
        texts.into_iter().find(|text| !text.is_empty())
    };
    let kind = first(&["/kind", "/message_type", "/chat_bubble_type"]).unwrap_or_default();
    if ["text", "TX", "TEXT"].contains(&kind) {
        return Content::text(first(&["/text", "/message"]).unwrap_or_default());
    }
    let link = first(&[
        "/text",
        "/image_url",
        "/file_url",
        "/attachment/image/img_url",
        "/attachment/file/file_url",
        "/attachment/video/video_url",
        "/attachment/audio/audio_url",
    ]);
    Content::medium(kind, &[text("/file_name"), text("/message")], link)
}

//! Freshchat's API version 2, as far as channels use it: users, conversations, messages, topics.
//!
//! What is told to apps is in `event`. It does not decide who writes where.

mod event;
mod parts;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, ErrorKind};
use crate::host::Call;
use crate::json::Readable;
use crate::wire::{encoded, loose_text};
pub use event::{Actor, MessageEvent};
pub use parts::{
    Button, Collection, Content, FilePart, Mail, Parts, SentPart, ShownPart, Template,
};

/// Whether it can be an id: nothing and dots alone would lead elsewhere in an address.
fn is_id(text: &str) -> bool {
    text.bytes().any(|byte| byte != b'.')
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_id(&text) {
        Ok(text)
    } else {
        Err(D::Error::custom("no id"))
    }
}

/// `GET /accounts/configuration`: whether the token is good.
#[derive(Clone, Copy, Debug)]
pub struct ViewChatAccount;

impl Call for ViewChatAccount {
    const TEMPLATE: &'static str = "viewChatAccount";
    type Reply = ChatAccount;
}

/// The part of an account that proves that the answer is Freshchat's.
#[derive(Debug, Deserialize)]
pub struct ChatAccount {
    /// Its organisation.
    #[serde(deserialize_with = "loose_text")]
    pub organisation_id: Option<String>,
}

/// `GET /users?reference_id=…`: an exact match.
#[derive(Clone, Debug)]
pub struct FindChatUser<'a> {
    /// The reference.
    pub reference: &'a str,
}

impl Call for FindChatUser<'_> {
    const TEMPLATE: &'static str = "findChatUser";
    type Reply = ChatUsers;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("reference_id", encoded(self.reference))]
    }
}

/// Users come as a list, which is empty if there is none.
#[derive(Debug, Deserialize)]
pub struct ChatUsers {
    users: Vec<Readable<ChatUser>>,
}

impl ChatUsers {
    /// The user with this reference who was there first, so that everybody takes the same.
    #[must_use]
    pub fn first(self, reference: &str) -> Option<ChatUser> {
        let users = self.users.into_iter().filter_map(|Readable(user)| user);
        let same = users.filter(|user| user.reference_id.as_deref() == Some(reference));
        same.min_by(|one, other| {
            (&one.created_time, &one.id).cmp(&(&other.created_time, &other.id))
        })
    }
}

/// `GET /users/{id}`.
#[derive(Clone, Debug)]
pub struct ViewChatUser<'a> {
    /// The user.
    pub user: &'a str,
}

impl Call for ViewChatUser<'_> {
    const TEMPLATE: &'static str = "viewChatUser";
    type Reply = ChatUser;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("user_id", encoded(self.user))]
    }
}

/// The part of a user that is used.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct ChatUser {
    /// A UUID.
    #[serde(deserialize_with = "id")]
    pub id: String,
    /// Our own id of the person, or somebody else's.
    #[serde(default, deserialize_with = "loose_text")]
    pub reference_id: Option<String>,
    /// RFC 3339.
    #[serde(default)]
    created_time: Option<String>,
}

/// `POST /users`.
#[derive(Clone, Debug, Serialize)]
pub struct CreateChatUser<'a> {
    /// Our own id of the person.
    pub reference_id: &'a str,
    /// What agents see.
    pub first_name: &'a str,
    /// The picture that agents see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Address<'a>>,
    /// Which channel it is.
    pub properties: [Property<'a>; 1],
}

/// Something at an address.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Address<'a> {
    /// The address.
    pub url: &'a str,
}

/// A property of a user.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
}

impl Call for CreateChatUser<'_> {
    const TEMPLATE: &'static str = "createChatUser";
    type Reply = Identified;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// A thing of which nothing but the id is used.
#[derive(Debug, Deserialize)]
pub struct Identified {
    /// Its id.
    #[serde(deserialize_with = "id")]
    pub id: String,
}

/// `GET /users/{id}/conversations`: ids and nothing else, in no order that anybody promises.
#[derive(Clone, Debug)]
pub struct ListChats<'a> {
    /// Whose.
    pub user: &'a str,
}

impl Call for ListChats<'_> {
    const TEMPLATE: &'static str = "listChats";
    type Reply = Chats;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("user_id", encoded(self.user))]
    }
}

/// The conversations of a user.
#[derive(Debug, Deserialize)]
pub struct Chats {
    conversations: Vec<Readable<Identified>>,
}

impl Chats {
    /// Their ids.
    pub fn ids(self) -> impl Iterator<Item = String> {
        let chats = self.conversations.into_iter();
        chats.filter_map(|Readable(chat)| Some(chat?.id))
    }
}

/// `GET /conversations/{id}`.
#[derive(Clone, Debug)]
pub struct ViewChat<'a> {
    /// The conversation.
    pub conversation: &'a str,
}

impl Call for ViewChat<'_> {
    const TEMPLATE: &'static str = "viewChat";
    type Reply = Chat;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("conversation_id", encoded(self.conversation))]
    }
}

/// The part of a conversation that is used.
#[derive(Debug, Deserialize)]
pub struct Chat {
    /// Its id.
    #[serde(deserialize_with = "id")]
    pub conversation_id: String,
    /// `new`, `assigned`, `resolved` and others.
    #[serde(default)]
    status: Option<String>,
    /// The topic.
    #[serde(default)]
    pub channel_id: Option<String>,
    /// What was written with its opening.
    #[serde(default)]
    messages: Vec<Readable<Identified>>,
}

impl Chat {
    /// Whether an agent has not finished with it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status.as_deref() != Some("resolved")
    }

    /// The id of the message that it was opened with.
    #[must_use]
    pub fn opening(&self) -> Option<&str> {
        let Readable(message) = self.messages.first()?;
        Some(&message.as_ref()?.id)
    }
}

/// `POST /conversations`: a new conversation with its first message.
#[derive(Clone, Debug, Serialize)]
pub struct StartChat<'a> {
    /// The topic.
    pub channel_id: &'a str,
    /// Always `new`.
    pub status: &'static str,
    /// The one person in it.
    pub users: [Whose<'a>; 1],
    /// The one message.
    pub messages: [NewMessage<'a>; 1],
}

/// Somebody by id.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Whose<'a> {
    /// The user.
    pub id: &'a str,
}

impl<'a> StartChat<'a> {
    /// Opens a conversation of this user on this topic.
    #[must_use]
    pub fn new(channel_id: &'a str, user: &'a str, message: NewMessage<'a>) -> Self {
        Self {
            channel_id,
            status: "new",
            users: [Whose { id: user }],
            messages: [message],
        }
    }
}

impl Call for StartChat<'_> {
    const TEMPLATE: &'static str = "startChat";
    type Reply = Chat;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// A message to be written.
#[derive(Clone, Debug, Serialize)]
pub struct NewMessage<'a> {
    message_type: &'static str,
    actor_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_id: Option<&'a str>,
    message_parts: &'a [SentPart],
}

impl<'a> NewMessage<'a> {
    /// What a user wrote.
    #[must_use]
    pub const fn of_user(user: &'a str, parts: &'a [SentPart]) -> Self {
        Self {
            message_type: "normal",
            actor_type: "user",
            actor_id: Some(user),
            message_parts: parts,
        }
    }

    /// What this app tells agents alone. It names no author: Freshchat takes it as its own, and nobody relays it.
    #[must_use]
    pub const fn for_agents(parts: &'a [SentPart]) -> Self {
        Self {
            message_type: "private",
            actor_type: "bot",
            actor_id: None,
            message_parts: parts,
        }
    }
}

/// `POST /conversations/{id}/messages`.
#[derive(Clone, Debug)]
pub struct PostMessage<'a> {
    /// The conversation.
    pub conversation: &'a str,
    /// The message.
    pub message: NewMessage<'a>,
}

impl Call for PostMessage<'_> {
    const TEMPLATE: &'static str = "postMessage";
    type Reply = Identified;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("conversation_id", encoded(self.conversation))]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(&self.message)
    }
}

/// `GET /conversations/{id}/messages?from_time=…`: the newest 50 since then, newest first.
#[derive(Clone, Debug)]
pub struct ListMessages<'a> {
    /// The conversation.
    pub conversation: &'a str,
    /// RFC 3339.
    pub since: String,
}

impl Call for ListMessages<'_> {
    const TEMPLATE: &'static str = "listMessages";
    type Reply = Messages;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![
            ("conversation_id", encoded(self.conversation)),
            ("from_time", encoded(&self.since)),
        ]
    }
}

/// Messages of a conversation.
#[derive(Debug, Deserialize)]
pub struct Messages {
    messages: Vec<Readable<Message>>,
}

impl Messages {
    /// Those that can be read.
    pub fn readable(self) -> impl Iterator<Item = Message> {
        let messages = self.messages.into_iter();
        messages.filter_map(|Readable(message)| message)
    }
}

/// The part of a message that is used, in lists and in events.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Its id; empty if it is not said.
    #[serde(deserialize_with = "text_or_nothing")]
    pub id: String,
    /// Its conversation; empty if it is not said.
    #[serde(deserialize_with = "text_or_nothing")]
    pub conversation_id: String,
    /// `normal`, `private` or `system`.
    pub message_type: Option<String>,
    /// `user`, `agent`, `bot` or `system`.
    pub actor_type: Option<String>,
    /// RFC 3339.
    #[serde(deserialize_with = "loose_text")]
    pub created_time: Option<String>,
    /// What was written.
    pub message_parts: Parts,
    /// What the customer may answer with.
    pub reply_parts: Parts,
    /// Whether it is a bot's note for agents.
    #[serde(rename = "botsPrivateNote")]
    is_bots_private_note: Option<bool>,
}

fn text_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(loose_text(deserializer)?.unwrap_or_default())
}

impl Message {
    /// Whether customers may read it. What does not say so is not for them.
    #[must_use]
    pub fn is_for_customers(&self) -> bool {
        self.message_type.as_deref() == Some("normal") && self.is_bots_private_note != Some(true)
    }
}

/// `GET /channels`: Freshchat's topics, which it calls channels.
#[derive(Clone, Copy, Debug)]
pub struct ListTopics;

impl Call for ListTopics {
    const TEMPLATE: &'static str = "listTopics";
    type Reply = Topics;
}

/// The topics.
#[derive(Debug, Deserialize)]
pub struct Topics {
    channels: Vec<Readable<Topic>>,
}

#[derive(Debug, Deserialize)]
struct Topic {
    #[serde(deserialize_with = "id")]
    id: String,
    #[serde(default)]
    enabled: Option<bool>,
}

impl Topics {
    /// The first one that is in use.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        let mut used = self.known().filter(|topic| topic.enabled != Some(false));
        used.next().map(|topic| topic.id.as_str())
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.known().any(|topic| topic.id == id)
    }

    fn known(&self) -> impl Iterator<Item = &Topic> {
        let topics = self.channels.iter();
        topics.filter_map(|Readable(topic)| topic.as_ref())
    }
}

/// What a refusal by Freshchat means to whoever wants to write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refused {
    /// The conversation is not the one that the user writes in now, or not there.
    Stale,
    /// What was written is not taken in this form.
    Form,
    /// The thing exists already.
    Exists,
    /// Anything that has nothing to do with what was written.
    Other,
}

impl Refused {
    /// Reads a refusal. `None` for what is no refusal of Freshchat's.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        let ErrorKind::Refused(refusal) = error.kind() else {
            return None;
        };
        Some(match refusal.status {
            400 if refusal.body.contains("not the latest conversation") => Self::Stale,
            404 => Self::Stale,
            400 | 413 | 415 | 422 => Self::Form,
            409 => Self::Exists,
            _ => Self::Other,
        })
    }
}

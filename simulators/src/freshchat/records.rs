//! What an account knows: users, and conversations with their messages.
//!
//! It stores and shows; rules about requests are elsewhere.

mod conversation;
mod message;
mod user;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use self::conversation::Conversation;
pub(crate) use self::message::{Draft, Look, Message};
pub(crate) use self::user::User;
use crate::front;

/// All records of an account.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Records {
    /// Oldest first.
    pub(crate) users: Vec<User>,
    /// Oldest first; none is ever removed.
    pub(crate) conversations: Vec<Conversation>,
    /// Files that were uploaded, by hash, and whether they may be sent.
    pub(crate) uploads: Vec<(String, bool)>,
    transcript: Vec<String>,
    /// How often a list of conversations was turned.
    pub(crate) turns: usize,
}

impl front::Records for Records {
    fn transcript(&mut self) -> &mut Vec<String> {
        &mut self.transcript
    }
}

impl Records {
    /// Adds a line to the transcript.
    pub(crate) fn note(&mut self, line: String) {
        self.transcript.push(line);
    }

    /// The user with this id.
    pub(crate) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The user with this id, to be changed.
    pub(crate) fn user_mut(&mut self, id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    /// The conversation with this id; its number is none.
    pub(crate) fn conversation(&self, id: &str) -> Option<&Conversation> {
        self.conversations.iter().find(|it| it.id == id)
    }

    /// The conversation with this id, to be changed.
    pub(crate) fn conversation_mut(&mut self, id: &str) -> Option<&mut Conversation> {
        self.conversations.iter_mut().find(|it| it.id == id)
    }

    /// A user's conversations, oldest first.
    pub(crate) fn conversations_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a Conversation> {
        let all = self.conversations.iter();
        all.filter(move |it| it.user_id == user_id)
    }

    /// Every user, oldest first.
    pub(crate) fn listed_users(&self) -> Vec<Value> {
        self.users.iter().map(User::view).collect()
    }

    /// Every conversation with its messages, oldest first.
    pub(crate) fn listed_conversations(&self) -> Vec<Value> {
        self.conversations
            .iter()
            .map(Conversation::listing)
            .collect()
    }
}

/// An object without its empty fields.
pub(crate) fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    value
}

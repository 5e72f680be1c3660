//! `onMessageCreate`: what Freshchat tells of a message. It does not say whether that message is relayed.

use serde::Deserialize;

use super::{ChatUser, Message, is_id};
use crate::json::Readable;

/// The event's `data`. What its field `message` names is the conversation; the message itself is the first of that one's
/// messages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MessageEvent {
    actor: Option<Readable<EventActor>>,
    associations: Option<Readable<Associations>>,
    message: Option<Readable<EventChat>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EventActor {
    #[serde(rename = "type")]
    kind: Option<Readable<String>>,
    first_name: Option<Readable<String>>,
    last_name: Option<Readable<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Associations {
    user: Option<Readable<ChatUser>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EventChat {
    conversation_id: Option<String>,
    user_id: Option<String>,
    messages: Vec<Readable<Message>>,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Actor {
    /// An agent.
    Agent,
    /// A bot that talks with customers.
    Bot,
    /// A customer, the system, or nobody can tell.
    Other,
}

impl Actor {
    fn of(kind: &str) -> Self {
        match kind {
            "agent" => Self::Agent,
            "bot" => Self::Bot,
            _ => Self::Other,
        }
    }
}

impl MessageEvent {
    /// The message.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        let Readable(message) = self.chat()?.messages.first()?;
        message.as_ref()
    }

    /// Who wrote it. Samples of the vendor leave out either place that says so, or let the two disagree: what is not said
    /// by every place that says something is not believed.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let inner = self
            .message()
            .and_then(|message| message.actor_type.as_deref());
        let outer = self.person().and_then(|actor| actor.kind.as_ref());
        let outer = outer.map(|Readable(kind)| kind.as_deref().unwrap_or_default());
        match (inner.map(Actor::of), outer.map(Actor::of)) {
            (Some(one), Some(other)) if one == Actor::Other || other == Actor::Other => {
                Actor::Other
            }
            (Some(actor), _) | (None, Some(actor)) => actor,
            (None, None) => Actor::Other,
        }
    }

    /// What the writer is called.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let actor = self.person()?;
        let names = [&actor.first_name, &actor.last_name].into_iter().flatten();
        let names = names.filter_map(|Readable(name)| name.as_deref());
        let name = names.collect::<Vec<_>>().join(" ");
        let name = name.trim();
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The conversation.
    #[must_use]
    pub fn conversation(&self) -> Option<&str> {
        let said = self
            .message()
            .map(|message| message.conversation_id.as_str());
        let outer = self.chat()?.conversation_id.as_deref();
        said.filter(|id| is_id(id)).or(outer.filter(|id| is_id(id)))
    }

    /// The customer, if the event describes one.
    #[must_use]
    pub fn user(&self) -> Option<&ChatUser> {
        let Readable(associations) = self.associations.as_ref()?;
        let Readable(user) = associations.as_ref()?.user.as_ref()?;
        user.as_ref()
    }

    /// The id of the customer whose conversation it is, if the event says it.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        let said = self.chat()?.user_id.as_deref();
        said.filter(|id| is_id(id))
    }

    fn chat(&self) -> Option<&EventChat> {
        let Readable(chat) = self.message.as_ref()?;
        chat.as_ref()
    }

    fn person(&self) -> Option<&EventActor> {
        let Readable(actor) = self.actor.as_ref()?;
        actor.as_ref()
    }
}

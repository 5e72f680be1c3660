//! Conversations that the host page shows and takes part in: as a customer in a messenger, or as an agent in an inbox.
//!
//! Nothing here knows a messenger; whatever plays one lists its conversations in the shape below and takes actions.

use serde::{Deserialize, Serialize};

use super::world::WorldAction;

/// A messenger, or the inbox of the product.
#[derive(Clone, Debug, Default)]
pub struct Chat {
    /// What it is called.
    pub name: String,
    /// On whose side the person at the host page is.
    pub seat: Seat,
    /// The address that lists the conversations, each a [`Thread`].
    pub threads_url: String,
    /// The field of each action that takes the conversation's id.
    pub thread_field: String,
    /// Writes a text; a field that is neither the conversation nor `text_field` is drawn beside the text.
    pub write: WorldAction,
    /// The field of `write` that takes the text.
    pub text_field: String,
    /// What else can be done in a conversation.
    pub others: Vec<WorldAction>,
}

/// On whose side somebody takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    /// The customer's.
    #[default]
    Customer,
    /// The business's.
    Agent,
}

/// A conversation, read from whatever plays the messenger; everything in it is text to show.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Thread {
    /// By what actions know it.
    pub id: String,
    /// Who the customer is.
    #[serde(default)]
    pub name: String,
    /// What else is known of the customer.
    #[serde(default)]
    pub about: String,
    /// How it is between the two sides.
    #[serde(default)]
    pub state: String,
    /// What was said, oldest first.
    #[serde(default)]
    pub lines: Vec<Line>,
}

/// One message.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Line {
    /// When, RFC 3339.
    pub at: String,
    /// Who said it.
    pub by: Speaker,
    /// What that one is called.
    #[serde(default)]
    pub name: String,
    /// Whether customers do not see it.
    #[serde(default)]
    pub private: bool,
    /// What was said, plain.
    #[serde(default)]
    pub text: String,
    /// The address of what goes with it; pages follow http and https only.
    #[serde(default)]
    pub link: Option<String>,
}

/// Who says something in a conversation.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    Customer,
    /// Somebody at the business.
    Agent,
    /// A bot, which an app writes as, too.
    Bot,
    /// The product itself.
    System,
}

impl Chat {
    /// Its actions as they are numbered: writing first.
    pub(super) fn actions(&self) -> impl Iterator<Item = &WorldAction> {
        std::iter::once(&self.write).chain(&self.others)
    }
}

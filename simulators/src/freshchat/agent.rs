//! What people do in the product itself: agents who write, note, assign and resolve, a bot, and customers on the web.
//!
//! None of it goes through the API, and all of it is told to apps.

use serde::Deserialize;
use serde_json::Value;

use super::account::Account;
use super::messages::text_parts;
use super::records::Draft;
use super::refusal::Refusal;
use super::talk::Change;
use crate::front::Fields;

/// Who writes something.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Writer {
    /// An agent at the inbox.
    #[default]
    Agent,
    /// A bot that the account has, not this app.
    Bot,
    /// The system.
    System,
    /// The customer, in the widget on a web page.
    User,
}

/// Something written in the product.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The conversation.
    pub conversation_id: String,
    /// Who writes it.
    #[serde(default)]
    pub writer: Writer,
    /// Which agent; the account's first one when absent.
    pub agent_id: Option<String>,
    /// The text; agents' texts are HTML.
    pub text: Option<String>,
    /// Parts instead of a text.
    pub parts: Option<Vec<Value>>,
    /// Quick replies that come with it.
    #[serde(default)]
    pub reply_parts: Vec<Value>,
    /// Whether only agents see it.
    #[serde(default)]
    pub private: bool,
    /// Whether it is a bot's note that is not marked as private.
    #[serde(default)]
    pub bots_private_note: bool,
}

impl Line {
    /// An agent's text.
    #[must_use]
    pub fn new(conversation_id: &str, text: &str) -> Self {
        Self {
            conversation_id: conversation_id.to_owned(),
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }

    /// A note that customers must not see.
    #[must_use]
    pub fn note(conversation_id: &str, text: &str) -> Self {
        Self {
            private: true,
            ..Self::new(conversation_id, text)
        }
    }

    /// The same by somebody else.
    #[must_use]
    pub fn by(self, writer: Writer) -> Self {
        Self { writer, ..self }
    }

    /// The same with other parts.
    #[must_use]
    pub fn with(self, parts: &[Value]) -> Self {
        Self {
            parts: Some(parts.to_vec()),
            ..self
        }
    }
}

impl Account {
    /// Writes something; tells the message.
    pub(crate) fn write(&self, line: Line) -> Result<Value, Refusal> {
        let agent_id = self.agent_or_first(line.agent_id.as_deref())?;
        let parts = line.parts.unwrap_or_default();
        let text = line.text.as_deref().filter(|_| parts.is_empty());
        let parts = text.map_or(parts, text_parts);
        let (written, holds) = self.act(|act| {
            let conversation = act.records.conversation(&line.conversation_id);
            let conversation = conversation.ok_or_else(|| Refusal::missing("conversation"))?;
            let service = || self.service_account_id.clone();
            let (actor_type, actor_id, source, sub_entity) = match line.writer {
                Writer::Agent => ("agent", agent_id, "web", None),
                Writer::User => ("user", conversation.user_id.clone(), "web", None),
                Writer::Bot => ("bot", service(), "system", Some("freddy_bot")),
                Writer::System => ("system", service(), "system", Some("auto_resolve")),
            };
            let message_type = match (line.private, line.writer) {
                (true, _) => "private",
                (false, Writer::System) => "system",
                (false, _) => "normal",
            };
            let draft = Draft {
                actor_type: actor_type.to_owned(),
                actor_id,
                sub_entity: sub_entity.map(str::to_owned),
                kind: message_type.to_owned(),
                source,
                parts,
                reply_parts: line.reply_parts,
                meta_data: None,
                is_bots_private_note: line.bots_private_note,
            };
            act.say(&line.conversation_id, draft)
        });
        // Nobody waits for an answer, so what is told may go at once.
        drop(holds);
        written
    }

    /// Changes a conversation's state by hand, in fields as the API names them.
    pub(crate) fn set_state(&self, conversation_id: &str, fields: &Fields) -> Result<(), Refusal> {
        let text = |name| Ok::<_, Refusal>(fields.text(name)?.map(str::to_owned));
        let change = Change {
            status: text("status")?,
            assigned_agent_id: text("assigned_agent_id")?,
            assigned_group_id: text("assigned_group_id")?,
            properties: None,
        };
        let agent = change.assigned_agent_id.as_deref();
        agent.map(|id| self.agent(id)).transpose()?;
        let (changed, holds) = self.act(|act| act.change(conversation_id, change));
        drop(holds);
        changed
    }

    /// Tells apps whether an agent is there.
    pub(crate) fn set_available(&self, agent_id: &str, is_available: bool) -> Result<(), Refusal> {
        self.agent(agent_id)?;
        let ((), holds) = self.act(|act| act.tell_agent(agent_id, is_available));
        drop(holds);
        Ok(())
    }

    fn agent_or_first(&self, id: Option<&str>) -> Result<String, Refusal> {
        let agent = match id {
            Some(id) => self.agent(id)?,
            None => (self.agents.first()).ok_or_else(|| Refusal::missing("agent"))?,
        };
        Ok(agent.id.clone())
    }
}

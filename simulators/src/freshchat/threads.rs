//! Conversations as the product's own inbox shows them, for a person who plays an agent.
//!
//! It reads; nothing is written here.

use serde_json::{Map, Value};

use super::account::Account;
use super::records::{Conversation, Message, Records};
use crate::front::{Content, Line, Side, Thread, text_at};

impl Account {
    /// Every conversation, oldest first.
    pub(super) fn threads(&self) -> Vec<Thread> {
        let records = self.stage.records.lock();
        let all = records.conversations.iter();
        all.map(|it| self.thread(&records, it)).collect()
    }

    fn thread(&self, records: &Records, conversation: &Conversation) -> Thread {
        let user = records.user(&conversation.user_id);
        let reference = user.and_then(|user| user.reference_id.clone());
        let messages = conversation.messages.iter();
        Thread {
            id: conversation.id.clone(),
            name: self.name_of(records, "user", &conversation.user_id),
            about: reference.unwrap_or_default(),
            state: conversation.status.clone(),
            lines: messages.map(|it| self.line(records, it)).collect(),
        }
    }

    fn line(&self, records: &Records, message: &Message) -> Line {
        let view = message.view();
        let parts = view.get("message_parts").and_then(Value::as_array);
        let contents = parts.into_iter().flatten().map(content);
        let contents = contents.collect::<Vec<_>>();
        let texts = contents.iter().map(|it| it.text.as_str());
        let said = Content {
            name: self.name_of(records, &message.actor_type, &message.actor_id),
            text: texts.collect::<Vec<_>>().join("\n"),
            link: contents.iter().find_map(|it| it.link.clone()),
        };
        let by = match message.actor_type.as_str() {
            "user" => Side::Customer,
            "agent" => Side::Agent,
            "bot" => Side::Bot,
            _ => Side::System,
        };
        Line {
            private: message.is_private(),
            ..said.line(message.created_time, by)
        }
    }

    /// What somebody is called; an app that posts as a bot has no name.
    fn name_of(&self, records: &Records, kind: &str, id: &str) -> String {
        let joined = |first: Option<&str>, last: Option<&str>| {
            let names = [first, last].into_iter().flatten();
            names.collect::<Vec<_>>().join(" ")
        };
        match kind {
            "user" => {
                let user = records.user(id);
                user.map(|it| joined(it.first_name.as_deref(), it.last_name.as_deref()))
                    .filter(|name| !name.is_empty())
                    .unwrap_or_else(|| "Unknown".to_owned())
            }
            "agent" => {
                let agent = self.agent(id).ok();
                agent.map_or_else(String::new, |it| {
                    joined(Some(&it.first_name), Some(&it.last_name))
                })
            }
            _ => String::new(),
        }
    }
}

/// What one part says.
fn content(part: &Value) -> Content {
    let kind = part
        .as_object()
        .and_then(|part: &Map<_, _>| part.keys().next());
    let kind = kind.map(String::as_str).unwrap_or_default();
    let text = |name: &str| text_at(part, &format!("/{kind}/{name}"));
    if kind == "text" {
        return Content::text(text("content"));
    }
    let link = Some(text("url")).filter(|link| !link.is_empty());
    Content::medium(kind, &[text("name"), text("label")], link)
}

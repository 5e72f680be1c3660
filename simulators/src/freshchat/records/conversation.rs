//! A conversation of one user on one topic.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Message, without_nulls};

/// Added to a conversation's place to make its number, by which the API does not know it.
const FIRST_NUMBER: usize = 910_000_001;

/// A conversation.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    number: usize,
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    pub(crate) app_id: String,
    pub(crate) status: String,
    pub(crate) assigned_agent_id: Option<String>,
    pub(crate) assigned_group_id: Option<String>,
    pub(crate) properties: Option<Value>,
    pub(crate) created_time: Timestamp,
    pub(crate) assigned_time: Option<Timestamp>,
    pub(crate) resolved_time: Option<Timestamp>,
    pub(crate) reopened_time: Option<Timestamp>,
    pub(crate) messages: Vec<Message>,
}

impl Conversation {
    /// A new conversation in the place after so many others.
    pub(crate) fn new(
        user_id: &str,
        channel_id: &str,
        app_id: &str,
        place: usize,
        now: Timestamp,
    ) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            number: FIRST_NUMBER + place,
            user_id: user_id.to_owned(),
            channel_id: channel_id.to_owned(),
            app_id: app_id.to_owned(),
            status: "new".to_owned(),
            assigned_agent_id: None,
            assigned_group_id: None,
            properties: None,
            created_time: now,
            assigned_time: None,
            resolved_time: None,
            reopened_time: None,
            messages: Vec::new(),
        }
    }

    pub(crate) fn is_resolved(&self) -> bool {
        self.status == "resolved"
    }

    /// The conversation as the API shows it.
    pub(crate) fn view(&self) -> Value {
        without_nulls(json!({
            "conversation_id": self.id,
            "app_id": self.app_id,
            "channel_id": self.channel_id,
            "status": self.status,
            "assigned_agent_id": self.assigned_agent_id,
            "assigned_group_id": self.assigned_group_id,
            "user_id": self.user_id,
            "properties": self.properties
        }))
    }

    /// The conversation as the answer to its creation shows it.
    pub(crate) fn created_view(&self, from: usize, has_number: bool) -> Value {
        let messages = self.messages.iter().skip(from).map(Message::view);
        without_nulls(json!({
            "conversation_id": self.id,
            "freshchat_conversation_id": has_number.then(|| self.number.to_string()),
            "app_id": self.app_id,
            "channel_id": self.channel_id,
            "status": self.status,
            "assigned_agent_id": self.assigned_agent_id,
            "assigned_group_id": self.assigned_group_id,
            "properties": self.properties,
            "users": [{"id": self.user_id}],
            "messages": messages.collect::<Vec<_>>()
        }))
    }

    /// The conversation in a product event, with one message.
    pub(crate) fn event_view(&self, message: &Value) -> Value {
        without_nulls(json!({
            "app_id": self.app_id,
            "channel_id": self.channel_id,
            "conversation_id": self.id,
            "user_id": self.user_id,
            "status": self.status,
            "created_time": self.created_time,
            "assigned_time": self.assigned_time,
            "reopened_time": self.reopened_time,
            "resolved_time": self.resolved_time,
            "assigned_agent_id": self.assigned_agent_id,
            "assigned_group_id": self.assigned_group_id,
            "response_due_type": "NO_RESPONSE_DUE",
            "source": "WEBCHAT",
            "properties": self.properties.clone().unwrap_or_else(|| json!({})),
            "is_offline": false,
            "messages": [message]
        }))
    }

    /// The conversation for the control interface, with everything that was said.
    pub(crate) fn listing(&self) -> Value {
        let mut view = self.view();
        if let Some(fields) = view.as_object_mut() {
            let messages = self.messages.iter().map(Message::view).collect();
            fields.insert("messages".to_owned(), messages);
        }
        view
    }
}

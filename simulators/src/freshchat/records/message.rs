//! A message of a conversation: what was said, by whom, and to whom it shows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::without_nulls;
use crate::freshchat::config::FileKeys;

/// A message before it is in a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) actor_type: String,
    pub(crate) actor_id: String,
    /// Who really acted, for bots and the system.
    pub(crate) sub_entity: Option<String>,
    /// `normal`, `private` or `system`.
    pub(crate) kind: String,
    pub(crate) source: &'static str,
    pub(crate) parts: Vec<Value>,
    pub(crate) reply_parts: Vec<Value>,
    pub(crate) meta_data: Option<Value>,
    pub(crate) is_bots_private_note: bool,
}

/// A message.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) created_time: Timestamp,
    pub(crate) conversation_id: String,
    pub(crate) channel_id: String,
    pub(crate) app_id: String,
    pub(crate) user_id: String,
    interaction_id: String,
    pub(crate) actor_type: String,
    pub(crate) actor_id: String,
    pub(crate) sub_entity: Option<String>,
    pub(crate) kind: String,
    source: String,
    parts: Vec<Value>,
    reply_parts: Vec<Value>,
    meta_data: Option<Value>,
    is_bots_private_note: bool,
    is_first: bool,
    is_agent_first_response: bool,
    /// How often it was read without the addresses of its files.
    pub(crate) readings: u64,
}

/// How a message is shown.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) file_keys: FileKeys,
    pub(crate) has_file_urls: bool,
    /// Whether a part has the other kinds as nulls.
    pub(crate) has_nulls: bool,
}

impl Message {
    /// The draft in a conversation that has these messages so far.
    pub(crate) fn new(draft: Draft, conversation: &super::Conversation, now: Timestamp) -> Self {
        let before = &conversation.messages;
        let is_answer = |actor: &str, kind: &str| actor == "agent" && kind == "normal";
        let is_answered = before.iter().any(|it| is_answer(&it.actor_type, &it.kind));
        Self {
            id: Uuid::new_v4().to_string(),
            created_time: now,
            conversation_id: conversation.id.clone(),
            channel_id: conversation.channel_id.clone(),
            app_id: conversation.app_id.clone(),
            user_id: conversation.user_id.clone(),
            interaction_id: Uuid::new_v4().to_string(),
            is_first: before.is_empty(),
            is_agent_first_response: is_answer(&draft.actor_type, &draft.kind) && !is_answered,
            actor_type: draft.actor_type,
            actor_id: draft.actor_id,
            sub_entity: draft.sub_entity,
            kind: draft.kind,
            source: draft.source.to_owned(),
            parts: draft.parts,
            reply_parts: draft.reply_parts,
            meta_data: draft.meta_data,
            is_bots_private_note: draft.is_bots_private_note,
            readings: 0,
        }
    }

    /// The message as it was written.
    pub(crate) fn view(&self) -> Value {
        self.shown(Look {
            file_keys: FileKeys::Documented,
            has_file_urls: true,
            has_nulls: false,
        })
    }

    /// The message with its parts as they are to be shown.
    pub(crate) fn shown(&self, look: Look) -> Value {
        let parts = self.parts.iter().map(|part| shown(part, look));
        without_nulls(json!({
            "id": self.id,
            "created_time": self.created_time,
            "conversation_id": self.conversation_id,
            "channel_id": self.channel_id,
            "app_id": self.app_id,
            "user_id": self.user_id,
            "interaction_id": self.interaction_id,
            "actor_type": self.actor_type,
            "actor_id": self.actor_id,
            "message_type": self.kind,
            "message_source": self.source,
            "message_parts": parts.collect::<Vec<_>>(),
            "reply_parts": self.reply_parts,
            "meta_data": self.meta_data,
            "botsPrivateNote": self.is_bots_private_note.then_some(true),
            "is_first_message": self.is_first,
            "is_agent_first_response": self.is_agent_first_response
        }))
    }

    /// Whether only agents see it.
    pub(crate) fn is_private(&self) -> bool {
        self.kind == "private" || self.is_bots_private_note
    }

    /// Whether one of its parts is a file.
    pub(crate) fn has_file(&self) -> bool {
        self.parts.iter().any(|part| part.get("file").is_some())
    }

    /// The text of its parts, for the transcript.
    pub(crate) fn text(&self) -> String {
        let text = |part: &Value| {
            let text = part.pointer("/text/content").and_then(Value::as_str);
            let kinds = || part.as_object().into_iter().flat_map(Map::keys).cloned();
            let kinds = || format!("[{}]", kinds().collect::<Vec<_>>().join(" "));
            text.map_or_else(kinds, str::to_owned)
        };
        let texts = self.parts.iter().map(text);
        texts.collect::<Vec<_>>().join(" | ")
    }
}

fn shown(part: &Value, look: Look) -> Value {
    let mut part = part.clone();
    let Some(kinds) = part.as_object_mut() else {
        return part;
    };
    if let Some(Value::Object(file)) = kinds.get_mut("file") {
        *file = shown_file(file, look);
    }
    if look.has_nulls {
        for kind in ["text", "image", "file"] {
            kinds.entry(kind).or_insert(Value::Null);
        }
    }
    part
}

fn shown_file(file: &Map<String, Value>, look: Look) -> Map<String, Value> {
    let renamed = |name: &str| {
        let name = match (look.file_keys, name) {
            (FileKeys::Camel, "url") => "download_url",
            (FileKeys::Camel, "content_type") => "contentType",
            (FileKeys::Prefixed, "url") => "file_url",
            (FileKeys::Prefixed, "content_type") => "file_content_type",
            (FileKeys::Camel | FileKeys::Prefixed, "file_size_in_bytes") => "file_size",
            (_, name) => name,
        };
        name.to_owned()
    };
    let fields = file.iter();
    let fields = fields.filter(|(name, _)| look.has_file_urls || *name != "url");
    fields
        .map(|(name, value)| (renamed(name), value.clone()))
        .collect()
}

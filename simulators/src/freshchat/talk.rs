//! What happens in conversations, whoever causes it: opening one, saying something, changing its state; each is told to apps.
//!
//! [inferred] A customer's message opens a resolved conversation again, an agent's takes the conversation,
//! and each change of state leaves a line of the system behind.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::config::Stale;
use super::records::{Conversation, Draft, Message, Records};
use super::refusal::Refusal;
use crate::front::Hold;

/// A conversation that is to be opened.
pub(crate) struct Opening {
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    pub(crate) change: Change,
}

/// What changes about a conversation; what is absent stays.
#[derive(Clone, Default)]
pub(crate) struct Change {
    pub(crate) status: Option<String>,
    pub(crate) assigned_agent_id: Option<String>,
    pub(crate) assigned_group_id: Option<String>,
    pub(crate) properties: Option<Value>,
}

/// One act on the records, with what is told of it.
pub(crate) struct Act<'a> {
    pub(crate) account: &'a Account,
    pub(crate) records: &'a mut Records,
    pub(crate) now: Timestamp,
    /// Hold the events back until the answer is on its way.
    pub(crate) holds: Vec<Hold>,
}

impl Account {
    /// Carries out an act; what it tells waits for the holds.
    pub(crate) fn act<T>(&self, act: impl FnOnce(&mut Act<'_>) -> T) -> (T, Vec<Hold>) {
        self.stage.change(|records, now| {
            let mut stage = Act {
                account: self,
                records,
                now,
                holds: Vec::new(),
            };
            (act(&mut stage), stage.holds)
        })
    }
}

impl Act<'_> {
    /// Opens a conversation and tells its id.
    pub(crate) fn open(&mut self, opening: Opening) -> String {
        let mut conversation = Conversation::new(
            &opening.user_id,
            &opening.channel_id,
            &self.account.app_id,
            self.records.conversations.len(),
            self.now,
        );
        apply(&mut conversation, opening.change, self.now);
        let id = conversation.id.clone();
        self.records.note(format!(
            "conversation {id} was opened by {}",
            opening.user_id
        ));
        self.records.conversations.push(conversation);
        id
    }

    /// Says something; tells the message as the API shows it.
    pub(crate) fn say(&mut self, conversation_id: &str, draft: Draft) -> Result<Value, Refusal> {
        let missing = || Refusal::missing("conversation");
        let conversation = self.records.conversation(conversation_id);
        let conversation = conversation.ok_or_else(missing)?;
        let is_talk = draft.kind == "normal";
        match draft.actor_type.as_str() {
            "user" if is_talk && conversation.is_resolved() => {
                let change = Change {
                    status: Some("new".to_owned()),
                    ..Change::default()
                };
                self.change(conversation_id, change)?;
            }
            "agent" if is_talk && conversation.assigned_agent_id.is_none() => {
                let change = Change {
                    status: Some("assigned".to_owned()),
                    assigned_agent_id: Some(draft.actor_id.clone()),
                    ..Change::default()
                };
                self.change(conversation_id, change)?;
            }
            _ => {}
        }
        let message = self.store(conversation_id, draft)?;
        self.tell_message(conversation_id, &message);
        Ok(message.view())
    }

    /// Changes a conversation's state, which leaves a line of the system behind.
    pub(crate) fn change(&mut self, conversation_id: &str, change: Change) -> Result<(), Refusal> {
        let missing = || Refusal::missing("conversation");
        let conversation = self.records.conversation_mut(conversation_id);
        let conversation = conversation.ok_or_else(missing)?;
        let before = conversation.clone();
        apply(conversation, change, self.now);
        let changes = changes(&before, conversation);
        if changes.is_empty() {
            return Ok(());
        }
        let (is_resolved, status) = (conversation.is_resolved(), conversation.status.clone());
        let meta_data = match (before.is_resolved(), is_resolved) {
            (false, true) => Some(json!({"isResolved": true})),
            (true, false) => Some(json!({"isReopen": true})),
            _ => None,
        };
        self.records
            .note(format!("conversation {conversation_id} is {status}"));
        let line = Draft {
            actor_type: "system".to_owned(),
            actor_id: self.account.service_account_id.clone(),
            sub_entity: Some("user_message".to_owned()),
            kind: "system".to_owned(),
            source: "system",
            parts: vec![json!({"text": {"content": format!("Conversation is {status}")}})],
            reply_parts: Vec::new(),
            meta_data,
            is_bots_private_note: false,
        };
        let line = self.store(conversation_id, line)?;
        self.tell_update(conversation_id, &line, &changes);
        if self.account.stage.switches.lock().system_lines {
            self.tell_message(conversation_id, &line);
        }
        Ok(())
    }

    fn store(&mut self, conversation_id: &str, draft: Draft) -> Result<Message, Refusal> {
        let missing = || Refusal::missing("conversation");
        let conversation = self.records.conversation_mut(conversation_id);
        let conversation = conversation.ok_or_else(missing)?;
        let message = Message::new(draft, conversation, self.now);
        conversation.messages.push(message.clone());
        let (who, what) = (&message.actor_type, message.text());
        let kind = &message.kind;
        self.records
            .note(format!("{who} wrote a {kind} message: {what}"));
        Ok(message)
    }
}

/// Refuses a conversation that cannot be written to any more.
pub(crate) fn needs_latest(
    records: &Records,
    conversation_id: &str,
    stale: Stale,
) -> Result<(), Refusal> {
    let missing = || Refusal::missing("conversation");
    let conversation = records.conversation(conversation_id).ok_or_else(missing)?;
    let latest = records.conversations_of(&conversation.user_id).next_back();
    let is_older = latest.is_some_and(|latest| latest.id != conversation.id);
    let is_stale = match stale {
        Stale::ResolvedWithNewer => conversation.is_resolved() && is_older,
        Stale::AnyOlder => is_older,
        Stale::AnyResolved => conversation.is_resolved(),
    };
    if is_stale {
        let message = "Conversation is not the latest conversation of the user";
        return Err(Refusal::invalid(message));
    }
    Ok(())
}

fn apply(conversation: &mut Conversation, change: Change, now: Timestamp) {
    let was_resolved = conversation.is_resolved();
    if let Some(status) = change.status {
        conversation.status = status;
    }
    if let Some(agent) = change.assigned_agent_id {
        conversation.assigned_agent_id = Some(agent);
        conversation.assigned_time = Some(now);
    }
    if let Some(group) = change.assigned_group_id {
        conversation.assigned_group_id = Some(group);
    }
    if let Some(properties) = change.properties {
        conversation.properties = Some(properties);
    }
    match (was_resolved, conversation.is_resolved()) {
        (false, true) => conversation.resolved_time = Some(now),
        (true, false) => {
            conversation.reopened_time = Some(now);
            conversation.assigned_agent_id = None;
        }
        _ => {}
    }
}

/// What changed, as old and new value by name.
fn changes(before: &Conversation, after: &Conversation) -> Map<String, Value> {
    let (before, after) = (before.view(), after.view());
    let names = [
        "status",
        "assigned_agent_id",
        "assigned_group_id",
        "properties",
    ];
    let value = |view: &Value, name: &str| view.get(name).cloned().unwrap_or_default();
    let pairs = names
        .iter()
        .map(|name| (*name, value(&before, name), value(&after, name)));
    pairs
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| (name.to_owned(), json!([old, new])))
        .collect()
}

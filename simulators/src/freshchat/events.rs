//! What product events say about conversations, messages and users.
//!
//! What is posted is `data`, around which the platform puts the rest.
//! In `data`, `message` is the conversation and `message.messages[0]` the message.
//! [inferred] The source of a conversation that was opened through the API: no name for custom channels exists.

use serde_json::{Map, Value, json};

use super::account::Account;
use super::config::EventActor;
use super::records::{Conversation, Look, Message, Records, User, without_nulls};
use super::talk::Act;
use crate::front::Hold;

impl Act<'_> {
    /// Tells that a conversation was opened with this message.
    pub(crate) fn tell_opening(&mut self, conversation_id: &str) {
        let Some(conversation) = self.records.conversation(conversation_id) else {
            return;
        };
        let Some(message) = conversation.messages.first() else {
            return;
        };
        let body = json!({
            "actor": self.account.actor(self.records, message),
            "associations": self.account.associations(self.records, conversation),
            "conversation": conversation.event_view(&self.account.told(message))
        });
        self.tell("onConversationCreate", &body);
    }

    /// Tells a message.
    pub(super) fn tell_message(&mut self, conversation_id: &str, message: &Message) {
        let Some(conversation) = self.records.conversation(conversation_id) else {
            return;
        };
        let body = json!({
            "actor": self.account.actor(self.records, message),
            "associations": self.account.associations(self.records, conversation),
            "message": conversation.event_view(&self.account.told(message))
        });
        self.tell("onMessageCreate", &body);
    }

    /// Tells a change of state, of which the line of the system is the message.
    pub(super) fn tell_update(
        &mut self,
        conversation_id: &str,
        line: &Message,
        changes: &Map<String, Value>,
    ) {
        let Some(conversation) = self.records.conversation(conversation_id) else {
            return;
        };
        let body = json!({
            "actor": self.account.actor(self.records, line),
            "associations": self.account.associations(self.records, conversation),
            "changes": {"model_changes": changes},
            "conversation": conversation.event_view(&self.account.told(line))
        });
        self.tell("onConversationUpdate", &body);
    }

    /// Tells that a user was made, or what changed about one; that the API acts as the system is inferred.
    pub(crate) fn tell_user(&mut self, event: &str, user: &User, changes: &Map<String, Value>) {
        let mut body = json!({
            "actor": self.account.system_actor("system", Some("hallway_bot")),
            "user": user.view()
        });
        if let Some(fields) = body.as_object_mut().filter(|_| !changes.is_empty()) {
            let changes = json!({"model_changes": changes});
            fields.insert("changes".to_owned(), changes);
        }
        self.tell(event, &body);
    }

    /// Tells whether an agent is there.
    pub(crate) fn tell_agent(&mut self, agent_id: &str, is_available: bool) {
        let Ok(agent) = self.account.agent(agent_id) else {
            return;
        };
        let status = if is_available { "ACTIVE" } else { "INACTIVE" };
        let body = json!({
            "actor": actor_of(agent),
            "agent": {"id": agent.id, "email": agent.email, "status": status}
        });
        self.tell("onAgentActivityCreate", &body);
    }

    fn tell(&mut self, event: &str, body: &Value) {
        let (template, copies) = {
            let switches = self.account.stage.switches.lock();
            (switches.product_events.clone(), switches.copies)
        };
        let Some(template) = template else { return };
        let told = (0..copies).map(|_| self.account.events.tell(&template, event, body.clone()));
        self.holds.extend(told.collect::<Vec<Hold>>());
    }
}

impl Account {
    /// Who wrote a message.
    fn actor(&self, records: &Records, message: &Message) -> Value {
        let (kind, id) = (message.actor_type.as_str(), message.actor_id.as_str());
        let user = records.user(id).map(User::actor);
        let agent = || self.agent(id).ok().map(actor_of);
        let entity = message.sub_entity.as_deref();
        let mut actor = user
            .or_else(agent)
            .unwrap_or_else(|| self.system_actor(kind, entity));
        let disagrees = self.stage.switches.lock().event_actor == EventActor::Disagrees;
        if let Some(fields) = actor.as_object_mut().filter(|_| disagrees) {
            let other = if kind == "user" { "agent" } else { "user" };
            fields.insert("type".to_owned(), json!(other));
        }
        actor
    }

    /// A bot or the system.
    fn system_actor(&self, kind: &str, sub_entity: Option<&str>) -> Value {
        without_nulls(json!({
            "type": kind,
            "id": self.service_account_id,
            "first_name": "System",
            "sub_entity": sub_entity
        }))
    }

    /// A message as events show it.
    fn told(&self, message: &Message) -> Value {
        let switches = self.stage.knobs();
        let is_fresh = message.actor_type == "agent" && switches.files_without_url > 0;
        let mut view = message.shown(Look {
            file_keys: switches.file_keys,
            has_file_urls: !is_fresh,
            has_nulls: switches.null_parts,
        });
        if let Some(fields) = view.as_object_mut()
            && switches.event_actor == EventActor::Absent
        {
            fields.remove("actor_type");
            fields.remove("actor_id");
        }
        view
    }

    fn associations(&self, records: &Records, conversation: &Conversation) -> Value {
        let agent = conversation.assigned_agent_id.as_deref();
        let group = conversation.assigned_group_id.as_deref();
        let user = records.user(&conversation.user_id);
        without_nulls(json!({
            "channel": self.channel(&conversation.channel_id).ok().map(|it| self.channel_view(it)),
            "group": group.and_then(|id| self.group(id).ok()).map(|it| self.group_view(it)),
            "agent": agent.and_then(|id| self.agent(id).ok()).map(super::directory::agent_view),
            "user": user.map(User::view),
            "label_category": {},
            "label_subcategory": {}
        }))
    }
}

fn actor_of(agent: &super::config::Agent) -> Value {
    json!({
        "type": "agent",
        "id": agent.id,
        "first_name": agent.first_name,
        "last_name": agent.last_name,
        "email": agent.email
    })
}

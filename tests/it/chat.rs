//! Freshchat and the channels in memory: users, conversations with their messages, and what reached customers.
//!
//! It is as strict as the core's tests need; the simulators that speak HTTP are stricter.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A conversation in Freshchat.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) topic: String,
    pub(crate) is_resolved: bool,
    pub(crate) messages: Vec<Value>,
}

/// What a channel brought to a customer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arrived {
    pub(crate) channel: &'static str,
    pub(crate) person: String,
    pub(crate) text: String,
}

/// Freshchat, Viber, Telegram and HappyTalk.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    pub(crate) users: Vec<Value>,
    pub(crate) conversations: Vec<Conversation>,
    pub(crate) arrived: Vec<Arrived>,
    /// Whether a reference belongs to one user only.
    pub(crate) has_unique_references: bool,
    /// Where each channel posts to.
    pub(crate) webhooks: BTreeMap<&'static str, String>,
    /// Whether Viber finds nobody at the address that is entered.
    pub(crate) is_unreachable: bool,
    /// What channels answer instead of taking the next messages.
    pub(crate) refusals: Vec<Value>,
    /// References that may not be looked for.
    pub(crate) unwelcome: Vec<String>,
    made: usize,
}

/// The topic in which conversations begin.
pub(crate) const TOPIC: &str = "topic-1";

const TEMPLATES: [&str; 15] = [
    "viewChatAccount",
    "findChatUser",
    "viewChatUser",
    "createChatUser",
    "listChats",
    "viewChat",
    "startChat",
    "postMessage",
    "listMessages",
    "listTopics",
    "sendViberMessage",
    "getViberAccount",
    "setViberWebhook",
    "callTelegram",
    "sendKakaoMessage",
];

type Answered = Result<Value, (u16, Value)>;

impl Chat {
    pub(crate) fn answers(template: &str) -> bool {
        TEMPLATES.contains(&template)
    }

    pub(crate) fn answer(
        &mut self,
        template: &str,
        context: &[(&str, String)],
        body: Option<&Value>,
        now: &str,
    ) -> Answered {
        let of = |name: &str| {
            let value = context.iter().find(|(known, _)| *known == name);
            decoded(&value.expect(name).1)
        };
        let body = body.unwrap_or(&Value::Null);
        match template {
            "viewChatAccount" => Ok(json!({"organisation_id": 350_000_000_000_000_001_u64})),
            "listTopics" => {
                Ok(json!({"channels": [{"id": TOPIC, "name": "Inbox", "enabled": true}]}))
            }
            "findChatUser" => {
                let reference = of("reference_id");
                if self.unwelcome.contains(&reference) {
                    return Err((403, json!({})));
                }
                let users = self
                    .users
                    .iter()
                    .filter(|user| user["reference_id"] == reference);
                Ok(json!({"users": users.collect::<Vec<_>>()}))
            }
            "viewChatUser" => self.user(&of("user_id")).cloned(),
            "createChatUser" => self.create_user(body, now),
            "listChats" => {
                self.user(&of("user_id"))?;
                let chats = self
                    .conversations
                    .iter()
                    .filter(|it| it.user == of("user_id"));
                let ids: Vec<Value> = chats.map(|it| json!({"id": it.id})).collect();
                Ok(json!({"conversations": ids}))
            }
            "viewChat" => {
                let chat = self.conversation(&of("conversation_id"))?;
                let status = if chat.is_resolved { "resolved" } else { "new" };
                Ok(json!({"conversation_id": chat.id, "channel_id": chat.topic, "status": status}))
            }
            "startChat" => self.start(body, now),
            "postMessage" => {
                let id = of("conversation_id");
                self.check_latest(&id)?;
                self.say(&id, body, now)
            }
            "listMessages" => {
                let since = of("from_time");
                let chat = self.conversation(&of("conversation_id"))?;
                let messages = chat.messages.iter().rev();
                let messages =
                    messages.filter(|it| it["created_time"].as_str() >= Some(since.as_str()));
                Ok(json!({"messages": messages.collect::<Vec<_>>()}))
            }
            "setViberWebhook" => {
                if self.is_unreachable {
                    return Ok(json!({"status": 1, "status_message": "invalidUrl"}));
                }
                let url = body["url"].as_str().unwrap().to_owned();
                self.webhooks.insert("viber", url);
                Ok(json!({"status": 0, "status_message": "ok"}))
            }
            "getViberAccount" => Ok(json!({"status": 0, "webhook": self.webhooks.get("viber")})),
            "sendViberMessage" => {
                if let Some(refusal) = self.refusals.pop() {
                    return Ok(refusal);
                }
                let said = body.get("media").or(body.get("text"));
                self.arrive("viber", &body["receiver"], said);
                Ok(
                    json!({"status": 0, "status_message": "ok", "message_token": 5_741_311_803_571_721_087_u64}),
                )
            }
            "callTelegram" => self.telegram(&of("method"), body),
            _ => {
                if let Some(refusal) = self.refusals.pop() {
                    return Ok(refusal);
                }
                self.arrive("kakaotalk", &body["user_key"], body.get("message"));
                Ok(json!({"code": 0}))
            }
        }
    }

    fn telegram(&mut self, method: &str, body: &Value) -> Answered {
        match method {
            "setWebhook" | "deleteWebhook" => {
                let url = body["url"].as_str().unwrap_or_default().to_owned();
                self.webhooks.insert("telegram", url);
                Ok(json!({"ok": true, "result": true}))
            }
            "getWebhookInfo" => {
                Ok(json!({"ok": true, "result": {"url": self.webhooks.get("telegram")}}))
            }
            _ => {
                if let Some(refusal) = self.refusals.pop() {
                    let status = refusal["error_code"].as_u64().unwrap();
                    return Err((u16::try_from(status).unwrap(), refusal));
                }
                let said = ["text", "photo", "video", "document"];
                let said = said.iter().find_map(|name| body.get(name));
                self.arrive("telegram", &body["chat_id"], said);
                Ok(json!({"ok": true, "result": {"message_id": 1}}))
            }
        }
    }

    fn arrive(&mut self, channel: &'static str, person: &Value, said: Option<&Value>) {
        self.arrived.push(Arrived {
            channel,
            person: person.as_str().unwrap().to_owned(),
            text: said.unwrap().as_str().unwrap().to_owned(),
        });
    }

    fn user(&self, id: &str) -> Result<&Value, (u16, Value)> {
        self.users
            .iter()
            .find(|user| user["id"] == id)
            .ok_or_else(missing)
    }

    /// The user of a customer.
    pub(crate) fn user_of(&self, reference: &str) -> Option<&Value> {
        self.users
            .iter()
            .find(|user| user["reference_id"] == reference)
    }

    pub(crate) fn conversation(&mut self, id: &str) -> Result<&mut Conversation, (u16, Value)> {
        let mut chats = self.conversations.iter_mut();
        chats.find(|chat| chat.id == id).ok_or_else(missing)
    }

    fn id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}-{:04}", self.made)
    }

    fn create_user(&mut self, body: &Value, now: &str) -> Answered {
        let is_known = self
            .user_of(body["reference_id"].as_str().unwrap())
            .is_some();
        if is_known && self.has_unique_references {
            return Err((409, json!({"message": "exists"})));
        }
        let mut user = body.clone();
        user["id"] = json!(self.id("user"));
        user["created_time"] = json!(now);
        self.users.push(user.clone());
        Ok(user)
    }

    fn start(&mut self, body: &Value, now: &str) -> Answered {
        let user = body["users"][0]["id"].as_str().unwrap().to_owned();
        self.user(&user)?;
        assert_eq!(body["channel_id"], TOPIC);
        let id = self.id("chat");
        self.conversations.push(Conversation {
            id: id.clone(),
            user,
            topic: TOPIC.to_owned(),
            is_resolved: false,
            messages: Vec::new(),
        });
        let message = self.say(&id, &body["messages"][0], now)?;
        Ok(json!({"conversation_id": id, "channel_id": TOPIC, "messages": [message]}))
    }

    fn check_latest(&mut self, id: &str) -> Result<(), (u16, Value)> {
        let chat = self.conversation(id)?.clone();
        let latest = self.conversations.iter().rfind(|it| it.user == chat.user);
        if chat.is_resolved && latest.is_some_and(|latest| latest.id != chat.id) {
            let message = "Conversation is not the latest conversation of the user";
            return Err((400, json!({"code": 400, "message": message})));
        }
        Ok(())
    }

    /// Writes a message into a conversation.
    pub(crate) fn say(&mut self, id: &str, message: &Value, now: &str) -> Answered {
        let parts = message["message_parts"].as_array().unwrap();
        for part in parts {
            let url = part["image"]["url"].as_str().unwrap_or_default();
            if url.contains("refused") {
                return Err((
                    400,
                    json!({"status": "INVALID_VALUE", "message": "IMAGE_EMPTY_CONTENT"}),
                ));
            }
        }
        let mut message = message.clone();
        message["id"] = json!(self.id("message"));
        message["created_time"] = json!(now);
        message["conversation_id"] = json!(id);
        let chat = self.conversation(id)?;
        if message["actor_type"] == "user" {
            chat.is_resolved = false;
        }
        chat.messages.push(message.clone());
        Ok(message)
    }

    /// What customers wrote, by reference, as texts.
    pub(crate) fn said_by(&self, reference: &str) -> Vec<String> {
        let users = self
            .users
            .iter()
            .filter(|user| user["reference_id"] == reference);
        let ids: Vec<&Value> = users.map(|user| &user["id"]).collect();
        let chats = self
            .conversations
            .iter()
            .filter(|chat| ids.contains(&&json!(chat.user)));
        let messages = chats.flat_map(|chat| &chat.messages);
        messages
            .filter(|it| it["actor_type"] == "user")
            .map(text_of)
            .collect()
    }

    /// What agents alone were told.
    pub(crate) fn notes(&self) -> Vec<String> {
        let messages = self.conversations.iter().flat_map(|chat| &chat.messages);
        messages
            .filter(|it| it["message_type"] == "private")
            .map(text_of)
            .collect()
    }
}

/// All parts of a message in one line.
fn text_of(message: &Value) -> String {
    let parts = message["message_parts"].as_array().unwrap();
    let parts = parts.iter().map(|part| {
        let said = [
            &part["text"]["content"],
            &part["image"]["url"],
            &part["video"]["url"],
            &part["file"]["url"],
        ];
        said.into_iter().find_map(Value::as_str).unwrap().to_owned()
    });
    parts.collect::<Vec<_>>().join(" | ")
}

fn missing() -> (u16, Value) {
    (
        404,
        json!({"code": 404, "status": "NOT_FOUND", "message": "not found"}),
    )
}

/// A part of an address as the vendor reads it.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

//! The state of one account, and the messages that it posts.
//!
//! [inferred] A message is posted once, whatever the answer is; no signature is documented.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::config::{Config, Dialect, Switches};
use super::records::Records;
use crate::front::{Courier, Delivery, Front, Letter, Simulated, Stage, StartError};

/// One open account.
pub(crate) struct Account {
    pub(crate) stage: Stage<Records, Switches>,
    pub(crate) courier: Courier,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) sender_key: String,
}

/// What a customer sends: a text, or the address of something of another kind.
pub(crate) struct Said {
    pub(crate) kind: String,
    pub(crate) text: String,
}

impl Account {
    /// Opens the account with the tables of the last run, or empty.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let keys = [config.client_id.clone(), config.client_secret.clone()];
        let stage = Stage::open(
            "happytalk",
            config.state.as_deref(),
            Records::new(config.people),
            config.switches,
            config.clock,
            Front::new(move |value| keys.iter().any(|key| key == value)),
        )?;
        Ok(Arc::new(Self {
            stage,
            courier: Courier::start()?,
            client_id: config.client_id,
            client_secret: config.client_secret,
            sender_key: config.sender_key,
        }))
    }

    /// Writes something as a customer, which opens a session.
    pub(crate) async fn says(&self, user_key: &str, said: Said) -> Vec<Delivery> {
        let switches = self.stage.knobs();
        if !switches.is_active {
            return Vec::new();
        }
        let body = self.stage.change(|records, now| {
            let session_id = records.hear(user_key, now);
            if let Some(customer) = records.customer_mut(user_key) {
                let message = json!({"kind": said.kind, "text": said.text});
                customer.talk.wrote(now, message);
            }
            records.note(format!("{user_key} wrote {}: {}", said.kind, said.text));
            let serial = uuid::Uuid::now_v7().simple().to_string();
            let serial = serial.get(..30).unwrap_or_default().to_owned();
            let own = content(&said, switches.dialect, now.as_millisecond(), &serial);
            let mut body = self.from(user_key, &session_id);
            body.extend(own);
            Value::Object(body)
        });
        self.post(&body).await
    }

    /// Tells with what reference a customer opened the chat.
    pub(crate) async fn meta(&self, user_key: &str, extra: &str) -> Vec<Delivery> {
        let body = self.stage.change(|records, now| {
            let session_id = records.hear(user_key, now);
            let mut body = self.from(user_key, &session_id);
            let reference = json!({"extra": extra, "text": ""});
            let last = json!({"extra": extra, "bot": "", "bot_event": "", "created_at": now.as_millisecond()});
            body.insert("time".to_owned(), json!(now.as_millisecond()));
            body.insert("app_user_id".to_owned(), json!(""));
            body.insert("reference".to_owned(), reference);
            body.insert("last_reference".to_owned(), last);
            Value::Object(body)
        });
        self.post(&body).await
    }

    /// Ends the session as the customer does: by a command, by leaving the room, or by blocking the channel.
    pub(crate) fn leaves(&self, user_key: &str) -> bool {
        self.stage.change(|records, _| {
            let Some(customer) = records.customer_mut(user_key) else {
                return false;
            };
            customer.end();
            records.note(format!("{user_key} ended the session"));
            true
        })
    }

    fn from(&self, user_key: &str, session_id: &str) -> Map<String, Value> {
        Map::from_iter([
            ("user_key".to_owned(), json!(user_key)),
            ("session_id".to_owned(), json!(session_id)),
            ("sender_key".to_owned(), json!(self.sender_key)),
        ])
    }

    async fn post(&self, body: &Value) -> Vec<Delivery> {
        let switches = self.stage.knobs();
        let mut sent = Vec::new();
        let Some(webhook) = switches.webhook else {
            return sent;
        };
        for _ in 0..switches.copies {
            let letter = Letter {
                event: "message".to_owned(),
                url: format!("{webhook}{}", switches.sub_path),
                headers: Vec::new(),
                body: body.to_string(),
            };
            let delivery = self.courier.post(letter).await;
            self.stage
                .note(format!("a message was told: {}", delivery.outcome()));
            sent.push(delivery);
        }
        sent
    }
}

/// The fields of a message in each of its forms.
fn content(said: &Said, dialect: Dialect, time: i64, serial: &str) -> Map<String, Value> {
    let is_text = said.kind == "text";
    let content = if is_text {
        json!(said.text)
    } else {
        json!({"url": said.text})
    };
    let named = |pairs: Vec<(&str, Value)>| {
        let pairs = pairs.into_iter();
        pairs
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    };
    match dialect {
        Dialect::V1 => named(vec![
            ("serial_number", json!(serial)),
            ("type", json!(said.kind)),
            ("content", content),
        ]),
        Dialect::Sample => {
            let kind = match said.kind.as_str() {
                "text" => "TX",
                "photo" => "IM",
                _ => "FI",
            };
            named(vec![
                ("serial_number", json!(serial)),
                ("message_type", json!(kind)),
                ("message", json!(said.text)),
            ])
        }
        Dialect::V3 => named(vec![
            ("type", json!(said.kind)),
            ("time", json!(time)),
            ("contents", json!([content])),
        ]),
    }
}

impl Simulated for Account {
    type Records = Records;
    type Switches = Switches;

    fn stage(&self) -> &Stage<Records, Switches> {
        &self.stage
    }

    /// Nothing here waits for its time.
    async fn catch_up(self: &Arc<Self>) {}
}

//! A note or a reply on a ticket.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::freshdesk::moment::shown;

/// Where an entry comes from; its number is the API's `source`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) enum Origin {
    Reply,
    Note,
}

/// A note or a reply.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Conversation {
    pub(crate) id: u64,
    pub(crate) ticket_id: u64,
    pub(crate) origin: Origin,
    pub(crate) body: String,
    pub(crate) body_text: String,
    pub(crate) private: bool,
    pub(crate) incoming: bool,
    pub(crate) user_id: u64,
    pub(crate) to_emails: Vec<String>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

impl Conversation {
    /// The entry as the answer to a change shows it.
    pub(crate) fn view(&self) -> Value {
        json!({
            "body": self.body,
            "body_text": self.body_text,
            "id": self.id,
            "incoming": self.incoming,
            "private": self.private,
            "user_id": self.user_id,
            "support_email": null,
            "ticket_id": self.ticket_id,
            "to_emails": self.to_emails,
            "created_at": shown(self.created_at),
            "updated_at": shown(self.updated_at),
            "attachments": self.attachments
        })
    }

    /// The entry as a list shows it.
    pub(crate) fn row(&self) -> Value {
        let source = match self.origin {
            Origin::Reply => 0,
            Origin::Note => 2,
        };
        let mut row = self.view();
        if let Some(fields) = row.as_object_mut() {
            for (name, value) in [
                ("source", json!(source)),
                ("category", json!(2)),
                ("from_email", Value::Null),
                ("cc_emails", json!([])),
                ("bcc_emails", Value::Null),
                ("email_failure_count", Value::Null),
                ("outgoing_failures", Value::Null),
                ("thread_id", Value::Null),
                ("thread_message_id", Value::Null),
                ("last_edited_at", Value::Null),
                ("last_edited_user_id", Value::Null),
                ("automation_id", Value::Null),
                ("auto_response", json!(false)),
                ("source_additional_info", Value::Null),
            ] {
                fields.insert(name.to_owned(), value);
            }
        }
        row
    }
}

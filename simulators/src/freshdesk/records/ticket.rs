//! A ticket and the ways the API shows it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{text, texts};
use crate::clock::later;
use crate::freshdesk::config::Contact;
use crate::freshdesk::html::clean;
use crate::freshdesk::moment::{parse, shown};

/// Due dates are null in the answer to a creation and appear this much later.
const DUE_DATES_TAKE: SignedDuration = SignedDuration::from_secs(2);

const RESOLVED: i64 = 4;
const CLOSED: i64 = 5;

/// A ticket.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Ticket {
    pub(crate) id: u64,
    pub(crate) subject: String,
    pub(crate) description: String,
    pub(crate) description_text: String,
    pub(crate) kind: Option<String>,
    pub(crate) status: i64,
    pub(crate) priority: i64,
    pub(crate) source: i64,
    pub(crate) requester_id: u64,
    pub(crate) responder_id: Option<u64>,
    pub(crate) group_id: Option<u64>,
    pub(crate) company_id: Option<u64>,
    pub(crate) product_id: Option<u64>,
    pub(crate) email_config_id: Option<u64>,
    pub(crate) cc_emails: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) custom_fields: Map<String, Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) due_by: Option<Timestamp>,
    pub(crate) fr_due_by: Option<Timestamp>,
    pub(crate) spam: bool,
    pub(crate) deleted: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) status_updated_at: Timestamp,
    pub(crate) resolved_at: Option<Timestamp>,
    pub(crate) closed_at: Option<Timestamp>,
}

impl Ticket {
    /// An empty ticket with the vendor's defaults: open, low, from the portal.
    pub(crate) fn new(id: u64, requester_id: u64, now: Timestamp) -> Self {
        Self {
            id,
            subject: String::new(),
            description: clean("").html,
            description_text: String::new(),
            kind: None,
            status: 2,
            priority: 1,
            source: 2,
            requester_id,
            responder_id: None,
            group_id: None,
            company_id: None,
            product_id: None,
            email_config_id: None,
            cc_emails: Vec::new(),
            tags: Vec::new(),
            custom_fields: Map::new(),
            attachments: Vec::new(),
            due_by: None,
            fr_due_by: None,
            spam: false,
            deleted: false,
            created_at: now,
            updated_at: now,
            status_updated_at: now,
            resolved_at: None,
            closed_at: None,
        }
    }

    /// Takes over the fields of a body that has passed the rules; tags replace the whole set.
    pub(crate) fn apply(&mut self, body: &Map<String, Value>, now: Timestamp) {
        self.subject = text(body, "subject").unwrap_or_else(|| self.subject.clone());
        if let Some(description) = text(body, "description") {
            let cleaned = clean(&description);
            (self.description, self.description_text) = (cleaned.html, cleaned.text);
        }
        if let Some(status) = number(body, "status") {
            self.set_status(status, now);
        }
        self.priority = number(body, "priority").unwrap_or(self.priority);
        self.source = number(body, "source").unwrap_or(self.source);
        self.tags = texts(body, "tags").unwrap_or_else(|| self.tags.clone());
        self.cc_emails = texts(body, "cc_emails").unwrap_or_else(|| self.cc_emails.clone());
        if body.contains_key("type") {
            self.kind = text(body, "type");
        }
        for (name, field) in [
            ("responder_id", &mut self.responder_id),
            ("group_id", &mut self.group_id),
            ("company_id", &mut self.company_id),
            ("product_id", &mut self.product_id),
            ("email_config_id", &mut self.email_config_id),
        ] {
            if let Some(value) = body.get(name) {
                *field = value.as_u64();
            }
        }
        for (name, field) in [
            ("due_by", &mut self.due_by),
            ("fr_due_by", &mut self.fr_due_by),
        ] {
            if let Some(value) = text(body, name) {
                *field = parse(&value);
            }
        }
        if let Some(fields) = body.get("custom_fields").and_then(Value::as_object) {
            self.custom_fields.extend(fields.clone());
        }
        self.updated_at = now;
    }

    fn set_status(&mut self, status: i64, now: Timestamp) {
        if status != self.status {
            self.status_updated_at = now;
        }
        self.status = status;
        self.resolved_at = (status == RESOLVED).then_some(now).or(self.resolved_at);
        self.closed_at = (status == CLOSED).then_some(now).or(self.closed_at);
    }

    /// Whether the ticket can no longer be changed.
    pub(crate) fn is_shut(&self) -> bool {
        self.deleted || self.spam
    }

    /// The ticket as its own page and the answer to a change show it.
    pub(crate) fn view(&self, now: Timestamp) -> Value {
        let mut view = self.row(now);
        if let Some(fields) = view.as_object_mut() {
            fields.insert("description".to_owned(), json!(self.description));
            fields.insert("description_text".to_owned(), json!(self.description_text));
            fields.insert("structured_description".to_owned(), Value::Null);
            fields.insert("attachments".to_owned(), json!(self.attachments));
            if self.deleted {
                fields.insert("deleted".to_owned(), json!(true));
            }
        }
        view
    }

    /// The ticket as a list shows it: without its description.
    pub(crate) fn row(&self, now: Timestamp) -> Value {
        let due = |given: Option<Timestamp>, hours| {
            let computed = (later(self.created_at, DUE_DATES_TAKE) <= now)
                .then(|| later(self.created_at, SignedDuration::from_hours(hours)));
            given.or(computed).map(shown)
        };
        json!({
            "cc_emails": self.cc_emails,
            "fwd_emails": [],
            "reply_cc_emails": self.cc_emails,
            "ticket_cc_emails": self.cc_emails,
            "ticket_bcc_emails": [],
            "fr_escalated": false,
            "spam": self.spam,
            "email_config_id": self.email_config_id,
            "group_id": self.group_id,
            "priority": self.priority,
            "requester_id": self.requester_id,
            "responder_id": self.responder_id,
            "source": self.source,
            "company_id": self.company_id,
            "status": self.status,
            "subject": self.subject,
            "association_type": null,
            "support_email": null,
            "to_emails": null,
            "product_id": self.product_id,
            "id": self.id,
            "type": self.kind,
            "due_by": due(self.due_by, 72),
            "fr_due_by": due(self.fr_due_by, 24),
            "is_escalated": false,
            "custom_fields": self.custom_fields,
            "created_at": shown(self.created_at),
            "updated_at": shown(self.updated_at),
            "associated_tickets_count": null,
            "tags": self.tags,
            "form_id": 298,
            "nr_due_by": null,
            "nr_escalated": false
        })
    }

    /// What `include=stats` adds.
    pub(crate) fn stats(&self) -> Value {
        json!({
            "agent_responded_at": null,
            "requester_responded_at": null,
            "first_responded_at": null,
            "status_updated_at": shown(self.status_updated_at),
            "reopened_at": null,
            "resolved_at": self.resolved_at.map(shown),
            "closed_at": self.closed_at.map(shown),
            "pending_since": (self.status == 3).then(|| shown(self.status_updated_at))
        })
    }
}

/// What `include=requester` adds.
pub(crate) fn requester(contact: Option<&Contact>) -> Value {
    contact.map_or(Value::Null, |contact| {
        json!({
            "id": contact.id,
            "name": contact.name,
            "email": contact.email,
            "mobile": contact.mobile,
            "phone": contact.phone
        })
    })
}

fn number(body: &Map<String, Value>, name: &str) -> Option<i64> {
    body.get(name).and_then(Value::as_i64)
}

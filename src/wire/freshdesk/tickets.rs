//! Tickets, notes and conversations.
//!
//! It does not decide what a ticket says.

use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::config::FieldValue;
use crate::host::Call;
use crate::values::{AgentId, E164, Html, TicketId};

/// Conversations come 30 a page, whatever is asked.
pub const CONVERSATIONS_PAGE: usize = 30;

/// `POST /tickets`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CreateTicket {
    /// Who asks.
    #[serde(flatten)]
    pub requester: Requester,
    /// At most 255 characters.
    pub subject: String,
    /// The body.
    pub description: Html,
    /// 2 is Open.
    pub status: u64,
    /// 2 is Medium.
    pub priority: u64,
    /// 3 is Phone (5, which some samples use, is Twitter).
    pub source: u8,
    /// Each at most 32 characters.
    pub tags: Vec<String>,
    /// The agent who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responder_id: Option<AgentId>,
    /// The group that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<u64>,
    /// One of the account's ticket types.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The account's own fields.
    #[serde(skip_serializing_if = "CustomFields::is_empty")]
    pub custom_fields: CustomFields,
}

/// Who asks: a contact, or what Freshdesk finds or makes one by.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Requester {
    /// A contact that is known.
    Contact {
        /// Its id.
        requester_id: u64,
    },
    /// A caller with a number. The name is mandatory with `phone` when there is no e-mail address.
    Phone {
        /// What a new contact is called.
        name: String,
        /// The number; a withheld one must not be sent, or all such callers become one contact.
        phone: E164,
    },
    /// A caller without a number.
    Other {
        /// What a new contact is called.
        name: String,
        /// The requester's id in another system.
        unique_external_id: String,
    },
}

/// Custom fields by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomFields(pub Vec<(String, FieldValue)>);

impl CustomFields {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for CustomFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Call for CreateTicket {
    const TEMPLATE: &'static str = "createTicket";
    type Reply = CreatedTicket;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// The part of a created ticket that is used.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CreatedTicket {
    /// The ticket's number.
    pub id: TicketId,
    /// The contact that asks.
    #[serde(default)]
    pub requester_id: Option<u64>,
}

/// The part of a created or changed thing that is used; its presence also proves that the answer is Freshdesk's.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Created {
    /// The ticket's number, or the note's id.
    pub id: u64,
}

/// `GET /tickets?updated_since=…&include=description`.
#[derive(Clone, Debug)]
pub struct ListTickets {
    /// RFC 3339; only tickets changed since then.
    pub updated_since: String,
    /// From 1.
    pub page: usize,
}

impl Call for ListTickets {
    const TEMPLATE: &'static str = "listTickets";
    type Reply = Vec<ListedTicket>;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![
            ("updated_since", self.updated_since.clone()),
            ("page", self.page.to_string()),
        ]
    }
}

/// The part of a listed ticket that is used.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedTicket {
    /// The ticket's number.
    pub id: TicketId,
    /// The body without markup.
    #[serde(default)]
    pub description_text: Option<String>,
}

/// `GET /tickets/{id}`.
#[derive(Clone, Copy, Debug)]
pub struct ViewTicket {
    /// The ticket.
    pub ticket: TicketId,
}

impl Call for ViewTicket {
    const TEMPLATE: &'static str = "viewTicket";
    type Reply = ViewedTicket;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("ticket_id", self.ticket.to_string())]
    }
}

/// The part of a viewed ticket that is used.
#[derive(Clone, Debug, Deserialize)]
pub struct ViewedTicket {
    /// The contact who asked.
    #[serde(default)]
    pub requester_id: Option<u64>,
    /// Its tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// 4 is Resolved, 5 is Closed.
    #[serde(default)]
    pub status: u64,
    /// Whether it lies in the bin, from where it can still be viewed.
    #[serde(default)]
    pub deleted: bool,
    /// Whether somebody marked it as spam.
    #[serde(default)]
    pub spam: bool,
}

impl ViewedTicket {
    /// Whether it is still worked on.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        is_open(self.status) && !self.deleted && !self.spam
    }
}

/// `GET /tickets?requester_id=…`, the last changed first.
#[derive(Clone, Copy, Debug)]
pub struct ListTicketsOf {
    /// The contact.
    pub contact: u64,
}

impl Call for ListTicketsOf {
    const TEMPLATE: &'static str = "listTicketsOf";
    type Reply = Vec<TicketOf>;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("requester_id", self.contact.to_string())]
    }
}

/// The part of a contact's ticket that is used.
#[derive(Clone, Debug, Deserialize)]
pub struct TicketOf {
    /// The ticket's number.
    pub id: TicketId,
    /// What it is about.
    #[serde(default)]
    pub subject: String,
    /// 4 is Resolved, 5 is Closed.
    #[serde(default)]
    pub status: u64,
}

/// Whether a ticket with this status is still worked on: neither resolved (4) nor closed (5).
#[must_use]
pub const fn is_open(status: u64) -> bool {
    !matches!(status, 4 | 5)
}

/// `PUT /tickets/{id}`: only what is given changes, but tags replace the whole set, so the ones that are there must be sent along.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateTicket {
    /// The ticket.
    #[serde(skip)]
    pub ticket: TicketId,
    /// All its tags from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Who has it from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responder_id: Option<AgentId>,
}

impl Call for UpdateTicket {
    const TEMPLATE: &'static str = "updateTicket";
    type Reply = Created;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("ticket_id", self.ticket.to_string())]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// `POST /tickets/{id}/notes`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddNote {
    /// The ticket.
    #[serde(skip)]
    pub ticket: TicketId,
    /// The note.
    pub body: Html,
    /// Whether only agents see it.
    pub private: bool,
}

impl Call for AddNote {
    const TEMPLATE: &'static str = "addNote";
    type Reply = Created;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("ticket_id", self.ticket.to_string())]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// `GET /tickets/{id}/conversations`, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct ListConversations {
    /// The ticket.
    pub ticket: TicketId,
    /// From 1.
    pub page: usize,
}

impl Call for ListConversations {
    const TEMPLATE: &'static str = "listConversations";
    type Reply = Vec<Conversation>;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![
            ("ticket_id", self.ticket.to_string()),
            ("page", self.page.to_string()),
        ]
    }
}

/// The part of a conversation that is used.
#[derive(Clone, Debug, Deserialize)]
pub struct Conversation {
    /// The note without markup.
    #[serde(default)]
    pub body_text: Option<String>,
}

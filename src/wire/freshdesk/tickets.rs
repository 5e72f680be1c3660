//! Tickets, notes and conversations.
//!
//! It does not decide what a ticket says.

use serde::{Deserialize, Serialize};

use crate::host::Call;
use crate::values::{E164, Html, TicketId};

/// Conversations come 30 a page, whatever is asked.
pub const CONVERSATIONS_PAGE: usize = 30;

/// `POST /tickets`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CreateTicket {
    /// Mandatory with `phone` when there is no e-mail address.
    pub name: String,
    /// The requester's number; a withheld one must not be sent, or all such callers become one contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<E164>,
    /// The requester's id in another system, for callers without a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_external_id: Option<String>,
    /// At most 255 characters.
    pub subject: String,
    /// The body.
    pub description: Html,
    /// 2 is Open.
    pub status: u8,
    /// 2 is Medium.
    pub priority: u8,
    /// 3 is Phone (5, which some samples use, is Twitter).
    pub source: u8,
    /// Each at most 32 characters.
    pub tags: Vec<&'static str>,
}

impl Call for CreateTicket {
    const TEMPLATE: &'static str = "createTicket";
    type Reply = Created;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
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
    /// Its tags.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// `PUT /tickets/{id}`: tags replace the whole set, so the ones that are there must be sent along.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateTicket {
    /// The ticket.
    #[serde(skip)]
    pub ticket: TicketId,
    /// All its tags from now on.
    pub tags: Vec<String>,
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

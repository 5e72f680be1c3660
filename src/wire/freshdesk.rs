//! Freshdesk's field names (API v2): tickets, contacts, agents and the words of its refusals.
//!
//! Nothing is decided here.

mod account;
mod agents;
mod contacts;
mod events;
mod hours;
mod refusals;
mod tickets;

pub use account::{KeyOwner, OwnerContact, WhoAmI};
pub use agents::{Agent, AgentContact, GetAgent, ListAgents};
pub use contacts::{Contact, FoundContacts, SearchContacts};
pub use events::{ChangedTicket, TicketEvent};
pub use hours::{Calendar, ListBusinessHours, Week, WorkingDay};
pub use refusals::{refused_fields, refused_for};
pub use tickets::{
    AddNote, CONVERSATIONS_PAGE, Conversation, CreateTicket, Created, CreatedTicket, CustomFields,
    ListConversations, ListTickets, ListTicketsOf, ListedTicket, Requester, TicketOf, UpdateTicket,
    ViewTicket, ViewedTicket, is_open,
};

/// Rows asked for per page; the API's largest is 100.
pub const PAGE: usize = 100;

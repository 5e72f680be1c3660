//! Freshdesk's field names (API v2): tickets, contacts, agents and the words of its refusals.
//!
//! Nothing is decided here.

mod agents;
mod refusals;
mod tickets;

pub use agents::{Agent, AgentContact, GetAgent, ListAgents};
pub use refusals::refused_fields;
pub use tickets::{
    AddNote, CONVERSATIONS_PAGE, Conversation, CreateTicket, Created, ListConversations,
    ListTickets, ListedTicket, UpdateTicket, ViewTicket, ViewedTicket,
};

/// Rows asked for per page; the API's largest is 100.
pub const PAGE: usize = 100;

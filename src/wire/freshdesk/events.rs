//! What the platform tells of tickets that were changed or deleted.
//!
//! Whether a ticket is one of ours is decided elsewhere.

use serde::Deserialize;

/// The `data` of `onTicketUpdate` and `onTicketDelete`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TicketEvent {
    /// The ticket as it is now.
    pub ticket: ChangedTicket,
    /// Whether it was deleted; told by which event it is.
    #[serde(skip)]
    pub deleted: bool,
}

/// The part of a changed ticket that is used. A deleted one may come without any of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChangedTicket {
    /// Its number.
    pub id: Option<u64>,
    /// Its tags.
    pub tags: Vec<String>,
    /// 4 is Resolved, 5 is Closed.
    pub status: u64,
}

//! What an account knows: tickets, conversations, contacts, agents, and the lagging index that the search sees.
//!
//! It stores and shows; rules about requests are elsewhere.

mod contact;
mod conversation;
mod ticket;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use self::conversation::{Conversation, Origin};
pub(crate) use self::ticket::{Ticket, requester};
use super::config::{Agent, Contact, by_id};
use crate::clock::later;

/// The first id that the simulator gives to a contact, a note or an attachment.
const FIRST_ID: u64 = 67_040_000_001;

/// All records of an account.
#[derive(Deserialize, Serialize)]
pub(crate) struct Records {
    pub(crate) tickets: BTreeMap<u64, Ticket>,
    pub(crate) conversations: BTreeMap<u64, Conversation>,
    pub(crate) contacts: BTreeMap<u64, Contact>,
    pub(crate) agents: BTreeMap<u64, Agent>,
    pub(crate) transcript: Vec<String>,
    pub(crate) index: Index,
    next_ticket: u64,
    next_id: u64,
}

/// What the search knows, and what it has yet to learn.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Index {
    pub(crate) tickets: BTreeMap<u64, Ticket>,
    pub(crate) contacts: BTreeMap<u64, Contact>,
    waiting: Vec<(Timestamp, Change)>,
}

#[derive(Deserialize, Serialize)]
enum Change {
    Ticket(Box<Ticket>),
    Contact(Box<Contact>),
}

impl Records {
    /// The records of a fresh account.
    pub(crate) fn new(agents: Vec<Agent>, contacts: Vec<Contact>, first_ticket_id: u64) -> Self {
        let contacts = contacts
            .into_iter()
            .map(|contact| (contact.id, contact))
            .collect::<BTreeMap<_, _>>();
        Self {
            tickets: BTreeMap::new(),
            conversations: BTreeMap::new(),
            agents: by_id(agents),
            transcript: Vec::new(),
            index: Index {
                contacts: contacts.clone(),
                ..Index::default()
            },
            contacts,
            next_ticket: first_ticket_id,
            next_id: FIRST_ID,
        }
    }

    /// A new ticket number.
    pub(crate) fn next_ticket(&mut self) -> u64 {
        let id = self.next_ticket;
        self.next_ticket += 1;
        id
    }

    /// A new id for anything but a ticket.
    pub(crate) fn next_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&mut self, line: String) {
        self.transcript.push(line);
    }

    /// Stores a ticket and lets the index know.
    pub(crate) fn put_ticket(&mut self, ticket: Ticket, now: Timestamp) {
        self.index
            .waiting
            .push((now, Change::Ticket(Box::new(ticket.clone()))));
        self.tickets.insert(ticket.id, ticket);
    }

    /// Stores a contact and lets the index know.
    pub(crate) fn put_contact(&mut self, contact: Contact, now: Timestamp) {
        self.index
            .waiting
            .push((now, Change::Contact(Box::new(contact.clone()))));
        self.contacts.insert(contact.id, contact);
    }

    /// The conversations of a ticket, oldest first.
    pub(crate) fn conversations_of(&self, ticket: u64) -> impl Iterator<Item = &Conversation> {
        self.conversations
            .values()
            .filter(move |entry| entry.ticket_id == ticket)
    }

    /// The bytes of all attachments of a ticket and its conversations.
    pub(crate) fn attached_bytes(&self, ticket: u64) -> u64 {
        let own = self
            .tickets
            .get(&ticket)
            .map(|ticket| ticket.attachments.as_slice());
        let size = |attachment: &Value| attachment.get("size").and_then(Value::as_u64);
        own.into_iter()
            .chain(
                self.conversations_of(ticket)
                    .map(|entry| entry.attachments.as_slice()),
            )
            .flatten()
            .filter_map(size)
            .sum()
    }

    /// Takes into the index what is at least `lag_seconds` old.
    pub(crate) fn catch_up(&mut self, now: Timestamp, lag_seconds: u64) {
        let lag = SignedDuration::from_secs(i64::try_from(lag_seconds).unwrap_or(i64::MAX));
        let index = &mut self.index;
        let ripe = index
            .waiting
            .partition_point(|(since, _)| later(*since, lag) <= now);
        for (_, change) in index.waiting.drain(..ripe) {
            match change {
                Change::Ticket(ticket) => {
                    index.tickets.insert(ticket.id, *ticket);
                }
                Change::Contact(contact) => {
                    index.contacts.insert(contact.id, *contact);
                }
            }
        }
    }

    /// Takes everything into the index.
    pub(crate) fn reindex(&mut self) {
        self.catch_up(Timestamp::MAX, 0);
    }

    /// Sets whether an agent takes automatically assigned tickets.
    pub(crate) fn set_available(&mut self, agent: u64, available: bool, now: Timestamp) {
        if let Some(agent) = self.agents.get_mut(&agent) {
            agent.available = available;
            agent.available_since = available.then_some(now);
            let state = if available {
                "available"
            } else {
                "unavailable"
            };
            let line = format!("agent {} is now {state}", agent.name);
            self.note(line);
        }
    }

    /// Blocks a contact.
    pub(crate) fn block(&mut self, contact: u64, now: Timestamp) {
        if let Some(mut contact) = self.contacts.get(&contact).cloned() {
            contact.blocked = true;
            contact.updated_at = now;
            self.note(format!("contact {} was blocked", contact.id));
            self.put_contact(contact, now);
        }
    }
}

/// A text field of a checked body, `None` when absent or null.
pub(crate) fn text(body: &Map<String, Value>, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// A list of texts of a checked body, `None` when absent.
pub(crate) fn texts(body: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    let list = body.get(name)?.as_array()?;
    Some(
        list.iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    )
}

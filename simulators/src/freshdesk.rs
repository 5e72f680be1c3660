//! A fake Freshdesk account: the REST API version 2 as far as a voice app uses it.
//!
//! It is strict where the documentation or recorded traffic is: unknown keys, wrong types, missing names, paging, credits.
//! It does not model automation rules, mail, the portal, or anything an agent would do on the screen.

mod account;
mod agents;
mod body;
mod config;
mod contacts;
mod control;
mod conversations;
mod credits;
mod desk;
mod events;
mod gate;
mod hours;
mod html;
mod moment;
mod paging;
mod records;
mod refusal;
mod rules;
mod search;
mod tickets;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::net::TcpListener;

use self::body::Body;
pub use self::config::{
    Agent, ApiKey, Availability, Config, Contact, CustomField, CustomKind, EventForm, FreeAnswer,
    Group, HoursForm, LimitedBody, Limits, Plan, Switches, UpdatesTold,
};
use self::desk::Desk;
pub use crate::front::ProductEvent;
use crate::front::{Fault, Matcher, Request, Server, StartError};

/// A running simulator of one account; clones are the same account.
#[derive(Clone)]
pub struct Freshdesk {
    desk: Arc<Desk>,
    server: Arc<Server>,
}

impl Freshdesk {
    /// Starts the account on 127.0.0.1, on a free port when no listener is given.
    pub async fn start(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let desk = Desk::open(config)?;
        let server = Server::start(gate::router(&desk), listener).await?;
        Ok(Self {
            desk,
            server: Arc::new(server),
        })
    }

    /// Where it listens, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.server.base_url()
    }

    /// Everything received, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.desk.front.requests.all()
    }

    /// Makes the next request that matches fail; every call is good for one request.
    pub fn fail_next(&self, matcher: impl Into<Matcher>, fault: Fault) {
        self.desk.front.fail_next(matcher.into(), fault);
    }

    /// Forgets the faults that have not struck yet.
    pub fn forget_faults(&self) {
        self.desk.front.forget_faults();
    }

    /// Changes how the account behaves from now on.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.desk.switches.lock());
    }

    /// Moves the account's clock forward.
    pub fn advance(&self, by: Duration) {
        self.desk.clock.advance(by);
    }

    /// Lets the search see everything there is, however young.
    pub fn reindex(&self) {
        self.desk.change(|records, _| records.reindex());
    }

    /// Every ticket as its view shows it, oldest first, deleted ones included.
    #[must_use]
    pub fn tickets(&self) -> Vec<Value> {
        let now = self.desk.clock.now();
        self.desk
            .records
            .lock()
            .tickets
            .values()
            .map(|ticket| ticket.view(now))
            .collect()
    }

    /// Every note and reply of a ticket as its view shows it, oldest first.
    #[must_use]
    pub fn conversations(&self, ticket_id: u64) -> Vec<Value> {
        let records = self.desk.records.lock();
        records
            .conversations_of(ticket_id)
            .map(records::Conversation::view)
            .collect()
    }

    /// Every contact as its view shows it, by id.
    #[must_use]
    pub fn contacts(&self) -> Vec<Value> {
        self.desk
            .records
            .lock()
            .contacts
            .values()
            .map(Contact::view)
            .collect()
    }

    /// Sets whether an agent takes automatically assigned tickets; an unknown agent changes nothing.
    pub fn set_available(&self, agent_id: u64, available: bool) {
        self.desk
            .change(|records, now| records.set_available(agent_id, available, now));
    }

    /// Marks a ticket as spam; an unknown ticket changes nothing.
    pub fn mark_spam(&self, ticket_id: u64) {
        tickets::mark_spam(&self.desk, ticket_id);
    }

    /// Changes a ticket as an agent does it in the help desk, by fields as the API names them.
    /// The rules are those of the API; what they refuse is told in a few words.
    pub fn change_by_hand(
        &self,
        ticket_id: u64,
        agent_id: u64,
        fields: Map<String, Value>,
    ) -> Result<(), String> {
        let body = Body {
            fields,
            files: Vec::new(),
        };
        tickets::change(&self.desk, ticket_id, &body, agent_id)
            .map(drop)
            .map_err(|refusal| refusal.summary())
    }

    /// Deletes a ticket as an agent does it in the help desk.
    pub fn delete_by_hand(&self, ticket_id: u64, agent_id: u64) -> Result<(), String> {
        tickets::delete(&self.desk, ticket_id, agent_id)
            .map(drop)
            .map_err(|refusal| refusal.summary())
    }

    /// Blocks a contact; an unknown one changes nothing.
    pub fn block_contact(&self, contact_id: u64) {
        self.desk
            .change(|records, now| records.block(contact_id, now));
    }

    /// Every product event that was told, oldest first, with what the listener answered.
    #[must_use]
    pub fn product_events(&self) -> Vec<ProductEvent> {
        self.desk.events.told()
    }

    /// Waits until every product event so far is told; one whose listener is silent takes ten seconds.
    pub async fn product_events_told(&self) {
        self.desk.events.settled().await;
    }

    /// What happened, one sentence an effect or refusal, oldest first.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.desk.records.lock().transcript.clone()
    }
}

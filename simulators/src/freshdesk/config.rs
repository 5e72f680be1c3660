//! What an account looks like when it is opened, and how it may be told to behave.
//!
//! Nothing here acts.

mod demo;
mod switches;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::switches::{
    Availability, EventForm, FreeAnswer, HoursForm, LimitedBody, Limits, Plan, Switches,
    UpdatesTold,
};
use crate::clock::Clock;

/// An account as it is when the simulator starts; tables kept on disk win over it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The only host that is this account, such as `acme.freshdesk.com`; every other `*.freshdesk.com` is unclaimed.
    pub domain: String,
    /// The API keys that are let in.
    pub keys: Vec<ApiKey>,
    /// The agents.
    pub agents: Vec<Agent>,
    /// The contacts that exist already.
    pub contacts: Vec<Contact>,
    /// The groups.
    pub groups: Vec<Group>,
    /// Business hours as the API shows them.
    pub business_hours: Vec<Value>,
    /// The ticket types that may be chosen.
    pub ticket_types: Vec<String>,
    /// Status numbers beyond 2 Open, 3 Pending, 4 Resolved, 5 Closed.
    pub more_statuses: Vec<i64>,
    /// The custom ticket fields.
    pub custom_fields: Vec<CustomField>,
    /// The standard ticket fields, such as `type` or `group_id`, without which none can be created; subject, description and a requester always are.
    pub required_fields: Vec<String>,
    /// The account's time zone by its Rails name, such as `Nairobi`.
    pub time_zone: String,
    /// The number of the first ticket.
    pub first_ticket_id: u64,
    /// How it behaves at the start.
    pub switches: Switches,
    /// The time it goes by.
    pub clock: Clock,
    /// The folder its tables are kept in; nothing is kept without one.
    pub state: Option<PathBuf>,
}

/// An API key: it acts as the agent that owns it.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// The key itself.
    pub key: String,
    /// Whose key it is.
    pub agent_id: u64,
    /// Whether that agent is an administrator; the lists of agents, groups and hours are closed to others.
    pub admin: bool,
}

/// An agent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Agent {
    /// The id, shared with contacts.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The work phone as the API shows it: text, a number, or null.
    pub phone: Value,
    /// The mobile phone as the API shows it: text, a number, or null.
    pub mobile: Value,
    /// Whether the agent takes automatically assigned tickets.
    pub available: bool,
    /// Whether the agent is a part-time one.
    pub occasional: bool,
    /// Whether the agent has left.
    pub deactivated: bool,
    /// `support_agent`, `field_agent` or `collaborator`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The groups the agent belongs to.
    pub group_ids: Vec<u64>,
    /// Since when `available` is what it is.
    pub available_since: Option<Timestamp>,
}

impl Agent {
    /// An agent without phones who takes no assigned tickets, as the recorded accounts show them.
    #[must_use]
    pub fn new(id: u64, name: &str) -> Self {
        let email = format!("{}@example.co.ke", name.to_lowercase().replace(' ', "."));
        Self {
            id,
            name: name.to_owned(),
            email,
            phone: Value::Null,
            mobile: Value::Null,
            available: false,
            occasional: false,
            deactivated: false,
            kind: "support_agent".to_owned(),
            group_ids: Vec::new(),
            available_since: None,
        }
    }
}

/// A contact.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Contact {
    /// The id, shared with agents.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// The work phone, verbatim.
    pub phone: Option<String>,
    /// The mobile phone, verbatim.
    pub mobile: Option<String>,
    /// An id of another system.
    pub unique_external_id: Option<String>,
    /// A handle.
    pub twitter_id: Option<String>,
    /// An id; contacts cannot be made by it.
    pub facebook_id: Option<String>,
    /// The company.
    pub company_id: Option<u64>,
    /// The address of the house.
    pub address: Option<String>,
    /// The job.
    pub job_title: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Custom fields.
    pub custom_fields: Map<String, Value>,
    /// Whether the contact has confirmed an address.
    pub active: bool,
    /// Whether the contact was deleted; hidden from lists and searches.
    pub deleted: bool,
    /// Whether the contact was blocked; hidden as a deleted one is.
    #[serde(default)]
    pub blocked: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Contact {
    /// A contact that is known by its name alone.
    #[must_use]
    pub fn new(id: u64, name: &str, created_at: Timestamp) -> Self {
        Self {
            id,
            name: name.to_owned(),
            email: None,
            phone: None,
            mobile: None,
            unique_external_id: None,
            twitter_id: None,
            facebook_id: None,
            company_id: None,
            address: None,
            job_title: None,
            description: None,
            tags: Vec::new(),
            custom_fields: Map::new(),
            active: false,
            deleted: false,
            blocked: false,
            created_at,
            updated_at: created_at,
        }
    }

    /// Whether lists, searches and tickets do not see the contact.
    pub(crate) fn is_hidden(&self) -> bool {
        self.deleted || self.blocked
    }
}

/// A group of agents.
#[derive(Clone, Debug)]
pub struct Group {
    /// The id.
    pub id: u64,
    /// The name.
    pub name: String,
    /// Its members, in the order in which they were added.
    pub agent_ids: Vec<u64>,
    /// 0 off, 1 round robin, 2 by skill, 3 by load, 12 by the vendor's router.
    pub auto_ticket_assign: u8,
}

/// A custom ticket field.
#[derive(Clone, Debug)]
pub struct CustomField {
    /// The name, which starts with `cf_`.
    pub name: String,
    /// What it holds.
    pub kind: CustomKind,
    /// Whether a ticket cannot be created without it.
    pub required: bool,
    /// Whether a ticket cannot be resolved or closed without it.
    pub required_to_close: bool,
}

/// What a custom ticket field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum CustomKind {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Checkbox,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// One of these texts.
    Choice(Vec<String>),
}

/// The agents of a config by id.
pub(crate) fn by_id(agents: Vec<Agent>) -> BTreeMap<u64, Agent> {
    agents.into_iter().map(|agent| (agent.id, agent)).collect()
}

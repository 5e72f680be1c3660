//! Who the agents are, which of them take calls, and on which number each can be reached.
//!
//! It does not decide who is rung; `routing` and `outbound` do.

use serde::{Deserialize, Serialize};

use super::ledger::AgentPhones;
use crate::config::Line;
use crate::error::Result;
use crate::host::{Host, Record};
use crate::values::{AgentId, E164, Entries};
use crate::wire::freshdesk::{Agent, ListAgents, PAGE};

/// The largest number of pages of agents that is read; each is a request.
const PAGES: usize = 3;

/// The record with the agents who take calls.
pub(crate) struct RosterRecord;

/// The agents who take calls.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct Roster {
    #[serde(default)]
    pub(crate) agents: Vec<AgentId>,
}

impl Record for RosterRecord {
    type Value = Roster;

    fn key(&self) -> String {
        "roster".to_owned()
    }
}

/// The roster; `None` when an administrator set none, or one without agents.
pub(crate) async fn configured(host: &impl Host) -> Result<Option<Roster>> {
    let roster = host.load(&RosterRecord).await?;
    Ok(roster.filter(|roster| !roster.agents.is_empty()))
}

/// Sets the roster; one without agents counts as none.
pub(crate) async fn configure(host: &impl Host, roster: &Roster) -> Result<()> {
    host.store(&RosterRecord, roster).await
}

/// Our own numbers for agents.
pub(crate) async fn own_phones(host: &impl Host) -> Result<Entries> {
    Ok(host.load(&AgentPhones).await?.unwrap_or_default())
}

/// Sets our own numbers for agents; all that are not among them are forgotten.
pub(crate) async fn set_own_phones(host: &impl Host, phones: &Entries) -> Result<()> {
    // The store takes no record without a field.
    if phones.pairs().next().is_none() {
        return host.erase(&AgentPhones).await;
    }
    host.store(&AgentPhones, phones).await
}

/// The number an agent is reached on: our own entry, else the phone, else the mobile in Freshdesk.
///
/// Our line itself is no agent's number, though people enter it as their work phone: ringing it would ring in a circle.
pub(crate) fn phone_of(agent: &Agent, own: &Entries, line: &Line) -> Option<E164> {
    [
        own.get(&agent.id.to_string()),
        agent.contact.phone.as_deref(),
        agent.contact.mobile.as_deref(),
    ]
    .into_iter()
    .flatten()
    .find_map(|text| usable(text, line))
}

/// Our own entry for an agent.
pub(crate) fn own_phone_of(agent: AgentId, own: &Entries, line: &Line) -> Option<E164> {
    usable(own.get(&agent.to_string())?, line)
}

fn usable(text: &str, line: &Line) -> Option<E164> {
    E164::parse_in(text, line.country)
        .ok()
        .filter(|phone| *phone != line.our_number)
}

/// Agents as far as Freshdesk told them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Listing {
    /// In Freshdesk's order.
    pub(crate) agents: Vec<Agent>,
    /// Whether there are no others.
    pub(crate) complete: bool,
}

/// Asks for the agents, one request for each hundred; what went wrong leaves a line in the log.
pub(crate) async fn listing(host: &impl Host) -> Listing {
    let mut listing = Listing::default();
    for page in 1..=PAGES {
        match host.call(&ListAgents { page }).await {
            Ok(rows) => {
                listing.complete = rows.len() < PAGE;
                listing.agents.extend(rows);
                if listing.complete {
                    break;
                }
            }
            Err(error) => {
                host.log(&format!("Could not read the agents: {error}."));
                break;
            }
        }
    }
    listing
}

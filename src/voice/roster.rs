//! Who the agents are and on which number each can be reached.
//!
//! It does not decide who is rung; `routing` and `outbound` do.

use super::ledger::AgentPhones;
use crate::config::Voice;
use crate::error::Result;
use crate::host::Host;
use crate::values::{AgentId, E164, Entries};
use crate::wire::freshdesk::{Agent, ListAgents, PAGE};

/// The largest number of pages of agents that is read; each is a request.
const PAGES: usize = 3;

/// Our own numbers for agents.
pub(crate) async fn own_phones(host: &impl Host) -> Result<Entries> {
    Ok(host.load(&AgentPhones).await?.unwrap_or_default())
}

/// The number an agent is reached on: our own entry, else the phone, else the mobile in Freshdesk.
pub(crate) fn phone_of(agent: &Agent, own: &Entries, voice: &Voice) -> Option<E164> {
    [
        own.get(&agent.id.to_string()),
        agent.contact.phone.as_deref(),
        agent.contact.mobile.as_deref(),
    ]
    .into_iter()
    .flatten()
    .find_map(|text| E164::parse_in(text, voice.country).ok())
}

/// Our own entry for an agent.
pub(crate) fn own_phone_of(agent: AgentId, own: &Entries, voice: &Voice) -> Option<E164> {
    E164::parse_in(own.get(&agent.to_string())?, voice.country).ok()
}

/// All agents.
pub(crate) async fn agents(host: &impl Host) -> Result<Vec<Agent>> {
    let mut agents = Vec::new();
    for page in 1..=PAGES {
        let rows = host.call(&ListAgents { page }).await?;
        let last = rows.len() < PAGE;
        agents.extend(rows);
        if last {
            break;
        }
    }
    Ok(agents)
}

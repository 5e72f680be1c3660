//! An agent says whether they take calls, and asks what they said and on which phone they are rung.
//!
//! Who is rung is decided in `routing`.

use super::super::gateway;
use super::super::presence::{self, Presence, Presences};
use super::super::roster;
use super::{AGAIN, told};
use crate::arguments;
use crate::config::Voice;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::values::{AgentId, E164};
use crate::wire::freshdesk::GetAgent;
use crate::wire::page::{PresenceArguments, PresenceReply};

/// How many agents may say something while Freshdesk does not tell who they are.
const MOST_UNCHECKED: usize = 300;

/// Keeps what an agent says from now on. One store operation and one request, since all agents share a record, which must not
/// fill with people whom Freshdesk does not know; one request more if a gateway is to know it.
pub async fn set_presence(
    host: &impl Host,
    voice: &Voice,
    arguments: PresenceArguments,
) -> Result<PresenceReply> {
    let agent = arguments::agent(arguments.agent_id.as_deref())?;
    let state = wanted(arguments.state.as_deref())?;
    let is_agent = match host.call(&GetAgent { agent }).await {
        Ok(found) => found.may_be_rung(),
        Err(error) if error.is_missing() => false,
        // Whom Freshdesk does not tell now may be anybody.
        Err(_) => has_room(host, agent)
            .await
            .map_err(|error| told(host, error, AGAIN))?,
    };
    if !is_agent {
        return Err(Error::declined(
            404,
            "Freshdesk does not know you as an agent. Reload the page and try again.",
        ));
    }
    let since = host.now();
    presence::set(host, agent, state, since)
        .await
        .map_err(|error| told(host, error, AGAIN))?;
    gateway::tell_presence(host, voice, Presences::one(agent, state, since)).await;
    Ok(PresenceReply {
        state: state.as_str(),
        since: Some(since.millis()),
        phone: None,
    })
}

async fn has_room(host: &impl Host, agent: AgentId) -> Result<bool> {
    let known: Vec<AgentId> = presence::all(host).await?.agents().collect();
    Ok(known.contains(&agent) || known.len() < MOST_UNCHECKED)
}

fn wanted(word: Option<&str>) -> Result<Presence> {
    [Presence::Available, Presence::Away]
        .into_iter()
        .find(|state| word == Some(state.as_str()))
        .ok_or_else(|| {
            Error::declined(
                400,
                "The page did not say whether you take calls. Choose Available or Away.",
            )
        })
}

/// Tells what an agent said, and the end of the agent's phone number. Two store operations, and a request for an agent
/// without an own number.
pub async fn get_presence(
    host: &impl Host,
    voice: &Voice,
    arguments: PresenceArguments,
) -> Result<PresenceReply> {
    let agent = arguments::agent(arguments.agent_id.as_deref())?;
    let presences = presence::all(host)
        .await
        .map_err(|error| told(host, error, AGAIN))?;
    let word = presences.since_when(agent, host.now());
    let phone = phone_of(host, voice, agent).await;
    Ok(PresenceReply {
        state: word.map_or("unset", |(state, _)| state.as_str()),
        since: word.map(|(_, since)| since.millis()),
        phone: phone.map(|phone| phone.masked()),
    })
}

/// The agent's phone, if it can be found out now.
async fn phone_of(host: &impl Host, voice: &Voice, agent: AgentId) -> Option<E164> {
    let own = match roster::own_phones(host).await {
        Ok(own) => own,
        Err(error) => {
            host.log(&format!("Our own numbers were not read: {error}."));
            return None;
        }
    };
    if let Some(phone) = roster::own_phone_of(agent, &own, &voice.line) {
        return Some(phone);
    }
    match host.call(&GetAgent { agent }).await {
        Ok(found) => roster::phone_of(&found, &own, &voice.line),
        Err(error) => {
            host.log(&format!("An agent's phone was not read: {error}."));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_words_are_a_presence() {
        assert_eq!(wanted(Some("available")).unwrap(), Presence::Available);
        assert_eq!(wanted(Some("away")).unwrap(), Presence::Away);
        for word in [None, Some(""), Some("unset"), Some("Available")] {
            assert_eq!(wanted(word).unwrap_err().status(), 400);
        }
    }
}

//! Answers "whom shall this call ring?". It always has an answer, since silence is the worst one.
//!
//! Here everything is read that the answer depends on; the choice and the answer themselves are pure functions.
//! What becomes of a caller whom nobody took is not decided here.

mod choice;
mod hours;
mod ladder;
mod outlook;
mod spoken;
mod zones;

pub(crate) use hours::refresh as refresh_hours;
pub(crate) use outlook::{HoursOutlook, Outlook, outlook};

use super::event::{CallEvent, Direction};
use super::ledger::{Click, Rung, RungState};
use super::{presence, roster};
use crate::config::Voice;
use crate::error::Result;
use crate::host::{Claim, Host};
use crate::values::{AgentId, CallId};
use crate::wire::sautikit::{Action, Actions, Dialect};
use choice::{Team, choose};
use hours::HoursRecord;
use ladder::Decision;

/// The answer to a routing question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Routed {
    pub(crate) actions: Actions,
    /// Whether no phone is rung: outside business hours, or because nobody can take the call.
    pub(crate) nobody: bool,
}

/// Answers a routing question: at most four store operations, and one request for each hundred agents.
///
/// `last_agent` last spoke with this caller; `voicemail_url` is where a message of the caller is told.
pub(crate) async fn route(
    host: &impl Host,
    voice: &Voice,
    event: &CallEvent,
    last_agent: Option<AgentId>,
    dialect: Dialect,
    voicemail_url: Option<&str>,
) -> Routed {
    let decision = decide(host, voice, event, last_agent).await;
    let decision = decision.unwrap_or_else(|error| {
        host.log(&format!("Could not find a free agent: {error}."));
        Decision::Ring(Vec::new())
    });
    let nobody = match &decision {
        Decision::Closed => true,
        Decision::Ring(phones) => phones.is_empty(),
    };
    Routed {
        actions: ladder::answer(decision, event.direction, voice, dialect, voicemail_url),
        nobody,
    }
}

/// Whether the same was asked before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Turn {
    /// Never.
    First,
    /// So lately that the answer was hardly heard.
    Repeated,
    /// Real actions were given; they are given once a call.
    Late,
}

/// Finds out whether this call was routed before, and keeps how many phones its actions ring, so that the edges which the
/// exchange tells later can be counted.
pub(crate) async fn turn_of(host: &impl Host, call: &CallId, actions: &Actions) -> Turn {
    let is_dial = |action: &&Action| matches!(action, Action::Dial(_));
    let state = RungState {
        dials: actions.actions.iter().filter(is_dial).count(),
        failed: 0,
        since: host.now(),
    };
    let given = match host.claim(&Rung(call), &state).await {
        Ok(Claim::Won) => return Turn::First,
        Ok(Claim::Taken) => host.load(&Rung(call)).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(Some(given)) if host.now().seconds_since(given.since) >= REPEATABLE_SECONDS => {
            Turn::Late
        }
        Ok(_) => Turn::Repeated,
        Err(error) => {
            // Ringing twice is better than silence.
            host.log(&format!("A routed call was not noted: {error}."));
            Turn::Repeated
        }
    }
}

/// How long a question counts as asked again because the answer was late: the longest limit that is named (10 s), twice.
const REPEATABLE_SECONDS: i64 = 20;

/// One of the phones did not answer: whether it was the last one.
pub(crate) async fn was_last(host: &impl Host, call: &CallId) -> Result<bool> {
    let Some(rung) = host.load(&Rung(call)).await? else {
        return Ok(false);
    };
    let failed = rung.failed + 1;
    if failed < rung.dials {
        host.store(&Rung(call), &RungState { failed, ..rung })
            .await?;
    }
    Ok(failed >= rung.dials)
}

async fn decide(
    host: &impl Host,
    voice: &Voice,
    event: &CallEvent,
    last_agent: Option<AgentId>,
) -> Result<Decision> {
    match event.direction {
        Direction::Inbound => {
            let hours = host.load(&HoursRecord).await?;
            if !hours::is_open_now(host, hours.as_ref(), &voice.routing.holidays) {
                return Ok(Decision::Closed);
            }
        }
        // A call that rang the customer first is for the agent who placed it, else for any free one.
        Direction::Outbound => {
            if let Some(request) = &event.request
                && let Some(click) = host.load(&Click(request.clone())).await?
                && let Some(phone) = click.agent_phone
            {
                return Ok(Decision::Ring(vec![phone]));
            }
        }
    }
    let team = Team {
        presences: presence::all(host).await?,
        roster: roster::configured(host).await?,
        own_phones: roster::own_phones(host).await?,
        listing: roster::listing(host).await,
    };
    Ok(Decision::Ring(choose(
        &team,
        voice,
        host.now(),
        event.call.as_str(),
        last_agent,
    )))
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Voice};
    use serde_json::{Value, json};

    /// Voice with the parameters that are given on top of those it needs.
    pub(super) fn voice(with: &Value) -> Voice {
        let mut parameters = json!({
            "sautikit_api_key": "k", "sautikit_from_number": "+254203893800",
            "freshdesk_domain": "acme.freshdesk.com", "freshdesk_api_key": "f",
        });
        for (name, value) in with.as_object().into_iter().flatten() {
            parameters[name] = value.clone();
        }
        let config = Config::read(&serde_json::from_value(parameters).unwrap());
        config.voice().unwrap().clone()
    }
}

//! Answers "whom shall this call ring?". It always has an answer, since silence is the worst one.
//!
//! Here everything is read that the answer depends on; the choice and the answer themselves are pure functions.
//! What becomes of a caller whom nobody took is not decided here.

mod choice;
mod hours;
mod ladder;
mod outlook;
mod rung;
mod snapshot;
mod spoken;
mod zones;

pub use super::presence::{Presences, Word};
pub(crate) use choice::Team;
pub(crate) use hours::{Hours, known as known_hours, refresh as refresh_hours};
pub use ladder::apology;
pub(crate) use outlook::{HoursOutlook, Outlook, outlook};
pub use rung::{Edge, Turn};
pub(crate) use rung::{ended_in_vain, meaning_of, turn_of};
pub use snapshot::Snapshot;

use super::event::{CallEvent, Caller, Direction};
use super::ledger::{CallTicket, Click, RungFirst};
use super::{identity, roster};
use crate::config::{Line, Voice};
use crate::error::Result;
use crate::host::Host;
use crate::values::{AgentId, E164};
use crate::wire::sautikit::{Actions, Dialect};
use choice::choose;
use ladder::{Decision, MOST_TOGETHER};

/// The answer to a routing question.
#[derive(Clone, Debug, PartialEq)]
pub struct Routed {
    /// What is done.
    pub actions: Actions,
    /// Whether no phone is rung: outside business hours, or because nobody can take the call.
    pub nobody: bool,
}

impl Routed {
    fn of(
        decision: Decision,
        direction: Direction,
        line: &Line,
        dialect: Dialect,
        voicemail_url: Option<&str>,
    ) -> Self {
        let nobody = match &decision {
            Decision::Closed => true,
            Decision::Ring(phones) => phones.is_empty(),
        };
        Self {
            actions: ladder::answer(decision, direction, line, dialect, voicemail_url),
            nobody,
        }
    }
}

/// Answers a routing question: for an inbound call at most four store operations, and one request for each hundred agents.
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
    let line = &voice.line;
    Routed::of(decision, event.direction, line, dialect, voicemail_url)
}

async fn decide(
    host: &impl Host,
    voice: &Voice,
    event: &CallEvent,
    last_agent: Option<AgentId>,
) -> Result<Decision> {
    match event.direction {
        Direction::Inbound => {
            let hours = hours::known(host).await?;
            let holidays = &voice.line.routing.holidays;
            if !hours::is_open_now(host.now(), hours.as_ref(), holidays, &|at, zone| {
                host.local_time(at, zone)
            }) {
                return Ok(Decision::Closed);
            }
        }
        // A call that rang the customer first is for the agent who placed it; any free one takes the call of an agent
        // without a phone, or one that was placed elsewhere.
        Direction::Outbound => {
            if let Some(phone) = phone_of_clicker(host, event).await? {
                return Ok(Decision::Ring(vec![phone]));
            }
        }
    }
    let listing = roster::listing(host).await;
    let team = Team::of(host, listing).await?;
    Ok(Decision::Ring(choose(
        &team,
        &team.reachable(&voice.line),
        host.now(),
        event.call.as_str(),
        last_agent,
        MOST_TOGETHER,
    )))
}

/// The phone of the agent who placed the call, as far as it is known.
async fn phone_of_clicker(host: &impl Host, event: &CallEvent) -> Result<Option<E164>> {
    let Some(request) = request_of(host, event).await? else {
        return Ok(None);
    };
    let click = host.load(&Click(request)).await?;
    Ok(click.and_then(|click| click.agent_phone))
}

/// The request id that an outbound call was placed with. A question without it is known by the call's ids, or, where the
/// answer to the click was lost, by the phone that rang.
async fn request_of(host: &impl Host, event: &CallEvent) -> Result<Option<String>> {
    if event.request.is_some() {
        return Ok(event.request.clone());
    }
    let settled = identity::settle(host, event, false).await?;
    let mut placed = host.load(&CallTicket(&settled.call)).await?;
    if placed.is_none()
        && event.session.is_none()
        && let Some(session) = identity::other_name(host, event).await?
    {
        placed = host.load(&CallTicket(&session)).await?;
    }
    if let Some(request) = placed.and_then(|placed| placed.click) {
        return Ok(Some(request));
    }
    if let Caller::Number(customer) = &event.customer
        && let Some(rung) = host.load(&RungFirst(customer)).await?
        && rung.can_be(host.now())
    {
        return Ok(Some(rung.request));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::config::Line;
    use serde_json::{Value, json};

    /// A line with the parameters that are given on top of those it needs.
    pub(super) fn line(with: &Value) -> Line {
        let mut parameters = json!({"sautikit_from_number": "+254203893800"});
        for (name, value) in with.as_object().into_iter().flatten() {
            parameters[name] = value.clone();
        }
        Line::read(&serde_json::from_value(parameters).unwrap()).unwrap()
    }
}

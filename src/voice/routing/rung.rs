//! What was answered to a call's question, given once, and what the exchange's edges then tell: whether a person was reached.
//!
//! The rule, for inbound calls that we routed:
//!
//! - If as many phones are told not to have answered as the answer named, each by an edge of its own, nobody was reached,
//!   whatever else is told: what was answered then was the greeting.
//! - If no phone is left to be rung although fewer were told, that is not clear: an edge may stand for one of several phones
//!   that rang together or for all of them, and one that came twice, without a name of its own, for one phone or two. A ticket
//!   is then opened by an "answered" that comes later; without one the end decides. A call that lasted longer than the
//!   ringing, the texts and a message can take was a conversation, any other one was missed: a customer who is called back
//!   once too often loses nothing.
//! - Until then other phones may answer, and where no edge tells anything, the provider's word counts.

use super::super::event::CallEvent;
use super::super::identity;
use super::super::ledger::{Rung, RungState};
use crate::config::{Routing, Voice};
use crate::error::Result;
use crate::host::{Claim, Host};
use crate::values::{CallId, Entries, fingerprint};
use crate::wire::sautikit::Actions;

/// Whether the same was asked before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Turn {
    /// Never.
    First,
    /// So lately that the answer was hardly heard.
    Repeated,
    /// Real actions were given; they are given once a call.
    Late,
}

/// How long a question counts as asked again because the answer was late: the longest limit that is named (10 s), twice.
const REPEATABLE_SECONDS: i64 = 20;

impl Turn {
    /// The turn of a question about a call that was answered so many seconds ago; `is_heard` when something was told since.
    #[must_use]
    pub const fn again(age: i64, is_heard: bool) -> Self {
        if is_heard || age >= REPEATABLE_SECONDS {
            Self::Late
        } else {
            Self::Repeated
        }
    }
}

/// Finds out whether this call was routed before, and keeps how many phones its actions ring, so that the edges which the
/// exchange tells later can be counted.
pub(crate) async fn turn_of(host: &impl Host, question: &CallEvent, actions: &Actions) -> Turn {
    let phones = actions.dials().map(|dial| dial.phones().len()).sum();
    let state = RungState::new(phones, actions.dials().count(), host.now());
    let record = Rung(question.id());
    let given = match host.claim(&record, &state).await {
        Ok(Claim::Won) => return Turn::First,
        Ok(Claim::Taken) => host.load(&record).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(Some(given)) => Turn::again(given.age(host.now()), given.told() > 0),
        Ok(None) => Turn::Repeated,
        Err(error) => {
            // Ringing twice is better than silence.
            host.log(&format!("A routed call was not noted: {error}."));
            Turn::Repeated
        }
    }
}

/// What a call rings, under whichever of its ids it was asked about.
async fn find(host: &impl Host, event: &CallEvent) -> Result<Option<(CallId, RungState)>> {
    let name = event.id();
    if let Some(rung) = host.load(&Rung(name)).await? {
        return Ok(Some((name.clone(), rung)));
    }
    let Some(other) = identity::other_name(host, event).await? else {
        return Ok(None);
    };
    let rung = host.load(&Rung(&other)).await?;
    Ok(rung.map(|rung| (other, rung)))
}

/// What tells one delivery from another.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The same for the same delivery.
    pub name: String,
    /// Whether its sender named it, so that the same name is surely the same edge.
    pub is_given: bool,
}

impl Edge {
    /// Its sender's name for a delivery, else its body, which two phones may have in common.
    #[must_use]
    pub fn of(body: &str, headers: &Entries) -> Self {
        let names = ["X-Sautikit-Event-Id", "X-Sautikit-Idempotency-Key"];
        let headers = names
            .iter()
            .filter_map(|name| headers.get_in_any_case(name));
        let given = headers.map(str::trim).find(|name| !name.is_empty());
        Self {
            name: fingerprint(&[given.unwrap_or(body)]),
            is_given: given.is_some(),
        }
    }
}

/// What is known of a call after an edge.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Standing {
    Rings,
    Unclear,
    Unanswered,
}

/// How a call stands when this many edges are told.
fn standing(rung: &RungState, told: usize) -> Standing {
    if told >= rung.phones() {
        Standing::Unanswered
    } else if told >= rung.dials() {
        Standing::Unclear
    } else {
        Standing::Rings
    }
}

/// What is to be told because a phone did not answer: nothing while others may, a missed call if none did, and the edge itself
/// if that is not clear.
pub(crate) async fn meaning_of(
    host: &impl Host,
    event: CallEvent,
    edge: &Edge,
) -> Option<CallEvent> {
    match count(host, &event, edge).await {
        Ok(Standing::Rings) => None,
        Ok(Standing::Unclear) => Some(event),
        Ok(Standing::Unanswered) => Some(event.honestly()),
        Err(error) => {
            host.log(&format!(
                "A phone that did not answer was not counted: {error}."
            ));
            Some(event)
        }
    }
}

async fn count(host: &impl Host, event: &CallEvent, edge: &Edge) -> Result<Standing> {
    let Some((call, rung)) = find(host, event).await? else {
        return Ok(Standing::Rings);
    };
    let told = rung.told();
    if rung.has(&edge.name) {
        let known = standing(&rung, told);
        let may_be_another = known == Standing::Rings && !edge.is_given;
        return Ok(if may_be_another {
            Standing::Unclear
        } else {
            known
        });
    }
    // Nothing is counted after the last one, so it need not be kept.
    if standing(&rung, told + 1) == Standing::Unanswered {
        return Ok(Standing::Unanswered);
    }
    let record = Rung(&call);
    host.amend(&record, &edge.name, &"unanswered").await?;
    let rung = host.load(&record).await?.unwrap_or(rung);
    Ok(standing(&rung, rung.told()))
}

/// Whether a call that ended so, and of which it is not clear whether a person was reached, reached nobody.
pub(crate) async fn ended_in_vain(
    host: &impl Host,
    voice: &Voice,
    end: &CallEvent,
) -> Result<bool> {
    let Some(seconds) = end.duration_seconds else {
        return Ok(true);
    };
    let dials = find(host, end).await?.map_or(1, |(_, rung)| rung.dials());
    Ok(seconds <= longest_in_vain(&voice.line.routing, dials))
}

/// How long all texts take that a caller hears, in seconds, in both languages.
const TEXTS_SECONDS: u64 = 30;

/// How long a message may be, in seconds.
const MESSAGE_SECONDS: u64 = 120;

/// The longest that a call can last in which nobody is reached, in seconds.
fn longest_in_vain(routing: &Routing, dials: usize) -> u64 {
    let ringing = u64::from(routing.ring_seconds).saturating_mul(dials as u64);
    let message = if routing.voicemail {
        MESSAGE_SECONDS
    } else {
        0
    };
    ringing
        .saturating_add(TEXTS_SECONDS)
        .saturating_add(message)
}

#[cfg(test)]
mod tests {
    use super::super::tests::line;
    use super::*;
    use crate::values::Timestamp;
    use serde_json::json;

    #[track_caller]
    fn check(phones: usize, dials: usize, standings: &[Standing]) {
        let rung = RungState::new(phones, dials, Timestamp::from_millis(0));
        let after: Vec<Standing> = (1..=standings.len())
            .map(|told| standing(&rung, told))
            .collect();
        assert_eq!(after, standings);
    }

    #[test]
    fn a_call_is_unanswered_when_every_phone_is_told() {
        use Standing::{Rings, Unanswered, Unclear};
        check(1, 1, &[Unanswered]);
        check(3, 3, &[Rings, Rings, Unanswered, Unanswered]);
        check(3, 1, &[Unclear, Unclear, Unanswered]);
    }

    #[test]
    fn an_edge_is_counted_beside_what_was_answered() {
        let mut kept =
            serde_json::to_value(RungState::new(2, 1, Timestamp::from_millis(7000))).unwrap();
        kept["AbC-_"] = json!("unanswered");
        let rung: RungState = serde_json::from_value(kept).unwrap();
        let now = Timestamp::from_millis(9000);
        assert_eq!((rung.phones(), rung.dials(), rung.age(now)), (2, 1, 2));
        assert!(rung.has("AbC-_") && !rung.has("AbC"));
        assert_eq!(rung.told(), 1);
    }

    #[test]
    fn a_call_in_vain_lasts_no_longer_than_ringing_texts_and_a_message() {
        let plain = line(&json!({})).routing;
        assert_eq!(longest_in_vain(&plain, 1), 55);
        assert_eq!(longest_in_vain(&plain, 4), 130);
        let takes_messages = line(&json!({"voicemail": true, "ring_seconds": "40"})).routing;
        assert_eq!(longest_in_vain(&takes_messages, 2), 230);
    }
}

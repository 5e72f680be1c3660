//! All that an answer depends on, as the app tells it to a gateway, which answers in the app's place. Pure.
//!
//! It has no secret, and no name of a person.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::super::event::{CallEvent, Direction};
use super::choice::{Reachable, Team, choose};
use super::hours::{Hours, is_open_now};
use super::ladder::{Decision, MOST_TOGETHER};
use super::{Presences, Routed};
use crate::config::{Line, Parameters};
use crate::values::{AgentId, E164, LocalTime, Timestamp};
use crate::wire::sautikit::Dialect;

/// All that an answer depends on.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Told")]
pub struct Snapshot {
    /// When it was made; a newer one takes the place of an older one.
    pub at: Timestamp,
    /// The line whose calls are answered.
    pub line: Line,
    team: Team,
    /// Those of the team who have a phone: found once, and not for each call.
    reachable: Vec<Reachable>,
    hours: Option<Hours>,
    voicemail_url: Option<String>,
}

/// A snapshot in the app's words.
#[derive(Deserialize)]
struct Told {
    at: Timestamp,
    /// The line's parameters as they were entered.
    #[serde(rename = "parameters", deserialize_with = "line")]
    line: Line,
    team: Team,
    #[serde(default)]
    hours: Option<Hours>,
    /// Where the message of a caller is told.
    #[serde(default)]
    voicemail_url: Option<String>,
}

fn line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Line, D::Error> {
    Line::read(&Parameters::deserialize(deserializer)?).map_err(D::Error::custom)
}

impl From<Told> for Snapshot {
    fn from(told: Told) -> Self {
        Self {
            at: told.at,
            reachable: told.team.reachable(&told.line),
            line: told.line,
            team: told.team,
            hours: told.hours,
            voicemail_url: told.voicemail_url,
        }
    }
}

impl Snapshot {
    /// The same with what agents said, as far as that is newer.
    #[must_use]
    pub fn hearing(&self, words: &Presences) -> Self {
        let mut heard = self.clone();
        heard.team.presences.hear(words);
        heard.reachable = heard.team.reachable(&heard.line);
        heard
    }

    /// Answers a routing question. `clicker` is the agent who placed the call, where that is known.
    ///
    /// `local_time` tells what the clocks show in a time zone (IANA name).
    #[must_use]
    pub fn answer(
        &self,
        question: &CallEvent,
        clicker: Option<AgentId>,
        dialect: Dialect,
        now: Timestamp,
        local_time: &dyn Fn(Timestamp, &str) -> Option<LocalTime>,
    ) -> Routed {
        let line = &self.line;
        let phone = match question.direction {
            Direction::Inbound => None,
            Direction::Outbound => clicker.and_then(|agent| self.phone_of(agent)),
        };
        let is_closed = question.direction == Direction::Inbound
            && !is_open_now(now, self.hours.as_ref(), &line.routing.holidays, local_time);
        let decision = match phone {
            Some(phone) => Decision::Ring(vec![phone]),
            None if is_closed => Decision::Closed,
            None => Decision::Ring(choose(
                &self.team,
                &self.reachable,
                now,
                question.call.as_str(),
                None,
                MOST_TOGETHER,
            )),
        };
        let voicemail_url = self.voicemail_url.as_deref();
        Routed::of(decision, question.direction, line, dialect, voicemail_url)
    }

    /// The agents who are reached on any of these phones.
    #[must_use]
    pub fn agents_on(&self, phones: &[E164]) -> Vec<AgentId> {
        let reached = self.reachable.iter();
        let reached = reached.filter(|one| phones.contains(&one.phone));
        reached.map(|one| one.agent).collect()
    }

    fn phone_of(&self, agent: AgentId) -> Option<E164> {
        let mut reachable = self.reachable.iter();
        reachable
            .find(|one| one.agent == agent)
            .map(|one| one.phone.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::event::{Caller, Kind};
    use super::*;
    use serde_json::{Value, json};

    /// Monday, 2026-11-23T05:00:00Z.
    const NOW: Timestamp = Timestamp::from_millis(1_795_410_000_000);

    /// What a gateway is told, changed by `with`.
    fn snapshot(with: &Value) -> Snapshot {
        let agent = |id: u64| {
            let mobile = format!("072200000{id}");
            json!({"id": id, "available": true, "contact": {"mobile": mobile}})
        };
        let mut told = json!({
            "at": NOW,
            "parameters": {"sautikit_from_number": "+254203893800", "say_unavailable": "Later."},
            "team": {"listing": {"agents": [agent(1), agent(2)], "complete": true}},
        });
        for (name, value) in with.as_object().into_iter().flatten() {
            told[name] = value.clone();
        }
        serde_json::from_value(told).unwrap()
    }

    /// The agents whom a call rings.
    fn rung(snapshot: &Snapshot, direction: Direction, clicker: Option<u64>) -> Vec<AgentId> {
        let question = CallEvent {
            kind: Kind::Routing,
            call: "c-1".parse().unwrap(),
            session: None,
            at: None,
            direction,
            customer: Caller::Withheld,
            reason: None,
            duration_seconds: None,
            recording_url: None,
            recording_expires_at: None,
            request: None,
        };
        let routed = snapshot.answer(
            &question,
            clicker.map(AgentId),
            Dialect::Documented,
            NOW,
            &|_, _| LocalTime::parse("2026-11-23 08:00:00"),
        );
        let answer = serde_json::to_value(&routed.actions).unwrap();
        let phones = answer["actions"].as_array().unwrap().iter();
        let phones: Vec<E164> = phones
            .filter_map(|action| action["dial"]["number"].as_str()?.parse().ok())
            .collect();
        assert_eq!(routed.nobody, phones.is_empty());
        snapshot.agents_on(&phones)
    }

    #[track_caller]
    fn check(with: &Value, direction: Direction, clicker: Option<u64>, agents: &[u64]) {
        let agents: Vec<AgentId> = agents.iter().copied().map(AgentId).collect();
        assert_eq!(rung(&snapshot(with), direction, clicker), agents);
    }

    #[test]
    fn a_call_rings_those_whom_the_app_would_ring() {
        check(&json!({}), Direction::Inbound, None, &[1, 2]);
        let closed = json!({"hours": {"zone": "Africa/Nairobi", "days": [null, null, null, null, null, null, null], "fetched": 0}});
        check(&closed, Direction::Inbound, None, &[]);
        let away = json!({"team": {
            "listing": {"agents": [], "complete": false},
            "own_phones": {"3": "+254722000003", "4": "+254722000004"},
            "presences": {"a3": {"state": "available", "since": NOW}, "a4": {"state": "away", "since": NOW}},
        }});
        check(&away, Direction::Inbound, None, &[3]);
    }

    #[test]
    fn a_call_that_an_agent_placed_rings_that_agent_and_any_other_one_whoever_is_free() {
        check(&json!({}), Direction::Outbound, Some(2), &[2]);
        check(&json!({}), Direction::Outbound, Some(9), &[1, 2]);
        check(&json!({}), Direction::Outbound, None, &[1, 2]);
    }

    #[test]
    fn what_an_agent_said_since_counts() {
        let said = json!({"a1": {"state": "away", "since": NOW}});
        let said: Presences = serde_json::from_value(said).unwrap();
        let snapshot = snapshot(&json!({})).hearing(&said);
        assert_eq!(rung(&snapshot, Direction::Inbound, None), [AgentId(2)]);
    }

    #[test]
    fn a_snapshot_without_a_number_is_refused() {
        let told = json!({"at": 0, "parameters": {}, "team": {"listing": {"agents": [], "complete": true}}});
        let error = serde_json::from_value::<Snapshot>(told).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Voice is off: enter the Sautikit number."
        );
    }
}

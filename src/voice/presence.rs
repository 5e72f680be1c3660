//! Who said in the softphone that they take calls, or do not.
//!
//! It does not decide who is rung; `routing` does.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::host::{Host, Record};
use crate::values::{AgentId, Timestamp};

/// How long a word about oneself counts: longer than any shift, shorter than the way to the next one.
const LASTS_SECONDS: i64 = 12 * 60 * 60;

/// What an agent said.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Presence {
    Available,
    Away,
}

impl Presence {
    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Away => "away",
        }
    }
}

/// What an agent said, and when.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Word {
    state: Presence,
    /// When it was said.
    pub since: Timestamp,
}

/// What all agents said, each in the field `a<agent id>`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presences(Vec<(AgentId, Word)>);

impl Presences {
    /// What this one said, and nobody else.
    pub(crate) fn one(agent: AgentId, state: Presence, since: Timestamp) -> Self {
        Self(vec![(agent, Word { state, since })])
    }

    /// What each agent said.
    pub fn words(&self) -> impl Iterator<Item = (AgentId, Word)> {
        self.0.iter().copied()
    }

    /// Takes each word that is newer than what its agent is known to have said; whether there was any.
    pub fn hear(&mut self, words: &Self) -> bool {
        let mut heard = false;
        for (agent, word) in words.words() {
            let known = self.0.iter_mut().find(|(known, _)| *known == agent);
            match known {
                Some((_, known)) if known.since >= word.since => continue,
                Some((_, known)) => *known = word,
                None => self.0.push((agent, word)),
            }
            heard = true;
        }
        heard
    }

    /// What an agent said, if that still counts.
    pub(crate) fn of(&self, agent: AgentId, now: Timestamp) -> Option<Presence> {
        self.since_when(agent, now).map(|(state, _)| state)
    }

    /// What an agent said, and when, if that still counts.
    pub(crate) fn since_when(
        &self,
        agent: AgentId,
        now: Timestamp,
    ) -> Option<(Presence, Timestamp)> {
        let (_, word) = self.0.iter().find(|(known, _)| *known == agent)?;
        (now.seconds_since(word.since) < LASTS_SECONDS).then_some((word.state, word.since))
    }

    /// Everybody who ever said something.
    pub(crate) fn agents(&self) -> impl Iterator<Item = AgentId> {
        self.0.iter().map(|(agent, _)| *agent)
    }
}

/// The record with everybody's presence; each field is written alone, so agents do not undo each other.
pub(crate) struct PresenceRecord;

impl Record for PresenceRecord {
    type Value = Presences;

    fn key(&self) -> String {
        "presence".to_owned()
    }
}

/// Everybody's presence.
pub(crate) async fn all(host: &impl Host) -> Result<Presences> {
    Ok(host.load(&PresenceRecord).await?.unwrap_or_default())
}

/// Keeps what an agent says from `since` on.
pub(crate) async fn set(
    host: &impl Host,
    agent: AgentId,
    state: Presence,
    since: Timestamp,
) -> Result<()> {
    let word = Word { state, since };
    host.amend(&PresenceRecord, &field(agent), &word).await
}

fn field(agent: AgentId) -> String {
    format!("a{agent}")
}

impl FromIterator<(AgentId, Word)> for Presences {
    fn from_iter<T: IntoIterator<Item = (AgentId, Word)>>(words: T) -> Self {
        Self(words.into_iter().collect())
    }
}

impl Serialize for Presences {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (agent, word) in &self.0 {
            map.serialize_entry(&field(*agent), word)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Presences {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PresencesVisitor;

        impl<'de> Visitor<'de> for PresencesVisitor {
            type Value = Presences;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of presences")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Presences, A::Error> {
                let mut presences = Presences::default();
                while let Some((field, word)) = map.next_entry::<String, Option<Word>>()? {
                    let agent = field.strip_prefix('a').and_then(|id| id.parse().ok());
                    if let (Some(agent), Some(word)) = (agent, word) {
                        presences.0.push((agent, word));
                    }
                }
                Ok(presences)
            }
        }

        deserializer.deserialize_map(PresencesVisitor)
    }
}

#[cfg(test)]
impl Presences {
    /// Presences for tests, all since the same moment.
    pub(crate) fn since(since: Timestamp, words: &[(u64, Presence)]) -> Self {
        let words = words.iter();
        Self(
            words
                .map(|&(agent, state)| (AgentId(agent), Word { state, since }))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str = r#"{"a7":{"state":"available","since":0},"a8":{"state":"away","since":3600000},"a9":null,"x":{"state":"away","since":0}}"#;

    #[track_caller]
    fn check(agent: u64, hours: i64, state: Option<Presence>) {
        let presences: Presences = serde_json::from_str(STORED).unwrap();
        let now = Timestamp::from_millis(0).plus_seconds(hours * 60 * 60);
        assert_eq!(presences.of(AgentId(agent), now), state);
    }

    #[test]
    fn what_an_agent_said_counts_for_twelve_hours() {
        check(7, 11, Some(Presence::Available));
        check(7, 12, None);
        check(8, 12, Some(Presence::Away));
        check(8, 13, None);
        check(9, 1, None);
    }

    #[test]
    fn of_each_agent_the_newest_word_counts() {
        let mut presences: Presences = serde_json::from_str(STORED).unwrap();
        let told = r#"{"a7":{"state":"away","since":1},"a8":{"state":"available","since":1},"a10":{"state":"away","since":0}}"#;
        let told: Presences = serde_json::from_str(told).unwrap();
        assert!(presences.hear(&told));
        assert!(!presences.hear(&told));
        let now = Timestamp::from_millis(3_600_000);
        let heard = [7, 8, 10].map(|agent| presences.of(AgentId(agent), now));
        assert_eq!(heard, [Some(Presence::Away); 3]);
    }

    #[test]
    fn presences_are_written_as_they_are_read() {
        let stored = r#"{"a7":{"state":"available","since":0}}"#;
        let presences: Presences = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&presences).unwrap(), stored);
    }
}

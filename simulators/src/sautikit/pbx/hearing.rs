//! Who hears whom: the one question that tells whether a call does what its makers think.

use serde::Serialize;

use super::{Leg, LegState, Pbx, Sound};

/// What one answered phone hears.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hearing {
    /// The call.
    pub call_id: String,
    /// The phone.
    pub listener: String,
    /// What comes out of it.
    pub hears: Heard,
}

/// What comes out of a phone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// These phones; nobody else is in an empty conference.
    People(Vec<String>),
    /// The tone that tells a phone elsewhere is ringing.
    RingingTone,
    /// A prompt or an announcement.
    Message(String),
    /// What plays while the controller thinks: an address, or silence.
    Hold(Option<String>),
    /// Nothing.
    Silence,
}

impl Pbx {
    /// What every answered phone hears, in the order in which the legs began.
    pub(crate) fn who_hears_whom(&self) -> Vec<Hearing> {
        let answered = self
            .legs
            .values()
            .filter(|leg| leg.state == LegState::Answered);
        answered
            .filter_map(|leg| {
                let call = self.calls.get(&leg.call)?;
                Some(Hearing {
                    call_id: call.id.clone(),
                    listener: leg.phone.clone(),
                    hears: self.heard_on(leg),
                })
            })
            .collect()
    }

    /// Whether two phones hear each other.
    pub(crate) fn are_bridged(&self, one: &str, other: &str) -> bool {
        let hearing = self.who_hears_whom();
        let hears = |listener: &str, speaker: &str| {
            hearing.iter().any(|hearing| {
                let is_heard = |people: &Vec<String>| people.iter().any(|phone| phone == speaker);
                hearing.listener == listener
                    && matches!(&hearing.hears, Heard::People(people) if is_heard(people))
            })
        };
        hears(one, other) && hears(other, one)
    }

    /// What is heard on a leg; a partner that is gone is silence.
    pub(super) fn heard_on(&self, leg: &Leg) -> Heard {
        match &leg.hears {
            Sound::Nothing | Sound::Silence => Heard::Silence,
            Sound::Tone => Heard::RingingTone,
            Sound::Message(what) => Heard::Message(what.clone()),
            Sound::Hold(url) => Heard::Hold(url.clone()),
            Sound::Leg(other) => match self.legs.get(other) {
                Some(other) if other.state == LegState::Answered => {
                    Heard::People(vec![other.phone.clone()])
                }
                Some(_) | None => Heard::Silence,
            },
            Sound::Conference(name) => {
                let is_in = |other: &&Leg| {
                    other.id != leg.id
                        && other.state == LegState::Answered
                        && matches!(&other.hears, Sound::Conference(other) if other == name)
                };
                let others = self.legs.values().filter(is_in);
                Heard::People(others.map(|other| other.phone.clone()).collect())
            }
        }
    }
}

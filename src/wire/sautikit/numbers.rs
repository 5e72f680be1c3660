//! Sautikit's numbers and their routing: where the events of a number are posted, and who is asked whom to connect.
//!
//! What should stand there is decided elsewhere.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::host::Call;
use crate::values::{Country, E164};
use crate::wire::{encoded, loose_text};

/// `GET /v1/numbers`, needs the right `numbers.read`.
#[derive(Clone, Copy, Debug)]
pub struct ListNumbers;

impl Call for ListNumbers {
    const TEMPLATE: &'static str = "listNumbers";
    type Reply = Numbers;
}

/// The workspace's numbers.
#[derive(Clone, Debug, Deserialize)]
pub struct Numbers {
    /// All of them; no source tells of pages.
    pub numbers: Vec<Number>,
}

impl Numbers {
    /// The number with these digits, however it is written.
    #[must_use]
    pub fn find(self, wanted: &E164, country: Country) -> Option<Number> {
        let mut numbers = self.numbers.into_iter();
        numbers.find(|number| {
            let text = number.e164.as_deref().unwrap_or_default();
            E164::parse_in(text, country).as_ref() == Ok(wanted)
        })
    }
}

/// The part of a number that is used.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Number {
    /// Its id.
    #[serde(deserialize_with = "loose_text")]
    pub id: Option<String>,
    /// The number itself.
    #[serde(deserialize_with = "loose_text")]
    pub e164: Option<String>,
    /// `active`, `suspended` or `released`.
    #[serde(deserialize_with = "loose_text")]
    pub status: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    voice_callback_url: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    events_url: Option<String>,
}

impl Number {
    /// Its routing as it is now.
    #[must_use]
    pub fn routing(&self) -> Routing {
        let address = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Routing {
            voice_callback_url: address(&self.voice_callback_url),
            events_url: address(&self.events_url),
        }
    }
}

/// What a number's events and questions are posted to. A null stands for no address, and clears one when it is sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Routing {
    /// Where questions about a call's course are posted.
    pub voice_callback_url: Option<String>,
    /// Where events are posted.
    pub events_url: Option<String>,
}

/// `PATCH /v1/numbers/{id}/routing`. Both addresses are sent, since no source says what becomes of one that is not.
#[derive(Clone, Debug)]
pub struct SetRouting<'a> {
    /// The number's id.
    pub number: &'a str,
    /// The routing it gets.
    pub routing: &'a Routing,
}

impl Call for SetRouting<'_> {
    const TEMPLATE: &'static str = "setRouting";
    type Reply = IgnoredAny;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("number_id", encoded(self.number))]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(self.routing)
    }
}

/// The same as `PUT`: sources disagree on the verb.
#[derive(Clone, Debug)]
pub struct PutRouting<'a>(pub SetRouting<'a>);

impl Call for PutRouting<'_> {
    const TEMPLATE: &'static str = "putRouting";
    type Reply = IgnoredAny;

    fn context(&self) -> Vec<(&'static str, String)> {
        self.0.context()
    }

    fn body(&self) -> Option<impl Serialize> {
        self.0.body()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_its_digits_and_its_routing_is_sent_back_whole() {
        let numbers: Numbers = serde_json::from_str(
            r#"{"numbers":[{"id":"n 1","e164":"+254203893801"},
                {"id":7,"e164":"254203893800","status":"active","capabilities":["voice"],
                 "voice_callback_url":"https://ivr.example/","events_url":null}]}"#,
        )
        .unwrap();
        let ours = "+254203893800".parse().unwrap();
        let number = numbers.find(&ours, Country::KENYA).unwrap();
        assert_eq!(number.id.as_deref(), Some("7"));
        let call = SetRouting {
            number: "n 1",
            routing: &number.routing(),
        };
        assert_eq!(call.context(), [("number_id", "n%201".to_owned())]);
        assert_eq!(
            serde_json::to_string(&call.body()).unwrap(),
            r#"{"voice_callback_url":"https://ivr.example/","events_url":null}"#
        );
    }
}

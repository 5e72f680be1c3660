//! The parameters of call routing: how agents are rung, when nobody is, and what callers hear.
//!
//! Whom a call rings is decided in `voice::routing`.

use super::given::Parameters;

/// How inbound calls are routed.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    /// Whether agents are rung together or one after the other.
    pub ringing: Ringing,
    /// How long each is rung, in seconds.
    pub ring_seconds: u32,
    /// Whether a caller whom nobody takes may leave a message.
    pub voicemail: bool,
    /// Days on which nobody is rung, as `2026-12-25` or, every year, `12-25`.
    pub holidays: Vec<String>,
    /// The languages that texts are spoken in, in this order.
    pub languages: Vec<Language>,
    /// Texts that replace the app's own.
    pub texts: SpokenTexts,
    /// What could not be understood, as sentences.
    pub complaints: Vec<String>,
}

/// Whether agents are rung together or one after the other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ringing {
    /// All at once; who answers first talks.
    Together,
    /// One after the other.
    InTurn,
}

/// A language that callers hear.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    /// `en-KE`.
    English,
    /// `sw-KE`.
    Swahili,
}

/// Texts that replace the app's own, each in English and Swahili.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpokenTexts {
    /// Before an agent is rung.
    pub connecting: [Option<String>; 2],
    /// Outside business hours.
    pub closed: [Option<String>; 2],
    /// When nobody can take the call.
    pub nobody: [Option<String>; 2],
    /// Before a message is recorded.
    pub voicemail: [Option<String>; 2],
}

/// How long a phone is rung unless a parameter says otherwise, in seconds (the seed's routing answer).
const RING_SECONDS: u32 = 25;

/// The bounds of that parameter: shorter nobody reaches a phone, longer the caller has gone.
const RING_BOUNDS: std::ops::RangeInclusive<u32> = 5..=60;

impl Default for Routing {
    /// What holds while no parameter is known.
    fn default() -> Self {
        Self::read(&Parameters::default())
    }
}

impl Routing {
    pub(super) fn read(given: &Parameters) -> Self {
        let mut complaints = Vec::new();
        let both = |situation: &str| {
            ["", "_sw"].map(|language| {
                let name = format!("say_{situation}{language}");
                given.text(&name).map(str::to_owned)
            })
        };
        Self {
            ringing: match given.text("ring_order") {
                Some("together") => Ringing::Together,
                Some(_) | None => Ringing::InTurn,
            },
            ring_seconds: ring_seconds(given.text("ring_seconds"), &mut complaints),
            voicemail: given.get("voicemail").ticked(false),
            holidays: holidays(given.text("holidays").unwrap_or_default(), &mut complaints),
            languages: match given.text("spoken_language") {
                Some("Kiswahili") => vec![Language::Swahili],
                Some("English, then Kiswahili") => vec![Language::English, Language::Swahili],
                Some("Kiswahili, then English") => vec![Language::Swahili, Language::English],
                Some(_) | None => vec![Language::English],
            },
            texts: SpokenTexts {
                connecting: both("connecting"),
                closed: both("closed"),
                nobody: both("unavailable"),
                voicemail: both("voicemail"),
            },
            complaints,
        }
    }
}

fn ring_seconds(text: Option<&str>, complaints: &mut Vec<String>) -> u32 {
    let Some(text) = text else {
        return RING_SECONDS;
    };
    match text.parse() {
        Ok(seconds) if RING_BOUNDS.contains(&seconds) => seconds,
        _ => {
            complaints
                .push("Seconds to Ring must be a number from 5 to 60; 25 is used.".to_owned());
            RING_SECONDS
        }
    }
}

fn holidays(text: &str, complaints: &mut Vec<String>) -> Vec<String> {
    let mut holidays = Vec::new();
    for day in text
        .split([',', '\n', ' '])
        .map(str::trim)
        .filter(|day| !day.is_empty())
    {
        if is_day(day) {
            holidays.push(day.to_owned());
        } else {
            let day: String = day.chars().take(20).collect();
            complaints.push(format!(
                "Holidays: “{day}” is not a day like 2026-12-25 or 12-25."
            ));
        }
    }
    holidays
}

fn is_day(text: &str) -> bool {
    let number = |part: Option<&&str>, width: usize, most: u32| {
        part.filter(|part| part.len() == width)
            .and_then(|part| part.parse::<u32>().ok())
            .is_some_and(|number| (1..=most).contains(&number))
    };
    let parts: Vec<&str> = text.split('-').collect();
    let (year, rest) = match parts.len() {
        3 => (number(parts.first(), 4, 9999), parts.get(1..)),
        2 => (true, parts.get(..)),
        _ => return false,
    };
    let rest = rest.unwrap_or_default();
    year && number(rest.first(), 2, 12) && number(rest.get(1), 2, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routing(parameters: &serde_json::Value) -> Routing {
        Routing::read(&serde_json::from_value(parameters.clone()).unwrap())
    }

    #[test]
    fn nothing_given_rings_one_after_the_other_in_english() {
        let routing = routing(&serde_json::json!({}));
        assert_eq!(routing.ringing, Ringing::InTurn);
        assert_eq!(routing.ring_seconds, 25);
        assert!(!routing.voicemail);
        assert_eq!(routing.languages, [Language::English]);
        assert_eq!(routing.complaints, Vec::<String>::new());
    }

    #[test]
    fn holidays_are_days_of_one_year_or_of_every_year() {
        let routing = routing(
            &serde_json::json!({"holidays": "2026-12-25, 12-12\n1-1 2026-13-01 Easter", "ring_seconds": "90"}),
        );
        assert_eq!(routing.holidays, ["2026-12-25", "12-12"]);
        assert_eq!(
            routing.complaints,
            [
                "Seconds to Ring must be a number from 5 to 60; 25 is used.",
                "Holidays: “1-1” is not a day like 2026-12-25 or 12-25.",
                "Holidays: “2026-13-01” is not a day like 2026-12-25 or 12-25.",
                "Holidays: “Easter” is not a day like 2026-12-25 or 12-25.",
            ]
        );
    }
}

//! The whole answer to a routing question, from the greeting to the message or the end. Pure.
//!
//! It is one answer, since actions are taken once for a call: what comes after an unanswered ring stands in it already.

use super::super::event::Direction;
use super::spoken::Situation;
use crate::config::{Line, Ringing, Routing};
use crate::values::E164;
use crate::wire::sautikit::{Action, Actions, Dial, Dialect, Record};

/// The most agents rung one after the other: with the usual 25 seconds a caller waits less than two minutes.
const MOST_IN_TURN: usize = 4;

/// The most agents rung at once.
pub(super) const MOST_TOGETHER: usize = 10;

/// What is done about a call.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    /// Nobody works now.
    Closed,
    /// These phones are rung, the first first; nobody can take the call if there are none.
    Ring(Vec<E164>),
}

/// The answer. `voicemail_url` is where a message is told; without it, or unless callers may leave one, the call ends.
pub(super) fn answer(
    decision: Decision,
    direction: Direction,
    line: &Line,
    dialect: Dialect,
    voicemail_url: Option<&str>,
) -> Actions {
    let routing = &line.routing;
    let mut actions = Vec::new();
    let (connecting, nobody) = match direction {
        Direction::Inbound => (Situation::Connecting, Situation::Nobody),
        Direction::Outbound => (Situation::ConnectingCalled, Situation::NobodyCalled),
    };
    match decision {
        Decision::Closed => actions.extend(Situation::Closed.say(routing)),
        Decision::Ring(phones) => {
            if !phones.is_empty() {
                actions.extend(connecting.say(routing));
                ring(&mut actions, phones, line, dialect);
            }
            actions.extend(nobody.say(routing));
        }
    }
    match voicemail_url {
        Some(url) if routing.voicemail && direction == Direction::Inbound => {
            actions.extend(Situation::Voicemail.say(routing));
            actions.push(Action::Record(Record::message(url)));
        }
        Some(_) | None => actions.push(Action::Hangup {}),
    }
    Actions { actions }
}

/// What a caller is told when nothing else can be said.
#[must_use]
pub fn apology(routing: &Routing) -> Actions {
    let mut actions: Vec<Action> = Situation::Nobody.say(routing).collect();
    actions.push(Action::Hangup {});
    Actions { actions }
}

fn ring(actions: &mut Vec<Action>, mut phones: Vec<E164>, line: &Line, dialect: Dialect) {
    let ours = &line.our_number;
    let seconds = line.routing.ring_seconds;
    let together = line.routing.ringing == Ringing::Together && dialect == Dialect::Documented;
    if together && phones.len() > 1 {
        phones.truncate(MOST_TOGETHER);
        actions.push(Action::Dial(Dial::together(phones, ours.clone(), seconds)));
        return;
    }
    let dials = phones.into_iter().take(MOST_IN_TURN);
    actions
        .extend(dials.map(|phone| Action::Dial(Dial::one(phone, ours.clone(), seconds, dialect))));
}

#[cfg(test)]
mod tests {
    use super::super::tests::line;
    use super::*;
    use serde_json::{Value, json};

    const MESSAGES: Option<&str> = Some("https://example.com/voicemail");

    fn ring(count: u32) -> Decision {
        Decision::Ring(
            (1..=count)
                .map(|n| format!("+25472200{n:04}").parse().unwrap())
                .collect(),
        )
    }

    /// The answer in short: verbs, with whom a dial rings and in which language something is said.
    fn outline(actions: &Actions) -> String {
        let steps = serde_json::to_value(actions).unwrap();
        let steps = steps["actions"].as_array().unwrap().iter().map(|step| {
            let dial = &step["dial"];
            let last = |phone: &Value| phone.as_str().unwrap()[11..].to_owned();
            if let Some(language) = step["say"]["language"].as_str() {
                language[..2].to_owned()
            } else if let Some(phones) = dial["numbers"].as_array() {
                format!("numbers {}", phones.iter().map(last).collect::<String>())
            } else if dial["number"].is_string() {
                format!("number {}", last(&dial["number"]))
            } else if dial["to"].is_string() {
                format!("to {}", last(&dial["to"]))
            } else {
                step.as_object().unwrap().keys().next().unwrap().clone()
            }
        });
        steps.collect::<Vec<_>>().join(", ")
    }

    #[track_caller]
    fn check(with: &Value, decision: Decision, dialect: Dialect, expected: &str) {
        let line = line(with);
        let actions = answer(decision, Direction::Inbound, &line, dialect, MESSAGES);
        assert_eq!(outline(&actions), expected);
    }

    #[test]
    fn agents_are_rung_in_turn_and_four_at_most() {
        let with = json!({"ring_order": "in_turn"});
        check(
            &with,
            ring(2),
            Dialect::Documented,
            "en, number 01, number 02, en, hangup",
        );
        check(
            &with,
            ring(2),
            Dialect::Blog,
            "en, to 01, to 02, en, hangup",
        );
        check(
            &with,
            ring(9),
            Dialect::Documented,
            "en, number 01, number 02, number 03, number 04, en, hangup",
        );
    }

    #[test]
    fn agents_are_rung_together_and_ten_at_most() {
        let with = json!({"ring_order": "together"});
        check(
            &with,
            ring(12),
            Dialect::Documented,
            "en, numbers 01020304050607080910, en, hangup",
        );
        check(
            &with,
            ring(1),
            Dialect::Documented,
            "en, number 01, en, hangup",
        );
    }

    #[test]
    fn a_dialect_without_a_list_rings_in_turn_what_should_ring_together() {
        check(
            &json!({"ring_order": "together"}),
            ring(5),
            Dialect::Blog,
            "en, to 01, to 02, to 03, to 04, en, hangup",
        );
    }

    #[test]
    fn a_caller_whom_nobody_can_take_hears_so() {
        check(&json!({}), ring(0), Dialect::Blog, "en, hangup");
        check(&json!({}), Decision::Closed, Dialect::Blog, "en, hangup");
    }

    #[test]
    fn a_caller_may_leave_a_message_when_that_is_on() {
        let with = json!({"voicemail": true});
        for dialect in [Dialect::Blog, Dialect::Documented] {
            check(&with, ring(0), dialect, "en, en, record");
            check(&with, Decision::Closed, dialect, "en, en, record");
        }
        check(
            &with,
            ring(1),
            Dialect::Documented,
            "en, number 01, en, en, record",
        );
    }

    #[test]
    fn no_message_is_asked_for_that_could_not_be_told() {
        let line = line(&json!({"voicemail": true}));
        for (direction, url) in [(Direction::Inbound, None), (Direction::Outbound, MESSAGES)] {
            let actions = answer(ring(0), direction, &line, Dialect::Blog, url);
            assert_eq!(outline(&actions), "en, hangup");
        }
    }

    #[test]
    fn everything_is_said_in_each_language_in_order() {
        check(
            &json!({"spoken_language": "Kiswahili, then English", "voicemail": true}),
            ring(1),
            Dialect::Blog,
            "sw, en, to 01, sw, en, sw, en, record",
        );
        check(
            &json!({"spoken_language": "Kiswahili"}),
            Decision::Closed,
            Dialect::Blog,
            "sw, hangup",
        );
    }

    #[test]
    fn a_dial_shows_our_number_and_rings_as_long_as_configured() {
        let line = line(&json!({"ring_seconds": "40", "say_connecting": "One moment."}));
        let actions = answer(ring(1), Direction::Inbound, &line, Dialect::Blog, None);
        assert_eq!(
            actions.actions.get(..2).unwrap(),
            [
                Action::Say {
                    text: "One moment.".to_owned(),
                    language: "en-KE",
                },
                Action::Dial(Dial::one(
                    "+254722000001".parse().unwrap(),
                    "+254203893800".parse().unwrap(),
                    40,
                    Dialect::Blog,
                )),
            ]
        );
    }

    #[test]
    fn a_text_of_the_administrator_replaces_only_its_own() {
        let line = line(&json!({
            "spoken_language": "English, then Kiswahili",
            "say_closed_sw": "Tumefunga.", "say_unavailable": "Nobody here.",
        }));
        let said = |decision, direction| -> Vec<String> {
            let answer = answer(decision, direction, &line, Dialect::Blog, None);
            let texts = answer
                .actions
                .into_iter()
                .filter_map(|action| match action {
                    Action::Say { text, .. } => Some(text),
                    Action::Dial(_) | Action::Record(_) | Action::Hangup {} => None,
                });
            texts.collect()
        };
        let closed = said(Decision::Closed, Direction::Inbound);
        assert!(closed[0].starts_with("Thank you for calling."));
        assert_eq!(closed[1], "Tumefunga.");
        let nobody = said(ring(0), Direction::Inbound);
        assert_eq!(nobody[0], "Nobody here.");
        assert!(nobody[1].starts_with("Samahani"));
        assert!(said(ring(0), Direction::Outbound)[0].ends_with("We will call again."));
        assert!(said(ring(1), Direction::Outbound)[0].starts_with("Please hold"));
    }
}

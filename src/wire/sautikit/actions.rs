//! Voice actions: what a caller hears and whom a call rings, in Sautikit's words.
//!
//! Which actions a call gets is decided elsewhere.

use serde::Serialize;

use crate::values::E164;

/// One step of what the caller hears: exactly one verb.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Speaks a text.
    Say {
        /// What is spoken.
        text: String,
        /// BCP 47, e.g. `en-KE`.
        language: &'static str,
    },
    /// Rings phones and connects the first that is answered.
    Dial(Dial),
    /// Records what the caller says.
    Record(Record),
    /// Ends the call.
    Hangup {},
}

/// How the asking side names whom a dial rings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// `to`: the contract whose deliveries are signed in the body. A dial rings one phone.
    Blog,
    /// `number` or `numbers`: every other contract.
    Documented,
}

/// Whom to ring.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dial {
    #[serde(flatten)]
    target: Target,
    caller_id: E164,
    timeout: u32,
}

/// The one key that names whom to ring.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
enum Target {
    To(E164),
    Number(E164),
    Numbers(Vec<E164>),
}

impl Dial {
    /// A dial in the documented dialect; rings for 30 seconds.
    #[must_use]
    pub fn number(target: E164, caller_id: E164) -> Self {
        Self::one(target, caller_id, 30, Dialect::Documented)
    }

    /// A dial of one phone; `timeout` in seconds of ringing.
    #[must_use]
    pub fn one(target: E164, caller_id: E164, timeout: u32, dialect: Dialect) -> Self {
        Self {
            target: match dialect {
                Dialect::Blog => Target::To(target),
                Dialect::Documented => Target::Number(target),
            },
            caller_id,
            timeout,
        }
    }

    /// A dial of several phones at once, which only the documented dialect has; `timeout` in seconds of ringing.
    #[must_use]
    pub fn together(targets: Vec<E164>, caller_id: E164, timeout: u32) -> Self {
        Self {
            target: Target::Numbers(targets),
            caller_id,
            timeout,
        }
    }

    /// The phones that it rings.
    #[must_use]
    pub const fn phones(&self) -> &[E164] {
        match &self.target {
            Target::To(phone) | Target::Number(phone) => std::slice::from_ref(phone),
            Target::Numbers(phones) => phones.as_slice(),
        }
    }
}

/// A recording of the caller alone: a message.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    action: String,
    method: &'static str,
    timeout: u32,
    max_length: u32,
    finish_on_key: &'static str,
}

impl Record {
    /// A message of at most two minutes, ended by five seconds of silence or `#`, and told to the address `action`.
    #[must_use]
    pub fn message(action: &str) -> Self {
        Self {
            action: action.to_owned(),
            method: "POST",
            timeout: 5,
            max_length: 120,
            finish_on_key: "#",
        }
    }
}

/// The answer to a routing question.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Actions {
    /// Executed from first to last.
    pub actions: Vec<Action>,
}

impl Actions {
    /// Those that ring phones.
    pub fn dials(&self) -> impl Iterator<Item = &Dial> {
        self.actions.iter().filter_map(|action| match action {
            Action::Dial(dial) => Some(dial),
            Action::Say { .. } | Action::Record(_) | Action::Hangup {} => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(action: &Action, json: &str) {
        assert_eq!(serde_json::to_string(action).unwrap(), json);
    }

    #[test]
    fn a_dial_names_whom_it_rings_in_one_key_of_the_dialect() {
        let agent: E164 = "+254722000111".parse().unwrap();
        let ours: E164 = "+254203893800".parse().unwrap();
        check(
            &Action::Dial(Dial::one(agent.clone(), ours.clone(), 25, Dialect::Blog)),
            r#"{"dial":{"to":"+254722000111","callerId":"+254203893800","timeout":25}}"#,
        );
        check(
            &Action::Dial(Dial::number(agent.clone(), ours.clone())),
            r#"{"dial":{"number":"+254722000111","callerId":"+254203893800","timeout":30}}"#,
        );
        check(
            &Action::Dial(Dial::together(vec![agent], ours, 25)),
            r#"{"dial":{"numbers":["+254722000111"],"callerId":"+254203893800","timeout":25}}"#,
        );
    }

    #[test]
    fn a_message_is_told_to_the_address_that_is_given() {
        check(
            &Action::Record(Record::message("https://example.com/x")),
            r##"{"record":{"action":"https://example.com/x","method":"POST","timeout":5,"maxLength":120,"finishOnKey":"#"}}"##,
        );
    }
}

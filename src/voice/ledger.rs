//! What is remembered of calls and clicks, and under which keys. No decisions.

use serde::{Deserialize, Serialize};

use super::event::REQUEST_PREFIX;
use super::texts::{Note, Opening};
use crate::host::Record;
use crate::values::{AgentId, CallId, E164, Entries, TicketId, Timestamp, fingerprint};

/// Retries of a delivery come for up to about nine days (facts: eight attempts over 33 hours, dead letter seven days later).
const MONTH: u32 = 30 * 24 * 60 * 60;

/// The ticket of a call.
pub(crate) struct CallTicket<'a>(pub(crate) &'a CallId);

/// Who opened, or is opening, the ticket of a call; or, for a call that an agent placed, which click it was.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallTicketState {
    /// The ticket; absent while it is being opened, or when the answer to opening it was lost.
    #[serde(default)]
    pub(crate) ticket: Option<TicketId>,
    /// When opening began; absent while nobody has tried.
    #[serde(default)]
    pub(crate) since: Option<Timestamp>,
    /// Whether it was opened as a missed call.
    pub(crate) missed: bool,
    /// The request id of the click that placed the call.
    #[serde(default)]
    pub(crate) click: Option<String>,
}

impl CallTicketState {
    /// The state while a ticket is being opened.
    pub(crate) fn opening(opening: Opening, now: Timestamp) -> Self {
        Self {
            ticket: None,
            since: Some(now),
            missed: opening == Opening::Missed,
            click: None,
        }
    }

    /// The state of a call that an agent placed.
    pub(crate) fn placed(request: &str, ticket: Option<TicketId>) -> Self {
        Self {
            ticket,
            since: None,
            missed: false,
            click: Some(request.to_owned()),
        }
    }
}

impl Record for CallTicket<'_> {
    type Value = CallTicketState;
    const LIFETIME: Option<u32> = Some(MONTH);

    fn key(&self) -> String {
        format!("call:{}", fingerprint(&[self.0.as_str()]))
    }
}

/// The callback ticket of a customer, so that the call that answers it is noted there.
pub(crate) struct Callback<'a>(pub(crate) &'a E164);

/// Which ticket it is.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct CallbackState {
    pub(crate) ticket: TicketId,
}

impl Record for Callback<'_> {
    type Value = CallbackState;
    /// A week: a call that comes later is hardly an answer.
    const LIFETIME: Option<u32> = Some(7 * 24 * 60 * 60);

    fn key(&self) -> String {
        format!("back:{}", fingerprint(&[self.0.as_str()]))
    }
}

/// The right to finish something whose writing was interrupted: one at a time, for two minutes.
pub(crate) struct Resumption(pub(crate) String);

impl Resumption {
    pub(crate) fn of(interrupted: &impl Record) -> Self {
        Self(interrupted.key())
    }
}

/// When the right was taken.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Taken {
    pub(crate) at: Timestamp,
}

impl Record for Resumption {
    type Value = Taken;
    const LIFETIME: Option<u32> = Some(120);

    fn key(&self) -> String {
        format!("again:{}", fingerprint(&[&self.0]))
    }
}

/// One note about a call.
pub(crate) struct CallNote<'a>(pub(crate) &'a CallId, pub(crate) Note);

/// Who wrote, or is writing, a note.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallNoteState {
    /// Whether it is written; false while it is being written, or when the answer to writing it was lost.
    #[serde(default)]
    pub(crate) written: bool,
    /// When writing began.
    pub(crate) since: Timestamp,
}

impl Record for CallNote<'_> {
    type Value = CallNoteState;
    const LIFETIME: Option<u32> = Some(MONTH);

    fn key(&self) -> String {
        format!("note:{}", fingerprint(&[self.0.as_str(), self.1.name()]))
    }
}

/// A click on Call, found by the request id that travels with the call.
pub(crate) struct Click(pub(crate) String);

/// What a click asked for and what became of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct ClickState {
    pub(crate) agent: AgentId,
    pub(crate) customer: E164,
    #[serde(default)]
    pub(crate) agent_phone: Option<E164>,
    #[serde(default)]
    pub(crate) ticket: Option<TicketId>,
    pub(crate) agent_first: bool,
    /// When it was clicked.
    pub(crate) since: Timestamp,
    /// The provider's ids, once it took the call.
    #[serde(default)]
    pub(crate) call_id: Option<CallId>,
    #[serde(default)]
    pub(crate) session_id: Option<CallId>,
}

impl ClickState {
    /// The id to ask the provider with.
    pub(crate) fn placed(&self) -> Option<&CallId> {
        self.call_id.as_ref().or(self.session_id.as_ref())
    }
}

impl Click {
    /// The request id of a click: only letters, digits, `-` and `_`, since others do not ride the call.
    pub(crate) fn request_of(click_id: &str) -> String {
        format!("{REQUEST_PREFIX}{}", fingerprint(&["click", click_id]))
    }
}

impl Record for Click {
    type Value = ClickState;
    const LIFETIME: Option<u32> = Some(MONTH);

    fn key(&self) -> String {
        format!("click:{}", fingerprint(&[&self.0]))
    }
}

/// Our own numbers for agents, by agent id, which come before the ones in Freshdesk.
pub(crate) struct AgentPhones;

impl Record for AgentPhones {
    type Value = Entries;

    fn key(&self) -> String {
        "agent_phones".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_within_thirty_characters_whatever_the_id() {
        for id in ["c".to_owned(), "x".repeat(500)] {
            let call: CallId = id.parse().unwrap();
            let keys = [
                CallTicket(&call).key(),
                Resumption::of(&CallTicket(&call)).key(),
                CallNote(&call, Note::Ended).key(),
                Click(Click::request_of(&id)).key(),
                Callback(&"+254712345678".parse().unwrap()).key(),
                AgentPhones.key(),
            ];
            for key in keys {
                assert!(key.chars().count() <= 30, "{key}");
            }
        }
    }
}

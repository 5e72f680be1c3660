//! What is remembered of calls, clicks and customers, and under which keys. No decisions.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::event::REQUEST_PREFIX;
use super::texts::{Note, Opening};
use crate::host::{List, Record};
use crate::values::{AgentId, CallId, E164, Entries, TicketId, Timestamp, fingerprint};

/// Retries of a delivery come for up to about nine days (facts: eight attempts over 33 hours, dead letter seven days later).
const MONTH: u32 = 30 * 24 * 60 * 60;

/// A call, by the one id that stands for it.
pub(crate) struct CallTicket<'a>(pub(crate) &'a CallId);

/// The ticket of a call, who opened or is opening it, and what was told on it; or, for a call that an agent placed, which
/// click it was.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for a fact of its own"
)]
pub(crate) struct CallTicketState {
    /// The ticket; absent while it is being opened, or when the answer to opening it was lost.
    pub(crate) ticket: Option<TicketId>,
    /// When opening began; absent while nobody has tried.
    pub(crate) since: Option<Timestamp>,
    /// The ticket that was there before and that the call is to be told on, kept before it is: whatever happens to that
    /// ticket meanwhile, an interrupted telling goes on there.
    pub(crate) joins: Option<TicketId>,
    /// Whether the ticket says that the call was missed, so that it waits for a callback unless that is done.
    pub(crate) missed: bool,
    /// Whether an agent said, while there was no ticket yet, that nobody need call back for this call.
    pub(crate) called_back: bool,
    /// Whether the ticket waited for a callback before this call, which may be the answer to it.
    pub(crate) answers_callback: bool,
    /// The request id of the click that placed the call.
    pub(crate) click: Option<String>,
    /// Whether agents' phones were rung in vain, or may have been: for the agent when the customer had answered, or for the
    /// customer who calls.
    pub(crate) unreached: bool,
    /// Which notes are known to be written; one field each, named like the note, so that each is set apart from the others.
    pub(crate) answered: bool,
    pub(crate) ended: bool,
    pub(crate) recording: bool,
    pub(crate) missed_again: bool,
    pub(crate) missed_after_all: bool,
    pub(crate) not_connected: bool,
}

impl CallTicketState {
    /// The state while a ticket is being opened.
    pub(crate) fn opening(opening: Opening, now: Timestamp) -> Self {
        Self {
            since: Some(now),
            missed: matches!(opening, Opening::Missed | Opening::CalledBack),
            called_back: opening == Opening::CalledBack,
            ..Self::default()
        }
    }

    /// The state of a call that an agent placed.
    pub(crate) fn placed(request: &str, ticket: Option<TicketId>) -> Self {
        Self {
            ticket,
            click: Some(request.to_owned()),
            ..Self::default()
        }
    }

    /// Whether agents' phones were rung in vain and it is not known yet whether that was all.
    pub(crate) const fn is_unclear(&self) -> bool {
        self.unreached && !self.missed
    }

    /// Whether a note is known to be written.
    pub(crate) const fn has(&self, note: Note) -> bool {
        match note {
            Note::Answered => self.answered,
            Note::Ended => self.ended,
            Note::Recording => self.recording,
            Note::MissedAgain => self.missed_again,
            Note::MissedAfterAll => self.missed_after_all,
            Note::NotConnected => self.not_connected,
        }
    }
}

impl Record for CallTicket<'_> {
    type Value = CallTicketState;
    const LIFETIME: Option<u32> = Some(MONTH);

    fn key(&self) -> String {
        CallTicketNamed(&fingerprint(&[self.0.as_str()])).key()
    }
}

/// The same record, by the fingerprint alone, as entries of lists have it.
pub(crate) struct CallTicketNamed<'a>(pub(crate) &'a str);

impl Record for CallTicketNamed<'_> {
    type Value = CallTicketState;
    const LIFETIME: Option<u32> = CallTicket::LIFETIME;

    fn key(&self) -> String {
        format!("call:{}", self.0)
    }
}

/// Enough of a call's fingerprint to know it again among the few of one entry.
pub(super) fn short(call: &CallId) -> String {
    let mut short = fingerprint(&[call.as_str()]);
    short.truncate(8);
    short
}

/// Another name of a call: its exchange id, where the provider's id is the one that stands for it.
pub(crate) struct Alias<'a>(pub(crate) &'a CallId);

/// The id that stands for the call.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct AliasState {
    pub(crate) call: CallId,
}

impl Record for Alias<'_> {
    type Value = AliasState;
    const LIFETIME: Option<u32> = Some(MONTH);

    fn key(&self) -> String {
        format!("same:{}", fingerprint(&[self.0.as_str()]))
    }
}

/// The open callback ticket of a customer, by number: later missed calls are told there, and so is the call that answers it.
pub(crate) struct Callback<'a>(pub(crate) &'a str);

/// Which ticket it is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallbackState {
    /// The ticket; absent while it is being opened.
    #[serde(default)]
    pub(crate) ticket: Option<TicketId>,
    /// The missed calls, by the first letters of their fingerprints.
    pub(crate) calls: Vec<String>,
    /// When opening the ticket began.
    pub(crate) since: Timestamp,
    /// The call whose ticket it is.
    pub(crate) call: CallId,
}

impl Record for Callback<'_> {
    type Value = CallbackState;
    /// As long as the ticket waits.
    const LIFETIME: Option<u32> = None;

    fn key(&self) -> String {
        format!("back:{}", fingerprint(&[self.0]))
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

/// Who wrote, or is writing, a note; that it is written stands in the call's own record.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallNoteState {
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

/// What an agent logs of a call, by the id that the page gave this press of Save.
pub(crate) struct CallLog(pub(crate) String);

/// Where it is, or is being, written.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallLogState {
    /// When writing began.
    pub(crate) since: Timestamp,
    /// The ticket.
    pub(crate) ticket: TicketId,
    /// Whether it is known to be written.
    #[serde(default)]
    pub(crate) written: bool,
}

impl Record for CallLog {
    type Value = CallLogState;
    const LIFETIME: Option<u32> = Some(MONTH);

    fn key(&self) -> String {
        format!("log:{}", fingerprint(&[&self.0]))
    }
}

/// An agent's right to call a customer back, by the entry of the queue.
pub(crate) struct TakenCallback<'a>(pub(crate) &'a str);

impl TakenCallback<'_> {
    /// How long the right lasts, so that a callback which an agent forgot is free again: two hours.
    pub(crate) const SECONDS: u32 = 2 * 60 * 60;
}

/// Who has the right.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct TakenCallbackState {
    pub(crate) agent: AgentId,
}

impl Record for TakenCallback<'_> {
    type Value = TakenCallbackState;
    const LIFETIME: Option<u32> = Some(Self::SECONDS);

    fn key(&self) -> String {
        format!("took:{}", fingerprint(&[self.0]))
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
    /// Whether that ticket waits for a callback.
    #[serde(default)]
    pub(crate) answers_callback: bool,
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

/// The phone that was rung first by a click whose answer was lost: by it the call is known again, and not taken for a
/// customer's.
pub(crate) struct RungFirst<'a>(pub(crate) &'a E164);

/// The request id of that click.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct RungFirstState {
    pub(crate) request: String,
    /// When it was clicked.
    pub(crate) since: Timestamp,
}

impl RungFirstState {
    /// Whether a call that began then can be the one: the provider's answer is waited for 15 seconds, and a click may be sent
    /// again for 25.
    pub(crate) fn can_be(&self, began: Timestamp) -> bool {
        (-30..=90).contains(&began.seconds_since(self.since))
    }
}

impl Record for RungFirst<'_> {
    type Value = RungFirstState;
    const LIFETIME: Option<u32> = Some(24 * 60 * 60);

    fn key(&self) -> String {
        format!("rung:{}", fingerprint(&[self.0.as_str()]))
    }
}

/// The phones that a routed call rings, by the id of the call that its question named: the exchange's where it named both,
/// since that one is in nearly every edge.
pub(crate) struct Rung<'a>(pub(crate) &'a CallId);

/// What was answered, and which phones are known not to have answered: an entry each, so that two that are told at once are
/// both kept.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct RungState(Entries);

impl RungState {
    /// How many phones the answer named, in how many steps they ring (phones that ring together are one), and when it was
    /// given.
    const ANSWER: [&str; 3] = ["phones", "dials", "since"];

    pub(crate) fn new(phones: usize, dials: usize, now: Timestamp) -> Self {
        let texts = [
            phones.to_string(),
            dials.to_string(),
            now.seconds().to_string(),
        ];
        let mut entries = Entries::default();
        for (name, text) in Self::ANSWER.into_iter().zip(texts) {
            entries.add(name, text);
        }
        Self(entries)
    }

    fn number<N: FromStr + Default>(&self, name: &str) -> N {
        let number = self.0.get(name).and_then(|text| text.parse().ok());
        number.unwrap_or_default()
    }

    pub(crate) fn phones(&self) -> usize {
        self.number("phones")
    }

    pub(crate) fn dials(&self) -> usize {
        self.number("dials")
    }

    /// How many seconds ago the answer was given.
    pub(crate) fn age(&self, now: Timestamp) -> i64 {
        now.seconds() - self.number::<i64>("since")
    }

    /// Whether an edge was counted.
    pub(crate) fn has(&self, edge: &str) -> bool {
        self.0.get(edge).is_some()
    }

    /// How many edges were counted.
    pub(crate) fn told(&self) -> usize {
        let edges = self
            .0
            .pairs()
            .filter(|(name, _)| !Self::ANSWER.contains(name));
        edges.count()
    }
}

impl Record for Rung<'_> {
    type Value = RungState;
    /// No call lasts longer (Sautikit's hold cycle, the longest time that is named, is four hours).
    const LIFETIME: Option<u32> = Some(4 * 60 * 60);

    fn key(&self) -> String {
        format!("dials:{}", fingerprint(&[self.0.as_str()]))
    }
}

/// An id that the provider does not know, so that it is not asked about it again and again.
pub(crate) struct UnknownCall<'a>(pub(crate) &'a str);

impl Record for UnknownCall<'_> {
    type Value = Taken;
    /// Short, since the provider may tell of a call before its list has it.
    const LIFETIME: Option<u32> = Some(2 * 60);

    fn key(&self) -> String {
        format!("none:{}", fingerprint(&[self.0]))
    }
}

/// Up to where the reconciler has compared the provider's calls with ours.
pub(crate) struct Compared;

/// The next run's window.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct ComparedState {
    /// The second since 1970 at which the window begins.
    pub(crate) from: i64,
    /// How long the window may be, in seconds; halved when it held more calls than a run can read.
    pub(crate) span: i64,
    /// Calls that began before the window and have not ended yet.
    #[serde(default)]
    pub(crate) unfinished: Vec<Unfinished>,
    /// Calls of the window of which nothing is missing, by the first letters of their fingerprints.
    #[serde(default)]
    pub(crate) settled: Vec<String>,
}

/// A call that is still to end.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Unfinished {
    pub(crate) call: CallId,
    /// The second since 1970 at which it began.
    pub(crate) began: i64,
}

impl Record for Compared {
    type Value = ComparedState;

    fn key(&self) -> String {
        "compared".to_owned()
    }
}

/// What is known of a caller. A convenience: without it Freshdesk is asked again.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallerRow {
    /// The number, E.164.
    pub(crate) number: String,
    /// The contact's id.
    pub(crate) contact: Option<String>,
    /// The ticket that waits for a callback.
    pub(crate) callback: Option<String>,
    /// The agent who last spoke with this caller.
    pub(crate) last_agent: Option<String>,
}

impl List for CallerRow {
    const ENTITY: &'static str = "caller";
}

/// A customer who waits for a callback, for the agents' queue.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallbackRow {
    /// The fingerprint of the call that was missed first.
    pub(crate) call: String,
    /// The number, E.164; absent for a caller who withheld it.
    pub(crate) number: Option<String>,
    /// The ticket; absent while Freshdesk refuses it.
    pub(crate) ticket: Option<String>,
    /// How often the customer called in vain.
    pub(crate) count: i64,
    /// When the first of these calls was told, in milliseconds since 1970.
    pub(crate) since: Timestamp,
    /// The agent who took it last, to be shown; whose it is, the claim decides.
    #[serde(default)]
    pub(crate) taken_by: Option<String>,
    /// When that was, in milliseconds since 1970.
    #[serde(default)]
    pub(crate) taken_at: Option<Timestamp>,
}

impl List for CallbackRow {
    const ENTITY: &'static str = "callback";
}

/// A call as the app's own log has it: what the provider's list does not tell.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallRow {
    /// The id that stands for the call.
    pub(crate) call: String,
    /// The day it was told, as the number of days since 1970, by which old rows are found.
    pub(crate) day: String,
    /// The customer's number.
    pub(crate) number: Option<String>,
    /// The ticket.
    pub(crate) ticket: Option<String>,
    /// The agent who placed it.
    pub(crate) agent: Option<String>,
}

impl List for CallRow {
    const ENTITY: &'static str = "call";
}

/// A hint that was followed. It lies on a shelf of its own among the parked events, since an app has five lists at most.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct HintRow {
    /// The fingerprint of the call.
    #[serde(rename = "event")]
    pub(crate) call: String,
    /// When it was entered.
    #[serde(rename = "parked_at")]
    pub(crate) at: Timestamp,
    /// Always [`HintRow::SHELF`].
    pub(crate) shelf: String,
}

impl HintRow {
    /// Where hints lie.
    pub(crate) const SHELF: &'static str = "hints";

    /// The minute since 1970 by which it is counted.
    pub(crate) const fn minute(&self) -> i64 {
        self.at.seconds().div_euclid(60)
    }
}

impl List for HintRow {
    const ENTITY: &'static str = "parked_event";
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
                CallLog(id.clone()).key(),
                TakenCallback(&id).key(),
                Click(Click::request_of(&id)).key(),
                Callback(&id).key(),
                RungFirst(&"+254712345678".parse().unwrap()).key(),
                Alias(&call).key(),
                UnknownCall(&id).key(),
                Rung(&call).key(),
                Compared.key(),
                AgentPhones.key(),
            ];
            for key in keys {
                assert!(key.chars().count() <= 30, "{key}");
            }
        }
    }
}

//! The telephone exchange: calls, their legs, who is connected with whom, and what is done next.
//!
//! It does no IO and asks nobody for the time: a change leaves [`Effect`]s for others to carry out, in order.

mod actions;
mod arrival;
mod call;
mod hearing;
mod ladder;
mod legs;
mod timers;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::arrival::{InboundScript, Missed};
pub use self::call::DialOutcome;
pub(crate) use self::call::{
    Call, Control, Dialled, Direction, Doing, Leg, LegState, Message, Role, Sound, Status,
};
pub use self::hearing::{Heard, Hearing};
pub(crate) use self::ladder::{Edge, MessageReport};
pub use self::view::{CallView, DialView, LegView};
pub(crate) use self::view::{WORKSPACE_ID, precise};
use super::config::{Number, Switches};
use super::event::{Event, Kind};
use super::webhooks::Subscription;

/// How long the first phone of a placed call rings, in seconds.
const RINGS: u64 = 60;

/// What a minute of an outbound call costs; every begun minute counts.
const RATE_MINOR: i64 = 300;

/// Something that must happen outside the exchange.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Tell the number's events address.
    Emit(Box<Event>),
    /// Ask the voice callback what to do with this call, or tell it of an edge.
    Ask(u64, Edge),
    /// Tell whoever asked for a message that it is there.
    Report(Box<MessageReport>),
    /// Let this phone be picked up by itself.
    PickUp(u64),
}

/// A place order that has passed every rule.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) caller_id: Option<String>,
    pub(crate) voice_callback_url: Option<String>,
    pub(crate) client_request_id: Option<String>,
    pub(crate) control: Option<Control>,
}

/// The first answer to an `Idempotency-Key`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Replay {
    pub(crate) body: Value,
    pub(crate) answer: Value,
    pub(crate) call: u64,
}

/// The exchange of one workspace.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Pbx {
    pub(crate) calls: BTreeMap<u64, Call>,
    pub(crate) legs: BTreeMap<u64, Leg>,
    pub(crate) numbers: Vec<Number>,
    pub(crate) balance_minor: i64,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) replays: BTreeMap<String, Replay>,
    pub(crate) transcript: Vec<String>,
    #[serde(skip)]
    pub(crate) now: Timestamp,
    #[serde(skip)]
    pub(crate) switches: Switches,
    #[serde(skip)]
    pub(crate) automatic: BTreeSet<String>,
    #[serde(skip)]
    pub(crate) people: BTreeMap<String, String>,
    #[serde(skip)]
    pub(crate) play_hosts: Vec<String>,
    #[serde(skip)]
    effects: Vec<Effect>,
}

impl Pbx {
    /// An exchange without calls.
    pub(crate) fn new(numbers: Vec<Number>, balance_minor: i64) -> Self {
        Self {
            numbers,
            balance_minor,
            ..Self::default()
        }
    }

    /// What must happen outside since the last time this was asked.
    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&mut self, line: String) {
        self.transcript.push(line);
    }

    /// A phone with the name of who answers it.
    pub(crate) fn named(&self, phone: &str) -> String {
        match (self.people.get(phone), phone) {
            (Some(who), _) => format!("{who} {phone}"),
            (None, "") => "a withheld number".to_owned(),
            (None, _) => phone.to_owned(),
        }
    }

    /// The call with that id, whichever of its two ids it is.
    pub(crate) fn find(&self, id: &str) -> Option<&Call> {
        self.calls
            .values()
            .find(|call| call.id == id || call.session_id == id)
    }

    /// The number of the workspace that a call runs over.
    pub(crate) fn number_of(&self, call: &Call) -> Option<&Number> {
        self.numbers.iter().find(|number| number.e164 == call.ours)
    }

    /// Rings the phones of an order; the first one that answers has the call.
    pub(crate) fn place(&mut self, order: Order) -> u64 {
        let theirs = order.to.first().cloned().unwrap_or_default();
        let mut call = self.new_call(Direction::Outbound, &order.from, &theirs);
        call.client_request_id = order.client_request_id;
        call.voice_callback_url = order.voice_callback_url;
        call.control = order.control;
        let (seq, shows) = (call.seq, order.caller_id.unwrap_or(order.from));
        self.calls.insert(seq, call);
        self.emit_started(seq);
        for phone in order.to {
            let leg = self.ring(seq, &phone, Role::First, &shows, RINGS);
            self.with(seq, |call| call.first_leg = call.first_leg.or(Some(leg)));
        }
        seq
    }

    fn new_call(&self, direction: Direction, ours: &str, theirs: &str) -> Call {
        let seq = self.calls.len() as u64 + 1;
        Call::new(seq, direction, ours, theirs, self.now)
    }

    fn emit_started(&mut self, seq: u64) {
        if self.switches.emits_started {
            self.emit(seq, Kind::Started);
        }
    }

    /// Marks the call as answered, once, and tells it.
    fn mark_answered(&mut self, seq: u64) {
        let now = self.now;
        let Some(call) = self
            .calls
            .get_mut(&seq)
            .filter(|call| call.answered_at.is_none())
        else {
            return;
        };
        call.status = Status::Answered;
        call.answered_at = Some(now);
        self.emit(seq, Kind::Answered);
    }

    /// Asks the voice callback, or leaves the caller in silence when there is none.
    fn ask(&mut self, seq: u64) {
        let Some(call) = self.calls.get(&seq) else {
            return;
        };
        let number = self
            .number_of(call)
            .and_then(|number| number.voice_callback_url.as_ref());
        if call.voice_callback_url.is_none() && number.is_none() {
            self.silence(seq, "no voice callback is set");
            return;
        }
        self.with(seq, |call| {
            call.doing = Doing::Asking;
            call.is_asked = true;
        });
        self.first_hears(seq, Sound::Silence);
        self.effects.push(Effect::Ask(seq, Edge::First));
    }

    /// Leaves the first party in silence until somebody hangs up.
    fn silence(&mut self, seq: u64, why: &str) {
        let Some(call) = self.calls.get_mut(&seq) else {
            return;
        };
        call.doing = Doing::Silent;
        call.program.clear();
        let who = if call.direction == Direction::Inbound {
            "caller"
        } else {
            "called party"
        };
        let phone = call.theirs.clone();
        self.take_caller(seq);
        self.first_hears(seq, Sound::Silence);
        let name = self.named(&phone);
        self.note(format!("call {seq}: {who} hears silence ({name}): {why}"));
    }

    /// Ends a call: completed when it was answered, else in the way that is given.
    pub(crate) fn end(&mut self, seq: u64, otherwise: Status) {
        let now = self.now;
        self.dial_ended(seq, DialOutcome::Abandoned);
        let Some(call) = self
            .calls
            .get_mut(&seq)
            .filter(|call| call.doing != Doing::Over)
        else {
            return;
        };
        call.doing = Doing::Over;
        call.program.clear();
        call.ended_at = Some(now);
        call.status = if call.answered_at.is_some() {
            Status::Completed
        } else {
            otherwise
        };
        let (status, is_recorded) = (call.status, call.is_recorded);
        self.end_legs(seq, "the call is over", |leg| leg.state != LegState::Ended);
        self.note(format!("call {seq}: {}", status.sentence()));
        self.note_unreached(seq);
        self.message_ended(seq);
        self.tell_end(seq);
        let is_completed = status == Status::Completed;
        if is_completed {
            self.charge(seq);
        }
        self.emit(
            seq,
            if is_completed {
                Kind::Completed
            } else {
                Kind::Failed
            },
        );
        let has_message = self
            .calls
            .get(&seq)
            .is_some_and(|call| call.message_seconds.is_some());
        if has_message || is_completed && is_recorded {
            self.record(seq);
        }
    }

    /// Makes the recording of a call available and tells it.
    pub(crate) fn record(&mut self, seq: u64) {
        self.with(seq, |call| call.has_recording = true);
        self.emit(seq, Kind::Recording);
    }

    fn charge(&mut self, seq: u64) {
        let Some(call) = self.calls.get_mut(&seq) else {
            return;
        };
        if call.direction == Direction::Outbound {
            let minutes = i64::try_from(call.duration_seconds().div_ceil(60)).unwrap_or(0);
            call.cost_minor = minutes * RATE_MINOR;
            self.balance_minor -= call.cost_minor;
        }
    }

    fn emit(&mut self, seq: u64, kind: Kind) {
        let now = self.now;
        let Some(call) = self.calls.get(&seq) else {
            return;
        };
        let number = self.number_of(call).map(|number| number.id.as_str());
        let event = Event::of(call, kind, number.unwrap_or_default(), now);
        self.with(seq, |call| call.log(&event));
        self.effects.push(Effect::Emit(Box::new(event)));
    }

    fn with(&mut self, seq: u64, change: impl FnOnce(&mut Call)) {
        if let Some(call) = self.calls.get_mut(&seq) {
            change(call);
        }
    }
}

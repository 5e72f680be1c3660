//! A call's program as a ladder: what the voice callback said, what became of each dial, and the message at its end.
//!
//! The exchange behind the platform tells the callback of later edges, and may be told something else to do there.

use super::{Call, DialOutcome, Doing, Effect, Message, Pbx, Sound, Status};
use crate::clock::seconds_between;
use crate::sautikit::actions::{Action, Method, Record};
use crate::sautikit::config::AfterTalk;

/// The moment of a call at which its voice callback is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Edge {
    /// Nothing has been done with it yet.
    First,
    /// A dial ended without an answer.
    Unanswered(DialOutcome),
    /// It is over.
    Over,
}

/// A finished message, to be told to the address that its action named.
#[derive(Debug)]
pub(crate) struct MessageReport {
    pub(crate) url: String,
    pub(crate) method: Method,
    /// The call as it was when the message ended.
    pub(crate) call: Call,
}

impl Pbx {
    /// Goes on with what the voice callback answered.
    /// An empty list means to go on at a later edge, and says nothing at the first one.
    pub(crate) fn answered_with(
        &mut self,
        seq: u64,
        edge: Edge,
        answer: Result<Vec<Action>, String>,
    ) {
        let is_awaited = self
            .calls
            .get(&seq)
            .is_some_and(|call| call.doing == Doing::Asking);
        match (edge, answer) {
            (Edge::Over, Ok(actions)) if actions.is_empty() => {}
            (Edge::Over, Ok(actions)) => self.note(format!(
                "call {seq}: is over, {} is not carried out",
                verbs(&actions)
            )),
            (Edge::Over, Err(why)) => {
                self.note(format!("call {seq}: is over, {why}"));
            }
            _ if !is_awaited => {
                self.note(format!("call {seq}: the voice callback answered too late"));
            }
            (Edge::First, Ok(actions)) if actions.is_empty() => {
                self.silence(seq, "the list of actions is empty");
            }
            (Edge::First, Ok(actions)) => {
                self.note(format!(
                    "call {seq}: the voice callback answered {}",
                    verbs(&actions)
                ));
                self.carry_out(seq, actions);
            }
            (Edge::First, Err(why)) => self.silence(seq, &why),
            (Edge::Unanswered(_), Ok(actions)) if actions.is_empty() => self.proceed(seq),
            (Edge::Unanswered(_), Ok(actions)) => {
                self.note(format!(
                    "call {seq}: the voice callback answered again, {} replaces what was left",
                    verbs(&actions)
                ));
                self.carry_out(seq, actions);
            }
            (Edge::Unanswered(_), Err(why)) => {
                self.note(format!("call {seq}: goes on, {why}"));
                self.proceed(seq);
            }
        }
    }

    fn carry_out(&mut self, seq: u64, actions: Vec<Action>) {
        self.with(seq, |call| call.program = actions.into());
        self.proceed(seq);
    }

    /// Notes what became of the dial that rings, if one does.
    pub(super) fn dial_ended(&mut self, seq: u64, outcome: DialOutcome) {
        self.with(seq, |call| {
            if let Some(dial) = call.dials.last_mut()
                && dial.outcome == DialOutcome::Ringing
            {
                dial.outcome = outcome;
            }
        });
    }

    /// Goes on when nobody is left of those who were dialled.
    pub(super) fn dial_left(&mut self, seq: u64) {
        self.first_hears(seq, Sound::Silence);
        let Some(call) = self.calls.get(&seq) else {
            return;
        };
        if call.doing == Doing::Bridged {
            let is_controlled = call.control.is_some();
            if self.switches.after_talk == AfterTalk::Ends && !is_controlled {
                return self.end(seq, Status::NoAnswer);
            }
            return self.proceed(seq);
        }
        let outcome = self.unanswered(call);
        let is_told = call.is_asked && self.tells_edges();
        self.dial_ended(seq, outcome);
        if is_told {
            self.with(seq, |call| call.doing = Doing::Asking);
            self.effects
                .push(Effect::Ask(seq, Edge::Unanswered(outcome)));
        } else {
            self.proceed(seq);
        }
    }

    fn unanswered(&self, call: &Call) -> DialOutcome {
        let declined = |leg: &u64| {
            let leg = self.legs.get(leg);
            leg.is_some_and(|leg| leg.cause.as_deref() == Some("declined"))
        };
        let rung = call.dials.last().map(|dial| &dial.legs);
        if rung.is_some_and(|legs| legs.iter().all(declined)) {
            DialOutcome::Busy
        } else {
            DialOutcome::NoAnswer
        }
    }

    fn tells_edges(&self) -> bool {
        self.switches.callback_edges && self.switches.callback_contract.is_pbx()
    }

    /// Tells the voice callback that a call is over that it was asked about.
    pub(super) fn tell_end(&mut self, seq: u64) {
        let is_asked = self.calls.get(&seq).is_some_and(|call| call.is_asked);
        if is_asked && self.tells_edges() {
            self.effects.push(Effect::Ask(seq, Edge::Over));
        }
    }

    /// Says so when a call is over that was put to the voice callback and reached no person, whatever its status.
    pub(super) fn note_unreached(&mut self, seq: u64) {
        let call = self.calls.get(&seq);
        if call.is_some_and(|call| call.is_asked && call.reached.is_empty()) {
            self.note(format!("call {seq}: reached no person through its actions"));
        }
    }

    /// Begins to record a message.
    pub(super) fn message_began(&mut self, seq: u64, record: &Record) {
        let message = Message {
            since: self.now,
            action: record.action.clone(),
            method: record.method.unwrap_or_default(),
        };
        self.with(seq, |call| {
            call.is_recorded = true;
            call.message = Some(message);
        });
    }

    /// Ends the message that is being recorded, if one is, and tells it.
    pub(super) fn message_ended(&mut self, seq: u64) {
        let now = self.now;
        let Some(call) = self.calls.get_mut(&seq) else {
            return;
        };
        let Some(message) = call.message.take() else {
            return;
        };
        let seconds = seconds_between(message.since, now);
        call.message_seconds = Some(seconds);
        call.has_recording = true;
        let report = message.action.map(|url| MessageReport {
            url,
            method: message.method,
            call: call.clone(),
        });
        self.note(format!("call {seq}: a message of {seconds} s was left"));
        if let Some(report) = report {
            self.effects.push(Effect::Report(Box::new(report)));
        }
    }
}

fn verbs(actions: &[Action]) -> String {
    let verbs = actions.iter().map(Action::verb).collect::<Vec<_>>();
    verbs.join(", ")
}

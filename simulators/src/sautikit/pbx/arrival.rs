//! Calls that come in, and what becomes of them.

use jiff::SignedDuration;
use serde::Deserialize;

use super::{Direction, Leg, Pbx, Role, Status};
use crate::clock::{later, later_by_seconds};

/// What becomes of an inbound call.
#[derive(Clone, Debug, PartialEq)]
pub enum InboundScript {
    /// Nobody takes it.
    Missed(Missed),
    /// The phone that the number is forwarded to takes it; it goes on until somebody hangs up.
    Answered {
        /// That phone.
        by: String,
    },
    /// The phone that the number is forwarded to took it, and it is already over.
    Completed {
        /// That phone.
        by: String,
        /// How long they talked.
        duration_seconds: u64,
        /// Whether the talk was recorded.
        recorded: bool,
    },
    /// The number's voice callback says what to do.
    Routed,
}

/// Why nobody takes a call.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// It rang out.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// The network failed.
    Failed,
}

impl Pbx {
    /// Takes a call from outside to a number of the workspace.
    pub(crate) fn arrive(&mut self, ours: &str, from: &str, script: InboundScript) -> u64 {
        if let InboundScript::Completed {
            duration_seconds, ..
        } = &script
        {
            let ago = i64::try_from(*duration_seconds).unwrap_or(0);
            self.now = later(self.now, SignedDuration::from_secs(-ago));
        }
        let seq = self.begin(ours, from);
        match script {
            InboundScript::Missed(missed) => self.end(
                seq,
                match missed {
                    Missed::NoAnswer => Status::NoAnswer,
                    Missed::Busy => Status::Busy,
                    Missed::Failed => Status::Failed,
                },
            ),
            InboundScript::Answered { by } => self.forward(seq, &by),
            InboundScript::Completed {
                by,
                duration_seconds,
                recorded,
            } => {
                self.forward(seq, &by);
                self.with(seq, |call| call.is_recorded = recorded);
                self.now = later_by_seconds(self.now, duration_seconds);
                self.end(seq, Status::Failed);
            }
            InboundScript::Routed => self.ask(seq),
        }
        seq
    }

    fn begin(&mut self, ours: &str, from: &str) -> u64 {
        let mut call = self.new_call(Direction::Inbound, ours, from);
        let (seq, leg) = (call.seq, self.legs.len() as u64 + 1);
        call.first_leg = Some(leg);
        self.calls.insert(seq, call);
        // A caller waits for as long as it takes.
        let caller = Leg::ringing(leg, seq, from, Role::Caller, ours, self.now);
        self.legs.insert(
            leg,
            Leg {
                ring_until: None,
                ..caller
            },
        );
        let who = self.named(from);
        self.note(format!("call {seq}: {who} calls {ours}"));
        self.emit_started(seq);
        seq
    }

    /// Connects the caller with a phone that answers at once.
    fn forward(&mut self, seq: u64, by: &str) {
        let Some(call) = self.calls.get(&seq) else {
            return;
        };
        let shows = call.theirs.clone();
        self.take_caller(seq);
        let leg = self.legs.len() as u64 + 1;
        let until = later_by_seconds(self.now, 1);
        self.legs.insert(
            leg,
            Leg::ringing(leg, seq, by, Role::Dialled, &shows, until),
        );
        self.answer(leg);
    }
}

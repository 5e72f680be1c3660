//! What happens because time has passed: phones stop ringing, prompts and messages end, controllers are given up on.

use jiff::Timestamp;

use super::{DialOutcome, Doing, LegState, Pbx, Role, Sound, Status};

/// The fallback is played after this many control time-outs in a row.
const PATIENCE: u8 = 2;

#[derive(Clone, Copy)]
enum Timer {
    Ring(u64),
    Wait(u64),
    Control(u64),
}

impl Pbx {
    /// Whether something has become due by then.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.timers().any(|(at, _)| at <= now)
    }

    /// Lets the earliest thing happen that has become due.
    pub(crate) fn tick(&mut self) {
        let now = self.now;
        let due = self
            .timers()
            .filter(|(at, _)| *at <= now)
            .min_by_key(|(at, _)| *at);
        let Some((at, timer)) = due else { return };
        self.now = at;
        match timer {
            Timer::Ring(leg) => self.stop_ringing(leg),
            Timer::Wait(seq) => {
                self.message_ended(seq);
                self.proceed(seq);
            }
            Timer::Control(seq) => self.control_timed_out(seq),
        }
        self.now = now;
    }

    fn timers(&self) -> impl Iterator<Item = (Timestamp, Timer)> {
        let rings = self
            .legs
            .values()
            .filter_map(|leg| Some((leg.ring_until?, Timer::Ring(leg.id))));
        let waits = self.calls.values().filter_map(|call| match call.doing {
            Doing::Waiting(until) => Some((until, Timer::Wait(call.seq))),
            Doing::Ringing
            | Doing::Asking
            | Doing::Dialling
            | Doing::Bridged
            | Doing::InConference
            | Doing::Holding
            | Doing::Silent
            | Doing::Over => None,
        });
        let controls = self.calls.values().filter(|call| call.doing != Doing::Over);
        let controls = controls.filter_map(|call| {
            let deadline = call.control.as_ref()?.deadline?;
            Some((deadline, Timer::Control(call.seq)))
        });
        rings.chain(waits).chain(controls)
    }

    fn stop_ringing(&mut self, leg: u64) {
        let Some(found) = self.legs.get(&leg) else {
            return;
        };
        let (seq, role) = (found.call, found.role);
        let who = self.named(&found.phone);
        self.note(format!("call {seq}: {who} did not answer"));
        self.end_legs(seq, "no answer", |other| other.id == leg);
        match role {
            Role::First if self.is_nobody_ringing(seq, Role::First) => {
                self.end(seq, Status::NoAnswer);
            }
            Role::First | Role::Caller => {}
            Role::Dialled => self.dialled_left(seq),
        }
    }

    fn control_timed_out(&mut self, seq: u64) {
        let now = self.now;
        let Some(call) = self.calls.get_mut(&seq) else {
            return;
        };
        let Some(control) = &mut call.control else {
            return;
        };
        control.missed += 1;
        let missed = control.missed;
        if missed < PATIENCE {
            control.start_timer(now);
            return self.note(format!("call {seq}: control time-out {missed}"));
        }
        control.fell_back = true;
        control.deadline = None;
        call.program = control.fallback.clone().into();
        self.note(format!(
            "call {seq}: control time-out {missed}, the fallback is played"
        ));
        self.dial_ended(seq, DialOutcome::Abandoned);
        self.end_legs(seq, "control time-out", |leg| {
            leg.role == Role::Dialled && leg.state != LegState::Ended
        });
        self.first_hears(seq, Sound::Silence);
        self.proceed(seq);
    }
}

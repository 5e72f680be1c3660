//! Legs: phones that ring, are picked up, talk with each other, and are put down.

use super::{DialOutcome, Doing, Effect, Leg, LegState, Pbx, Role, Sound, Status};
use crate::clock::later_by_seconds;
use crate::sautikit::config::{AnsweredMeans, ControlTimeouts};

impl Pbx {
    pub(super) fn ring(
        &mut self,
        seq: u64,
        phone: &str,
        role: Role,
        shows: &str,
        seconds: u64,
    ) -> u64 {
        let id = self.legs.len() as u64 + 1;
        let until = later_by_seconds(self.now, seconds);
        self.legs
            .insert(id, Leg::ringing(id, seq, phone, role, shows, until));
        let who = self.named(phone);
        self.note(format!("call {seq}: {who} is ringing, showing {shows}"));
        if self.automatic.contains(phone) {
            self.effects.push(Effect::PickUp(id));
        }
        id
    }

    /// The oldest leg that rings at a phone.
    pub(crate) fn ringing_at(&self, phone: &str) -> Option<u64> {
        let rings = |leg: &&Leg| {
            leg.phone == phone && leg.state == LegState::Ringing && leg.role != Role::Caller
        };
        self.legs.values().find(rings).map(|leg| leg.id)
    }

    /// The live legs at a phone, ringing or answered.
    pub(crate) fn live_at(&self, phone: &str) -> Vec<u64> {
        let is_live = |leg: &&Leg| leg.phone == phone && leg.state != LegState::Ended;
        self.legs
            .values()
            .filter(is_live)
            .map(|leg| leg.id)
            .collect()
    }

    /// Picks a ringing phone up; a leg that does not ring stays as it is.
    pub(crate) fn answer(&mut self, leg: u64) {
        let now = self.now;
        let Some(found) = self
            .legs
            .get_mut(&leg)
            .filter(|leg| leg.state == LegState::Ringing)
        else {
            return;
        };
        found.state = LegState::Answered;
        found.answered_at = Some(now);
        found.ring_until = None;
        let (seq, role, phone) = (found.call, found.role, found.phone.clone());
        self.end_legs(seq, "answered elsewhere", |other| {
            other.state == LegState::Ringing && other.role == role && other.id != leg
        });
        let who = self.named(&phone);
        self.note(format!("call {seq}: {who} answered"));
        match role {
            Role::First => self.first_answered(seq, leg, phone),
            Role::Dialled => self.dialled_answered(seq, leg),
            Role::Caller => {}
        }
    }

    fn first_answered(&mut self, seq: u64, leg: u64, phone: String) {
        self.with(seq, |call| {
            call.first_leg = Some(leg);
            call.theirs = phone;
        });
        self.mark_answered(seq);
        let Some(call) = self.calls.get_mut(&seq) else {
            return;
        };
        if let Some(control) = &mut call.control {
            if self.switches.control_timeouts == ControlTimeouts::RunDuringDial {
                control.start_timer(self.now);
            }
            call.program = control.opening.clone().into();
            self.proceed(seq);
        } else {
            self.ask(seq);
        }
    }

    fn dialled_answered(&mut self, seq: u64, leg: u64) {
        let Some(first) = self.calls.get(&seq).and_then(|call| call.first_leg) else {
            return;
        };
        self.mark_answered(seq);
        self.dial_ended(seq, DialOutcome::Answered);
        self.bridge(seq, first, leg);
    }

    /// Connects two legs.
    pub(super) fn bridge(&mut self, seq: u64, first: u64, other: u64) {
        self.hears(first, Sound::Leg(other));
        self.hears(other, Sound::Leg(first));
        let reached = self.legs.get(&other).map(|leg| leg.phone.clone());
        self.with(seq, |call| {
            call.doing = Doing::Bridged;
            call.is_recorded |= call.dials.last().is_some_and(|dial| dial.is_recorded);
            call.reached.extend(reached);
        });
        let name = |leg| {
            self.legs
                .get(leg)
                .map(|leg| self.named(&leg.phone))
                .unwrap_or_default()
        };
        let line = format!(
            "call {seq}: {} and {} are bridged",
            name(&first),
            name(&other)
        );
        self.note(line);
    }

    /// Puts a phone down: a ringing one declines, an answered one leaves.
    pub(crate) fn hang_up(&mut self, leg: u64) {
        let Some(found) = self
            .legs
            .get(&leg)
            .filter(|leg| leg.state != LegState::Ended)
        else {
            return;
        };
        let (seq, role, was_ringing) = (found.call, found.role, found.state == LegState::Ringing);
        let who = self.named(&found.phone);
        let verb = if was_ringing && role != Role::Caller {
            "declined"
        } else {
            "hung up"
        };
        self.note(format!("call {seq}: {who} {verb}"));
        self.end_legs(seq, verb, |other| other.id == leg);
        match role {
            Role::First if was_ringing => {
                if self.is_nobody_ringing(seq, Role::First) {
                    self.end(seq, Status::Busy);
                }
            }
            Role::First | Role::Caller => self.end(seq, Status::Canceled),
            Role::Dialled => self.dialled_left(seq),
        }
    }

    pub(super) fn is_nobody_ringing(&self, seq: u64, role: Role) -> bool {
        let rings =
            |leg: &Leg| leg.call == seq && leg.role == role && leg.state == LegState::Ringing;
        !self.legs.values().any(rings)
    }

    /// Goes on after a dialled leg has ended, unless another one still rings or talks.
    pub(super) fn dialled_left(&mut self, seq: u64) {
        let is_live = |leg: &Leg| {
            leg.call == seq && leg.role == Role::Dialled && leg.state != LegState::Ended
        };
        if self.legs.values().any(is_live) {
            return;
        }
        self.dial_left(seq);
    }

    pub(super) fn end_legs(&mut self, seq: u64, cause: &str, which: impl Fn(&Leg) -> bool) {
        let now = self.now;
        for leg in self
            .legs
            .values_mut()
            .filter(|leg| leg.call == seq && which(leg))
        {
            leg.state = LegState::Ended;
            leg.ended_at = Some(now);
            leg.cause = Some(cause.to_owned());
            leg.ring_until = None;
            leg.hears = Sound::Nothing;
        }
    }

    /// Lets the platform take an inbound call, which may or may not count as answering it.
    pub(super) fn platform_answers(&mut self, seq: u64) {
        if self.take_caller(seq) && self.switches.answered_means == AnsweredMeans::PlatformAnswered
        {
            self.mark_answered(seq);
        }
    }

    /// Opens the line to a caller who is waiting, and tells whether one was.
    pub(super) fn take_caller(&mut self, seq: u64) -> bool {
        let now = self.now;
        let first = self.calls.get(&seq).and_then(|call| call.first_leg);
        let waiting = first
            .and_then(|leg| self.legs.get_mut(&leg))
            .filter(|leg| leg.state == LegState::Ringing);
        let Some(leg) = waiting else { return false };
        leg.state = LegState::Answered;
        leg.answered_at = Some(now);
        true
    }

    pub(super) fn first_hears(&mut self, seq: u64, sound: Sound) {
        if let Some(leg) = self.calls.get(&seq).and_then(|call| call.first_leg) {
            self.hears(leg, sound);
        }
    }

    fn hears(&mut self, leg: u64, sound: Sound) {
        if let Some(leg) = self.legs.get_mut(&leg) {
            leg.hears = sound;
        }
    }
}

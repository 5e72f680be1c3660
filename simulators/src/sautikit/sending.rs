//! Sends events to their number's address: lost, held back, late, repeated and tried again as the switches tell.
//!
//! What is sent later goes by the simulator's clock and is forgotten when the simulator stops; callbacks are never tried again.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::config::{EventsSecret, Switches};
use super::emitter::Delivery;
use super::event::Event;
use super::exchange::Exchange;
use super::outgoing::Post;
use crate::clock::{later, later_by_seconds};

/// How long the vendor waits before the second to the eighth attempt, in seconds.
/// Source: the vendor's blog on retries, which draws each wait between nothing and this.
const WAITS: [i64; 7] = [30, 120, 600, 1800, 7200, 21_600, 86_400];

/// An event that is sent when its time has come.
#[derive(Clone, Debug)]
pub(crate) struct Late {
    event: Event,
    attempt: usize,
    due: Timestamp,
}

/// A delivery that waits for its time: delayed, or failed and tried again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DueDelivery {
    /// The event's kind.
    pub kind: String,
    /// The id of its call.
    pub call_id: String,
    /// The attempt that comes, the first one being 1.
    pub attempt: usize,
    /// When it comes.
    pub due: Timestamp,
}

impl Exchange {
    /// Sends a new event, unless it is lost or held back.
    pub(crate) async fn emit(&self, event: Event) {
        let switches = self.pbx.lock().switches.clone();
        if self.is_lost(&event, &switches) {
            self.note(format!(
                "call {}: {} is lost on its way",
                event.call.seq,
                event.kind.name()
            ));
        } else if switches.holds_events {
            self.held.lock().push(event);
        } else if let Some(seconds) = switches.delays.get(event.kind.name()) {
            let due = later_by_seconds(event.occurred_at, *seconds);
            self.send_later(event, 1, due);
        } else {
            self.attempt(event, 1, self.clock.now()).await;
        }
    }

    fn is_lost(&self, event: &Event, switches: &Switches) -> bool {
        let count = {
            let mut emitted = self.emitted.lock();
            *emitted += 1;
            *emitted
        };
        let is_turn = switches.drops_every > 0 && count.is_multiple_of(switches.drops_every);
        is_turn
            || switches
                .drops_kinds
                .iter()
                .any(|it| it == event.kind.name())
    }

    /// Sends the events that were held back, in the order of these places; others stay held.
    pub(crate) async fn release(&self, order: &[usize]) {
        let events = {
            let mut held = self.held.lock();
            let chosen = order.iter().filter_map(|place| held.get(*place).cloned());
            let chosen = chosen.collect::<Vec<_>>();
            let mut place = 0;
            held.retain(|_| {
                place += 1;
                !order.contains(&(place - 1))
            });
            chosen
        };
        for event in events {
            self.attempt(event, 1, self.clock.now()).await;
        }
    }

    /// Sends what has been due for longest, and tells whether anything was.
    pub(crate) async fn send_due(&self) -> bool {
        let now = self.clock.now();
        let found = {
            let mut late = self.late.lock();
            let due = late.iter().enumerate().filter(|(_, it)| it.due <= now);
            let first = due.min_by_key(|(_, it)| it.due).map(|(place, _)| place);
            first.map(|place| late.remove(place))
        };
        let Some(found) = found else { return false };
        self.attempt(found.event, found.attempt, found.due).await;
        true
    }

    /// What waits for its time, the next one first.
    pub(crate) fn due_deliveries(&self) -> Vec<DueDelivery> {
        let late = self.late.lock();
        let mut views = late
            .iter()
            .map(|late| DueDelivery {
                kind: late.event.kind.name().to_owned(),
                call_id: late.event.call.id.clone(),
                attempt: late.attempt,
                due: late.due,
            })
            .collect::<Vec<_>>();
        views.sort_by_key(|view| view.due);
        views
    }

    fn send_later(&self, event: Event, attempt: usize, due: Timestamp) {
        self.late.lock().push(Late {
            event,
            attempt,
            due,
        });
    }

    /// Sends an event, as often as the switches say; `planned` is when this attempt was due.
    async fn attempt(&self, event: Event, number: usize, planned: Timestamp) {
        let (target, switches) = {
            let pbx = self.pbx.lock();
            let ours = pbx.number_of(&event.call).cloned();
            (ours, pbx.switches.clone())
        };
        let (seq, name) = (event.call.seq, event.name(&switches));
        let target = target.and_then(|ours| Some((ours.events_url?, ours.signing_secret)));
        let Some((url, secret)) = target else {
            return self.note(format!(
                "call {seq}: {name} is told to nobody, no events address is set"
            ));
        };
        let secret = match switches.events_secret {
            EventsSecret::Number => &secret,
            EventsSecret::Workspace => &self.workspace_secret,
        };
        let post = Post::of(&event, &url, secret, &switches, self.clock.now());
        let sent = self
            .emitter
            .send(&post, switches.copies, switches.copies_at_once)
            .await;
        for delivery in &sent {
            self.note(format!(
                "call {seq}: {name} is told: {}",
                delivery.outcome()
            ));
        }
        let is_taken = sent.iter().all(Delivery::is_taken);
        if !is_taken && switches.retries {
            self.try_later(event, number, planned, switches.retry_wait_percent);
        }
    }

    fn try_later(&self, event: Event, made: usize, planned: Timestamp, percent: u8) {
        let (seq, kind) = (event.call.seq, event.kind.name());
        let Some(nominal) = made.checked_sub(1).and_then(|place| WAITS.get(place)) else {
            return self.note(format!(
                "call {seq}: {kind} is given up after {made} attempts"
            ));
        };
        let millis = nominal * 10 * i64::from(percent);
        let due = later(planned, SignedDuration::from_millis(millis));
        self.send_later(event, made + 1, due);
    }
}

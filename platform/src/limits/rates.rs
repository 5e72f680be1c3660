//! Counting what happens in a minute.
//!
//! The window slides: at most so many in any 60 seconds, the strictest reading of "per minute".
//! Counts live in memory, so a restart begins a new minute.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::Limits;

const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rate {
    Db,
    Entity,
    Request,
    Invocation,
    Hook,
}

/// The counts of one installation.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    db: Window,
    entity: Window,
    request: Window,
    invocation: Window,
    hook: Window,
}

impl Rates {
    /// Counts one more at `now`; false, and nothing counted, if it is one too many.
    pub(crate) fn admit(&self, rate: Rate, limits: &Limits, now: Timestamp) -> bool {
        let (window, most) = match rate {
            Rate::Db => (&self.db, limits.db_per_minute),
            Rate::Entity => (&self.entity, limits.entity_per_minute),
            Rate::Request => (&self.request, limits.requests_per_minute),
            Rate::Invocation => (&self.invocation, limits.invocations_per_minute),
            Rate::Hook => (&self.hook, limits.hooks_per_minute),
        };
        most.is_none_or(|most| window.admit(most, now))
    }
}

#[derive(Debug, Default)]
struct Window(Mutex<VecDeque<Timestamp>>);

impl Window {
    fn admit(&self, most: u32, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while seen
            .front()
            .is_some_and(|&first| now.duration_since(first) >= MINUTE)
        {
            seen.pop_front();
        }
        if seen.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
            return false;
        }
        seen.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_window_slides() {
        let limits = Limits {
            db_per_minute: Some(2),
            ..Limits::today()
        };
        let rates = Rates::default();
        let admit = |second| rates.admit(Rate::Db, &limits, at(second));
        assert_eq!(
            [0, 30, 59, 60, 61, 89, 90].map(admit),
            [true, true, false, true, false, false, true]
        );
    }

    #[test]
    fn kinds_are_counted_apart() {
        let limits = Limits {
            db_per_minute: Some(1),
            entity_per_minute: Some(1),
            ..Limits::today()
        };
        let rates = Rates::default();
        assert!(rates.admit(Rate::Db, &limits, at(0)));
        assert!(rates.admit(Rate::Entity, &limits, at(0)));
        assert!(!rates.admit(Rate::Db, &limits, at(0)));
    }

    #[test]
    fn nothing_is_counted_without_limits() {
        let rates = Rates::default();
        let limits = Limits::unlimited();
        assert!((0..10_000).all(|_| rates.admit(Rate::Hook, &limits, at(0))));
    }
}

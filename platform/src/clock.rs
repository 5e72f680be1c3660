//! The time that the platform tells apps: the system's, or one that tests turn by hand.
//!
//! Time limits of events are not told by it: a hung worker hangs in real time, whatever the app is told.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// A clock; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Virtual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now` until it is turned.
    #[must_use]
    pub fn virtual_at(now: Timestamp) -> Self {
        Self(Source::Virtual(Arc::new(Mutex::new(now))))
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::Virtual(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Turns a virtual clock forward; the system's clock cannot be turned and ignores it.
    ///
    /// A time beyond what can be told (the year 9999) stays at the last moment before it.
    pub fn advance(&self, by: Duration) {
        if let Source::Virtual(now) = &self.0 {
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            *now = later(*now, by);
        }
    }

    /// The moment that is so much later than now.
    pub(crate) fn after(&self, by: Duration) -> Timestamp {
        later(self.now(), by)
    }

    /// Turns a virtual clock to a later moment; an earlier one changes nothing.
    pub(crate) fn turn_to(&self, moment: Timestamp) {
        if let Source::Virtual(now) = &self.0 {
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            *now = moment.max(*now);
        }
    }

    /// Whether the clock is turned by hand.
    #[must_use]
    pub const fn is_virtual(&self) -> bool {
        matches!(self.0, Source::Virtual(_))
    }

    /// Waits with the system's clock; under a virtual clock nobody waits.
    pub async fn wait(&self, pause: Duration) {
        match &self.0 {
            Source::System => tokio::time::sleep(pause).await,
            Source::Virtual(_) => {}
        }
    }
}

fn later(moment: Timestamp, by: Duration) -> Timestamp {
    let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_virtual_clock_are_turned_together() {
        let clock = Clock::virtual_at(Timestamp::UNIX_EPOCH);
        let clone = clock.clone();
        clock.advance(Duration::from_secs(90));
        assert_eq!(clone.now().as_second(), 90);
    }

    #[test]
    fn a_virtual_clock_does_not_run_over() {
        let clock = Clock::virtual_at(Timestamp::UNIX_EPOCH);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[tokio::test]
    async fn nobody_waits_under_a_virtual_clock() {
        let clock = Clock::virtual_at(Timestamp::UNIX_EPOCH);
        clock.wait(Duration::from_hours(24)).await;
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
    }
}

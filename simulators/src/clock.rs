//! The time a simulator goes by.
//!
//! It does not run timers; whoever moves the clock asks the simulator to do what has become due.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// A clock that several parts share: clones show the same time.
#[derive(Clone)]
pub struct Clock {
    source: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    ahead: Arc<Mutex<SignedDuration>>,
    runs_by_itself: bool,
}

impl Clock {
    /// The machine's time.
    #[must_use]
    pub fn system() -> Self {
        Self {
            runs_by_itself: true,
            ..Self::following(Timestamp::now)
        }
    }

    /// Stands still at `moment` until it is advanced.
    #[must_use]
    pub fn at(moment: Timestamp) -> Self {
        Self::following(move || moment)
    }

    /// Shows what another clock shows, for tests in which platform and vendors share one time.
    #[must_use]
    pub fn following(source: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self {
            source: Arc::new(source),
            ahead: Arc::default(),
            runs_by_itself: false,
        }
    }

    /// Tells the time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        later((self.source)(), *self.ahead.lock())
    }

    /// Moves the clock forward for good.
    /// The machine's time, advanced, runs ahead of everyone else's: signatures then look as if from the future.
    pub fn advance(&self, by: Duration) {
        let mut ahead = self.ahead.lock();
        *ahead = ahead.saturating_add(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
    }

    /// Whether time passes without anybody moving the clock.
    pub(crate) fn runs_by_itself(&self) -> bool {
        self.runs_by_itself
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}

/// `moment` moved by `by`, staying within what a timestamp can say.
pub(crate) fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    let end = if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    moment.checked_add(by).unwrap_or(end)
}

/// `moment` moved forward by whole seconds.
pub(crate) fn later_by_seconds(moment: Timestamp, seconds: u64) -> Timestamp {
    later(
        moment,
        SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)),
    )
}

/// Whole seconds from `start` to `end`, none when `end` is earlier.
pub(crate) fn seconds_between(start: Timestamp, end: Timestamp) -> u64 {
    u64::try_from(end.duration_since(start).as_secs()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_clock_show_the_same_time() {
        let clock = Clock::at(Timestamp::UNIX_EPOCH);
        let clone = clock.clone();
        clock.advance(Duration::from_secs(90));
        assert_eq!(clone.now().as_second(), 90);
        assert!(!clone.runs_by_itself());
    }

    #[test]
    fn a_following_clock_adds_its_own_advance() {
        let leader = Clock::at(Timestamp::UNIX_EPOCH);
        let follower = Clock::following({
            let leader = leader.clone();
            move || leader.now()
        });
        leader.advance(Duration::from_secs(10));
        follower.advance(Duration::from_secs(5));
        assert_eq!(
            (leader.now().as_second(), follower.now().as_second()),
            (10, 15)
        );
    }

    #[test]
    fn time_before_a_start_counts_as_none() {
        let start = later_by_seconds(Timestamp::UNIX_EPOCH, 100);
        assert_eq!(seconds_between(start, Timestamp::UNIX_EPOCH), 0);
        assert_eq!(seconds_between(Timestamp::UNIX_EPOCH, start), 100);
    }
}

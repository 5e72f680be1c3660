//! When something that failed is tried again: ever more seldom. What is tried, and why it failed, is known elsewhere.

use serde::{Deserialize, Serialize};

/// How long to wait after the first vain attempt, in seconds; it doubles with each further one, six times at most.
const PATIENCE: i64 = 300;
const DOUBLINGS: u32 = 6;

/// The vain attempts since the last success.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Attempts {
    /// Why the last one failed, as a sentence.
    pub(crate) problem: Option<String>,
    failures: u32,
    /// The second since 1970 before which the next one is not due.
    retry_at: i64,
}

impl Attempts {
    /// Whether it may be tried now, in seconds since 1970.
    pub(crate) const fn are_due(&self, now: i64) -> bool {
        now >= self.retry_at
    }

    /// Lets the next one come at once.
    pub(crate) const fn hurry(&mut self) {
        self.retry_at = 0;
    }

    /// Notes a vain one.
    pub(crate) fn failed(&mut self, problem: String, now: i64) {
        self.retry_at = now + (PATIENCE << self.failures.min(DOUBLINGS));
        self.failures = self.failures.saturating_add(1);
        self.problem = Some(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_become_ever_more_seldom_but_never_cease() {
        let mut attempts = Attempts::default();
        assert!(attempts.are_due(0));
        for minutes in [5, 10, 20, 40, 80, 160, 320, 320] {
            attempts.failed("closed".to_owned(), 1_000);
            assert!(!attempts.are_due(999 + 60 * minutes), "{minutes}");
            assert!(attempts.are_due(1_000 + 60 * minutes), "{minutes}");
        }
        attempts.hurry();
        assert!(attempts.are_due(0));
    }
}

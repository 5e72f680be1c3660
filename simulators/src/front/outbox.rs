//! Webhooks that wait for their next attempt.
//!
//! When the next attempt is, and when there is none any more, is the vendor's matter.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A webhook between its attempts; address and signature are made anew for each.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Waiting {
    pub(crate) event: String,
    pub(crate) body: String,
    pub(crate) made_at: Timestamp,
    pub(crate) due: Timestamp,
    /// How often it was tried.
    pub(crate) attempts: usize,
}

impl Waiting {
    /// A webhook that is due at once.
    pub(crate) fn new(event: &str, body: String, now: Timestamp) -> Self {
        Self {
            event: event.to_owned(),
            body,
            made_at: now,
            due: now,
            attempts: 0,
        }
    }
}

/// All that wait.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Outbox(Vec<Waiting>);

impl Outbox {
    pub(crate) fn push(&mut self, waiting: Waiting) {
        self.0.push(waiting);
    }

    /// The one that has been due for longest.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<Waiting> {
        let due = self.0.iter().enumerate().filter(|(_, it)| it.due <= now);
        let (place, _) = due.min_by_key(|(_, it)| it.due)?;
        Some(self.0.remove(place))
    }

    /// Forgets those that are not to be kept.
    pub(crate) fn retain(&mut self, is_kept: impl FnMut(&Waiting) -> bool) {
        self.0.retain(is_kept);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

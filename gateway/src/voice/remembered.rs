//! What calls were answered lately by this process, so that a call is answered once even while the database does not answer.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::store::Given;

/// How many ids of calls are remembered.
const MOST: NonZeroUsize = NonZeroUsize::new(20_000).unwrap();

/// The answers by each id of their calls.
pub(crate) struct Remembered(Mutex<LruCache<String, Given>>);

impl Default for Remembered {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }
}

impl Remembered {
    /// What the call with any of these ids was answered. From then on it is known by each of them.
    pub(crate) fn find(&self, ids: &[String]) -> Option<Given> {
        let mut known = self.lock();
        let given = ids.iter().find_map(|id| known.get(id).cloned())?;
        for id in ids {
            known.put(id.clone(), given.clone());
        }
        Some(given)
    }

    /// Keeps what a call was answered.
    pub(crate) fn keep(&self, ids: &[String], given: &Given) {
        let mut known = self.lock();
        for id in ids {
            known.put(id.clone(), given.clone());
        }
    }

    /// The call was told to go on.
    pub(crate) fn hear(&self, ids: &[String]) {
        let mut known = self.lock();
        for id in ids {
            if let Some(given) = known.get_mut(id) {
                given.heard = true;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, Given>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

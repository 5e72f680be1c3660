//! Firing schedules when they are due.

use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::value::to_raw_value;
use tokio::task::JoinHandle;

use super::event::{Call, Extra, SCHEDULED};
use super::{Inner, Outcome};

/// The system's clock may be set, so it is looked at this often even when nothing is due.
const LOOK: Duration = Duration::from_secs(30);

impl Inner {
    /// Starts an event for everything that is due.
    pub(super) async fn fire_due_schedules(self: &Arc<Self>) -> Vec<JoinHandle<Outcome>> {
        let Some((_, parameters)) = self.phase().installed() else {
            return Vec::new();
        };
        let Some(handler) = self.app.manifest.handler(SCHEDULED) else {
            return Vec::new();
        };
        let due = match self.store.take_due_schedules().await {
            Ok(due) => due,
            Err(error) => {
                self.journal.notice(None, error.to_string());
                return Vec::new();
            }
        };
        if due.is_empty() {
            return Vec::new();
        }
        self.refresh_schedules().await;
        due.into_iter()
            .map(|schedule| {
                let data = schedule.shown.get("data");
                let data = data.and_then(|data| to_raw_value(data).ok());
                let extra = Extra {
                    data: data.as_deref(),
                    ..Extra::default()
                };
                let call = Call {
                    name: SCHEDULED.to_owned(),
                    handler: handler.to_owned(),
                    payload: self.payload(SCHEDULED, &parameters, extra),
                    iparams: Arc::clone(&parameters),
                    reduced: false,
                    waits: false,
                    limit: self.limits.event_time,
                };
                self.begin(call).end
            })
            .collect()
    }

    fn until_next_due(&self) -> Duration {
        let next = self.seen().schedules.first().map(|next| next.due);
        let now = self.clock.now();
        next.and_then(|due| {
            Duration::try_from(due.duration_since(now))
                .ok()
                .or(Some(Duration::ZERO))
        })
        .map_or(LOOK, |wait| wait.min(LOOK))
    }
}

/// Fires schedules as the system's clock goes, until the platform is gone.
pub(super) async fn watch(platform: Weak<Inner>) {
    loop {
        let Some(inner) = platform.upgrade() else {
            return;
        };
        if *inner.stopped.borrow() {
            return;
        }
        // Their events are looked after by themselves.
        drop(inner.fire_due_schedules().await);
        let changed = Arc::clone(&inner.schedules_changed);
        let wait = inner.until_next_due();
        drop(inner);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = changed.notified() => {}
        }
    }
}

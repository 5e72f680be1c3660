//! Firing schedules when they are due.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::value::to_raw_value;

use super::Inner;
use super::event::{Call, Extra, SCHEDULED};

/// The system's clock may be set, so it is looked at this often even when nothing is due.
const LOOK: Duration = Duration::from_secs(30);

impl Inner {
    /// Starts an event for everything that is due.
    async fn fire_due_schedules(self: &Arc<Self>) {
        for call in self.due_calls().await {
            // It is looked after by itself.
            drop(self.begin(call).end);
        }
    }

    /// Runs an event for everything that is due, one after the other in the order of their times, and counts them.
    pub(super) async fn run_due_schedules(self: &Arc<Self>) -> usize {
        let calls = self.due_calls().await;
        let count = calls.len();
        for call in calls {
            // How it ended is in the journal.
            let _ = self.begin(call).end.await;
        }
        count
    }

    /// When the next schedule is due; none without any, or without anybody to fire it for.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.phase().installed()?;
        self.package().handler(SCHEDULED)?;
        self.seen().schedules.first().map(|next| next.due)
    }

    /// Takes everything that is due, each as a handler to run.
    async fn due_calls(&self) -> Vec<Call> {
        let package = self.package();
        let (Some((_, parameters)), Some(handler)) =
            (self.phase().installed(), package.handler(SCHEDULED))
        else {
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
                Call {
                    package: Arc::clone(&package),
                    name: SCHEDULED.to_owned(),
                    handler: handler.to_owned(),
                    payload: self.payload(&package, SCHEDULED, &parameters, extra),
                    iparams: Arc::clone(&parameters),
                    reduced: false,
                    waits: false,
                    limit: self.limits.event_time,
                }
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
        inner.fire_due_schedules().await;
        let changed = Arc::clone(&inner.schedules_changed);
        let wait = inner.until_next_due();
        drop(inner);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = changed.notified() => {}
        }
    }
}

//! One run of a handler: what it is, how it starts, and its end in the journal.

use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use uuid::Uuid;

use super::features::EventHost;
use super::package::Package;
use super::payload::Payload;
use super::{EventId, Inner, Outcome, What};
use crate::sandbox::{Rendered, Run};

/// The one event that webhooks raise.
pub(super) const EXTERNAL: &str = "onExternalEvent";
/// The one event that schedules raise.
pub(super) const SCHEDULED: &str = "onScheduledEvent";
pub(super) const INSTALL: &str = "onAppInstall";
pub(super) const UNINSTALL: &str = "onAppUninstall";
pub(super) const UPDATED: &str = "afterAppUpdate";

/// A handler to run, and as what.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The package that it is a handler of.
    pub(super) package: Arc<Package>,
    /// The event, or the invoked function.
    pub(super) name: String,
    /// The exported function.
    pub(super) handler: String,
    /// Its argument, as JSON text.
    pub(super) payload: String,
    /// The installation parameters, for template requests.
    pub(super) iparams: Arc<Map<String, Value>>,
    /// Whether only `$request` is there, as before an installation.
    pub(super) reduced: bool,
    /// Whether somebody waits for `renderData`.
    pub(super) waits: bool,
    /// How long it may take.
    pub(super) limit: Duration,
}

/// A handler that runs.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) event: EventId,
    /// The first reply; closed without one if there is none.
    pub(super) reply: oneshot::Receiver<Rendered>,
    pub(super) end: JoinHandle<Outcome>,
}

/// Parts of a payload that only some events have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extra<'a> {
    pub(super) version: Option<&'a str>,
    pub(super) options: Option<&'a str>,
    pub(super) headers: Option<&'a std::collections::BTreeMap<String, String>>,
    pub(super) data: Option<&'a RawValue>,
}

impl Inner {
    /// The payload of an event.
    pub(super) fn payload(
        &self,
        package: &Package,
        event: &str,
        iparams: &Map<String, Value>,
        extra: Extra<'_>,
    ) -> String {
        let payload = Payload {
            current_host: &package.current_host,
            event,
            region: &self.ground.account.region,
            timestamp: self.clock.now().as_millisecond(),
            iparams,
            version: extra.version,
            options: extra.options,
            headers: extra.headers,
            data: extra.data,
        };
        // Only maps with text keys are in it, which always become JSON.
        serde_json::to_string(&payload).unwrap_or_default()
    }

    /// Starts a handler; it counts as running from now on.
    pub(super) fn begin(self: &Arc<Self>, call: Call) -> Running {
        let event = self.next_event();
        let (sender, reply) = oneshot::channel();
        self.running.send_modify(|running| *running += 1);
        let guard = RunningGuard(Arc::clone(self));
        let platform = Arc::clone(self);
        let end = tokio::spawn(async move {
            let outcome = platform.carry_out(event, &call, sender).await;
            drop(guard);
            outcome
        });
        Running { event, reply, end }
    }

    async fn carry_out(
        self: &Arc<Self>,
        event: EventId,
        call: &Call,
        reply: oneshot::Sender<Rendered>,
    ) -> Outcome {
        self.journal.write(
            Some(event),
            What::EventStarted {
                name: call.name.clone(),
                handler: call.handler.clone(),
            },
        );
        let started = Instant::now();
        let host = Arc::new(EventHost::new(Arc::clone(self), event, call));
        let run = Run {
            request_id: Uuid::new_v4().to_string(),
            handler: call.handler.clone(),
            payload: call.payload.clone(),
            reduced: call.reduced,
            waits: call.waits,
            limit: call.limit,
        };
        let mut stopped = self.stopped.subscribe();
        let stop = async {
            // An error means that the platform is gone, which is as good as stopped.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let outcome = tokio::select! {
            outcome = run_in_sandbox(&call.package, &run, &host, reply) => outcome,
            () = stop => Outcome::Died { reason: "The platform was stopped.".to_owned() },
        };
        self.journal.write(
            Some(event),
            What::EventEnded {
                outcome: outcome.clone(),
                costs: host.costs(),
                milliseconds: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            },
        );
        outcome
    }
}

async fn run_in_sandbox(
    package: &Package,
    run: &Run,
    host: &Arc<EventHost>,
    reply: oneshot::Sender<Rendered>,
) -> Outcome {
    match &package.sandbox {
        Some(sandbox) => sandbox.run(run, host, reply).await,
        None => Outcome::Died {
            reason: "The app has no server code.".to_owned(),
        },
    }
}

/// Ends the count of one event, however its task ends.
struct RunningGuard(Arc<Inner>);

impl Drop for RunningGuard {
    fn drop(&mut self) {
        self.0.running.send_modify(|running| *running -= 1);
    }
}

//! The platform as one object: install an app, send it events, look at what it did.
//!
//! It speaks no HTTP of its own: [`crate::server`] does.

mod data;
mod dependencies;
mod event;
mod features;
mod functions;
mod hooks;
mod journal;
mod options;
mod package;
mod payload;
mod requests;
mod schedules;
mod setup;
mod start;
mod target_url;
mod types;
mod view;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use serde_json::value::to_raw_value;
use serde_json::{Map, Value};
use tokio::sync::{Mutex, Notify, watch};

use self::event::{Call, Extra};
use self::journal::Journal;
use self::package::Ground;
use self::requests::Asked;
use self::view::View;
use crate::app::{App, Caller};
use crate::clock::Clock;
use crate::limits::{Limits, Rates};
use crate::store::{DbError, DbOperation, Store};
use crate::templates::{Sender, TemplateFailure, TemplateReply};

pub use self::journal::{Costs, Entry, EventId, Outcome, What};
pub use self::options::{Account, HookMode, Options};
pub use self::types::{
    HookReply, HookRequest, Refusal, Scheduled, SmiReply, StartError, Status, TargetUrl,
};

/// Events that the platform raises for reasons of its own, so none of them is a product's.
const OWN_EVENTS: [&str; 5] = [
    event::INSTALL,
    event::UPDATED,
    event::UNINSTALL,
    event::EXTERNAL,
    event::SCHEDULED,
];
/// What product events carry as `version`.
const PRODUCT_EVENT_VERSION: &str = "1.0.0";

/// A running platform with one app; clones are the same platform.
#[derive(Clone, Debug)]
pub struct Platform(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    ground: Ground,
    hooks: HookMode,
    update_makes_target_urls: bool,
    public_url: String,
    limits: Limits,
    clock: Clock,
    store: Store,
    sender: Sender,
    journal: Journal,
    rates: Rates,
    view: RwLock<View>,
    /// Held while installing, configuring, updating or uninstalling.
    setup: Mutex<()>,
    events: AtomicU64,
    running: watch::Sender<usize>,
    stopped: watch::Sender<bool>,
    schedules_changed: Arc<Notify>,
}

impl Platform {
    /// Reads the app, installs its npm packages (once), opens its state and starts the sandbox.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        start::start(options).await
    }

    /// The app as its present package has it.
    #[must_use]
    pub fn app(&self) -> Arc<App> {
        Arc::clone(&self.0.package().app)
    }

    /// `currentHost`, as handlers and pages are told it.
    #[must_use]
    pub fn current_host(&self) -> Value {
        self.0.package().current_host.clone()
    }

    /// Whether the account has what the app declares for a module.
    #[must_use]
    pub fn has_module(&self, module: &str) -> bool {
        self.0.package().has_module(module)
    }

    /// Checks the parameters and runs `onAppInstall`; whatever refuses leaves nothing behind.
    pub async fn install(&self, parameters: Map<String, Value>) -> Result<(), Refusal> {
        let inner = Arc::clone(&self.0);
        finish(async move { inner.install(parameters).await }).await
    }

    /// Replaces the parameters, as "edit settings" does; the app hears of it with its next event.
    ///
    /// A secure parameter that is not given keeps its value.
    pub async fn configure(&self, parameters: Map<String, Value>) -> Result<(), Refusal> {
        let inner = Arc::clone(&self.0);
        finish(async move { inner.configure(parameters).await }).await
    }

    /// Replaces the package by another one, or by the same file read anew if `zip` is none, and runs its `afterAppUpdate`.
    ///
    /// The parameters are those of the installation with `parameters` in their place; those that the new package no longer
    /// declares are dropped. Records, schedules and target URLs stay. Until the handler has agreed all other events
    /// run the old package, and they go on doing so if anything refuses; what the handler stored by then stays stored.
    /// A restart begins with the package of its own [`Options`].
    pub async fn update(
        &self,
        zip: Option<PathBuf>,
        parameters: Map<String, Value>,
    ) -> Result<(), Refusal> {
        let inner = Arc::clone(&self.0);
        finish(async move { inner.update(zip, parameters).await }).await
    }

    /// Runs `onAppUninstall` and wipes everything the installation kept; an app that refuses stays installed.
    pub async fn uninstall(&self) -> Result<(), Refusal> {
        let inner = Arc::clone(&self.0);
        finish(async move { inner.uninstall().await }).await
    }

    /// Hands a webhook to the app.
    pub async fn hook(&self, request: HookRequest) -> HookReply {
        self.0.hook(request).await
    }

    /// Invokes a function for a page.
    pub async fn invoke(&self, function: &str, arguments: Map<String, Value>) -> SmiReply {
        self.0.invoke(function, arguments).await
    }

    /// Sends the app a product event, for instance `onTicketUpdate` with `{actor, associations, ticket, changes}`; it
    /// is acknowledged at once and runs on its own.
    ///
    /// None if the app declares no handler for it, or the account has not the product: nobody then tells the app.
    /// Events that the platform raises for reasons of its own are refused.
    #[expect(clippy::unused_async, reason = "all events are sent alike")]
    pub async fn product_event(
        &self,
        event: &str,
        data: Value,
    ) -> Result<Option<EventId>, Refusal> {
        let inner = &self.0;
        if OWN_EVENTS.contains(&event) {
            return Err(Refusal::UnknownEvent(event.to_owned()));
        }
        let (_, parameters) = inner.phase().installed().ok_or(Refusal::NotInstalled)?;
        let package = inner.package();
        let Some(handler) = package.product_handler(event) else {
            return Ok(None);
        };
        let data = to_raw_value(&data).map_err(|error| Refusal::Failed(error.to_string()))?;
        let extra = Extra {
            version: Some(PRODUCT_EVENT_VERSION),
            data: Some(&data),
            ..Extra::default()
        };
        let payload = inner.payload(&package, event, &parameters, extra);
        let limit = inner.limits.product_event_size;
        if payload.len() > limit {
            return Err(Refusal::TooLarge { limit });
        }
        let call = Call {
            name: event.to_owned(),
            handler: handler.to_owned(),
            package,
            payload,
            iparams: parameters,
            reduced: false,
            waits: false,
            limit: inner.limits.event_time,
        };
        Ok(Some(inner.begin(call).event))
    }

    /// Sends a template request for a page.
    pub async fn request(
        &self,
        template: &str,
        context: Map<String, Value>,
        body: Option<String>,
        caller: Caller,
    ) -> Result<TemplateReply, TemplateFailure> {
        let asked = Asked {
            package: &self.0.package(),
            template,
            context: &Value::Object(context),
            body: &body.map_or(Value::Null, Value::String),
            caller,
            iparams: &self.0.phase().parameters().unwrap_or_default(),
        };
        self.0.template_request(None, asked).await
    }

    /// Carries out a `$db` operation for a page; nothing is kept for an app that is not installed.
    pub async fn db(&self, operation: DbOperation) -> Result<Value, DbError> {
        if self.0.phase().installed().is_none() {
            return Err(DbError::new(404, "Route not allowed"));
        }
        self.0.db(&self.0.package(), None, operation).await
    }

    /// Fires everything that is due now, one after the other in the order of their times, waits for their events to
    /// end and tells how many there were.
    ///
    /// Under the system's clock this also happens by itself.
    pub async fn run_due_schedules(&self) -> usize {
        self.0.run_due_schedules().await
    }

    /// Turns a virtual clock forward, stopping wherever a schedule is due to run its event to the end, and tells how
    /// many there were; a schedule of every five minutes fires twelve times in an hour.
    ///
    /// Under the system's clock nothing is turned, and only what is due now is fired.
    pub async fn advance(&self, by: Duration) -> usize {
        let clock = &self.0.clock;
        let end = clock.after(by);
        let mut count = self.run_due_schedules().await;
        while let Some(due) = self
            .0
            .next_due()
            .filter(|due| clock.is_virtual() && *due <= end)
        {
            clock.turn_to(due);
            let fired = self.run_due_schedules().await;
            if fired == 0 {
                // The state cannot be read, as the journal says; it would stay due for ever.
                break;
            }
            count += fired;
        }
        clock.turn_to(end);
        count
    }

    /// Waits until no event is running.
    pub async fn settled(&self) {
        self.0.settled().await;
    }

    /// What happened since the start, oldest first.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.journal_since(0)
    }

    /// What happened since the entry with this sequence number, that one included.
    #[must_use]
    pub fn journal_since(&self, sequence: u64) -> Vec<Entry> {
        self.0.journal.since(sequence)
    }

    /// What can be seen from outside.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.status()
    }

    /// Ends everything that runs and closes the state; the platform is of no use afterwards.
    pub async fn stop(&self) {
        self.0.stopped.send_replace(true);
        if let Some(sandbox) = &self.0.package().sandbox {
            sandbox.stop();
        }
        self.settled().await;
        self.0.store.close().await;
    }
}

/// Sees a change of the installation through, even if nobody waits for it any more.
async fn finish(
    change: impl Future<Output = Result<(), Refusal>> + Send + 'static,
) -> Result<(), Refusal> {
    tokio::spawn(change)
        .await
        .unwrap_or_else(|error| Err(Refusal::Failed(error.to_string())))
}

impl Inner {
    fn next_event(&self) -> EventId {
        EventId(self.events.fetch_add(1, Ordering::Relaxed) + 1)
    }

    async fn settled(&self) {
        let mut running = self.running.subscribe();
        // An error means that nobody counts any more, so nothing runs.
        let _ = running.wait_for(|running| *running == 0).await;
    }
}

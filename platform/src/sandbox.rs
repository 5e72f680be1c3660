//! Runs handlers in a bare context, in Node processes that are replaced when they hang or die.
//!
//! One event at a time has a process. What features do and what replies mean is the runtime's business.
//!
//! Where it differs from the development kit 6.9, on purpose: a synchronous endless loop is ended from outside, so it
//! is the documented time-out like any other hang and no thrown error; the context has no global for the kit's own
//! bookkeeping; frames of a required file carry its own name. As there, what features return and reject with belongs
//! to the outer realm, promises included, and only the handler's argument is made inside.

mod message;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

pub(crate) use self::message::Load;
use self::message::{Answer, Answered, FromWorker, Order, RunOrder};
use self::worker::{Line, Worker};
use crate::runtime::Outcome;

/// The script that every worker process runs; its ending tells Node that it is a `CommonJS` one.
const SCRIPT: &str = include_str!("sandbox/worker.cjs");
const SCRIPT_NAME: &str = "worker.cjs";

/// The worker processes of one app.
#[derive(Debug)]
pub(crate) struct Sandbox {
    script: PathBuf,
    load: Load,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Worker>>,
    closed: AtomicBool,
}

/// Why no handler can run; a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct SandboxError(String);

impl SandboxError {
    fn no_node(why: &str) -> Self {
        Self(format!(
            "The server code needs Node.js 20 or newer as `node` on the path ({why}); install it."
        ))
    }

    fn not_loaded(why: &str) -> Self {
        Self(format!("A worker process did not start: {why}"))
    }
}

/// A handler to run.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// The request's identifier, which replies carry.
    pub(crate) request_id: String,
    /// The exported function.
    pub(crate) handler: String,
    /// Its argument, as JSON text.
    pub(crate) payload: String,
    /// Whether only `$request` and `renderData` are there, as before an installation.
    pub(crate) reduced: bool,
    /// Whether the run is not over before the handler called `renderData`.
    pub(crate) waits: bool,
    /// How long it may take.
    pub(crate) limit: Duration,
}

/// What a handler replied, through `renderData` or by throwing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The whole body, as JSON text.
    pub(crate) body: String,
    /// The value given with success, as JSON text.
    pub(crate) value: Option<String>,
}

impl Rendered {
    /// Whether it stands for an error; a thrown one comes with status 200.
    pub(crate) fn is_error(&self) -> bool {
        // Only the bodies of errors have a status of their own.
        serde_json::from_str(&self.body).is_ok_and(|body: Value| body.get("status").is_some())
    }
}

/// Something heard during a run that does not end it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A line for the console.
    Console {
        /// `log`, `info`, `error`, or `outside`.
        level: String,
        /// The line.
        text: String,
    },
    /// Something that the person who wrote the app should know.
    Notice(String),
    /// A reply.
    Rendered(Rendered),
}

/// What a run needs of the platform.
pub(crate) trait Host: Send + Sync + 'static {
    /// Carries out a feature call, for instance `db.set`.
    fn call(
        &self,
        feature: String,
        arguments: Vec<Value>,
    ) -> impl Future<Output = Result<Value, Value>> + Send;

    /// Hears something.
    fn hear(&self, heard: Heard);

    /// The time to tell, in milliseconds since 1970; none for the system's.
    fn told_time(&self) -> Option<i64>;
}

impl Sandbox {
    /// Starts `workers` processes, at least one; `folder` is where the script is put.
    pub(crate) async fn start(
        folder: &Path,
        load: Load,
        workers: usize,
    ) -> Result<Arc<Self>, SandboxError> {
        let script = folder.join(SCRIPT_NAME);
        tokio::fs::write(&script, SCRIPT).await.map_err(|error| {
            SandboxError(format!("{} cannot be written: {error}", script.display()))
        })?;
        let workers = workers.max(1);
        let mut starting = JoinSet::new();
        for _ in 0..workers {
            let (script, load) = (script.clone(), load.clone());
            starting.spawn(async move { Worker::start(&script, &load).await });
        }
        let mut idle = Vec::new();
        while let Some(started) = starting.join_next().await {
            idle.push(started.map_err(|error| SandboxError(error.to_string()))??);
        }
        Ok(Arc::new(Self {
            script,
            load,
            places: Arc::new(Semaphore::new(workers)),
            idle: Mutex::new(idle),
            closed: AtomicBool::new(false),
        }))
    }

    /// Exported functions that the manifest names and the code does not have in the right shape.
    pub(crate) fn missing_handlers(&self) -> Vec<String> {
        self.idle()
            .first()
            .map(|worker| worker.missing.clone())
            .unwrap_or_default()
    }

    /// Runs a handler as soon as a process is free; a reply goes to `reply` at once, the outcome is told at the end.
    pub(crate) async fn run<H: Host>(
        self: &Arc<Self>,
        run: &Run,
        host: &Arc<H>,
        reply: oneshot::Sender<Rendered>,
    ) -> Outcome {
        let (mut worker, place) = match self.take().await {
            Ok(taken) => taken,
            Err(error) => {
                return Outcome::Died {
                    reason: error.to_string(),
                };
            }
        };
        let mut session = Session {
            worker: &mut worker,
            host,
            reply: Some(reply),
            calls: JoinSet::new(),
            outcome: Outcome::Finished,
            printed: String::new(),
        };
        let is_usable = session.carry_out(run).await;
        let outcome = session.outcome;
        if is_usable {
            self.idle().push(worker);
        } else {
            drop(worker);
            self.replace(place);
        }
        outcome
    }

    /// Ends all processes; whatever still runs dies.
    pub(crate) fn stop(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.places.close();
        self.idle().clear();
    }

    async fn take(&self) -> Result<(Worker, OwnedSemaphorePermit), SandboxError> {
        let stopped = || SandboxError("The platform was stopped.".to_owned());
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|_| stopped())?;
        while let Some(mut worker) = self.next_idle() {
            if worker.is_alive() {
                return Ok((worker, place));
            }
        }
        let worker = Worker::start(&self.script, &self.load).await?;
        Ok((worker, place))
    }

    fn next_idle(&self) -> Option<Worker> {
        self.idle().pop()
    }

    /// Starts another process in the place of a lost one, in the background.
    fn replace(self: &Arc<Self>, place: OwnedSemaphorePermit) {
        let sandbox = Arc::clone(self);
        tokio::spawn(async move {
            if let Ok(worker) = Worker::start(&sandbox.script, &sandbox.load).await
                && !sandbox.closed.load(Ordering::SeqCst)
            {
                sandbox.idle().push(worker);
            }
            drop(place);
        });
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One run in one process.
struct Session<'a, H> {
    worker: &'a mut Worker,
    host: &'a Arc<H>,
    reply: Option<oneshot::Sender<Rendered>>,
    calls: JoinSet<(u64, Result<Value, Value>)>,
    outcome: Outcome,
    /// What was printed outside the protocol, in case the process dies.
    printed: String,
}

impl<H: Host> Session<'_, H> {
    /// Runs the handler to its end; false if the process must not be used again.
    async fn carry_out(&mut self, run: &Run) -> bool {
        self.say(Order::Run(RunOrder {
            request_id: &run.request_id,
            handler: &run.handler,
            payload: &run.payload,
            reduced: run.reduced,
            waits: run.waits,
        }));
        let deadline = Instant::now() + run.limit;
        loop {
            tokio::select! {
                () = sleep_until(deadline) => {
                    // A rejection that nobody answered says more than the time-out that follows from it.
                    if self.outcome == Outcome::Finished {
                        self.outcome = Outcome::TimedOut;
                    }
                    return false;
                }
                Some(done) = self.calls.join_next() => {
                    if let Ok((call, result)) = done {
                        self.answer(call, result);
                    }
                }
                line = self.worker.listen() => match line {
                    Line::Message(FromWorker::Over {}) => return true,
                    Line::Message(message) => self.understand(message),
                    Line::Printed(text) => {
                        self.printed.push_str(&text);
                        self.printed.push('\n');
                        self.host.hear(Heard::Console { level: "outside".to_owned(), text });
                    }
                    Line::Closed => {
                        let printed = std::mem::take(&mut self.printed);
                        let reason = self.worker.last_words(printed).await;
                        self.outcome = Outcome::Died { reason };
                        return false;
                    }
                },
            }
        }
    }

    fn understand(&mut self, message: FromWorker) {
        match message {
            FromWorker::Call {
                call,
                feature,
                arguments,
            } => self.call(call, feature, &arguments),
            FromWorker::Console { level, text } => self.host.hear(Heard::Console { level, text }),
            FromWorker::Rendered {
                status,
                body,
                value,
            } => self.render(Rendered {
                status,
                body,
                value,
            }),
            FromWorker::Refused { text } => self.host.hear(Heard::Notice(text)),
            FromWorker::Threw {
                error,
                body,
                replies,
            } => {
                self.outcome = Outcome::Threw { error };
                if replies {
                    self.render(Rendered {
                        status: 200,
                        body,
                        value: None,
                    });
                }
            }
            FromWorker::Rejected { error } => self.outcome = Outcome::Rejected { error },
            FromWorker::Unhandled { error } => self.host.hear(Heard::Notice(format!(
                "A promise was rejected and nobody handled it: {error}"
            ))),
            FromWorker::Over {} | FromWorker::Loaded { .. } => {}
        }
    }

    fn render(&mut self, rendered: Rendered) {
        self.host.hear(Heard::Rendered(rendered.clone()));
        if let Some(reply) = self.reply.take() {
            // Nobody may be waiting any more, and that is fine.
            let _ = reply.send(rendered);
        }
    }

    fn call(&mut self, call: u64, feature: String, arguments: &str) {
        match serde_json::from_str(arguments) {
            Ok(arguments) => {
                let host = Arc::clone(self.host);
                self.calls
                    .spawn(async move { (call, host.call(feature, arguments).await) });
            }
            // JavaScript's JSON can be nested deeper than is read here.
            Err(error) => {
                let message = format!("{feature} was given something that cannot be read: {error}");
                let error = serde_json::json!({ "message": message, "status": 400 });
                self.answer(call, Err(error));
            }
        }
    }

    fn answer(&self, call: u64, result: Result<Value, Value>) {
        let result = match result {
            Ok(value) => Answered::Value(value),
            Err(error) => Answered::Error(error),
        };
        self.say(Order::Answer(Answer { call, result }));
    }

    fn say(&self, order: Order<'_>) {
        self.worker.say(self.host.told_time(), order);
    }
}

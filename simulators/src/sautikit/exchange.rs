//! Carries out what the telephone exchange leaves to do: has events sent, voice callbacks asked, phones picked up.
//!
//! Everything is done in the order in which it came up, by one worker.
//! A change of the exchange never waits for the network, so an answer to the API is never held up by a webhook.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot, watch};

use super::config::{ApiKey, Config};
use super::emitter::Emitter;
use super::event::Event;
use super::pbx::{Effect, Pbx};
use super::sending::Late;
use crate::clock::Clock;
use crate::front::{Front, StartError, Tables};

/// How often a simulator on real time looks for what has become due.
const TICK: Duration = Duration::from_millis(250);

/// One open workspace.
pub(crate) struct Exchange {
    pub(crate) pbx: Mutex<Pbx>,
    pub(crate) emitter: Emitter,
    pub(crate) held: Mutex<Vec<Event>>,
    pub(crate) late: Mutex<Vec<Late>>,
    /// How many events there were, lost and held ones included.
    pub(crate) emitted: Mutex<usize>,
    pub(crate) workspace_secret: String,
    pub(crate) keys: Vec<ApiKey>,
    pub(crate) clock: Clock,
    pub(crate) front: Arc<Front>,
    answer_delay: Duration,
    tables: Tables,
    queue: mpsc::UnboundedSender<Batch>,
    outstanding: watch::Sender<usize>,
}

struct Batch {
    effects: Vec<Effect>,
    done: oneshot::Sender<()>,
}

/// Comes true when everything that a change caused has been carried out.
pub(crate) struct Done(oneshot::Receiver<()>);

impl Done {
    /// Waits for it.
    pub(crate) async fn wait(self) {
        // A worker that is gone has nothing left to carry out.
        let _carried_out = self.0.await;
    }
}

impl Exchange {
    /// Opens the workspace with the tables of the last run, or as the config describes it.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let tables = Tables::new(config.state.as_deref(), "sautikit");
        let kept = tables.load::<Pbx>()?;
        let mut pbx = kept.unwrap_or_else(|| Pbx::new(config.numbers, config.balance_minor));
        pbx.switches = config.switches;
        pbx.automatic = config.answers_automatically.into_iter().collect();
        pbx.people = config.people;
        pbx.play_hosts = config.play_hosts;
        let (queue, batches) = mpsc::unbounded_channel();
        let keys = config.keys.clone();
        let exchange = Arc::new(Self {
            pbx: Mutex::new(pbx),
            emitter: Emitter::new(config.delivery_timeout, config.callback_timeout)?,
            held: Mutex::default(),
            late: Mutex::default(),
            emitted: Mutex::default(),
            workspace_secret: config.workspace_secret,
            keys: config.keys,
            clock: config.clock,
            front: Front::new(move |value| super::auth::key_in(&keys, value).is_some()),
            answer_delay: config.answer_delay,
            tables,
            queue,
            outstanding: watch::channel(0).0,
        });
        tokio::spawn(work(Arc::downgrade(&exchange), batches));
        if exchange.clock.runs_by_itself() {
            tokio::spawn(keep_time(Arc::downgrade(&exchange)));
        }
        Ok(exchange)
    }

    /// Changes the exchange at the clock's time; what it causes is carried out in the background.
    pub(crate) fn act<T>(&self, act: impl FnOnce(&mut Pbx) -> T) -> (T, Done) {
        let mut pbx = self.pbx.lock();
        pbx.now = self.clock.now();
        let result = act(&mut pbx);
        let effects = pbx.take_effects();
        self.tables.save(&*pbx);
        // Under the lock, so that effects are queued in the order of their causes.
        (result, self.enqueue(effects))
    }

    fn enqueue(&self, effects: Vec<Effect>) -> Done {
        let (done, carried_out) = oneshot::channel();
        self.outstanding.send_modify(|count| *count += 1);
        if self.queue.send(Batch { effects, done }).is_err() {
            self.outstanding.send_modify(|count| *count -= 1);
        }
        Done(carried_out)
    }

    /// Waits until nothing is left to carry out.
    pub(crate) async fn settled(&self) {
        let mut outstanding = self.outstanding.subscribe();
        // The sender lives as long as this does.
        let _settled = outstanding.wait_for(|count| *count == 0).await;
    }

    /// Lets everything happen that has become due.
    pub(crate) async fn catch_up(&self) {
        loop {
            if self.pbx.lock().is_due(self.clock.now()) {
                let ((), done) = self.act(Pbx::tick);
                done.wait().await;
            } else if !self.send_due().await {
                return;
            }
        }
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&self, line: String) {
        self.pbx.lock().note(line);
    }

    async fn carry_out(self: &Arc<Self>, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Emit(event) => self.emit(*event).await,
                Effect::Report(report) => self.report(*report).await,
                Effect::Ask(call, edge) => {
                    let answer = self.ask(call, edge).await;
                    let caused = {
                        let mut pbx = self.pbx.lock();
                        pbx.now = self.clock.now();
                        pbx.answered_with(call, edge, answer);
                        self.tables.save(&*pbx);
                        pbx.take_effects()
                    };
                    for effect in caused.into_iter().rev() {
                        effects.push_front(effect);
                    }
                }
                Effect::PickUp(leg) => self.pick_up(leg),
            }
        }
    }

    fn pick_up(self: &Arc<Self>, leg: u64) {
        let exchange = Arc::clone(self);
        self.outstanding.send_modify(|count| *count += 1);
        tokio::spawn(async move {
            tokio::time::sleep(exchange.answer_delay).await;
            let ((), done) = exchange.act(|pbx| pbx.answer(leg));
            done.wait().await;
            exchange.outstanding.send_modify(|count| *count -= 1);
        });
    }
}

async fn work(exchange: Weak<Exchange>, mut batches: mpsc::UnboundedReceiver<Batch>) {
    while let Some(batch) = batches.recv().await {
        let Some(exchange) = exchange.upgrade() else {
            return;
        };
        exchange.carry_out(batch.effects).await;
        exchange.outstanding.send_modify(|count| *count -= 1);
        // Whoever does not wait for it has dropped the other end.
        let _heard = batch.done.send(());
    }
}

async fn keep_time(exchange: Weak<Exchange>) {
    loop {
        tokio::time::sleep(TICK).await;
        let Some(exchange) = exchange.upgrade() else {
            return;
        };
        exchange.catch_up().await;
    }
}

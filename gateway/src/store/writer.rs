//! The one writer: takes what waits, writes it as one batch, and tells each who waits what came of it.
//!
//! A batch that fails is tried again until it is written, so nothing that was taken is given up while the process lives.

use std::num::NonZeroUsize;
use std::time::Duration;

use lru::LruCache;
use sqlx::AnyPool;
use switchboard::values::{AgentId, Timestamp};
use tokio::sync::{mpsc, oneshot, watch};

use super::batch::Statements;
use super::{News, Waiting};
use crate::clock::Clock;

/// How many entries are written at once.
const LARGEST_BATCH: usize = 256;

/// How many names of letters are remembered. Sautikit repeats an event within minutes; one that is repeated to another gateway,
/// or after a restart, the app is told again and knows for the same.
const NAMES: NonZeroUsize = NonZeroUsize::new(20_000).unwrap();

/// How long a failed batch is left alone.
const PAUSE: Duration = Duration::from_millis(250);

/// What is to be remembered at once: all of it, or nothing if its claim was taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What a call is answered.
    pub(crate) claim: Option<Claim>,
    /// The call's ids, if it was told to go on since it was answered.
    pub(crate) heard: Vec<String>,
    /// What was written under its name lately is neither told nor pushed again.
    pub(crate) letter: Option<Letter>,
    pub(crate) push: Option<Push>,
    /// Whether somebody is told that it is kept, and will not tell it again.
    pub(crate) acknowledged: bool,
    /// The numbers of letters that need not wait any more.
    pub(crate) done: Vec<i64>,
    /// How many letters are taken, once all this is written.
    pub(crate) wanted: usize,
}

/// An answer that a call is given once.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// The call's ids, the one that stands for it first.
    pub(crate) calls: Vec<String>,
    pub(crate) answer: String,
    /// Whose phones are rung.
    pub(crate) agents: Vec<AgentId>,
}

/// Something that the app is to be told.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    /// The same for the same thing.
    pub(crate) name: String,
    /// What is told of one call is told in its order.
    pub(crate) call: String,
    /// JSON.
    pub(crate) content: String,
}

/// Something that softphones are to be told.
#[derive(Clone, Debug)]
pub(crate) struct Push {
    /// The call's ids; it is for those agents whose phones the call rang.
    pub(crate) calls: Vec<String>,
    /// JSON.
    pub(crate) event: String,
    /// What is told instead of a call that rang nobody's phone here.
    pub(crate) elsewhere: Elsewhere,
}

/// What is told of a call that others put through.
#[derive(Clone, Debug)]
pub(crate) struct Elsewhere {
    /// Who is told; everybody if nobody is named.
    pub(crate) agents: Vec<AgentId>,
    /// JSON.
    pub(crate) event: String,
}

/// What came of an entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    /// It is written.
    Whole,
    /// The call was answered before.
    Before(Given),
    /// These letters were taken.
    Taken(Vec<Waiting>),
}

/// What a call was answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Given {
    pub(crate) at: Timestamp,
    /// Whether the call was told to go on since.
    pub(crate) heard: bool,
    pub(crate) answer: String,
}

/// An entry and who waits for it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) entry: Entry,
    pub(super) reply: oneshot::Sender<Written>,
}

pub(super) async fn write(
    pool: AnyPool,
    is_file: bool,
    clock: Clock,
    mut waiting: mpsc::Receiver<Job>,
    tell: watch::Sender<News>,
) {
    let statements = Statements::new(is_file);
    let mut names = LruCache::new(NAMES);
    let mut jobs = Vec::with_capacity(LARGEST_BATCH);
    let mut disk = Disk {
        is_file,
        waits: true,
    };
    while waiting.recv_many(&mut jobs, LARGEST_BATCH).await > 0 {
        let waits = jobs.iter().any(|job| job.entry.acknowledged);
        let (outcomes, news) = loop {
            let written = match disk.wait(waits, &pool).await {
                Ok(()) => statements.write(&pool, &jobs, &names, clock.now()).await,
                Err(error) => Err(error),
            };
            match written {
                Ok(written) => break written,
                Err(error) => {
                    tracing::error!(
                        entries = jobs.len(),
                        "A batch was not written: {}.",
                        named(&error)
                    );
                    tokio::time::sleep(PAUSE).await;
                }
            }
        };
        let is_news = jobs.iter().any(|job| job.entry.wanted == 0);
        for (job, outcome) in jobs.drain(..).zip(outcomes) {
            if let (Some(letter), Written::Whole) = (job.entry.letter, &outcome) {
                names.put(letter.name, ());
            }
            // Who does not wait any more need not be told.
            drop(job.reply.send(outcome));
        }
        // Who took letters need not look again.
        tell.send_if_modified(|known| {
            *known = news;
            is_news
        });
    }
    pool.close().await;
}

/// Whether SQLite waits for the disk. What is acknowledged outlives a power cut. What a caller was answered outlives the
/// process alone: a power cut ends the call as well, and the app finds it in Sautikit's list.
struct Disk {
    is_file: bool,
    waits: bool,
}

impl Disk {
    async fn wait(&mut self, waits: bool, pool: &AnyPool) -> sqlx::Result<()> {
        if self.is_file && self.waits != waits {
            let setting = if waits {
                "PRAGMA synchronous = FULL"
            } else {
                "PRAGMA synchronous = NORMAL"
            };
            sqlx::query(setting).execute(pool).await?;
            self.waits = waits;
        }
        Ok(())
    }
}

/// What kind of failure it is; a database may echo what was written.
fn named(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(error) => format!("code {}", error.code().unwrap_or_default()),
        None => error.to_string(),
    }
}

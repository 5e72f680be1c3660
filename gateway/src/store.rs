//! What the gateway remembers, in SQLite or PostgreSQL by the same statements: answers, the outbox, events, the snapshot.
//!
//! What is to be remembered of a call is written by one writer, in batches; each batch is written whole or not at all.

mod batch;
mod letters;
mod presences;
mod statement;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, Executor as _, Row as _};
use switchboard::values::{AgentId, Timestamp};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;

pub(crate) use letters::Waiting;
pub(crate) use writer::{Claim, Elsewhere, Entry, Given, Letter, Push, Written};
use writer::{Job, write};

/// The tables of each database.
static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRESQL: Migrator = sqlx::migrate!("migrations/postgresql");

/// How many entries may wait to be written.
const MOST_WAITING: usize = 4096;

/// How many connections are held at most; with SQLite there is one more, for what is written.
const CONNECTIONS: u32 = 6;

/// How SQLite is set; the writer decides anew for each batch whether the disk is waited for. Pages are held in memory up to so
/// many kB. The log is brought into the file beside the writer, which does it itself only when it has grown to so many pages.
const SETTINGS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
    PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 100000;";

/// How often SQLite's log is brought into the file.
const CHECKPOINTS: Duration = Duration::from_millis(250);

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long answers are remembered: no call lasts longer.
const ANSWERS_LAST: i64 = 4 * 60 * 60;

/// How long events are kept for softphones that were away.
const EVENTS_LAST: i64 = 60 * 60;

/// How many events are read at once.
pub(crate) const MOST_EVENTS: usize = 1000;

/// What the store says when it fails. No value of a row is among it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Its tables could not be made.
    #[error("The tables could not be made: {0}")]
    Tables(#[from] sqlx::migrate::MigrateError),
    /// Too much waits to be written.
    #[error("Too much waits to be written")]
    Full,
    /// It was not written in time, and may still be.
    #[error("It was not written in time")]
    Late,
}

type Result<T, E = StoreError> = std::result::Result<T, E>;

/// An event as softphones get it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pushed {
    pub(crate) id: i64,
    /// Whom it is for; nobody in particular if empty.
    pub(crate) agents: Vec<AgentId>,
    /// JSON.
    pub(crate) event: String,
}

/// The events of the newest batch. Who missed a batch finds that the numbers do not meet.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// The last number that was given before, by whichever gateway.
    pub(crate) after: i64,
    /// The last number that was given.
    pub(crate) last: i64,
    pub(crate) events: Vec<Arc<Pushed>>,
}

/// The store.
#[derive(Debug)]
pub(crate) struct Store {
    pool: AnyPool,
    /// For what is written. Of SQLite it is one connection, for which writers stand in line: it takes one write at a time, whoever
    /// else comes sleeps and looks again, and a connection forgets its pages when another one writes.
    writing: AnyPool,
    jobs: mpsc::Sender<Job>,
    /// Changes when something was written.
    pub(crate) written: watch::Receiver<News>,
}

impl Store {
    /// Opens the database and makes its tables. The task ends, with everything written, once the store is dropped.
    pub(crate) async fn open(url: &str, clock: Clock) -> Result<(Self, JoinHandle<()>)> {
        sqlx::any::install_default_drivers();
        let is_file = url.starts_with("sqlite:");
        let url = if is_file && !url.contains('?') {
            format!("{url}?mode=rwc")
        } else {
            url.to_owned()
        };
        let options = AnyPoolOptions::new().max_connections(CONNECTIONS);
        let options = options
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_file {
                        connection.execute(SETTINGS).await?;
                    }
                    Ok(())
                })
            });
        let pool = options.clone().connect(&url).await?;
        let writing = if is_file {
            options.max_connections(1).connect(&url).await?
        } else {
            pool.clone()
        };
        let tables = if is_file { &SQLITE } else { &POSTGRESQL };
        tables.run(&writing).await?;
        if is_file {
            tokio::spawn(bring_in(pool.clone(), writing.clone()));
        }
        let (jobs, entries) = mpsc::channel(MOST_WAITING);
        let (tell, written) = watch::channel(News::default());
        let writer = write(writing.clone(), is_file, clock, entries, tell);
        let writer = tokio::spawn(writer);
        let store = Self {
            pool,
            writing,
            jobs,
            written,
        };
        Ok((store, writer))
    }

    /// Writes an entry. What is late is not given up: it is written as soon as that is possible.
    pub(crate) async fn write(&self, entry: Entry, patience: Duration) -> Result<Written> {
        let (reply, written) = oneshot::channel();
        let job = Job { entry, reply };
        self.jobs.try_send(job).map_err(|_| StoreError::Full)?;
        match tokio::time::timeout(patience, written).await {
            Ok(Ok(written)) => Ok(written),
            Ok(Err(_)) | Err(_) => Err(StoreError::Late),
        }
    }

    /// Keeps a snapshot unless a newer one is there.
    pub(crate) async fn keep_snapshot(&self, at: Timestamp, body: &str) -> Result<()> {
        let statement = "INSERT INTO snapshot (one, at, body) VALUES (1, $1, $2)
            ON CONFLICT (one) DO UPDATE SET at = excluded.at, body = excluded.body WHERE snapshot.at < excluded.at";
        let query = sqlx::query(statement)
            .bind(at.millis())
            .bind(body.to_owned());
        query.execute(&self.writing).await?;
        Ok(())
    }

    /// The snapshot, if it is newer than that.
    pub(crate) async fn snapshot_after(&self, at: Option<Timestamp>) -> Result<Option<String>> {
        let at = at.map_or(i64::MIN, Timestamp::millis);
        let query = sqlx::query("SELECT body FROM snapshot WHERE at > $1").bind(at);
        let row = query.fetch_optional(&self.pool).await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }

    /// The last number that was given.
    pub(crate) async fn last_number(&self) -> Result<i64> {
        let query = sqlx::query("SELECT last FROM counter");
        Ok(query.fetch_one(&self.pool).await?.try_get(0)?)
    }

    /// Events after that number, the oldest first; not all at once.
    pub(crate) async fn events_after(&self, id: i64) -> Result<Vec<Pushed>> {
        let statement = "SELECT id, agents, event FROM pushed WHERE id > $1 ORDER BY id LIMIT $2";
        let rows = sqlx::query(statement)
            .bind(id)
            .bind(i64::try_from(MOST_EVENTS).unwrap_or_default())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(pushed).collect()
    }

    /// Forgets what is not needed any more.
    pub(crate) async fn tidy(&self, now: Timestamp) -> Result<()> {
        for (statement, lasts) in [
            ("DELETE FROM answered WHERE at < $1", ANSWERS_LAST),
            // Numbers come in the order of time, so what is young is not looked at.
            (
                "DELETE FROM pushed WHERE id < (SELECT id FROM pushed WHERE at >= $1 ORDER BY id LIMIT 1)",
                EVENTS_LAST,
            ),
        ] {
            let oldest = now.plus_seconds(-lasts).millis();
            sqlx::query(statement)
                .bind(oldest)
                .execute(&self.writing)
                .await?;
        }
        self.forget_old_words(now).await
    }

    /// Whether the database answers.
    pub(crate) async fn is_alive(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.pool).await.is_ok()
    }
}

/// Brings SQLite's log into the file, so that the writer need not: nobody waits for that. It ends when nothing is written any more.
async fn bring_in(pool: AnyPool, writing: AnyPool) {
    while !writing.is_closed() {
        tokio::time::sleep(CHECKPOINTS).await;
        let brought = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&pool);
        if let Err(error) = brought.await {
            tracing::error!("The database's log stays as it is: {error}.");
        }
    }
}

fn pushed(row: &AnyRow) -> Result<Pushed> {
    let agents: String = row.try_get(1)?;
    Ok(Pushed {
        id: row.try_get(0)?,
        agents: ids(&agents),
        event: row.try_get(2)?,
    })
}

fn listed(agents: &[AgentId]) -> String {
    let agents: Vec<String> = agents.iter().map(AgentId::to_string).collect();
    agents.join(",")
}

fn ids(text: &str) -> Vec<AgentId> {
    text.split(',').filter_map(|id| id.parse().ok()).collect()
}

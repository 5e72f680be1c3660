//! The one writer: takes what waits, writes it as one batch, and tells each who waits what came of it.
//!
//! A batch that fails is tried again until it is written, so nothing that was taken is given up while the process lives.

use std::time::Duration;

use sqlx::{Any, AnyPool, Row as _, Transaction};
use switchboard::values::{AgentId, Timestamp};
use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::Clock;

/// How many entries are written at once.
const LARGEST_BATCH: usize = 256;

/// How long a failed batch is left alone.
const PAUSE: Duration = Duration::from_millis(250);

/// What is to be remembered at once: all of it, or nothing if its claim was taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What a call is answered.
    pub(crate) claim: Option<Claim>,
    /// The call's ids, if it was told to go on since it was answered.
    pub(crate) heard: Vec<String>,
    pub(crate) letters: Vec<Letter>,
    pub(crate) push: Option<Push>,
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
    /// The same for the same thing.
    pub(crate) name: String,
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
    clock: Clock,
    mut waiting: mpsc::Receiver<Job>,
    tell: watch::Sender<()>,
) {
    let mut jobs = Vec::with_capacity(LARGEST_BATCH);
    while waiting.recv_many(&mut jobs, LARGEST_BATCH).await > 0 {
        let outcomes = loop {
            match write_batch(&pool, &jobs, clock.now()).await {
                Ok(outcomes) => break outcomes,
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
        for (job, outcome) in jobs.drain(..).zip(outcomes) {
            // Who does not wait any more need not be told.
            drop(job.reply.send(outcome));
        }
        tell.send_replace(());
    }
    pool.close().await;
}

/// What kind of failure it is; a database may echo what was written.
fn named(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(error) => format!("code {}", error.code().unwrap_or_default()),
        None => error.to_string(),
    }
}

async fn write_batch(pool: &AnyPool, jobs: &[Job], now: Timestamp) -> sqlx::Result<Vec<Written>> {
    let ids: usize = jobs.iter().map(|job| job.entry.letters.len() + 1).sum();
    let mut transaction = pool.begin().await?;
    // First, so that batches of several gateways come one after the other.
    let count = sqlx::query("UPDATE counter SET last = last + $1 RETURNING last");
    let count = count.bind(i64::try_from(ids).unwrap_or_default());
    let last: i64 = count.fetch_one(&mut *transaction).await?.try_get(0)?;
    let mut batch = Batch {
        next: last - i64::try_from(ids).unwrap_or_default() + 1,
        now: now.millis(),
        transaction,
    };
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        outcomes.push(batch.write(&job.entry).await?);
    }
    batch.transaction.commit().await?;
    Ok(outcomes)
}

struct Batch {
    transaction: Transaction<'static, Any>,
    /// The next number that is not used.
    next: i64,
    now: i64,
}

impl Batch {
    async fn write(&mut self, entry: &Entry) -> sqlx::Result<Written> {
        if let Some(claim) = &entry.claim
            && let Some(given) = self.claim(claim).await?
        {
            return Ok(Written::Before(given));
        }
        for call in &entry.heard {
            let heard = sqlx::query("UPDATE answered SET heard = 1 WHERE call = $1 AND heard = 0");
            heard
                .bind(call.clone())
                .execute(&mut *self.transaction)
                .await?;
        }
        for letter in &entry.letters {
            let statement = "INSERT INTO outbox (id, name, call, content, since, due, tries)
                VALUES ($1, $2, $3, $4, $5, $5, 0) ON CONFLICT (name) DO NOTHING";
            let query = sqlx::query(statement)
                .bind(self.number())
                .bind(letter.name.clone());
            let query = query.bind(letter.call.clone()).bind(letter.content.clone());
            query.bind(self.now).execute(&mut *self.transaction).await?;
        }
        if let Some(push) = &entry.push {
            let rung = match &entry.claim {
                Some(claim) => listed(&claim.agents),
                None => self.agents_of(&push.calls).await?,
            };
            let (agents, event) = if rung.is_empty() {
                (listed(&push.elsewhere.agents), &push.elsewhere.event)
            } else {
                (rung, &push.event)
            };
            let statement =
                "INSERT INTO pushed (id, name, at, agents, event) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (name) DO NOTHING";
            let query = sqlx::query(statement)
                .bind(self.number())
                .bind(push.name.clone());
            let query = query.bind(self.now).bind(agents).bind(event.clone());
            query.execute(&mut *self.transaction).await?;
        }
        Ok(Written::Whole)
    }

    /// What the call was answered before, if it was; else this is its answer.
    async fn claim(&mut self, claim: &Claim) -> sqlx::Result<Option<Given>> {
        for call in &claim.calls {
            if let Some(given) = self.given(call).await? {
                return Ok(Some(given));
            }
        }
        for call in &claim.calls {
            let statement =
                "INSERT INTO answered (call, at, heard, answer, agents) VALUES ($1, $2, 0, $3, $4)
                ON CONFLICT (call) DO NOTHING";
            let query = sqlx::query(statement).bind(call.clone()).bind(self.now);
            let query = query.bind(claim.answer.clone()).bind(listed(&claim.agents));
            query.execute(&mut *self.transaction).await?;
        }
        Ok(None)
    }

    async fn given(&mut self, call: &str) -> sqlx::Result<Option<Given>> {
        let query = sqlx::query("SELECT at, heard, answer FROM answered WHERE call = $1")
            .bind(call.to_owned());
        let Some(row) = query.fetch_optional(&mut *self.transaction).await? else {
            return Ok(None);
        };
        Ok(Some(Given {
            at: Timestamp::from_millis(row.try_get(0)?),
            heard: row.try_get::<i64, _>(1)? != 0,
            answer: row.try_get(2)?,
        }))
    }

    async fn agents_of(&mut self, calls: &[String]) -> sqlx::Result<String> {
        for call in calls {
            let query =
                sqlx::query("SELECT agents FROM answered WHERE call = $1").bind(call.clone());
            if let Some(row) = query.fetch_optional(&mut *self.transaction).await? {
                return row.try_get(0);
            }
        }
        Ok(String::new())
    }

    const fn number(&mut self) -> i64 {
        let number = self.next;
        self.next += 1;
        number
    }
}

fn listed(agents: &[AgentId]) -> String {
    let agents: Vec<String> = agents.iter().map(AgentId::to_string).collect();
    agents.join(",")
}

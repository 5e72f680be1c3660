//! One batch: what is known of its calls is read, all entries are decided in their order, and what came of it is written.
//!
//! A statement for each entry would cost more than everything else about an answer, so rows are written together.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyPool, AssertSqlSafe, Row as _, Transaction};
use switchboard::values::{AgentId, Timestamp};

use super::writer::{Entry, Given, Job, Written};

/// How many rows go into the longest statement, as a power of two.
const LONGEST: u32 = 6;

/// A value of a row.
#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Number(i64),
}

type Row = Vec<Value>;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A statement in lengths for 1, 2, 4 and more rows: the database prepares each but once, and few do for any number of rows.
#[derive(Debug)]
struct Statement(Vec<Arc<str>>);

impl Statement {
    /// Between `head` and `tail` stands a list with so many values for each row. Values without a number are found sooner,
    /// but PostgreSQL knows none.
    fn new(is_file: bool, head: &str, width: usize, tail: &str) -> Self {
        let value = |at: usize| {
            if is_file {
                "?".to_owned()
            } else {
                format!("${at}")
            }
        };
        let row = |row: usize| {
            let values = row * width + 1..=(row + 1) * width;
            values.map(value).collect::<Vec<_>>().join(",")
        };
        let of_length = |length: usize| {
            let rows: Vec<String> = (0..length).map(row).collect();
            // Values of one row alone are a list of their own.
            let between = if width == 1 { "," } else { "),(" };
            format!("{head} ({}) {tail}", rows.join(between)).into()
        };
        Self((0..=LONGEST).map(|power| of_length(1 << power)).collect())
    }

    /// Which rows go together, and how they are asked for.
    fn queries<'rows>(
        &self,
        mut rows: &'rows [Row],
    ) -> impl Iterator<Item = Query<'rows, Any, AnyArguments>> {
        std::iter::from_fn(move || {
            let power = rows.len().checked_ilog2()?.min(LONGEST);
            let statement = self.0.get(usize::try_from(power).ok()?)?;
            let (these, others) = rows.split_at_checked(1 << power)?;
            rows = others;
            let query = sqlx::query(AssertSqlSafe(Arc::clone(statement)));
            Some(
                these
                    .iter()
                    .flatten()
                    .fold(query, |query, value| match value {
                        Value::Text(text) => query.bind(text.as_str()),
                        Value::Number(number) => query.bind(*number),
                    }),
            )
        })
    }

    async fn execute(
        &self,
        rows: &[Row],
        transaction: &mut Transaction<'static, Any>,
    ) -> sqlx::Result<()> {
        for query in self.queries(rows) {
            query.execute(&mut **transaction).await?;
        }
        Ok(())
    }
}

/// The statements of a batch.
#[derive(Debug)]
pub(super) struct Statements {
    known: Statement,
    answered: Statement,
    heard: Statement,
    letters: Statement,
    pushed: Statement,
    done: Statement,
}

impl Statements {
    pub(super) fn new(is_file: bool) -> Self {
        let known = "SELECT call, at, heard, answer, agents FROM answered WHERE call IN";
        let answered = "INSERT INTO answered (call, at, heard, answer, agents) VALUES";
        let letters = "INSERT INTO outbox (id, name, call, content, since, due, tries) VALUES";
        let pushed = "INSERT INTO pushed (id, name, at, agents, event) VALUES";
        let twice = "ON CONFLICT (name) DO NOTHING";
        let statement = |head, width, tail| Statement::new(is_file, head, width, tail);
        Self {
            known: statement(known, 1, ""),
            answered: statement(answered, 5, ""),
            heard: statement("UPDATE answered SET heard = 1 WHERE call IN", 1, ""),
            letters: statement(letters, 7, twice),
            pushed: statement(pushed, 5, twice),
            done: statement("DELETE FROM outbox WHERE id IN", 1, ""),
        }
    }

    /// Writes everything or nothing, and tells what came of each entry.
    pub(super) async fn write(
        &self,
        pool: &AnyPool,
        jobs: &[Job],
        now: Timestamp,
    ) -> sqlx::Result<Vec<Written>> {
        let ids: usize = jobs.iter().map(|job| job.entry.letters.len() + 1).sum();
        let ids = i64::try_from(ids).unwrap_or_default();
        let mut transaction = pool.begin().await?;
        // First, so that batches of several gateways come one after the other.
        let count = sqlx::query("UPDATE counter SET last = last + $1 RETURNING last").bind(ids);
        let last: i64 = count.fetch_one(&mut *transaction).await?.try_get(0)?;
        let mut batch = Batch {
            calls: self.read(jobs, &mut transaction).await?,
            next: last - ids + 1,
            now,
            letters: Vec::new(),
            pushed: Vec::new(),
            done: Vec::new(),
        };
        let outcomes = jobs.iter().map(|job| batch.decide(&job.entry)).collect();
        let (answered, heard) = batch.changes();
        self.answered.execute(&answered, &mut transaction).await?;
        self.heard.execute(&heard, &mut transaction).await?;
        self.letters
            .execute(&batch.letters, &mut transaction)
            .await?;
        self.pushed.execute(&batch.pushed, &mut transaction).await?;
        self.done.execute(&batch.done, &mut transaction).await?;
        transaction.commit().await?;
        Ok(outcomes)
    }

    /// What the calls were answered of which these tell.
    async fn read(
        &self,
        jobs: &[Job],
        transaction: &mut Transaction<'static, Any>,
    ) -> sqlx::Result<HashMap<String, Call>> {
        let entries = jobs.iter().map(|job| &job.entry);
        let ids = entries.flat_map(|entry| {
            let claimed = entry.claim.iter().flat_map(|claim| &claim.calls);
            let told = entry.push.iter().flat_map(|push| &push.calls);
            claimed.chain(told).chain(&entry.heard)
        });
        let ids: Vec<Row> = ids.map(|id| vec![text(id)]).collect();
        let mut calls = HashMap::new();
        for query in self.known.queries(&ids) {
            for row in query.fetch_all(&mut **transaction).await? {
                let given = Given {
                    at: Timestamp::from_millis(row.try_get(1)?),
                    heard: row.try_get::<i64, _>(2)? != 0,
                    answer: row.try_get(3)?,
                };
                let agents = row.try_get(4)?;
                calls.insert(
                    row.try_get(0)?,
                    Call {
                        given,
                        agents,
                        change: None,
                    },
                );
            }
        }
        Ok(calls)
    }
}

/// How a call differs from what is written of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Change {
    Answered,
    Heard,
}

/// A call that was answered.
#[derive(Debug)]
struct Call {
    given: Given,
    agents: String,
    change: Option<Change>,
}

/// What a batch makes of its entries.
struct Batch {
    calls: HashMap<String, Call>,
    /// The next number that is not used.
    next: i64,
    now: Timestamp,
    letters: Vec<Row>,
    pushed: Vec<Row>,
    done: Vec<Row>,
}

impl Batch {
    fn decide(&mut self, entry: &Entry) -> Written {
        if let Some(claim) = &entry.claim {
            if let Some(call) = self.find(&claim.calls) {
                return Written::Before(call.given.clone());
            }
            for call in &claim.calls {
                let given = Given {
                    at: self.now,
                    heard: false,
                    answer: claim.answer.clone(),
                };
                let agents = listed(&claim.agents);
                let change = Some(Change::Answered);
                self.calls.insert(
                    call.clone(),
                    Call {
                        given,
                        agents,
                        change,
                    },
                );
            }
        }
        for call in &entry.heard {
            if let Some(call) = self.calls.get_mut(call)
                && !call.given.heard
            {
                call.given.heard = true;
                call.change = call.change.or(Some(Change::Heard));
            }
        }
        let now = Value::Number(self.now.millis());
        for letter in &entry.letters {
            let (name, call, content) = (
                text(&letter.name),
                text(&letter.call),
                text(&letter.content),
            );
            let (id, tries) = (self.number(), Value::Number(0));
            self.letters.push(vec![
                id,
                name,
                call,
                content,
                now.clone(),
                now.clone(),
                tries,
            ]);
        }
        if let Some(push) = &entry.push {
            let rung = self.find(&push.calls).map(|call| call.agents.as_str());
            let (agents, event) = if let Some(rung) = rung.filter(|rung| !rung.is_empty()) {
                (text(rung), text(&push.event))
            } else {
                let elsewhere = &push.elsewhere;
                (
                    Value::Text(listed(&elsewhere.agents)),
                    text(&elsewhere.event),
                )
            };
            let row = vec![self.number(), text(&push.name), now, agents, event];
            self.pushed.push(row);
        }
        let done = entry.done.iter().map(|id| vec![Value::Number(*id)]);
        self.done.extend(done);
        Written::Whole
    }

    fn find(&self, ids: &[String]) -> Option<&Call> {
        ids.iter().find_map(|id| self.calls.get(id))
    }

    const fn number(&mut self) -> Value {
        let number = self.next;
        self.next += 1;
        Value::Number(number)
    }

    /// The calls that were answered, and those that were only heard to go on.
    fn changes(&self) -> (Vec<Row>, Vec<Row>) {
        let changed = |change| {
            let calls = self.calls.iter();
            calls.filter(move |(_, call)| call.change == Some(change))
        };
        let answered = changed(Change::Answered).map(|(id, call)| {
            let Given { at, heard, answer } = &call.given;
            let (at, heard) = (Value::Number(at.millis()), Value::Number(i64::from(*heard)));
            vec![text(id), at, heard, text(answer), text(&call.agents)]
        });
        let heard = changed(Change::Heard).map(|(id, _)| vec![text(id)]);
        (answered.collect(), heard.collect())
    }
}

fn listed(agents: &[AgentId]) -> String {
    let agents: Vec<String> = agents.iter().map(AgentId::to_string).collect();
    agents.join(",")
}

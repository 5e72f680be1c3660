//! One batch: what is known of its calls is read, all entries are decided in their order, and what came of it is written.
//!
//! A statement for each entry would cost more than everything else about an answer, so rows are written together.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use lru::LruCache;
use sqlx::{Any, AnyPool, Row as _, Transaction};
use switchboard::values::Timestamp;

use super::letters::take;
use super::statement::{Row, Statement, Value, text};
use super::writer::{Entry, Given, Job, Written};
use super::{News, Pushed, ids, listed};

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
        let pushed = "INSERT INTO pushed (id, at, agents, event) VALUES";
        let statement = |head, width, tail| Statement::new(is_file, head, width, tail);
        Self {
            known: statement(known, 1, ""),
            answered: statement(answered, 5, ""),
            heard: statement("UPDATE answered SET heard = 1 WHERE call IN", 1, ""),
            letters: statement(letters, 7, ""),
            pushed: statement(pushed, 4, ""),
            done: statement("DELETE FROM outbox WHERE id IN", 1, ""),
        }
    }

    /// Writes everything or nothing, and tells what came of each entry. What has one of these names was written before.
    pub(super) async fn write(
        &self,
        pool: &AnyPool,
        jobs: &[Job],
        names: &LruCache<String, ()>,
        now: Timestamp,
    ) -> sqlx::Result<(Vec<Written>, News)> {
        // For a letter and an event each.
        let ids = i64::try_from(jobs.len() * 2).unwrap_or_default();
        let mut transaction = pool.begin().await?;
        // First, so that batches of several gateways come one after the other.
        let count = sqlx::query("UPDATE counter SET last = last + $1 RETURNING last").bind(ids);
        let last: i64 = count.fetch_one(&mut *transaction).await?.try_get(0)?;
        let mut batch = Batch {
            calls: self.read(jobs, &mut transaction).await?,
            names,
            own_names: HashSet::new(),
            next: last - ids + 1,
            now,
            letters: Vec::new(),
            pushed: Vec::new(),
            done: Vec::new(),
        };
        let mut outcomes: Vec<Written> = jobs.iter().map(|job| batch.decide(&job.entry)).collect();
        let (answered, heard) = batch.changes();
        self.answered.execute(&answered, &mut transaction).await?;
        self.heard.execute(&heard, &mut transaction).await?;
        self.letters
            .execute(&batch.letters, &mut transaction)
            .await?;
        let pushed: Vec<Row<'_>> = batch
            .pushed
            .iter()
            .map(|event| row_of(event, now))
            .collect();
        self.pushed.execute(&pushed, &mut transaction).await?;
        self.done.execute(&batch.done, &mut transaction).await?;
        for (job, outcome) in jobs.iter().zip(&mut outcomes) {
            if job.entry.wanted > 0 && !job.reply.is_closed() {
                let letters = take(now, job.entry.wanted, &mut transaction).await?;
                *outcome = Written::Taken(letters);
            }
        }
        transaction.commit().await?;
        let news = News {
            after: last - ids,
            last,
            events: batch.pushed.into_iter().map(Arc::new).collect(),
        };
        Ok((outcomes, news))
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
        let ids: Vec<Row<'_>> = ids.map(|id| vec![text(id)]).collect();
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
struct Batch<'a> {
    calls: HashMap<String, Call>,
    names: &'a LruCache<String, ()>,
    own_names: HashSet<&'a str>,
    /// The next number that is not used.
    next: i64,
    now: Timestamp,
    letters: Vec<Row<'a>>,
    pushed: Vec<Pushed>,
    done: Vec<Row<'a>>,
}

impl<'a> Batch<'a> {
    fn decide(&mut self, entry: &'a Entry) -> Written {
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
        let done = entry.done.iter().map(|id| vec![Value::Number(*id)]);
        self.done.extend(done);
        if let Some(letter) = &entry.letter {
            let is_known = self.names.contains(letter.name.as_str());
            if is_known || !self.own_names.insert(&letter.name) {
                return Written::Whole;
            }
            let (id, now) = (self.number(), Value::Number(self.now.millis()));
            self.letters.push(vec![
                Value::Number(id),
                text(&letter.name),
                text(&letter.call),
                text(&letter.content),
                now.clone(),
                now,
                Value::Number(0),
            ]);
        }
        if let Some(push) = &entry.push {
            let rung = self.find(&push.calls).map(|call| call.agents.as_str());
            let (agents, event) = if let Some(rung) = rung.filter(|rung| !rung.is_empty()) {
                (ids(rung), &push.event)
            } else {
                let elsewhere = &push.elsewhere;
                (elsewhere.agents.clone(), &elsewhere.event)
            };
            let event = event.clone();
            let id = self.number();
            self.pushed.push(Pushed { id, agents, event });
        }
        Written::Whole
    }

    fn find(&self, ids: &[String]) -> Option<&Call> {
        ids.iter().find_map(|id| self.calls.get(id))
    }

    const fn number(&mut self) -> i64 {
        let number = self.next;
        self.next += 1;
        number
    }

    /// The calls that were answered, and those that were only heard to go on.
    fn changes(&self) -> (Vec<Row<'_>>, Vec<Row<'_>>) {
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

fn row_of(event: &Pushed, now: Timestamp) -> Row<'_> {
    let agents = listed(&event.agents);
    let (id, now) = (Value::Number(event.id), Value::Number(now.millis()));
    vec![id, now, Value::Text(Cow::Owned(agents)), text(&event.event)]
}

//! `$schedule`: events to come.
//!
//! A recurring schedule is first due at its `schedule_at`, at once if that has passed, and then in its rhythm; what was
//! missed while nobody looked fires once. A one-time schedule is gone as soon as it is taken for firing, so its handler
//! can make another one of the same name.

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::schedule_rules::{self, Plan};
use super::{DbError, Store};
use crate::limits::Limits;

/// A schedule as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptSchedule {
    pub(crate) name: String,
    /// `{name, data, schedule_at, repeat?}`.
    pub(crate) shown: Value,
    pub(crate) due: Timestamp,
    pub(crate) recurring: bool,
}

/// The columns of a schedule: name, what it shows, milliseconds when it is due, whether it recurs.
type Row = (String, String, i64, bool);

impl Store {
    /// Adds a schedule.
    pub(crate) async fn create_schedule(
        &self,
        argument: &Value,
        limits: &Limits,
        is_registered: bool,
    ) -> Result<Value, DbError> {
        let plan = schedule_rules::plan(argument, self.clock.now(), limits, is_registered)?;
        let mut transaction = self.pool.begin().await.map_err(failure)?;
        if read(&mut transaction, &plan.name).await?.is_some() {
            return Err(DbError::new(400, "This Schedule name already exists"));
        }
        write(&mut transaction, &plan, limits).await?;
        transaction.commit().await.map_err(failure)?;
        Ok(done("Schedule created"))
    }

    /// Gives back a schedule as it was made.
    pub(crate) async fn fetch_schedule(&self, argument: &Value) -> Result<Value, DbError> {
        let name = schedule_rules::name(argument)?;
        let mut connection = self.pool.acquire().await.map_err(failure)?;
        let found = read(&mut connection, &name).await?;
        found.map(|kept| kept.shown).ok_or_else(absent)
    }

    /// Replaces a schedule.
    pub(crate) async fn update_schedule(
        &self,
        argument: &Value,
        limits: &Limits,
        is_registered: bool,
    ) -> Result<Value, DbError> {
        let plan = schedule_rules::plan(argument, self.clock.now(), limits, is_registered)?;
        let mut transaction = self.pool.begin().await.map_err(failure)?;
        if read(&mut transaction, &plan.name).await?.is_none() {
            return Err(absent());
        }
        remove(&mut transaction, &plan.name).await?;
        write(&mut transaction, &plan, limits).await?;
        transaction.commit().await.map_err(failure)?;
        Ok(done("Schedule updated"))
    }

    /// Removes a schedule.
    pub(crate) async fn delete_schedule(&self, argument: &Value) -> Result<Value, DbError> {
        let name = schedule_rules::name(argument)?;
        let mut connection = self.pool.acquire().await.map_err(failure)?;
        if remove(&mut connection, &name).await? == 0 {
            return Err(absent());
        }
        Ok(done("Schedule deleted"))
    }

    /// All schedules, the next due first.
    pub(crate) async fn schedules(&self) -> Result<Vec<KeptSchedule>, DbError> {
        let select = "SELECT name, shown, due, recurring FROM schedule ORDER BY due, name";
        let rows: Vec<Row> = sqlx::query_as(select)
            .fetch_all(&self.pool)
            .await
            .map_err(failure)?;
        Ok(rows.into_iter().filter_map(kept).collect())
    }

    /// Takes everything that is due now: one-time schedules are removed, recurring ones wait for their next time.
    pub(crate) async fn take_due_schedules(&self) -> Result<Vec<KeptSchedule>, DbError> {
        let now = self.clock.now();
        let mut transaction = self.pool.begin().await.map_err(failure)?;
        let select =
            "SELECT name, shown, due, recurring FROM schedule WHERE due <= ? ORDER BY due, name";
        let rows: Vec<Row> = sqlx::query_as(select)
            .bind(now.as_millisecond())
            .fetch_all(&mut *transaction)
            .await
            .map_err(failure)?;
        let due: Vec<_> = rows.into_iter().filter_map(kept).collect();
        for schedule in &due {
            let next = if schedule.recurring {
                schedule_rules::next_due(&schedule.shown, schedule.due, now)
            } else {
                None
            };
            match next {
                Some(next) => {
                    sqlx::query("UPDATE schedule SET due = ? WHERE name = ?")
                        .bind(next.as_millisecond())
                        .bind(&schedule.name)
                        .execute(&mut *transaction)
                        .await
                        .map_err(failure)?;
                }
                None => {
                    remove(&mut transaction, &schedule.name).await?;
                }
            }
        }
        transaction.commit().await.map_err(failure)?;
        Ok(due)
    }
}

async fn read(
    connection: &mut SqliteConnection,
    name: &str,
) -> Result<Option<KeptSchedule>, DbError> {
    let select = "SELECT name, shown, due, recurring FROM schedule WHERE name = ?";
    let row: Option<Row> = sqlx::query_as(select)
        .bind(name)
        .fetch_optional(connection)
        .await
        .map_err(failure)?;
    Ok(row.and_then(kept))
}

async fn write(
    connection: &mut SqliteConnection,
    plan: &Plan,
    limits: &Limits,
) -> Result<(), DbError> {
    let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM schedule WHERE recurring = ?")
        .bind(plan.recurring)
        .fetch_one(&mut *connection)
        .await
        .map_err(failure)?;
    let (kind, most) = if plan.recurring {
        ("recurring", limits.recurring_schedules)
    } else {
        ("one-time", limits.one_time_schedules)
    };
    if count >= i64::from(most) {
        let message = format!("The maximum number of {kind} schedules is {most}");
        return Err(DbError::new(400, message));
    }
    sqlx::query("INSERT INTO schedule (name, shown, due, recurring) VALUES (?, ?, ?, ?)")
        .bind(&plan.name)
        .bind(plan.shown.to_string())
        .bind(plan.due.as_millisecond())
        .bind(plan.recurring)
        .execute(connection)
        .await
        .map_err(failure)?;
    Ok(())
}

async fn remove(connection: &mut SqliteConnection, name: &str) -> Result<u64, DbError> {
    sqlx::query("DELETE FROM schedule WHERE name = ?")
        .bind(name)
        .execute(connection)
        .await
        .map(|done| done.rows_affected())
        .map_err(failure)
}

fn kept((name, shown, due, recurring): Row) -> Option<KeptSchedule> {
    Some(KeptSchedule {
        name,
        shown: serde_json::from_str(&shown).ok()?,
        due: Timestamp::from_millisecond(due).ok()?,
        recurring,
    })
}

fn done(message: &str) -> Value {
    json!({ "status": 200, "message": message })
}

fn absent() -> DbError {
    DbError::new(404, "Schedule does not exist")
}

fn failure(_: sqlx::Error) -> DbError {
    DbError::failure("The schedules cannot be read or written")
}

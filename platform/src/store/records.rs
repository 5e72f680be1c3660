//! `$db`: records under keys.
//!
//! Each operation is one transaction on the store's single connection, so two at once never see half of each other.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use sqlx::{Sqlite, Transaction};

use super::rules::{self, Condition};
use super::{DbError, Store, changes};
use crate::limits::Limits;

const NOT_FOUND: &str = "Record not found";
const CONDITION_FAILED: &str = "The setIf conditional request failed";

struct Row {
    record: Map<String, Value>,
    expires: Option<i64>,
}

impl Store {
    /// Writes a record: `{"Created": true}`.
    pub(crate) async fn set(
        &self,
        key: &Value,
        value: &Value,
        options: &Value,
        limits: &Limits,
    ) -> Result<Value, DbError> {
        let key = rules::key(key, limits)?;
        let record = rules::value(&key, value, limits)?;
        let options = rules::options(options)?;
        let now = self.clock.now();
        let expires = options.ttl.and_then(|seconds| expiry(now, seconds));
        let failure = |_| DbError::failure("Failed to store data");
        let mut transaction = self.pool.begin().await.map_err(failure)?;
        if let Some(condition) = options.condition {
            let row = read(&mut transaction, &key).await.map_err(failure)?;
            let is_there = row.is_some_and(|row| limits.lazy_expiry || !row.is_expired(now));
            if is_there != (condition == Condition::Exists) {
                return Err(DbError::new(400, CONDITION_FAILED));
            }
        }
        write(&mut transaction, &key, &record, expires)
            .await
            .map_err(failure)?;
        transaction.commit().await.map_err(failure)?;
        Ok(json!({ "Created": true }))
    }

    /// Reads a record; an expired one is removed by that.
    pub(crate) async fn get(&self, key: &Value, limits: &Limits) -> Result<Value, DbError> {
        let not_found = || DbError::new(404, NOT_FOUND);
        // A key that could not be written is simply not there.
        let key = rules::key(key, limits).map_err(|_| not_found())?;
        let failure = |_| DbError::failure("Failed to fetch data");
        let mut transaction = self.pool.begin().await.map_err(failure)?;
        let row = read(&mut transaction, &key).await.map_err(failure)?;
        let row = row.ok_or_else(not_found)?;
        if row.is_expired(self.clock.now()) {
            sqlx::query("DELETE FROM record WHERE key = ?")
                .bind(&key)
                .execute(&mut *transaction)
                .await
                .map_err(failure)?;
            transaction.commit().await.map_err(failure)?;
            return Err(not_found());
        }
        // The platform takes a record without any attribute for none.
        if row.record.is_empty() {
            return Err(not_found());
        }
        Ok(Value::Object(row.record))
    }

    /// Changes a record in place: `{"Updated": true}`.
    pub(crate) async fn update(
        &self,
        key: &Value,
        action: &Value,
        attributes: &Value,
        limits: &Limits,
    ) -> Result<Value, DbError> {
        let key = rules::key(key, limits)?;
        let change = rules::change(action, attributes, limits)?;
        let failure = |_| DbError::failure("Failed to update data");
        let mut transaction = self.pool.begin().await.map_err(failure)?;
        let row = read(&mut transaction, &key).await.map_err(failure)?;
        let now = self.clock.now();
        let row = row.filter(|row| limits.lazy_expiry || !row.is_expired(now));
        let expires = row.as_ref().and_then(|row| row.expires);
        let record = changes::apply(change, row.map(|row| row.record), limits)?;
        write(&mut transaction, &key, &record, expires)
            .await
            .map_err(failure)?;
        transaction.commit().await.map_err(failure)?;
        Ok(json!({ "Updated": true }))
    }

    /// Removes a record, if there is one: `{"Deleted": true}`.
    pub(crate) async fn delete(&self, key: &Value, limits: &Limits) -> Result<Value, DbError> {
        if let Ok(key) = rules::key(key, limits) {
            sqlx::query("DELETE FROM record WHERE key = ?")
                .bind(&key)
                .execute(&self.pool)
                .await
                .map_err(|_| DbError::failure("Failed to delete data"))?;
        }
        Ok(json!({ "Deleted": true }))
    }
}

impl Row {
    fn is_expired(&self, now: Timestamp) -> bool {
        self.expires
            .is_some_and(|expires| now.as_millisecond() >= expires)
    }
}

/// When a record expires, in milliseconds since 1970; none for never.
fn expiry(now: Timestamp, seconds: f64) -> Option<i64> {
    if seconds <= 0.0 {
        return None;
    }
    let after = SignedDuration::try_from_secs_f64(seconds).ok()?;
    now.checked_add(after).ok().map(Timestamp::as_millisecond)
}

async fn read(
    transaction: &mut Transaction<'_, Sqlite>,
    key: &str,
) -> Result<Option<Row>, sqlx::Error> {
    let row: Option<(String, Option<i64>)> =
        sqlx::query_as("SELECT value, expires FROM record WHERE key = ?")
            .bind(key)
            .fetch_optional(&mut **transaction)
            .await?;
    row.map(|(value, expires)| {
        let record = serde_json::from_str(&value).map_err(super::unreadable)?;
        Ok(Row { record, expires })
    })
    .transpose()
}

async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    key: &str,
    record: &Map<String, Value>,
    expires: Option<i64>,
) -> Result<(), sqlx::Error> {
    let value = serde_json::to_string(record).map_err(super::unreadable)?;
    sqlx::query("INSERT OR REPLACE INTO record (key, value, expires) VALUES (?, ?, ?)")
        .bind(key)
        .bind(value)
        .bind(expires)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

//! What an installation keeps: its parameters, target URLs, `$db` records, entity records and schedules.
//!
//! It counts no rates and knows no caller; both are the runtime's business.

mod changes;
mod entities;
mod error;
mod fields;
mod installation;
mod operation;
mod records;
mod rules;
mod schedule_rules;
mod schedules;

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::clock::Clock;

pub use self::error::{DbError, FieldError};
pub(crate) use self::installation::Installation;
pub use self::operation::{DbOperation, EntityOperation};

/// Another process on the same file is waited for this long.
const BUSY: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS installation (
        id INTEGER PRIMARY KEY CHECK (id = 1), since INTEGER NOT NULL, parameters TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS target_url (
        position INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, options TEXT);
    CREATE TABLE IF NOT EXISTS record (
        key TEXT PRIMARY KEY, value TEXT NOT NULL, expires INTEGER) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS entity_record (
        id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, data TEXT NOT NULL,
        created TEXT NOT NULL, updated TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS entity_record_entity ON entity_record (entity, id);
    CREATE TABLE IF NOT EXISTS schedule (
        name TEXT PRIMARY KEY, shown TEXT NOT NULL, due INTEGER NOT NULL, recurring INTEGER NOT NULL);
";
const WIPE: &str = "
    DELETE FROM installation; DELETE FROM target_url; DELETE FROM record;
    DELETE FROM entity_record; DELETE FROM schedule;
";

/// The state of one installation, in one file.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// One connection, so transactions come one after the other.
    pool: SqlitePool,
    clock: Clock,
}

/// The state cannot be read or written; a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The platform's state cannot be read or written: {0}.")]
pub(crate) struct StoreError(String);

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self(error.to_string())
    }
}

impl StoreError {
    fn damaged() -> Self {
        Self("what was written is damaged; remove the state folder to start anew".to_owned())
    }
}

impl Store {
    /// Opens the file, which is made if missing.
    pub(crate) async fn open(file: &Path, clock: Clock) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await?;
        sqlx::raw_sql(TABLES).execute(&pool).await?;
        Ok(Self { pool, clock })
    }

    /// Forgets everything.
    pub(crate) async fn wipe(&self) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::raw_sql(WIPE).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

fn unreadable(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

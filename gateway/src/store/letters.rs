//! The outbox: what the app is still to be told, in its order for each call.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use switchboard::values::Timestamp;

use super::{Result, Store};

/// A letter that is to go now.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// JSON.
    pub(crate) content: String,
    /// Since when it waits.
    pub(crate) since: Timestamp,
    due: i64,
    /// How often it was tried in vain.
    pub(crate) tries: i64,
}

impl Store {
    /// The letters that are due, of each call only the first that waits, due or not.
    pub(crate) async fn letters(&self, now: Timestamp, most: i64) -> Result<Vec<Waiting>> {
        let statement = "SELECT id, name, content, since, due, tries FROM outbox WHERE due <= $1 AND NOT EXISTS
            (SELECT 1 FROM outbox AS earlier WHERE earlier.call = outbox.call AND earlier.id < outbox.id)
            ORDER BY id LIMIT $2";
        let query = sqlx::query(statement).bind(now.millis()).bind(most);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(waiting).collect()
    }

    /// Takes a letter until then; of several gateways one gets it.
    pub(crate) async fn take(&self, letter: &Waiting, until: Timestamp) -> Result<bool> {
        let query = sqlx::query("UPDATE outbox SET due = $1 WHERE id = $2 AND due = $3");
        let query = query.bind(until.millis()).bind(letter.id).bind(letter.due);
        Ok(query.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Tries a letter again then.
    pub(crate) async fn postpone(&self, letter: &Waiting, until: Timestamp) -> Result<()> {
        let query = sqlx::query("UPDATE outbox SET due = $1, tries = tries + 1 WHERE id = $2");
        query
            .bind(until.millis())
            .bind(letter.id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets a letter: it was told, or nobody will ever take it.
    pub(crate) async fn forget(&self, letter: &Waiting) -> Result<()> {
        let query = sqlx::query("DELETE FROM outbox WHERE id = $1").bind(letter.id);
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// How many letters wait, and since when the oldest does.
    pub(crate) async fn waiting(&self) -> Result<(i64, Option<Timestamp>)> {
        let query = sqlx::query("SELECT COUNT(*), COALESCE(MIN(since), 0) FROM outbox");
        let row = query.fetch_one(&self.pool).await?;
        let (count, oldest): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        Ok((count, (count > 0).then(|| Timestamp::from_millis(oldest))))
    }
}

fn waiting(row: &AnyRow) -> Result<Waiting> {
    Ok(Waiting {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        content: row.try_get(2)?,
        since: Timestamp::from_millis(row.try_get(3)?),
        due: row.try_get(4)?,
        tries: row.try_get(5)?,
    })
}

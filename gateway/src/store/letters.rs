//! The outbox: what the app is still to be told, in its order for each call.

use sqlx::any::AnyRow;
use sqlx::{Any, Row as _, Transaction};
use switchboard::values::Timestamp;

use super::{Entry, PATIENCE, Result, Store, Written};

/// How long a letter that was taken is nobody else's, in seconds: longer than the app is waited for.
const TAKEN: i64 = 15;

/// A letter that is to go now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Waiting {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// JSON.
    pub(crate) content: String,
    /// Since when it waits.
    pub(crate) since: Timestamp,
    /// How often it was tried in vain.
    pub(crate) tries: i64,
}

impl Store {
    /// Forgets these letters, and takes at most so many that are due, together with what else is written just then: the disk is
    /// waited for once.
    pub(crate) async fn take(
        &self,
        done: Vec<i64>,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<Waiting>> {
        let due = sqlx::query("SELECT 1 FROM outbox WHERE due <= $1 LIMIT 1").bind(now.millis());
        // What was told is forgotten even if nothing can be read.
        let is_due = most > 0 && !matches!(due.fetch_optional(&self.pool).await, Ok(None));
        if done.is_empty() && !is_due {
            return Ok(Vec::new());
        }
        let entry = Entry {
            done,
            wanted: if is_due { most } else { 0 },
            ..Entry::default()
        };
        match self.write(entry, PATIENCE).await? {
            Written::Taken(letters) => Ok(letters),
            Written::Whole | Written::Before(_) => Ok(Vec::new()),
        }
    }

    /// Tries a letter again then.
    pub(crate) async fn postpone(&self, letter: &Waiting, until: Timestamp) -> Result<()> {
        let query = sqlx::query("UPDATE outbox SET due = $1, tries = tries + 1 WHERE id = $2");
        let query = query.bind(until.millis()).bind(letter.id);
        query.execute(&self.writing).await?;
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

/// Takes letters that are due, of each call only the first that waits, due or not; of several gateways one gets a letter.
pub(super) async fn take(
    now: Timestamp,
    most: usize,
    transaction: &mut Transaction<'static, Any>,
) -> sqlx::Result<Vec<Waiting>> {
    // The sign keeps SQLite from looking at everything that is due, which may be much while the app is away.
    let statement = "UPDATE outbox SET due = $1 WHERE +due <= $2 AND id IN
        (SELECT id FROM outbox AS waiting WHERE due <= $2 AND NOT EXISTS
            (SELECT 1 FROM outbox AS earlier WHERE earlier.call = waiting.call AND earlier.id < waiting.id)
        ORDER BY due, id LIMIT $3)
        RETURNING id, name, content, since, tries";
    let query = sqlx::query(statement).bind(now.plus_seconds(TAKEN).millis());
    let most = i64::try_from(most).unwrap_or_default();
    let query = query.bind(now.millis()).bind(most);
    let rows = query.fetch_all(&mut **transaction).await?;
    let mut letters = rows.iter().map(waiting).collect::<sqlx::Result<Vec<_>>>()?;
    // What is changed comes back in any order.
    letters.sort_by_key(|letter| letter.id);
    Ok(letters)
}

fn waiting(row: &AnyRow) -> sqlx::Result<Waiting> {
    Ok(Waiting {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        content: row.try_get(2)?,
        since: Timestamp::from_millis(row.try_get(3)?),
        tries: row.try_get(4)?,
    })
}

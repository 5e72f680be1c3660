//! What agents said of themselves: of each agent the newest word, whichever gateway was told it.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use switchboard::values::{AgentId, Timestamp};
use switchboard::voice::routing::{Presences, Word};

use super::{Result, Store};

/// How long a word is kept: longer than it counts.
const LASTS: i64 = 24 * 60 * 60;

impl Store {
    /// Keeps each word that is newer than the one that is there: all of them, or none.
    pub(crate) async fn keep_presences(&self, told: &Presences) -> Result<()> {
        let mut transaction = self.writing.begin().await?;
        // In one order, so that two gateways never wait for each other.
        let mut words: Vec<(AgentId, Word)> = told.words().collect();
        words.sort_by_key(|(agent, _)| *agent);
        for (agent, word) in words {
            let statement = "INSERT INTO presence (agent, since, word) VALUES ($1, $2, $3)
                ON CONFLICT (agent) DO UPDATE SET since = excluded.since, word = excluded.word WHERE presence.since < excluded.since";
            let text = serde_json::to_string(&word).unwrap_or_default();
            let query = sqlx::query(statement).bind(agent.to_string());
            let query = query.bind(word.since.millis()).bind(text);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// What each agent said last.
    pub(crate) async fn presences(&self) -> Result<Presences> {
        let query = sqlx::query("SELECT agent, word FROM presence");
        let rows = query.fetch_all(&self.pool).await?;
        let words = rows.iter().map(said);
        Ok(words
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    /// Forgets words that do not count any more.
    pub(super) async fn forget_old_words(&self, now: Timestamp) -> Result<()> {
        let oldest = now.plus_seconds(-LASTS).millis();
        let query = sqlx::query("DELETE FROM presence WHERE since < $1").bind(oldest);
        query.execute(&self.writing).await?;
        Ok(())
    }
}

fn said(row: &AnyRow) -> Result<Option<(AgentId, Word)>> {
    let (agent, word): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(agent.parse().ok().zip(serde_json::from_str(&word).ok()))
}

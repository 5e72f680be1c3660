//! Whether the app is installed, with which parameters, and which target URLs it asked for.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{Store, StoreError};

/// An installed app.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Installation {
    pub(crate) since: Timestamp,
    /// The values of the installation parameters, secure ones included.
    pub(crate) parameters: Map<String, Value>,
}

impl Store {
    /// The installation, if there is one.
    pub(crate) async fn installation(&self) -> Result<Option<Installation>, StoreError> {
        let row: Option<(i64, String)> =
            sqlx::query_as("SELECT since, parameters FROM installation")
                .fetch_optional(&self.pool)
                .await?;
        row.map(|(since, parameters)| {
            Ok(Installation {
                since: Timestamp::from_millisecond(since).map_err(|_| StoreError::damaged())?,
                parameters: serde_json::from_str(&parameters).map_err(|_| StoreError::damaged())?,
            })
        })
        .transpose()
    }

    /// Writes the installation, replacing what was there.
    pub(crate) async fn keep_installation(
        &self,
        installation: &Installation,
    ) -> Result<(), StoreError> {
        let replace =
            "INSERT OR REPLACE INTO installation (id, since, parameters) VALUES (1, ?, ?)";
        sqlx::query(replace)
            .bind(installation.since.as_millisecond())
            .bind(Value::Object(installation.parameters.clone()).to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Writes down a target URL; the same one again changes nothing.
    pub(crate) async fn keep_target_url(
        &self,
        options: Option<&str>,
        url: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT OR IGNORE INTO target_url (url, options) VALUES (?, ?)")
            .bind(url)
            .bind(options)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The target URLs with their labels, in the order of asking.
    pub(crate) async fn target_urls(&self) -> Result<Vec<(Option<String>, String)>, StoreError> {
        let select = "SELECT options, url FROM target_url ORDER BY position";
        Ok(sqlx::query_as(select).fetch_all(&self.pool).await?)
    }
}

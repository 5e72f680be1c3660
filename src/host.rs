//! Everything the core can do to the world, as one trait; and how a store key, a request and a list are tied to their types.
//!
//! There is no implementation here: `wasm` has the one over the platform's objects, the tests have one in memory.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{ErrorKind, Result};
use crate::json;
use crate::values::{LocalTime, Timestamp};

/// Everything this app can do to the world.
#[expect(
    async_fn_in_trait,
    reason = "one thread on every target, so futures need not be Send"
)]
pub trait Host {
    /// Reads a record; `None` when it was never written or has expired.
    async fn load<R: Record>(&self, record: &R) -> Result<Option<R::Value>>;
    /// Writes a record, replacing what was there.
    async fn store<R: Record>(&self, record: &R, value: &R::Value) -> Result<()>;
    /// Writes a record only if there is none: of several that try at once, one is told [`Claim::Won`].
    async fn claim<R: Record>(&self, record: &R, value: &R::Value) -> Result<Claim>;
    /// Sets one field of a record and leaves the others as they are, whoever writes them meanwhile.
    ///
    /// An absent record is made of this field alone, and then lives for ever.
    async fn amend<R: Record>(&self, record: &R, field: &str, value: &impl Serialize)
    -> Result<()>;
    /// Removes a record; removing an absent one is no error.
    async fn erase<R: Record>(&self, record: &R) -> Result<()>;

    /// Adds a row to a list.
    async fn append<L: List>(&self, row: &L) -> Result<()>;
    /// Reads a list, at most 500 rows in any order: all, or those whose filterable `field` is `text`. One operation for each
    /// hundred.
    async fn rows<L: List>(&self, filter: Option<(&'static str, &str)>) -> Result<Vec<Row<L>>>;
    /// Writes a row's value anew.
    async fn replace<L: List>(&self, row: &Row<L>) -> Result<()>;
    /// Removes a row.
    async fn remove<L: List>(&self, row: &Row<L>) -> Result<()>;

    /// Sends a request through its template; an answer with a status of 400 or more is an error.
    async fn send<C: Call>(&self, call: &C) -> Result<Answer>;
    /// Sends a request through its template and decodes the reply.
    async fn call<C: Call>(&self, call: &C) -> Result<C::Reply> {
        let answer = self.send(call).await?;
        json::decode(&answer.body).map_err(|why| {
            ErrorKind::Unreadable {
                template: C::TEMPLATE,
                why,
            }
            .into()
        })
    }

    /// Asks for this installation's webhook address that carries `label`.
    async fn target_url(&self, label: &str) -> Result<String>;
    /// Creates the app's recurring schedule, to fire first at `first` and then every `minutes`.
    async fn schedule(&self, name: &str, first: Timestamp, minutes: u32) -> Result<()>;
    /// Removes a schedule.
    async fn unschedule(&self, name: &str) -> Result<()>;

    /// Tells the wall-clock time.
    fn now(&self) -> Timestamp;
    /// Writes a time as RFC 3339 in UTC with seconds, e.g. `2026-11-22T08:15:02Z`.
    fn utc_text(&self, at: Timestamp) -> String;
    /// Reads a time that is written as RFC 3339.
    fn parse_time(&self, text: &str) -> Option<Timestamp>;
    /// Tells what the clocks show in a time zone (IANA name); `None` for an unknown zone.
    fn local_time(&self, at: Timestamp, zone: &str) -> Option<LocalTime>;
    /// Seals `plain` with a password in the way of the package `sealing`; `random` are fresh bytes for salt and nonce.
    async fn seal(
        &self,
        plain: &str,
        password: &str,
        random: &[u8],
        expires_at: i64,
    ) -> Result<String>;
    /// Fills `bytes` with randomness fit for keys and nonces, or fails; there is no weaker fallback.
    fn random(&self, bytes: &mut [u8]) -> Result<()>;
    /// Leaves a line in the platform's log; never a secret, never a whole phone number.
    fn log(&self, line: &str);
}

/// A vendor's answer with a status below 400.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The body as text.
    pub body: String,
}

/// Who won a claim.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claim {
    /// This call wrote the record.
    Won,
    /// The record was there before.
    Taken,
}

/// A key of the key-value store and the type stored under it.
pub trait Record {
    /// The stored value; it must serialise to a JSON object that is not empty.
    type Value: Serialize + DeserializeOwned;
    /// How long the record lives, in seconds; `None` for ever.
    const LIFETIME: Option<u32> = None;
    /// The key: at most 30 characters, the shortest limit the platform ever had.
    fn key(&self) -> String;
}

/// A list in the entity store and the type of its rows.
pub trait List: Serialize + DeserializeOwned {
    /// The entity's name in `config/entities.json`.
    const ENTITY: &'static str;
}

/// A row of a list and the id that the store gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<L> {
    /// The store's own id of the row.
    pub id: String,
    /// What was appended.
    pub value: L,
}

/// A request template and the reply it brings.
pub trait Call {
    /// The name in `config/requests.json`.
    const TEMPLATE: &'static str;
    /// What the remote side answers.
    type Reply: DeserializeOwned;
    /// Values for the template's `context` placeholders, already encoded for the place they stand in.
    fn context(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// The JSON body, if the request has one.
    fn body(&self) -> Option<impl Serialize> {
        None::<()>
    }
}

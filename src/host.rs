//! Everything the core can do to the world, as one trait; and how a store key, a request and a list are tied to their types.
//!
//! There is no implementation here: `wasm` has the one over the platform's objects, the tests have one in memory.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::values::Timestamp;

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
    /// Removes a record; removing an absent one is no error.
    async fn erase<R: Record>(&self, record: &R) -> Result<()>;

    /// Adds a row to a list.
    async fn append<L: List>(&self, row: &L) -> Result<()>;
    /// Reads the first page of a list, at most 100 rows in any order.
    async fn rows<L: List>(&self) -> Result<Vec<Row<L>>>;
    /// Removes a row.
    async fn remove<L: List>(&self, row: &Row<L>) -> Result<()>;

    /// Sends a request through its template and decodes the reply.
    async fn call<C: Call>(&self, call: &C) -> Result<C::Reply>;

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
    /// Fills `bytes` with randomness fit for keys and nonces, or fails; there is no weaker fallback.
    fn random(&self, bytes: &mut [u8]) -> Result<()>;
    /// Leaves a line in the platform's log; never a secret, never a whole phone number.
    fn log(&self, line: &str);
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

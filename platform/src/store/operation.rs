//! What can be asked of `$db`, with arguments as they come from JavaScript: anything at all, judged by the store.

use serde::Deserialize;
use serde_json::Value;

/// One `$db` operation. An argument that was not given is null.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum DbOperation {
    /// Writes a record, replacing what was there.
    Set {
        /// The key, a string.
        #[serde(default)]
        key: Value,
        /// The record, an object.
        #[serde(default)]
        value: Value,
        /// `ttl` in seconds, `setIf` (`exist` or `not_exist`).
        #[serde(default)]
        options: Value,
    },
    /// Reads a record.
    Get {
        /// The key, a string.
        #[serde(default)]
        key: Value,
    },
    /// Changes a record in place.
    Update {
        /// The key, a string.
        #[serde(default)]
        key: Value,
        /// `increment`, `append`, `set` or `remove`.
        #[serde(default)]
        action: Value,
        /// An object of attributes; an array of paths for `remove`.
        #[serde(default)]
        attributes: Value,
    },
    /// Removes a record; removing an absent one is no error.
    Delete {
        /// The key, a string.
        #[serde(default)]
        key: Value,
    },
    /// An operation on an entity.
    Entity {
        /// The entity's name.
        entity: String,
        /// What to do with it.
        #[serde(flatten)]
        request: EntityOperation,
    },
}

/// One operation on an entity.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum EntityOperation {
    /// Tells the entity's definition: `{"entity": {id, name, prefix, fields}}`.
    Schema,
    /// Adds a record: `{"record": …}`.
    Create {
        /// Its fields.
        #[serde(default)]
        record: Value,
    },
    /// Reads a record: `{"record": …}`.
    Get {
        /// Its `display_id`.
        id: String,
    },
    /// Reads a page of records: `{"records": […], "links": {"next": {"marker": …}}}`, without `links` on the last page.
    GetAll {
        /// `{"query": {field: value} | {"$and": […]} | {"$or": […]}, "next": {"marker": …}}`, both optional.
        #[serde(default)]
        filter: Value,
    },
    /// Changes the given fields of a record: `{"record": …}`.
    Update {
        /// Its `display_id`.
        id: String,
        /// The fields; required ones must be among them.
        #[serde(default)]
        record: Value,
    },
    /// Removes a record: `{}`.
    Delete {
        /// Its `display_id`.
        id: String,
    },
}

//! A user: somebody who writes from outside, with the reference under which an app knows him.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::without_nulls;

/// A user.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) reference_id: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) avatar: Option<Value>,
    pub(crate) properties: Vec<Value>,
    pub(crate) created_time: Timestamp,
    pub(crate) updated_time: Timestamp,
}

impl User {
    /// A user about whom nothing is known.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            reference_id: None,
            first_name: None,
            last_name: None,
            email: None,
            phone: None,
            avatar: None,
            properties: Vec::new(),
            created_time: now,
            updated_time: now,
        }
    }

    /// The user as the API shows it.
    pub(crate) fn view(&self) -> Value {
        without_nulls(json!({
            "id": self.id,
            "reference_id": self.reference_id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email,
            "phone": self.phone,
            "avatar": self.avatar,
            "properties": self.properties,
            "created_time": self.created_time,
            "updated_time": self.updated_time
        }))
    }

    /// The user as the one who acts in a product event.
    pub(crate) fn actor(&self) -> Value {
        without_nulls(json!({
            "type": "user",
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email,
            "phone": self.phone,
            "avatar": self.avatar
        }))
    }
}

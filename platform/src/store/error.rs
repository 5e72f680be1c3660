//! What an app gets when the store refuses.

use serde::Serialize;
use serde_json::Value;

/// A refusal, in the shape in which it reaches an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct DbError {
    /// What is wrong, in the platform's words.
    pub message: String,
    /// An HTTP status; the platform leaves it out when the store itself failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What is wrong with each field of an entity's record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// `APP` for refusals of the entity store; `$db` refuses without a source.
    #[serde(rename = "errorSource", skip_serializing_if = "Option::is_none")]
    pub source_of_error: Option<&'static str>,
}

/// What is wrong with one field of an entity's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field, as `/record/<name>`.
    pub name: String,
    /// What is wrong with it.
    pub message: String,
}

impl DbError {
    /// A refusal of `$db` or `$schedule`.
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            status: Some(status),
            errors: Vec::new(),
            source_of_error: None,
        }
    }

    /// A failure of the store itself, which has no status.
    pub(crate) fn failure(message: &str) -> Self {
        Self {
            message: message.to_owned(),
            status: None,
            errors: Vec::new(),
            source_of_error: None,
        }
    }

    /// A refusal of the entity store.
    pub(crate) fn entity(status: u16, message: impl Into<String>) -> Self {
        Self {
            source_of_error: Some("APP"),
            ..Self::new(status, message)
        }
    }

    /// The refusal of a record that does not fit its entity.
    pub(crate) fn fields(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::entity(400, "validation failed")
        }
    }

    /// The status, 500 if there is none.
    #[must_use]
    pub fn status_or_500(&self) -> u16 {
        self.status.unwrap_or(500)
    }

    pub(crate) fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

//! The rules that a body must pass, and the words in which a breach is told.
//!
//! All breaches of one body are told together. Whether records exist that a body names is checked by the endpoints.

mod contact;
mod field;
mod ticket;

use serde_json::{Map, Value};

pub(crate) use self::contact::contact_errors;
use self::field::Kind;
pub(crate) use self::ticket::{closing_errors, ticket_errors};
use super::refusal::{FieldError, Refusal};

/// Whether a body makes something or changes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Change {
    Create,
    Update,
}

/// Refuses when there is anything to tell.
pub(crate) fn refuse_if_any(errors: Vec<FieldError>) -> Result<(), Refusal> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid(errors))
    }
}

/// Checks a note: `body` is mandatory, everything else has a default.
pub(crate) fn note_errors(body: &Map<String, Value>) -> Vec<FieldError> {
    let fields = [
        ("body", Kind::Html),
        ("private", Kind::Flag),
        ("incoming", Kind::Flag),
        ("user_id", Kind::Id),
        ("notify_emails", Kind::Emails),
    ];
    with_body(body, &fields)
}

/// Checks a reply.
pub(crate) fn reply_errors(body: &Map<String, Value>) -> Vec<FieldError> {
    let fields = [
        ("body", Kind::Html),
        ("from_email", Kind::Email),
        ("user_id", Kind::Id),
        ("cc_emails", Kind::Emails),
        ("bcc_emails", Kind::Emails),
    ];
    with_body(body, &fields)
}

/// Checks a change of a note: nothing but its text.
pub(crate) fn note_change_errors(body: &Map<String, Value>) -> Vec<FieldError> {
    with_body(body, &[("body", Kind::Html)])
}

fn with_body(body: &Map<String, Value>, fields: &[(&str, Kind)]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if is_absent(body, "body") {
        errors.push(FieldError::missing("body", "String"));
    }
    errors.extend(field::errors(body, fields));
    errors
}

/// Blank values are sent as null, so null counts as absent.
fn is_absent(body: &Map<String, Value>, name: &str) -> bool {
    body.get(name).is_none_or(Value::is_null)
}

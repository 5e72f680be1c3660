//! The rules for a contact.

use serde_json::{Map, Value};

use super::field::{self, Kind};
use super::{Change, is_absent};
use crate::freshdesk::refusal::FieldError;

const HANDLES: [&str; 5] = [
    "email",
    "phone",
    "mobile",
    "twitter_id",
    "unique_external_id",
];

const NO_HANDLE: &str =
    "Please fill at least 1 of email, phone, mobile, twitter_id, unique_external_id";

/// Everything that is wrong with a contact's body.
pub(crate) fn contact_errors(body: &Map<String, Value>, change: Change) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if change == Change::Create {
        if is_absent(body, "name") {
            errors.push(FieldError::missing("name", "String"));
        }
        if HANDLES.iter().all(|name| is_absent(body, name)) {
            errors.push(FieldError::new("email", NO_HANDLE, "missing_field"));
        }
    }
    let fields = [
        ("name", Kind::Line),
        ("email", Kind::Email),
        ("phone", Kind::Line),
        ("mobile", Kind::Line),
        ("other_emails", Kind::Emails),
        ("twitter_id", Kind::Line),
        ("unique_external_id", Kind::Line),
        ("company_id", Kind::Id),
        ("view_all_tickets", Kind::Flag),
        ("address", Kind::Html),
        ("description", Kind::Html),
        ("job_title", Kind::Line),
        ("language", Kind::Line),
        ("time_zone", Kind::Line),
        ("tags", Kind::Tags),
        ("custom_fields", Kind::Object),
    ];
    errors.extend(field::errors(body, &fields));
    errors
}

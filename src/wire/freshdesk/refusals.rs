//! Which fields Freshdesk refused a request for.
//!
//! It repeats nothing that was sent.

use serde::Deserialize;

use crate::json;

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    errors: Vec<FieldError>,
}

#[derive(Deserialize)]
struct FieldError {
    #[serde(default)]
    field: String,
    #[serde(default)]
    code: String,
}

/// The names of the fields that a request was refused for.
#[must_use]
pub fn refused_fields(body: &str) -> Vec<String> {
    let errors = errors(body).into_iter();
    errors.map(|error| error.field).collect()
}

fn errors(body: &str) -> Vec<FieldError> {
    let body: ErrorBody = json::decode(body).unwrap_or_default();
    body.errors
}

/// The fields with their codes for a person, as ` (name: missing_field, …)`; empty when the body names none.
///
/// The body's messages are left out, since they may repeat what was sent.
#[must_use]
pub fn refused_for(body: &str) -> String {
    let plain = |text: &str| -> String {
        let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        text.chars().filter(known).take(40).collect()
    };
    let fields: Vec<String> = errors(body)
        .iter()
        .take(5)
        .map(|error| format!("{}: {}", plain(&error.field), plain(&error.code)))
        .collect();
    if fields.is_empty() {
        return String::new();
    }
    format!(" ({})", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_its_fields_but_repeats_nothing_that_was_sent() {
        let body = r#"{"description":"Validation failed","errors":[
            {"field":"custom_fields.cf_branch","message":"+254712345678 is wrong","code":"missing_field"},
            {"field":"name<b>","message":"x","code":"invalid_value"}]}"#;
        assert_eq!(
            refused_for(body),
            " (custom_fields.cf_branch: missing_field, nameb: invalid_value)"
        );
        assert_eq!(refused_for("<html>"), "");
        assert_eq!(refused_for("{\"message\":\"no\"}"), "");
    }
}

//! Kinds of fields and what a value must be to be one.

use serde_json::{Map, Value};

use crate::freshdesk::config::CustomKind;
use crate::freshdesk::moment::parse;
use crate::freshdesk::refusal::FieldError;

/// The longest single-line text; inferred from published schemas.
const LONGEST_LINE: usize = 255;

/// Source: an operator's probe of a live account, 2026.
const LONGEST_TAG: usize = 32;

/// What a field holds.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// One line of text.
    Line,
    /// HTML of any length.
    Html,
    /// A positive whole number.
    Id,
    /// A list of ids.
    Ids,
    /// Yes or no.
    Flag,
    /// One of these numbers.
    Number(Vec<i64>),
    /// One of these texts.
    Word(Vec<String>),
    /// An address.
    Email,
    /// A list of addresses.
    Emails,
    /// A list of labels.
    Tags,
    /// A date or a date-time.
    Moment,
    /// Custom fields with these names.
    Custom(Vec<(String, CustomKind)>),
    /// An object whose content is not checked.
    Object,
}

/// Checks every value of a body against the fields there are.
pub(crate) fn errors(body: &Map<String, Value>, fields: &[(&str, Kind)]) -> Vec<FieldError> {
    body.iter()
        .flat_map(
            |(name, value)| match fields.iter().find(|(known, _)| known == name) {
                None => vec![FieldError::unknown(name)],
                Some(_) if value.is_null() => Vec::new(),
                Some((_, kind)) => kind.errors(name, value),
            },
        )
        .collect()
}

impl Kind {
    fn errors(&self, name: &str, value: &Value) -> Vec<FieldError> {
        if let Self::Custom(fields) = self {
            return custom_errors(name, fields, value);
        }
        self.error(name, value).into_iter().collect()
    }

    fn error(&self, name: &str, value: &Value) -> Option<FieldError> {
        match self {
            Self::Line => line_error(name, value),
            Self::Html => value
                .as_str()
                .is_none()
                .then(|| mismatch(name, value, "String")),
            Self::Id => id_error(name, value),
            Self::Ids => list_error(name, value, &|item| id_error(name, item)),
            Self::Flag => value
                .as_bool()
                .is_none()
                .then(|| mismatch(name, value, "Boolean")),
            Self::Number(choices) => number_error(name, value, choices),
            Self::Word(choices) => word_error(name, value, choices),
            Self::Email => email_error(name, value),
            Self::Emails => list_error(name, value, &|item| email_error(name, item)),
            Self::Tags => list_error(name, value, &|item| tag_error(name, item)),
            Self::Moment => moment_error(name, value),
            Self::Object | Self::Custom(_) => {
                (!value.is_object()).then(|| mismatch(name, value, "key/value pair"))
            }
        }
    }
}

fn line_error(name: &str, value: &Value) -> Option<FieldError> {
    let Some(text) = value.as_str() else {
        return Some(mismatch(name, value, "String"));
    };
    let message = format!("It should only contain a maximum of {LONGEST_LINE} characters");
    (text.chars().count() > LONGEST_LINE).then(|| FieldError::new(name, message, "invalid_value"))
}

fn id_error(name: &str, value: &Value) -> Option<FieldError> {
    if !value.is_i64() && !value.is_u64() {
        return Some(mismatch(name, value, "Positive Integer"));
    }
    let message = "It should be a/an Positive Integer";
    (!value.is_u64()).then(|| FieldError::new(name, message, "invalid_value"))
}

fn number_error(name: &str, value: &Value, choices: &[i64]) -> Option<FieldError> {
    let listed = choices.iter().map(i64::to_string).collect::<Vec<_>>();
    let Some(number) = value.as_i64() else {
        let message = format!(
            "Value set is of type {}.{}",
            type_of(value),
            one_of(&listed)
        );
        return Some(FieldError::new(name, message, "datatype_mismatch"));
    };
    (!choices.contains(&number)).then(|| FieldError::new(name, one_of(&listed), "invalid_value"))
}

fn word_error(name: &str, value: &Value, choices: &[String]) -> Option<FieldError> {
    let Some(word) = value.as_str() else {
        return Some(mismatch(name, value, "String"));
    };
    let is_known = choices.iter().any(|choice| choice == word);
    (!is_known).then(|| FieldError::new(name, one_of(choices), "invalid_value"))
}

fn email_error(name: &str, value: &Value) -> Option<FieldError> {
    let Some(text) = value.as_str() else {
        return Some(mismatch(name, value, "String"));
    };
    let is_address = text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    });
    let message = "It should be in the 'valid email address' format";
    (!is_address).then(|| FieldError::new(name, message, "invalid_value"))
}

fn tag_error(name: &str, value: &Value) -> Option<FieldError> {
    let Some(tag) = value.as_str() else {
        return Some(mismatch(name, value, "String"));
    };
    let message = if tag.chars().count() > LONGEST_TAG {
        format!("It should only contain elements that have maximum of {LONGEST_TAG} characters")
    } else if tag.contains(',') {
        "It should not contain elements with a comma".to_owned()
    } else {
        return None;
    };
    Some(FieldError::new(name, message, "invalid_value"))
}

fn moment_error(name: &str, value: &Value) -> Option<FieldError> {
    let Some(text) = value.as_str() else {
        return Some(mismatch(name, value, "DateTime"));
    };
    let message = "It should be in the combined date and time ISO8601 format";
    parse(text)
        .is_none()
        .then(|| FieldError::new(name, message, "invalid_value"))
}

fn list_error(
    name: &str,
    value: &Value,
    item_error: &dyn Fn(&Value) -> Option<FieldError>,
) -> Option<FieldError> {
    match value.as_array() {
        None => Some(mismatch(name, value, "Array")),
        Some(items) => items.iter().find_map(item_error),
    }
}

fn custom_errors(name: &str, fields: &[(String, CustomKind)], value: &Value) -> Vec<FieldError> {
    let Some(object) = value.as_object() else {
        return vec![mismatch(name, value, "key/value pair")];
    };
    object
        .iter()
        .filter_map(|(key, value)| {
            let path = format!("{name}.{key}");
            match fields.iter().find(|(known, _)| known == key) {
                None => Some(FieldError::unknown(&path)),
                Some(_) if value.is_null() => None,
                Some((_, kind)) => custom_error(&path, kind, value),
            }
        })
        .collect()
}

fn custom_error(path: &str, kind: &CustomKind, value: &Value) -> Option<FieldError> {
    let (fits, wanted) = match kind {
        CustomKind::Choice(choices) => return word_error(path, value, choices),
        CustomKind::Text => (value.is_string(), "String"),
        CustomKind::Number => (value.is_i64() || value.is_u64(), "Integer"),
        CustomKind::Checkbox => (value.is_boolean(), "Boolean"),
        CustomKind::Date => {
            let day = value
                .as_str()
                .is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
            (day, "Date in the format YYYY-MM-DD")
        }
    };
    (!fits).then(|| mismatch(path, value, wanted))
}

fn mismatch(name: &str, value: &Value, wanted: &str) -> FieldError {
    let message = format!(
        "Value set is of type {}.It should be a/an {wanted}",
        type_of(value)
    );
    FieldError::new(name, message, "datatype_mismatch")
}

fn one_of(choices: &[String]) -> String {
    format!("It should be one of these values: '{}'", choices.join(","))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "Null",
        Value::Bool(_) => "Boolean",
        Value::Number(number) if number.is_f64() => "Float",
        Value::Number(_) => "Integer",
        Value::String(_) => "String",
        Value::Array(_) => "Array",
        Value::Object(_) => "key/value pair",
    }
}

//! What keys, values and options `$db` takes, and what it says to all others.
//!
//! The words are the platform's. They judge JavaScript values, so lengths are UTF-16 code units, as there.

use serde_json::{Map, Value};

use super::DbError;
use crate::limits::Limits;

/// Names that the platform writes into every record for itself; an app cannot keep anything under them.
const BOOKKEEPING: [&str; 3] = ["createdAt", "updatedAt", "__expireAfter"];

const BLANK_KEY: &str = "The key cannot be blank";
const BLANK_VALUE: &str = "The value cannot be blank and should be of type JSON";
const BLANK_NAME: &str = "Mandatory attributes Missing";
const BLANK_ATTRIBUTES: &str =
    "Attributes object cannot be empty and should be of type JSON or Array";
const BLANK_ATTRIBUTE: &str = "Keys or paths inside attributes object cannot be blank";
const TTL: &str = "Time to live(ttl) should be of type float and a non-zero value";
const SET_IF: &str = "setIf can only take two values: \"exist\" or \"not_exist\"";

/// The condition of a `set`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Exists,
    Absent,
}

/// The options of a `set`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SetOptions {
    /// Seconds until the record expires; zero or less for never.
    pub(super) ttl: Option<f64>,
    pub(super) condition: Option<Condition>,
}

/// A change to a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    Increment(Map<String, Value>),
    Append(Map<String, Value>),
    Set(Map<String, Value>),
    Remove(Vec<Value>),
}

/// How long JavaScript says a text is.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The size that the platform counts: characters of names and texts, 8 for a number, 1 for a boolean.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 8,
        Value::String(text) => length(text),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| index.to_string().len() + size(item))
            .sum(),
        Value::Object(fields) => map_size(fields),
    }
}

/// [`size`] of an object.
pub(super) fn map_size(fields: &Map<String, Value>) -> usize {
    fields
        .iter()
        .map(|(name, value)| length(name) + size(value))
        .sum()
}

/// The key as it is stored.
pub(super) fn key(key: &Value, limits: &Limits) -> Result<String, DbError> {
    let key = match key {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    };
    if key.is_empty() {
        return Err(DbError::new(400, BLANK_KEY));
    }
    within_key_length(&key, limits)?;
    Ok(key)
}

/// The value as it is stored: without bookkeeping names, with null for every empty text.
pub(super) fn value(
    key: &str,
    value: &Value,
    limits: &Limits,
) -> Result<Map<String, Value>, DbError> {
    if let Value::Object(fields) = value {
        names_within_key_length(fields, limits)?;
    }
    let fields = match value {
        Value::Object(fields) if !fields.is_empty() => fields,
        Value::String(text) if !text.is_empty() => return Err(DbError::new(422, BLANK_VALUE)),
        Value::Array(items) if !items.is_empty() => return Err(DbError::new(422, BLANK_VALUE)),
        Value::Bool(_) | Value::Number(_) => return Err(DbError::new(422, BLANK_VALUE)),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            return Err(DbError::new(400, BLANK_VALUE));
        }
    };
    if length(key) + map_size(fields) > limits.value_size {
        return Err(DbError::new(
            400,
            format!(
                "The combined size of the key and value should not exceed {}KB",
                limits.value_size / 1024
            ),
        ));
    }
    if has_blank_name(value) {
        return Err(DbError::new(400, BLANK_NAME));
    }
    let kept = fields
        .iter()
        .map(|(name, value)| (name.clone(), without_empty_texts(value)));
    Ok(without_bookkeeping(kept.collect()))
}

/// Takes the names out of a record that the platform keeps for itself.
pub(super) fn without_bookkeeping(mut record: Map<String, Value>) -> Map<String, Value> {
    for name in BOOKKEEPING {
        record.shift_remove(name);
    }
    record
}

/// Understands the options of a `set`.
pub(super) fn options(options: &Value) -> Result<SetOptions, DbError> {
    let mut understood = SetOptions::default();
    let fields = match options {
        Value::Object(fields) => fields,
        Value::String(text) if !text.is_empty() => return Err(invalid_option("0")),
        Value::Array(items) if !items.is_empty() => return Err(invalid_option("0")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Ok(understood);
        }
    };
    for (name, value) in fields {
        match name.as_str() {
            "ttl" => {
                let seconds = match value {
                    Value::Number(number) => number.as_f64(),
                    Value::String(text) => text.trim().parse().ok(),
                    Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
                };
                let is_valid = |seconds: &f64| seconds.is_finite() && *seconds != 0.0;
                let seconds = seconds.filter(is_valid);
                understood.ttl = Some(seconds.ok_or_else(|| DbError::new(400, TTL))?);
            }
            "setIf" => {
                understood.condition = Some(match value.as_str() {
                    Some("exist") => Condition::Exists,
                    Some("not_exist") => Condition::Absent,
                    Some(_) | None => return Err(DbError::new(422, SET_IF)),
                });
            }
            other => return Err(invalid_option(other)),
        }
    }
    Ok(understood)
}

fn invalid_option(name: &str) -> DbError {
    DbError::new(400, format!("Invalid option {name} inside options"))
}

/// Understands the action and the attributes of an `update`.
pub(super) fn change(
    action: &Value,
    attributes: &Value,
    limits: &Limits,
) -> Result<Change, DbError> {
    if let Value::Object(fields) = attributes {
        names_within_key_length(fields, limits)?;
    }
    let Some(action @ ("increment" | "append" | "set" | "remove")) = action.as_str() else {
        let action = action
            .as_str()
            .map_or_else(|| action.to_string(), str::to_owned);
        let message = format!("Invalid action {action} for update");
        return Err(DbError::new(400, message));
    };
    let fields = match attributes {
        Value::Object(fields) if !fields.is_empty() => fields.clone(),
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .enumerate()
            .map(|(index, item)| (index.to_string(), item.clone()))
            .collect(),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => return Err(DbError::new(400, BLANK_ATTRIBUTES)),
    };
    match action {
        "increment" => increment(fields),
        "append" => append(fields),
        "set" => set(fields),
        _ => remove(attributes),
    }
}

fn increment(attributes: Map<String, Value>) -> Result<Change, DbError> {
    for (name, value) in &attributes {
        refuse_blank(name, 400)?;
        if !value.is_number() {
            let message = "The value passed to increment should be of type number";
            return Err(DbError::new(400, message));
        }
    }
    Ok(Change::Increment(attributes))
}

fn append(attributes: Map<String, Value>) -> Result<Change, DbError> {
    for (name, value) in &attributes {
        refuse_blank(name, 400)?;
        if value.as_array().is_none_or(Vec::is_empty) {
            let message = "The value passed to append should be of type array and should not be an empty array";
            return Err(DbError::new(400, message));
        }
    }
    Ok(Change::Append(attributes))
}

fn set(attributes: Map<String, Value>) -> Result<Change, DbError> {
    for path in attributes.keys() {
        refuse_blank(path, 422)?;
    }
    Ok(Change::Set(attributes))
}

fn remove(attributes: &Value) -> Result<Change, DbError> {
    let Value::Array(paths) = attributes else {
        let message = "The attributes object passed to remove action should be of type array";
        return Err(DbError::new(400, message));
    };
    if paths.iter().any(is_blank) {
        return Err(DbError::new(422, BLANK_ATTRIBUTE));
    }
    Ok(Change::Remove(paths.clone()))
}

fn refuse_blank(name: &str, status: u16) -> Result<(), DbError> {
    if name.is_empty() {
        return Err(DbError::new(status, BLANK_ATTRIBUTE));
    }
    Ok(())
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn within_key_length(name: &str, limits: &Limits) -> Result<(), DbError> {
    if length(name) > limits.key_length {
        let message = format!(
            "Key length should not exceed {} characters",
            limits.key_length
        );
        return Err(DbError::new(400, message));
    }
    Ok(())
}

fn names_within_key_length(fields: &Map<String, Value>, limits: &Limits) -> Result<(), DbError> {
    fields
        .keys()
        .try_for_each(|name| within_key_length(name, limits))
}

fn has_blank_name(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.is_empty() || has_blank_name(value)),
        Value::Array(items) => items.iter().any(has_blank_name),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn without_empty_texts(value: &Value) -> Value {
    match value {
        Value::String(text) if text.is_empty() => Value::Null,
        Value::Array(items) => items.iter().map(without_empty_texts).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), without_empty_texts(value)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

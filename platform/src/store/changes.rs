//! Changing a `$db` record in place, with the odd corners of the platform's own code.

use serde_json::{Map, Number, Value};

use super::DbError;
use super::rules::{self, Change};
use crate::limits::Limits;

const WRONG_KIND: &str = "Mandatory attributes missing";
const INVALID_PATH: &str =
    "One or more paths in the attributes are invalid or overlapping with each other";
const NOTHING_TO_REMOVE: &str =
    "The specified key for remove operation does not exist in the data store";
const FAILURE: &str = "Failed to update data";

/// The record after a change; `record` is none when nothing is stored under the key.
pub(super) fn apply(
    change: Change,
    record: Option<Map<String, Value>>,
    limits: &Limits,
) -> Result<Map<String, Value>, DbError> {
    let record = match (change, record) {
        // Attributes that find nothing to be added to become the record, whatever they are.
        (Change::Increment(attributes) | Change::Append(attributes), None) => attributes,
        (Change::Increment(attributes), Some(record)) => combine(record, attributes, sum)?,
        (Change::Append(attributes), Some(record)) => combine(record, attributes, concatenation)?,
        (Change::Set(attributes), record) => {
            let record = record.unwrap_or_default();
            within_size(
                rules::map_size(&attributes) + rules::map_size(&record),
                limits,
            )?;
            return set(record, attributes).map(rules::without_bookkeeping);
        }
        (Change::Remove(paths), Some(record)) => remove(record, &paths)?,
        (Change::Remove(_), None) => return Err(DbError::new(400, NOTHING_TO_REMOVE)),
    };
    within_size(rules::map_size(&record), limits)?;
    Ok(rules::without_bookkeeping(record))
}

fn within_size(size: usize, limits: &Limits) -> Result<(), DbError> {
    if size > limits.value_size {
        let message = format!(
            "Item size exceeded the maximum limit of {} KB",
            limits.value_size / 1024
        );
        return Err(DbError::new(400, message));
    }
    Ok(())
}

/// Puts each attribute together with what is there; what JavaScript holds for false counts as nothing.
fn combine(
    mut record: Map<String, Value>,
    attributes: Map<String, Value>,
    together: fn(&Value, &Value) -> Option<Value>,
) -> Result<Map<String, Value>, DbError> {
    for (name, attribute) in attributes {
        let value = match record.get(&name).filter(|present| is_truthy(present)) {
            None => attribute,
            Some(present) => {
                together(present, &attribute).ok_or_else(|| DbError::new(400, WRONG_KIND))?
            }
        };
        record.insert(name, value);
    }
    Ok(record)
}

fn sum(present: &Value, added: &Value) -> Option<Value> {
    let exact = present
        .as_i64()
        .zip(added.as_i64())
        .and_then(|(present, added)| present.checked_add(added));
    if let Some(exact) = exact {
        return Some(Value::from(exact));
    }
    let sum = present.as_f64()? + added.as_f64()?;
    Some(Number::from_f64(sum).map_or(Value::Null, Value::Number))
}

fn concatenation(present: &Value, added: &Value) -> Option<Value> {
    let (present, added) = (present.as_array()?, added.as_array()?);
    Some(present.iter().chain(added).cloned().collect())
}

fn set(
    record: Map<String, Value>,
    attributes: Map<String, Value>,
) -> Result<Map<String, Value>, DbError> {
    let before = Value::Object(record.clone());
    let mut after = Value::Object(record);
    for (path, value) in attributes {
        set_path(&mut after, &before, &segments(&path), value)?;
    }
    match after {
        Value::Object(record) => Ok(record),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(DbError::failure(FAILURE))
        }
    }
}

/// Every step but the last must lead somewhere both now and before the update began, so that no path can rely on
/// what another one made.
fn set_path(
    mut now: &mut Value,
    mut before: &Value,
    segments: &[&str],
    value: Value,
) -> Result<(), DbError> {
    let invalid = || DbError::new(400, INVALID_PATH);
    let Some((last, steps)) = segments.split_last() else {
        return Ok(());
    };
    for step in steps {
        now = child(now, step).ok_or_else(invalid)?;
        before = child_of(before, step).ok_or_else(invalid)?;
    }
    if !is_truthy(now) || !is_truthy(before) {
        return Err(invalid());
    }
    match now {
        Value::Object(fields) => {
            fields.insert((*last).to_owned(), value);
            Ok(())
        }
        Value::Array(items) => {
            if let Ok(index) = last.parse::<usize>() {
                match items.get_mut(index) {
                    Some(item) => *item = value,
                    None => items.push(value),
                }
            }
            // A name that is no index leaves no trace in JSON.
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err(DbError::failure(FAILURE))
        }
    }
}

fn remove(record: Map<String, Value>, paths: &[Value]) -> Result<Map<String, Value>, DbError> {
    let mut record = Value::Object(record);
    for path in paths {
        let path = path.as_str().ok_or_else(|| DbError::failure(FAILURE))?;
        remove_path(&mut record, &segments(path))?;
    }
    match record {
        Value::Object(record) => Ok(record),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(DbError::failure(FAILURE))
        }
    }
}

fn remove_path(mut now: &mut Value, segments: &[&str]) -> Result<(), DbError> {
    let Some((last, steps)) = segments.split_last() else {
        return Ok(());
    };
    for step in steps {
        now = child(now, step)
            .filter(|child| is_truthy(child))
            .ok_or_else(|| DbError::new(400, INVALID_PATH))?;
    }
    match now {
        Value::Object(fields) => {
            fields.shift_remove(*last);
        }
        Value::Array(items) => {
            // `splice` takes what is no number for 0.
            let index = last.parse::<usize>().unwrap_or(0);
            if index < items.len() {
                items.remove(index);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    Ok(())
}

fn segments(path: &str) -> Vec<&str> {
    path.split(['.', '[', ']'])
        .filter(|segment| !segment.is_empty())
        .collect()
}

fn child<'a>(value: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(fields) => fields.get_mut(name),
        Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn child_of<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

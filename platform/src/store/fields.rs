//! Which records and queries fit an entity's definition.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::rules::length;
use super::{DbError, FieldError};
use crate::app::{Entity, EntityField, FieldKind};

/// The largest number of 15 digits.
const LARGEST: f64 = 999_999_999_999_999.0;
const TEXT_LENGTH: usize = 64;
const PARAGRAPH_LENGTH: usize = 2048;
/// Conditions that one query may join, the record validator of kit 6.9 says.
const CONDITIONS: std::ops::RangeInclusive<usize> = 2..=3;

/// Which records a query asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Query {
    /// Whether one fulfilled condition is enough.
    pub(super) any: bool,
    /// Field names and the values they must have.
    pub(super) conditions: Vec<(String, Value)>,
}

/// All fields of an entity that hold something, also those grouped in sections.
pub(super) fn fields(entity: &Entity) -> impl Iterator<Item = &EntityField> {
    entity
        .fields
        .iter()
        .flat_map(EntityField::with_inner)
        .filter(|field| field.kind != FieldKind::Section)
}

/// The record as it is stored: every field of the entity, null where `given` and `present` have none.
pub(super) fn record(
    entity: &Entity,
    given: &Map<String, Value>,
    present: &Map<String, Value>,
) -> Result<Map<String, Value>, DbError> {
    let is_missing = |value: &Value| value.is_null() || value.as_str() == Some("");
    let mut errors = Vec::new();
    let mut record = Map::new();
    for field in fields(entity) {
        let value = given.get(&field.name).filter(|value| !is_missing(value));
        if field.required && value.is_none() {
            errors.push(error(
                "",
                format!("should have required property '{}'", field.name),
            ));
        }
        errors.extend(value.and_then(|value| complaint(field, value)));
        let kept = if given.contains_key(&field.name) {
            value
        } else {
            present.get(&field.name)
        };
        record.insert(field.name.clone(), kept.cloned().unwrap_or_default());
    }
    errors.extend(unknown(entity, given.keys()));
    if errors.is_empty() {
        return Ok(record);
    }
    Err(DbError::fields(errors))
}

/// Understands the `query` of `getAll`.
pub(super) fn query(entity: &Entity, query: &Value) -> Result<Query, DbError> {
    let malformed = |message: &str| DbError::fields(vec![error("/query", message)]);
    let one =
        || malformed("should have one field, or one of $and and $or with two or three conditions");
    let single = |condition: &Value| match condition.as_object() {
        Some(fields) if fields.len() == 1 => fields
            .iter()
            .next()
            .map(|(name, value)| (name.clone(), value.clone()))
            .ok_or_else(one),
        Some(_) | None => Err(one()),
    };
    let (name, value) = single(query)?;
    let any = name == "$or";
    let conditions = match (name.as_str(), value.as_array()) {
        ("$and" | "$or", Some(items)) if CONDITIONS.contains(&items.len()) => {
            items.iter().map(single).collect::<Result<Vec<_>, _>>()?
        }
        ("$and" | "$or", _) => return Err(one()),
        _ => vec![(name, value)],
    };
    if any
        && conditions
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.0 != b.0))
    {
        return Err(malformed(
            "should name the same field in every condition of $or",
        ));
    }
    for condition in &conditions {
        check_condition(entity, condition)?;
    }
    Ok(Query { any, conditions })
}

fn check_condition(entity: &Entity, (name, value): &(String, Value)) -> Result<(), DbError> {
    let Some(field) = fields(entity).find(|field| field.name == *name) else {
        return Err(DbError::fields(
            unknown(entity, std::iter::once(name)).collect(),
        ));
    };
    if let Some(error) = complaint(field, value).filter(|_| !value.is_null()) {
        return Err(DbError::fields(vec![error]));
    }
    if !field.filterable {
        let message = format!("'{name}' not a filterable field");
        return Err(DbError::entity(400, message));
    }
    Ok(())
}

fn unknown<'a>(
    entity: &Entity,
    names: impl Iterator<Item = &'a String>,
) -> impl Iterator<Item = FieldError> {
    let unknown = |name: &&String| fields(entity).all(|field| field.name != **name);
    names
        .filter(unknown)
        .map(|name| error("", format!("unexpected property '{name}'")))
        .collect::<Vec<_>>()
        .into_iter()
}

fn error(place: &str, message: impl Into<String>) -> FieldError {
    FieldError {
        name: format!("/record{place}"),
        message: message.into(),
    }
}

/// What is wrong with a value of a field.
fn complaint(field: &EntityField, value: &Value) -> Option<FieldError> {
    let expected = match field.kind {
        FieldKind::Boolean => "boolean",
        FieldKind::Integer | FieldKind::Float => "number",
        FieldKind::Text
        | FieldKind::Paragraph
        | FieldKind::Datetime
        | FieldKind::Date
        | FieldKind::Enum
        | FieldKind::Section => "string",
    };
    let message = if type_of(value) == expected {
        range_complaint(field, value)?
    } else {
        format!(
            "incorrect datatype, expected '{expected}' got '{}'",
            type_of(value)
        )
    };
    Some(error(&format!("/{}", field.name), message))
}

fn range_complaint(field: &EntityField, value: &Value) -> Option<String> {
    let text = value.as_str().unwrap_or_default();
    let number = value.as_f64().unwrap_or_default();
    let no_longer_than = |most: usize| {
        (length(text) > most).then(|| format!("should NOT be longer than {most} characters"))
    };
    let within_digits =
        || (number.abs() > LARGEST).then(|| "should have at most 15 digits".to_owned());
    match field.kind {
        FieldKind::Text => no_longer_than(TEXT_LENGTH),
        FieldKind::Paragraph => no_longer_than(PARAGRAPH_LENGTH),
        FieldKind::Integer if number.fract() != 0.0 => Some("should be integer".to_owned()),
        FieldKind::Integer | FieldKind::Float => within_digits(),
        FieldKind::Datetime => text.parse::<Timestamp>().is_err().then(|| {
            format!("Invalid date format (given: {text}, expected: YYYY-MM-DD'T'HH:MM:SS.SSSZ) ")
        }),
        FieldKind::Date => (text.len() != "YYYY-MM-DD".len() || text.parse::<Date>().is_err())
            .then(|| format!("Invalid date format (given: {text}, expected: YYYY-MM-DD) ")),
        FieldKind::Enum => (!field.choices.iter().any(|choice| choice.value == text))
            .then(|| "should be equal to one of the allowed values".to_owned()),
        FieldKind::Boolean | FieldKind::Section => None,
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => "object",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
    }
}

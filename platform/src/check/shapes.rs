//! The shapes of an app's JSON files, as JSON Schemas.
//!
//! A schema's `description` says what to do; what a schema cannot express is checked elsewhere.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::CheckError;
use crate::app::{self, Problem};

/// The shape of `manifest.json`.
pub(super) const MANIFEST: Shape = Shape {
    rule: "manifest",
    file: app::MANIFEST,
    schema: include_str!("shapes/manifest.json"),
};

/// The shape of `config/requests.json`.
pub(super) const REQUESTS: Shape = Shape {
    rule: "requests",
    file: app::REQUESTS,
    schema: include_str!("shapes/requests.json"),
};

/// The shape of `config/iparams.json`.
pub(super) const PARAMETERS: Shape = Shape {
    rule: "iparam",
    file: app::PARAMETERS,
    schema: include_str!("shapes/parameters.json"),
};

/// The shape of `config/entities.json`.
pub(super) const ENTITIES: Shape = Shape {
    rule: "custom-objects",
    file: app::ENTITIES,
    schema: include_str!("shapes/entities.json"),
};

/// The shape that a JSON file must have.
pub(super) struct Shape {
    /// The vendor's validator for it.
    pub(super) rule: &'static str,
    /// The file, by its path in the app.
    pub(super) file: &'static str,
    schema: &'static str,
}

impl Shape {
    /// Everything that is not as the schema says.
    pub(super) fn problems(&self, value: &Value) -> Result<Vec<Problem>, CheckError> {
        let broken = |why: String| CheckError::Schema { why };
        let schema: Value =
            serde_json::from_str(self.schema).map_err(|error| broken(error.to_string()))?;
        let validator =
            jsonschema::validator_for(&schema).map_err(|error| broken(error.to_string()))?;
        Ok(validator
            .iter_errors(value)
            .flat_map(|error| describe(&schema, &error))
            .collect())
    }
}

fn describe(schema: &Value, error: &ValidationError<'_>) -> Vec<Problem> {
    let at: Vec<String> = keys(error.instance_path().as_str());
    let hint = hint(schema, error.schema_path().as_str());
    let place = place(&at);
    if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
        return unexpected
            .iter()
            .map(|key| Problem {
                at: at.iter().cloned().chain([key.clone()]).collect(),
                message: with_hint(&format!("{place} must not have `{key}`."), hint),
            })
            .collect();
    }
    let message = with_hint(&sentence(&place, error), hint);
    vec![Problem { at, message }]
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library words the other kinds well enough"
)]
fn sentence(place: &str, error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            format!(
                "{place} has no `{}`.",
                property.as_str().unwrap_or_default()
            )
        }
        ValidationErrorKind::MinProperties { limit: 1 } => {
            format!("{place} is empty; leave it out or fill it.")
        }
        ValidationErrorKind::Not { .. } => format!("{place} is out of place."),
        ValidationErrorKind::PropertyNames { error } => {
            let key = error.instance().as_str().unwrap_or_default();
            format!("{place} cannot have a key `{key}`.")
        }
        _ if error.instance().is_object() || error.instance().is_array() => {
            error.masked_with(place).to_string() + "."
        }
        _ => format!("{place}: {error}."),
    }
}

/// What the schema around a keyword says to do.
fn hint<'a>(schema: &'a Value, keyword: &str) -> Option<&'a str> {
    // What is said of an object's keys is said where the object is described.
    let keyword = keyword
        .split_once("/propertyNames")
        .map_or(keyword, |(object, _)| object);
    let around = schema
        .pointer(keyword)
        .filter(|around| around.get("description").is_some());
    let around = around.or_else(|| schema.pointer(keyword.rsplit_once('/')?.0));
    around?.get("description")?.as_str()
}

fn with_hint(sentence: &str, hint: Option<&str>) -> String {
    hint.map_or_else(|| sentence.to_owned(), |hint| format!("{sentence} {hint}"))
}

fn place(at: &[String]) -> String {
    match at {
        [] => "The file".to_owned(),
        [.., list, index] if index.parse::<usize>().is_ok() => format!("`{list}[{index}]`"),
        [.., key] => format!("`{key}`"),
    }
}

/// The keys of a JSON pointer.
fn keys(pointer: &str) -> Vec<String> {
    pointer
        .split('/')
        .skip(1)
        .map(|key| key.replace("~1", "/").replace("~0", "~"))
        .collect()
}

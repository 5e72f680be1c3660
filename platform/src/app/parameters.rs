//! `config/iparams.json`: the installation parameters, and checking the values given for them.
//!
//! Values are kept by the platform's store, not here, and the form is drawn by the installation page.

mod values;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::{AppError, PARAMETERS};

/// The declared installation parameters, in the declared order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Parameters(IndexMap<String, Parameter>);

/// One installation parameter.
#[derive(Clone, Debug, Deserialize)]
pub struct Parameter {
    /// The label of its field.
    pub display_name: String,
    /// The help text of its field.
    #[serde(default)]
    pub description: String,
    /// What it holds and how it is entered.
    #[serde(rename = "type")]
    pub kind: ParameterKind,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
    /// Whether its value is kept from pages.
    #[serde(default)]
    pub secure: bool,
    /// Whether its field is shown at first.
    #[serde(default = "shown")]
    pub visible: bool,
    /// The value it has when none is given.
    pub default_value: Option<Value>,
    /// What can be chosen; empty unless the kind is a choice.
    #[serde(default)]
    pub options: Vec<ParameterOption>,
    /// Patterns by name, each with its message under `<name>-error`.
    #[serde(default)]
    pub regex: IndexMap<String, String>,
    /// Further attributes of the field.
    #[serde(default)]
    pub type_attributes: Value,
    /// Functions of `config/assets/iparams.js` to call when the field changes.
    #[serde(default)]
    pub events: Vec<ChangeEvent>,
    /// The modules for which the field is shown; all when empty.
    #[serde(default)]
    pub modules: Vec<String>,
}

/// Something that can be chosen.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(from = "OptionSource")]
pub struct ParameterOption {
    /// What people read.
    pub label: String,
    /// The value that stands for it; the label itself when only a text is declared.
    pub value: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OptionSource {
    Text(String),
    Labelled { label: String, value: Value },
}

impl From<OptionSource> for ParameterOption {
    fn from(source: OptionSource) -> Self {
        match source {
            OptionSource::Text(text) => Self {
                value: Value::String(text.clone()),
                label: text,
            },
            OptionSource::Labelled { label, value } => Self { label, value },
        }
    }
}

/// A function to call when a field changes.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct ChangeEvent {
    /// The function's name.
    pub change: String,
}

/// What a parameter holds and how it is entered.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the platform's own")]
pub enum ParameterKind {
    Text,
    Paragraph,
    Dropdown,
    Email,
    PhoneNumber,
    Number,
    Url,
    Radio,
    Checkbox,
    Multiselect,
    Date,
}

impl ParameterKind {
    /// Whether the value is chosen from the declared options.
    #[must_use]
    pub const fn is_choice(self) -> bool {
        matches!(self, Self::Dropdown | Self::Radio | Self::Multiselect)
    }
}

impl Parameters {
    /// Reads the text of `config/iparams.json`.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        super::parse(PARAMETERS, text)
    }

    /// A parameter by key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Parameter> {
        self.0.get(key)
    }

    /// All parameters, in the declared order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Parameter)> {
        self.0
            .iter()
            .map(|(key, parameter)| (key.as_str(), parameter))
    }

    /// Whether the parameter's value is kept from pages.
    #[must_use]
    pub fn is_secure(&self, key: &str) -> bool {
        self.get(key).is_some_and(|parameter| parameter.secure)
    }
}

const fn shown() -> bool {
    true
}

#[cfg(test)]
mod tests;

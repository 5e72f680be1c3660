//! `config/entities.json`: the tables of the entity store.
//!
//! Records are checked and kept by the store, not here.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{AppError, ENTITIES};

/// The declared entities, by name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Entities(IndexMap<String, Entity>);

/// One entity: a table.
#[derive(Clone, Debug, Deserialize)]
pub struct Entity {
    /// Its columns, in the declared order.
    pub fields: Vec<EntityField>,
}

/// One field of an entity: a column.
#[derive(Clone, Debug, Deserialize)]
pub struct EntityField {
    /// Its key in a record.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Whether records can be searched by it.
    #[serde(default)]
    pub filterable: bool,
    /// Whether every record must have it.
    #[serde(default)]
    pub required: bool,
    /// The values an enumeration may take; empty for every other kind.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// The fields that a section groups; empty for every other kind.
    #[serde(default)]
    pub fields: Vec<Self>,
}

/// One value of an enumeration.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Choice {
    /// Its number.
    pub id: i64,
    /// Its text.
    pub value: String,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A line of at most 64 characters.
    Text,
    /// At most 2048 characters.
    Paragraph,
    /// A whole number of at most 15 digits.
    Integer,
    /// A number of at most 15 digits.
    Float,
    /// A moment, in ISO 8601.
    Datetime,
    /// A day, in ISO 8601.
    Date,
    /// True or false.
    Boolean,
    /// One of the declared choices.
    Enum,
    /// A heading that groups fields and holds nothing.
    Section,
}

impl EntityField {
    /// The field itself, then the fields it groups.
    pub fn with_inner(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        Box::new(std::iter::once(self).chain(self.fields.iter().flat_map(Self::with_inner)))
    }
}

impl Entities {
    /// Reads the text of `config/entities.json`.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        super::parse(ENTITIES, text)
    }

    /// An entity by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Entity> {
        self.0.get(name)
    }

    /// All entities, in the declared order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entity)> {
        self.0.iter().map(|(name, entity)| (name.as_str(), entity))
    }
}

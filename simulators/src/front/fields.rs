//! Reads the fields of a JSON object one by one and says of each what is wrong with it.
//!
//! How a vendor says so is the vendor's matter; null is no value of any field.

use serde_json::{Map, Value};

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Why {
    Unknown,
    Missing,
    Kind,
    Long,
    Value,
}

/// A field that cannot be accepted.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    pub(crate) field: String,
    pub(crate) why: Why,
    message: String,
}

impl Wrong {
    pub(crate) fn new(field: &str, why: Why, message: impl Into<String>) -> Self {
        let (field, message) = (field.to_owned(), message.into());
        Self {
            field,
            why,
            message,
        }
    }

    /// A field that has to be there.
    pub(crate) fn missing(field: &str) -> Self {
        Self::new(field, Why::Missing, "is missing")
    }

    /// A value that the field cannot have.
    pub(crate) fn value(field: &str, message: impl Into<String>) -> Self {
        Self::new(field, Why::Value, message)
    }

    /// In a sentence.
    pub(crate) fn sentence(&self) -> String {
        format!("\"{}\" {}.", self.field, self.message)
    }
}

/// The fields of an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(pub(crate) Map<String, Value>);

impl Fields {
    /// The object of a body; `None` for anything else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().map(Self)
    }

    /// The object in a list or field of this name.
    pub(crate) fn of(name: &str, value: &Value) -> Result<Self, Wrong> {
        match value {
            Value::Object(fields) => Ok(Self(fields.clone())),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Err(Wrong::new(name, Why::Kind, "must be an object")),
        }
    }

    /// Refuses fields that are not among these.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Wrong> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Wrong::new(name, Why::Unknown, "is no field of this")),
            None => Ok(()),
        }
    }

    /// A field as it was sent.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Wrong> {
        self.typed(name, Value::as_str, "must be a text")
    }

    /// A text that has to be there and say something.
    pub(crate) fn needed(&self, name: &str) -> Result<&str, Wrong> {
        match self.text(name)? {
            None => Err(Wrong::missing(name)),
            Some("") => Err(Wrong::new(name, Why::Missing, "is empty")),
            Some(text) => Ok(text),
        }
    }

    /// A text of so many characters at most.
    pub(crate) fn short(&self, name: &str, most: usize) -> Result<Option<&str>, Wrong> {
        let text = self.text(name)?;
        match text {
            Some(text) if text.chars().count() > most => Err(Self::too_long(name, most)),
            text => Ok(text),
        }
    }

    /// A text that has to be there, says something, and has so many characters at most.
    pub(crate) fn needed_short(&self, name: &str, most: usize) -> Result<&str, Wrong> {
        self.needed(name)?;
        self.short(name, most)?.ok_or_else(|| Wrong::missing(name))
    }

    /// A text that is one of these words.
    pub(crate) fn word(&self, name: &str, words: &[&str]) -> Result<Option<&str>, Wrong> {
        match self.text(name)? {
            Some(word) if !words.contains(&word) => {
                let message = format!("must be one of {}", words.join(", "));
                Err(Wrong::value(name, message))
            }
            word => Ok(word),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Wrong> {
        self.typed(name, Value::as_bool, "must be true or false")
    }

    pub(crate) fn count(&self, name: &str) -> Result<Option<u64>, Wrong> {
        self.typed(name, Value::as_u64, "must be a whole number")
    }

    pub(crate) fn list(&self, name: &str) -> Result<Option<&Vec<Value>>, Wrong> {
        self.typed(name, Value::as_array, "must be a list")
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, Wrong> {
        self.value(name)
            .map(|value| Self::of(name, value))
            .transpose()
    }

    fn typed<'a, T>(
        &'a self,
        name: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
        message: &str,
    ) -> Result<Option<T>, Wrong> {
        let read = |value| read(value).ok_or_else(|| Wrong::new(name, Why::Kind, message));
        self.value(name).map(read).transpose()
    }

    fn too_long(name: &str, most: usize) -> Wrong {
        let message = format!("has more than {most} characters");
        Wrong::new(name, Why::Long, message)
    }
}

//! Installation parameters as the platform hands them over: each is texts, several for a multiple choice, or nothing of use.
//!
//! What a parameter means is decided by its reader.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::values::Secret;

/// The parameters by name, secure ones included.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, Given)>);

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parameters")
    }
}

const NOT_GIVEN: Given = Given(None);

impl Parameters {
    /// The parameter of this name, whether it was given or not.
    pub(crate) fn get(&self, name: &str) -> &Given {
        self.0
            .iter()
            .find_map(|(known, given)| (known == name).then_some(given))
            .unwrap_or(&NOT_GIVEN)
    }

    /// Its text, unless it is blank.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).text()
    }

    /// Those of these names, of which none is a secret.
    pub(crate) fn only(&self, names: &[&str]) -> Excerpt {
        let all = self.0.iter();
        let chosen = all.filter(|(name, _)| names.contains(&name.as_str()));
        Excerpt(Self(chosen.cloned().collect()))
    }

    /// The secret of this name, or this sentence as an error.
    pub(crate) fn secret(&self, name: &str, otherwise: &str) -> Result<Secret, String> {
        let secret = self.text(name).and_then(Secret::new);
        secret.ok_or_else(|| otherwise.to_owned())
    }
}

/// Some parameters as they were entered. They can be written down, which all together cannot: the others may be secrets.
#[derive(Clone, Debug)]
pub struct Excerpt(Parameters);

impl Excerpt {
    /// These and no others.
    pub(super) const fn parameters(&self) -> &Parameters {
        &self.0
    }
}

impl Serialize for Excerpt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Parameters(parameters) = &self.0;
        serializer.collect_map(parameters.iter().map(|(name, given)| (name, given)))
    }
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ParametersVisitor)
    }
}

struct ParametersVisitor;

impl<'de> Visitor<'de> for ParametersVisitor {
    type Value = Parameters;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the installation parameters")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters, A::Error> {
        let mut parameters = Vec::new();
        while let Some(entry) = map.next_entry()? {
            parameters.push(entry);
        }
        Ok(Parameters(parameters))
    }
}

/// One parameter's value: its texts (several for a multiple choice), or nothing of use.
#[derive(Clone, Default, Serialize)]
pub(crate) struct Given(Option<Vec<String>>);

impl Given {
    /// The text, unless it is blank.
    pub(crate) fn text(&self) -> Option<&str> {
        self.0
            .as_ref()?
            .first()
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
    }

    /// The text, or this sentence as an error.
    pub(crate) fn needed(&self, otherwise: &str) -> Result<&str, String> {
        self.text().ok_or_else(|| otherwise.to_owned())
    }

    /// Whether a checkbox is ticked; `otherwise` for one that was never asked.
    pub(crate) fn ticked(&self, otherwise: bool) -> bool {
        self.text().map_or(otherwise, |text| text == "true")
    }

    /// Whether a multiple choice has `option`; one that was never asked counts as chosen.
    pub(crate) fn includes(&self, option: &str) -> bool {
        self.0.is_none() || self.names(option)
    }

    /// Whether a multiple choice has `option` expressly.
    pub(crate) fn names(&self, option: &str) -> bool {
        let texts = self.0.iter().flatten();
        texts
            .flat_map(|text| text.split(','))
            .any(|text| text.trim() == option)
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GivenVisitor)
    }
}

struct GivenVisitor;

/// A value of the wrong kind counts as not given, so that one odd parameter does not switch off the others.
impl<'de> Visitor<'de> for GivenVisitor {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a parameter")
    }

    fn visit_str<E>(self, text: &str) -> Result<Given, E> {
        Ok(Given(Some(vec![text.to_owned()])))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Given, A::Error> {
        let mut texts = Vec::new();
        while let Some(Given(inner)) = seq.next_element()? {
            texts.extend(inner.into_iter().flatten());
        }
        Ok(Given(Some(texts)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Given(None))
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_bool<E>(self, ticked: bool) -> Result<Given, E> {
        Ok(Given(Some(vec![ticked.to_string()])))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Given, E> {
        Ok(Given(None))
    }
}

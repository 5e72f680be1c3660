//! A small ordered map as it stands in the store: few entries, looked up by walking.
//!
//! A tree would serve as well, but its code would make the module larger that every event loads.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};

/// Names and texts, in the order they were added. The store turns an empty text into null, which counts as absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries(Vec<(String, String)>);

impl Entries {
    /// The text under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(known, text)| (known == name).then_some(text.as_str()))
    }

    /// The text under a name in whatever case, as header names come.
    #[must_use]
    pub fn get_in_any_case(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(known, text)| known.eq_ignore_ascii_case(name).then_some(text.as_str()))
    }

    /// Each name with its text, in the order they were added.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Adds a text; the first one under a name counts.
    pub fn add(&mut self, name: &str, text: String) {
        self.0.push((name.to_owned(), text));
    }
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, text) in &self.0 {
            map.serialize_entry(name, text)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Entries::default();
                while let Some((name, Text(text))) = map.next_entry()? {
                    if let Some(text) = text {
                        entries.0.push((name, text));
                    }
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// A text, or the first one of a list, as headers may come; anything else counts as absent.
struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(Some(text.to_owned())))
            }

            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text(None))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
                Ok(Text(None))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Text, E> {
                Ok(Text(None))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
                Ok(Text(None))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
                Ok(Text(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
                let mut first = None;
                while let Some(Text(text)) = seq.next_element()? {
                    first = first.or(text);
                }
                Ok(Text(first))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_as_they_were_stored_and_null_is_absent() {
        let mut entries = Entries::default();
        entries.add("b", "2".to_owned());
        entries.add("a", "1".to_owned());
        assert_eq!(
            serde_json::to_string(&entries).unwrap(),
            r#"{"b":"2","a":"1"}"#
        );
        let stored: Entries =
            serde_json::from_str(r#"{"b":"2","x":null,"y":[1,{}],"z":1.5,"a":[1,"1","3"]}"#)
                .unwrap();
        assert_eq!(stored, entries);
        assert_eq!(stored.get("a"), Some("1"));
        assert_eq!(stored.get("x"), None);
        assert_eq!(stored.get("A"), None);
        assert_eq!(stored.get_in_any_case("A"), Some("1"));
    }
}

//! Decodes JSON into types by way of a tree, so that a type's decoder knows objects only and explains nothing.
//!
//! A derived decoder that reads text also knows arrays and carries the words of every complaint; with dozens of types that
//! was a fifth of the module that every event loads. What is wrong with a text is told by whoever asked for it.

mod fields;

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess,
    IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::error::without_values;
pub(crate) use fields::fields;

/// Decodes a JSON text. The error says where the text is broken, or only that it is not of the expected form: what it holds
/// may be numbers of people.
pub(crate) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let tree: Tree = serde_json::from_str(text).map_err(|error| without_values(&error))?;
    T::deserialize(&tree).map_err(|mismatch| mismatch.to_string())
}

enum Tree {
    Null,
    Truth(bool),
    Natural(u64),
    Negative(i64),
    Fraction(f64),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// A part that may be unreadable without spoiling the whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Readable<T>(pub(crate) Option<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Readable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tree = Tree::deserialize(deserializer)?;
        Ok(Self(T::deserialize(&tree).ok()))
    }
}

/// The text is JSON, but not what was expected.
#[derive(Debug)]
struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not of the expected form")
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;

        impl<'de> Visitor<'de> for Whole {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Tree, E> {
                Ok(Tree::Truth(truth))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
                Ok(Tree::Natural(number))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
                Ok(Tree::Negative(number))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
                Ok(Tree::Fraction(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
                Ok(Tree::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Tree::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree, A::Error> {
                let mut object = Vec::new();
                while let Some(field) = fields.next_entry()? {
                    object.push(field);
                }
                Ok(Tree::Object(object))
            }
        }

        deserializer.deserialize_any(Whole)
    }
}

impl<'de> IntoDeserializer<'de, Mismatch> for &'de Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Tree {
    fn fields(
        &self,
    ) -> Result<MapDeserializer<'_, impl Iterator<Item = (&str, &Self)>, Mismatch>, Mismatch> {
        match self {
            Self::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), value));
                Ok(MapDeserializer::new(fields))
            }
            Self::Null
            | Self::Truth(_)
            | Self::Natural(_)
            | Self::Negative(_)
            | Self::Fraction(_)
            | Self::Text(_)
            | Self::List(_) => Err(Mismatch),
        }
    }
}

impl<'de> Deserializer<'de> for &'de Tree {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Tree::Null => visitor.visit_unit(),
            Tree::Truth(truth) => visitor.visit_bool(*truth),
            Tree::Natural(number) => visitor.visit_u64(*number),
            Tree::Negative(number) => visitor.visit_i64(*number),
            Tree::Fraction(number) => visitor.visit_f64(*number),
            Tree::Text(text) => visitor.visit_borrowed_str(text),
            Tree::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Tree::Object(_) => visitor.visit_map(self.fields()?),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if matches!(self, Tree::Null) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        if let Tree::Text(name) = self {
            return visitor.visit_enum(Variant { name, value: None });
        }
        if let Tree::Object(fields) = self
            && let [(name, value)] = fields.as_slice()
        {
            let value = Some(value);
            return visitor.visit_enum(Variant { name, value });
        }
        Err(Mismatch)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct identifier
    }
}

/// A choice: a name alone, or with the one value that it holds.
struct Variant<'de> {
    name: &'de str,
    value: Option<&'de Tree>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Mismatch;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Mismatch> {
        let name = seed.deserialize(IntoDeserializer::<Mismatch>::into_deserializer(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        self.value.map_or(Ok(()), |_| Err(Mismatch))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mismatch> {
        seed.deserialize(self.value.ok_or(Mismatch)?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    enum Choice {
        Alone,
        With(String),
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Sample {
        id: u64,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        many: Vec<Choice>,
        #[serde(default)]
        below: i64,
    }

    #[track_caller]
    fn check(text: &str, decoded: Result<Sample, &str>) {
        assert_eq!(decode(text), decoded.map_err(str::to_owned));
    }

    #[test]
    fn a_text_becomes_its_type_and_unknown_fields_are_skipped() {
        check(
            r#"{"id":67013469919,"text":null,"many":["Alone",{"With":"é🙂"}],"below":-3,"more":{"a":[1.5]}}"#,
            Ok(Sample {
                id: 67_013_469_919,
                text: None,
                many: vec![Choice::Alone, Choice::With("é🙂".to_owned())],
                below: -3,
            }),
        );
        assert_eq!(
            decode(r#"["a","b"]"#),
            Ok(vec!["a".to_owned(), "b".to_owned()])
        );
    }

    #[test]
    fn what_is_not_of_the_form_says_so_and_repeats_nothing() {
        let form = "not of the expected form";
        check(r#"{"id":"+254712345678"}"#, Err(form));
        check("{}", Err(form));
        check("[67013469919]", Err(form));
        check(r#"{"id":1,"many":[{"With":1}]}"#, Err(form));
        check(r#"{"id":1,"many":[{"Alone":1}]}"#, Err(form));
        check(r#"{"id":1,"many":["With"]}"#, Err(form));
        check(
            "{\"id\":1",
            Err("EOF while parsing an object at line 1 column 7"),
        );
    }
}

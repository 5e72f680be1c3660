//! The texts of a posted body by name, whether it is a JSON object or a form.
//!
//! It knows no field. One walk serves every contract, since a derived decoder for each would make the module larger.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::super::letters;
use crate::error::{Error, Result};

/// How deep objects are read: the body and what is directly in it.
const DEPTH: u8 = 2;

/// A body's fields. Of names only the letters are kept, in lower case, so that `call_id`, `callId` and `CallId` are one.
#[derive(Debug)]
pub(super) struct Fields(Vec<(String, Field)>);

#[derive(Debug)]
enum Field {
    Text(String),
    Object(Fields),
    /// Nothing that a delivery's field can be: null, a list, an object too deep.
    Other,
}

impl Fields {
    /// Reads a JSON object or a form.
    pub(super) fn read(text: &str) -> Result<Self> {
        if is_json(text) {
            return read_json(text).map_err(|why| {
                Error::malformed("the webhook's body", format!("cannot be read: {why}"))
            });
        }
        let begins_with_a_name = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if begins_with_a_name && text.contains('=') {
            return Ok(read_form(text));
        }
        Err(Error::malformed(
            "the webhook's body",
            "is not a JSON object, nor a form",
        ))
    }

    /// The text under a name without blanks around it, unless nothing is left; the first one under a name counts.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find_map(|(known, field)| match field {
            Field::Text(text) if known == name => Some(text.trim()).filter(|text| !text.is_empty()),
            Field::Text(_) | Field::Object(_) | Field::Other => None,
        })
    }

    /// Takes out the object under a name, or under it as JSON in a text.
    pub(super) fn take(&mut self, name: &str) -> Option<Self> {
        let (_, field) = self.0.iter_mut().find(|(known, _)| known == name)?;
        match std::mem::replace(field, Field::Other) {
            Field::Object(object) => Some(object),
            Field::Text(text) => read_json(&text).ok(),
            Field::Other => None,
        }
    }
}

/// Whether a body is to be read as a JSON object.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

fn read_json(text: &str) -> serde_json::Result<Fields> {
    let mut json = serde_json::Deserializer::from_str(text);
    let body = Walk { depth: DEPTH }.deserialize(&mut json)?;
    json.end()?;
    match body {
        Field::Object(fields) => Ok(fields),
        Field::Text(_) | Field::Other => Err(serde_json::Error::custom("it is not an object")),
    }
}

/// Reads `application/x-www-form-urlencoded`: a blank comes as `+`, other characters as `%` and two digits a byte. A `+` in
/// front of a number is the number's own, which its sender did not encode.
fn read_form(text: &str) -> Fields {
    let decoded = |text: &str| {
        let number = text.strip_prefix('+').unwrap_or_default();
        let plus = if number.starts_with(|c| ('1'..='9').contains(&c)) {
            "+"
        } else {
            ""
        };
        let text = text.replace('+', " ");
        let text = percent_decode_str(&text).decode_utf8_lossy();
        format!("{plus}{}", text.trim())
    };
    let pairs = text.trim_end().split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (letters(&decoded(name)), Field::Text(decoded(value)))
    });
    Fields(pairs.collect())
}

struct Walk {
    /// How many levels of objects are read from here.
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = Field;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Field, E> {
        Ok(Field::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Field, E> {
        Ok(Field::Text(truth.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Field, E> {
        Ok(Field::Text(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Field, E> {
        Ok(Field::Text(number.to_string()))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "no field has a use for fractions, and a number beyond the range is nonsense in any of them"
    )]
    fn visit_f64<E>(self, number: f64) -> Result<Field, E> {
        Ok(Field::Text((number as i64).to_string()))
    }

    fn visit_unit<E>(self) -> Result<Field, E> {
        Ok(Field::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Field, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field, A::Error> {
        let Some(depth) = self.depth.checked_sub(1) else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Field::Other);
        };
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((letters(&name), map.next_value_seed(Self { depth })?));
        }
        Ok(Field::Object(Fields(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, name: &str, text: Option<&str>) {
        assert_eq!(Fields::read(body).unwrap().text(name), text, "{body}");
    }

    #[test]
    fn a_name_is_the_same_in_every_spelling() {
        for body in [
            r#"{"call_id":"c"}"#,
            r#"{"callId":"c"}"#,
            " {\"CallId\":\"c\"}\n",
            "call_id=c",
            "callId=c&x=1",
            "x&CallId=c\r\n",
        ] {
            check(body, "callid", Some("c"));
        }
    }

    #[test]
    fn every_kind_of_value_is_a_text_or_nothing() {
        check(r#"{"a":7}"#, "a", Some("7"));
        check(r#"{"a":-7}"#, "a", Some("-7"));
        check(r#"{"a":74.9}"#, "a", Some("74"));
        check(r#"{"a":true}"#, "a", Some("true"));
        check(r#"{"a":null}"#, "a", None);
        check(r#"{"a":" "}"#, "a", None);
        check(r#"{"a":["b"]}"#, "a", None);
        check(r#"{"a":{"a":"b"}}"#, "a", None);
        check(r#"{"a":"1","A":"2"}"#, "a", Some("1"));
    }

    #[test]
    fn a_form_is_decoded() {
        check("a=%2B254+722&b=2", "a", Some("+254 722"));
        check("a=%20b+", "a", Some("b"));
        check("a=+254+722", "a", Some("+254 722"));
        check("a=+0722", "a", Some("0722"));
        check("a=+b+1", "a", Some("b 1"));
        check("a=%c3%a9%zz", "a", Some("é%zz"));
        check("a=b=c", "a", Some("b=c"));
        check("a=%ff", "a", Some("\u{fffd}"));
        check("a&b=", "a", None);
    }

    #[test]
    fn what_is_neither_an_object_nor_a_form_is_refused() {
        for body in [
            "",
            "hello",
            "7",
            "[\"a=b\"]",
            "<a b=\"c\">",
            "\"a=b\"",
            "&a=b",
        ] {
            let error = Fields::read(body).unwrap_err().to_string();
            assert_eq!(error, "the webhook's body is not a JSON object, nor a form");
        }
        for body in ["{", "{}{}", "{\"a\":1e999}", "{\"a\"}"] {
            let error = Fields::read(body).unwrap_err().to_string();
            assert!(
                error.starts_with("the webhook's body cannot be read: "),
                "{error}"
            );
        }
    }
}

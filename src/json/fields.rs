//! The fields of an object of JSON as the texts that they were written in, since the bytes of some matter. It decodes none.
//!
//! A derived decoder would do the same, but only to explain what it refuses it brings the writing of fractions into the
//! module that every event loads.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Tree;

/// Each field's name and text, in their order; `None` for what is no object of JSON.
pub(crate) fn fields(text: &str) -> Option<Vec<(String, &str)>> {
    let mut fields = Vec::new();
    let mut rest = text.trim_start().strip_prefix('{')?.trim_start();
    if !rest.starts_with('}') {
        loop {
            let (Tree::Text(name), _, behind) = value(rest)? else {
                return None;
            };
            let (IgnoredAny, raw, behind) = value(behind.trim_start().strip_prefix(':')?)?;
            fields.push((name, raw));
            rest = behind.trim_start();
            let Some(more) = rest.strip_prefix(',') else {
                break;
            };
            rest = more;
        }
    }
    let behind = rest.strip_prefix('}')?;
    behind.trim_start().is_empty().then_some(fields)
}

/// The value that a text begins with, what it was written in, and what stands behind it.
fn value<'a, T: Deserialize<'a>>(text: &'a str) -> Option<(T, &'a str, &'a str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    let value = values.next()?.ok()?;
    let (raw, behind) = text.split_at_checked(values.byte_offset())?;
    Some((value, raw.trim_start(), behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&[(&str, &str)]>) {
        let fields = fields(text);
        let fields = fields.as_ref().map(|fields| {
            let pairs = fields.iter().map(|(name, raw)| (name.as_str(), *raw));
            pairs.collect::<Vec<_>>()
        });
        assert_eq!(fields.as_deref(), expected, "{text}");
    }

    #[test]
    fn each_field_keeps_its_bytes() {
        check("{}", Some(&[]));
        check(" { } ", Some(&[]));
        check(
            r#"{"a":5741311803571721087,"b" : {"c": [1.50, "}"]} ,"\u00e9":"\u00e9,\"","d":null}"#,
            Some(&[
                ("a", "5741311803571721087"),
                ("b", r#"{"c": [1.50, "}"]}"#),
                ("é", r#""\u00e9,\"""#),
                ("d", "null"),
            ]),
        );
    }

    #[test]
    fn what_is_no_object_has_no_fields() {
        for odd in [
            "",
            "null",
            "[]",
            "{",
            "{a:1}",
            "{1:1}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1"#,
            r#"{"a":1}}"#,
            r#"{"a":1 2}"#,
            r#"{"a":01}"#,
            r#"{"a":1}{"#,
            r#"{"a" 1}"#,
        ] {
            check(odd, None);
        }
    }
}

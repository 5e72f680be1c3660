//! How a body becomes text: as JavaScript or Go prints JSON, or form-encoded.
//!
//! A signature covers this text, so it is sent exactly as it is made here.

use serde_json::{Map, Value};
use url::form_urlencoded::Serializer;

use super::config::Encoder;

/// What Go's encoder escapes and JavaScript's does not; none of them stands outside of a string.
const GO_ESCAPES: [(char, &str); 5] = [
    ('&', "\\u0026"),
    ('<', "\\u003c"),
    ('>', "\\u003e"),
    ('\u{2028}', "\\u2028"),
    ('\u{2029}', "\\u2029"),
];

/// A JSON value as text.
pub(crate) fn json_text(value: &Value, encoder: Encoder) -> String {
    match encoder {
        Encoder::Compact => value.to_string(),
        Encoder::Go => go(&value.to_string()),
        Encoder::GoNewline => go(&value.to_string()) + "\n",
        Encoder::Pretty => format!("{value:#}"),
    }
}

fn go(text: &str) -> String {
    GO_ESCAPES
        .iter()
        .fold(text.to_owned(), |text, (letter, escaped)| {
            text.replace(*letter, escaped)
        })
}

/// Fields form-encoded; a number becomes its digits.
pub(crate) fn form_text(fields: &Map<String, Value>) -> String {
    let mut form = Serializer::new(String::new());
    for (name, value) in fields {
        match value {
            Value::String(text) => form.append_pair(name, text),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => form.append_pair(name, &value.to_string()),
        };
    }
    form.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_encoder_writes_the_same_value_in_its_own_way() {
        let value = json!({"b": "a=1&b=<2>\u{2028}", "a": 1});
        for (encoder, expected) in [
            (
                Encoder::Compact,
                "{\"b\":\"a=1&b=<2>\u{2028}\",\"a\":1}".to_owned(),
            ),
            (
                Encoder::Go,
                r#"{"b":"a=1\u0026b=\u003c2\u003e\u2028","a":1}"#.to_owned(),
            ),
            (
                Encoder::GoNewline,
                r#"{"b":"a=1\u0026b=\u003c2\u003e\u2028","a":1}"#.to_owned() + "\n",
            ),
            (
                Encoder::Pretty,
                "{\n  \"b\": \"a=1&b=<2>\u{2028}\",\n  \"a\": 1\n}".to_owned(),
            ),
        ] {
            let text = json_text(&value, encoder);
            assert_eq!(text, expected, "{encoder:?}");
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
    }

    #[test]
    fn a_form_has_texts_only() {
        let Value::Object(fields) = json!({"callerNumber": "+254", "isActive": 1}) else {
            panic!("no object")
        };
        assert_eq!(form_text(&fields), "callerNumber=%2B254&isActive=1");
    }
}

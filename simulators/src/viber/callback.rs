//! What callbacks say and how they are signed.
//!
//! A body is made once as text, since its signature covers every byte and its numbers are larger than JavaScript's.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::config::{Person, Switches};
use super::records::Webhook;

/// What stands for a name that the person shows to nobody; the vendor's text is not published.
const ANONYMOUS: &str = "Subscriber";

/// Something that is told.
pub(crate) struct Event {
    pub(crate) name: &'static str,
    pub(crate) token: u64,
    /// The fields of this event.
    pub(crate) fields: Map<String, Value>,
    /// Who it is about, and under which key, if it tells more than the id.
    pub(crate) person: Option<(&'static str, Person)>,
}

impl Event {
    /// An event about somebody's id.
    pub(crate) fn about(name: &'static str, token: u64, user_id: &str) -> Self {
        Self {
            name,
            token,
            fields: Map::from_iter([("user_id".to_owned(), json!(user_id))]),
            person: None,
        }
    }

    /// The check of an address, in which token and time have changed places.
    pub(crate) fn check(token: u64, now: Timestamp) -> Value {
        json!({
            "event": "webhook",
            "timestamp": token,
            "chat_hostname": "SN-CHAT-05_",
            "message_token": now.as_millisecond()
        })
    }

    /// The body.
    pub(crate) fn body(
        &self,
        webhook: Option<&Webhook>,
        switches: &Switches,
        now: Timestamp,
    ) -> String {
        let mut body = Map::new();
        body.insert("event".to_owned(), json!(self.name));
        body.insert("timestamp".to_owned(), json!(now.as_millisecond()));
        if switches.chat_hostname {
            body.insert("chat_hostname".to_owned(), json!("SN-CHAT-05_"));
        }
        body.insert("message_token".to_owned(), json!(self.token));
        if let Some((key, person)) = &self.person {
            body.insert((*key).to_owned(), shown(person, webhook));
        }
        body.extend(self.fields.clone());
        text(&Value::Object(body), switches.escapes)
    }
}

/// A value as text, without letters beyond ASCII if they are to be escaped.
pub(crate) fn text(value: &Value, escapes: bool) -> String {
    let text = value.to_string();
    if !escapes {
        return text;
    }
    let mut plain = String::new();
    for letter in text.chars() {
        if letter.is_ascii() {
            plain.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            // Writing to a text cannot fail.
            let _written = write!(plain, "\\u{unit:04x}");
        }
    }
    plain
}

/// HMAC-SHA256 in lower-case hex.
pub(crate) fn signature(key: &str, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(body.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// A person as this webhook may see one.
fn shown(person: &Person, webhook: Option<&Webhook>) -> Value {
    let sees_name = webhook.is_some_and(|it| it.send_name);
    let sees_photo = webhook.is_some_and(|it| it.send_photo) && !person.is_anonymous;
    let name = if person.is_anonymous {
        ANONYMOUS
    } else {
        &person.name
    };
    let fields = [
        ("id", Some(json!(person.id))),
        ("name", sees_name.then(|| json!(name))),
        (
            "avatar",
            person
                .avatar
                .clone()
                .filter(|_| sees_photo)
                .map(Value::from),
        ),
        ("language", person.language.clone().map(Value::from)),
        ("country", person.country.clone().map(Value::from)),
        ("api_version", Some(json!(person.api_version))),
    ];
    let fields = fields.into_iter();
    let fields = fields.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(fields.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_covers_every_byte() {
        let body = r#"{"event":"message","timestamp":1700000000123,"chat_hostname":"SN-TEST_","message_token":5741311803571721087,"sender":{"id":"aB3/xY+9kLmNoPqRsTuVwQ==","name":"Test User","language":"en","country":"KE","api_version":10},"message":{"text":"hi","type":"text"},"silent":false}"#;
        let right = "c50d0befff0a8843bd50c547be5ae6469f6f4db77cdea953b0a952a8e062628f";
        assert_eq!(signature("viber-test-token", body), right);
        let value = serde_json::from_str::<Value>(body).unwrap();
        assert_eq!(text(&value, false), body);
        let rounded = body.replace("5741311803571721087", "5741311803571721000");
        let wrong = "b3e981bbf886e0f8bfb5fa2250c2276265f15265d3f70fae291b3c680d965f04";
        assert_eq!(signature("viber-test-token", &rounded), wrong);
    }

    #[test]
    fn letters_beyond_ascii_may_be_escaped() {
        assert_eq!(text(&json!("é😀"), true), "\"\\u00e9\\ud83d\\ude00\"");
        assert_eq!(text(&json!("é😀"), false), "\"é😀\"");
    }
}

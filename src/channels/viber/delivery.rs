//! What Viber's callbacks tell, as messages of people and news about deliveries.
//!
//! Whether they are Viber's is known before.

use super::super::message::{Happening, Inbound, Kind, Part, Person, said};
use super::super::split::shortened;
use crate::json::{self, Readable};
use crate::values::{fingerprint, is_https};
use crate::wire::viber::{Callback, Message, User};

/// How much of Viber's own words about a failure an agent reads.
const LONGEST_REASON: usize = 200;

/// Reads a callback.
pub(super) fn read(body: &str) -> Result<Happening, String> {
    let callback: Callback = json::decode(body)?;
    match callback.event.as_deref() {
        Some("message") => message(callback),
        Some("failed") => failed(callback),
        Some("webhook") => Ok(Happening::Nothing("Viber tested the address")),
        Some("conversation_started") => Ok(Happening::Nothing("somebody opened the bot")),
        Some("subscribed") => Ok(Happening::Nothing("somebody subscribed to the bot")),
        Some("unsubscribed") => Ok(Happening::Nothing("somebody left the bot")),
        Some("delivered" | "seen") => Ok(Happening::Nothing("a receipt")),
        Some(_) => Ok(Happening::Nothing("an event that is not known")),
        None => Err("it names no event".to_owned()),
    }
}

fn message(callback: Callback) -> Result<Happening, String> {
    let User { id, name, avatar } = callback.sender.unwrap_or_default();
    let id = said(id).ok_or("the message has no sender")?;
    let message = callback.message.and_then(|Readable(message)| message);
    let message = message.unwrap_or_default();
    let timestamp = callback.timestamp.unwrap_or_default();
    let token = callback.message_token.as_deref().map(as_seen);
    let known_by = [
        &timestamp,
        &token.unwrap_or_default(),
        message.kind.as_deref().unwrap_or_default(),
        message.text.as_deref().unwrap_or_default(),
        message.media.as_deref().unwrap_or_default(),
    ];
    Ok(Happening::Message(Inbound {
        from: Person {
            id,
            name: said(name),
            avatar: avatar.filter(|address| is_https(address)),
        },
        id: fingerprint(&known_by),
        order: timestamp.parse().unwrap_or_default(),
        parts: vec![part(message)],
    }))
}

fn failed(callback: Callback) -> Result<Happening, String> {
    let person = said(callback.user_id).ok_or("the failure names nobody")?;
    let token = callback.message_token.as_deref().map(as_seen);
    let why = callback.desc.unwrap_or_default();
    let why = shortened(&why, LONGEST_REASON).replace(char::is_control, " ");
    let sentence = if why.trim().is_empty() {
        "Viber could not deliver a message to the customer and does not say why.".to_owned()
    } else {
        format!("Viber could not deliver a message to the customer: {why}")
    };
    Ok(Happening::Undelivered {
        person,
        id: fingerprint(&["failed", &token.unwrap_or_default()]),
        sentence,
    })
}

/// A token as JavaScript rounds it, since another delivery of the same message may come less rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "this is the rounding that is wanted"
)]
fn as_seen(token: &str) -> String {
    let number = token.parse::<u64>().map(|number| number as f64 as u64);
    number.map_or_else(|_| token.to_owned(), |number| number.to_string())
}

/// What was written; what cannot be shown is told in words.
fn part(message: Message) -> Part {
    let text = said(message.text);
    let media = said(message.media);
    let kind = message.kind.unwrap_or_default();
    let medium = match kind.as_str() {
        "picture" => Some(Kind::Picture),
        "video" => Some(Kind::Video),
        "file" => Some(Kind::File),
        "url" => Some(Kind::Link),
        _ => None,
    };
    match (kind.as_str(), medium, media, text) {
        (_, Some(kind), Some(url), text) => {
            let mut part = Part::sent(kind, &url, text.filter(|text| *text != url));
            if part.kind == Kind::Text {
                return part;
            }
            part.name = said(message.file_name);
            part.size = message.size.and_then(|size| size.parse().ok());
            part
        }
        ("text" | "url", _, _, Some(text)) => Part::text(text),
        ("location", ..) if message.location.is_some() => {
            let place = message.location.map(|it| (it.lat, it.lon));
            let (latitude, longitude) = place.unwrap_or_default();
            Part::location(latitude, longitude, None)
        }
        ("contact", ..) if message.contact.is_some() => {
            let contact = message.contact.unwrap_or_default();
            let (name, phone) = (said(contact.name), said(contact.phone_number));
            Part::contact(name.as_deref(), phone.as_deref())
        }
        ("sticker", ..) => match message.sticker_id {
            Some(id) => Part::text(format!("(Sticker {id})")),
            None => Part::text("(Sticker)"),
        },
        (kind, _, media, text) => Part::unknown("Viber", kind, [text, media]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn callback(message: &Value) -> Value {
        json!({
            "event": "message", "timestamp": 1_700_000_000_123_u64, "message_token": 5_741_311_803_571_721_087_u64,
            "sender": {"id": "aB3/xY+9kLmNoPqRsTuVwQ==", "name": "Joan", "avatar": "https://a.example/1"},
            "message": message,
        })
    }

    fn inbound(body: &Value) -> Inbound {
        match read(&body.to_string()) {
            Ok(Happening::Message(inbound)) => inbound,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn check(message: &Value, part: Part) {
        assert_eq!(inbound(&callback(message)).parts, [part]);
    }

    #[track_caller]
    fn check_words(message: &Value, words: &str) {
        check(message, Part::text(words));
    }

    #[test]
    fn a_text_comes_with_its_person_and_time() {
        let inbound = inbound(&callback(&json!({"type": "text", "text": "hi"})));
        assert_eq!(
            inbound.from,
            Person {
                id: "aB3/xY+9kLmNoPqRsTuVwQ==".to_owned(),
                name: Some("Joan".to_owned()),
                avatar: Some("https://a.example/1".to_owned()),
            }
        );
        assert_eq!(inbound.order, 1_700_000_000_123);
        assert_eq!(inbound.parts, [Part::text("hi")]);
    }

    #[test]
    fn pictures_videos_files_and_pages_keep_their_addresses() {
        for (name, kind) in [
            ("picture", Kind::Picture),
            ("video", Kind::Video),
            ("url", Kind::Link),
        ] {
            let url = "https://dl.example/x?a=1";
            check(
                &json!({"type": name, "media": url, "text": "look"}),
                Part::at(kind, url, Some("look".to_owned())),
            );
            check(
                &json!({"type": name, "media": url, "text": url}),
                Part::at(kind, url, None),
            );
            check_words(&json!({"type": name, "media": "http://a/x"}), "http://a/x");
        }
        let file = json!({"type": "file", "media": "https://dl.example/x", "file_name": "a.pdf", "size": 12});
        let mut part = Part::at(Kind::File, "https://dl.example/x", None);
        part.name = Some("a.pdf".to_owned());
        part.size = Some(12);
        check(&file, part);
    }

    #[test]
    fn what_has_no_kind_of_its_own_is_told_in_words() {
        check(
            &json!({"type": "location", "location": {"lat": -1.286, "lon": 36}}),
            Part::location(-1.286, 36.0, None),
        );
        check(
            &json!({"type": "contact", "contact": {"name": "Ann", "phone_number": "+254700000001"}}),
            Part::contact(Some("Ann"), Some("+254700000001")),
        );
        check_words(
            &json!({"type": "sticker", "sticker_id": 46105}),
            "(Sticker 46105)",
        );
        let shown =
            |kind: &str| format!("(Viber sent something that cannot be shown here: {kind})");
        check_words(
            &json!({"type": "hologram", "text": "hi", "media": "https://a.example/"}),
            &format!("{}\nhi\nhttps://a.example/", shown("hologram")),
        );
        check_words(&json!({"type": "location"}), &shown("location"));
        check_words(&json!({"type": "text", "text": ""}), &shown("text"));
        for odd in [Value::Null, json!([]), json!({"type": {}, "text": "x"})] {
            check_words(&odd, &shown("no type"));
        }
    }

    #[test]
    fn a_second_delivery_has_the_same_id_and_another_message_has_another() {
        let first = callback(&json!({"type": "text", "text": "hi"}));
        let id = |body: &Value| inbound(body).id;
        let mut rounded = first.clone();
        rounded["message_token"] = json!(5_741_311_803_571_721_000_u64);
        assert_eq!(id(&first), id(&rounded));
        rounded["message_token"] = json!("5741311803571721087");
        assert_eq!(id(&first), id(&rounded));
        let mut later = first.clone();
        later["timestamp"] = json!(1_700_000_000_124_u64);
        let other = callback(&json!({"type": "text", "text": "ho"}));
        assert_ne!(id(&first), id(&later));
        assert_ne!(id(&first), id(&other));
    }

    #[test]
    fn a_failure_is_told_to_the_agent_once() {
        let failed = json!({
            "event": "failed", "user_id": "01=", "message_token": 5_741_311_803_571_721_087_u64, "desc": "too\nold",
        });
        let Ok(Happening::Undelivered {
            person,
            id,
            sentence,
        }) = read(&failed.to_string())
        else {
            panic!();
        };
        assert_eq!(person, "01=");
        assert_eq!(id.len(), 22);
        assert_eq!(
            sentence,
            "Viber could not deliver a message to the customer: too old"
        );
    }

    #[test]
    fn events_that_concern_nobody_are_named_and_oddities_are_refused() {
        for event in [
            "webhook",
            "conversation_started",
            "subscribed",
            "unsubscribed",
            "delivered",
            "seen",
            "client_status",
        ] {
            let body = json!({"event": event, "user_id": 7, "user": {"id": []}});
            assert!(matches!(read(&body.to_string()), Ok(Happening::Nothing(_))));
        }
        for odd in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"event":"message"}"#,
            r#"{"event":"message","sender":{"id":" "}}"#,
            r#"{"event":"failed"}"#,
            r#"{"event":{}}"#,
        ] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}

//! What HappyTalk posts: messages in three forms, and what is no message. Its shape is documented in part, so all is read
//! that can be.

use super::super::message::{Happening, Inbound, Kind, Part, Person, said};
use crate::json;
use crate::values::fingerprint;
use crate::wire::happytalk::{Callback, Content, Piece};

/// Which channel a delivery says it is for.
pub(super) fn sender_key(body: &str) -> Option<String> {
    json::decode::<Callback>(body).ok()?.sender_key
}

/// Reads a delivery.
pub(super) fn read(body: &str) -> Result<Happening, String> {
    let mut callback: Callback = json::decode(body)?;
    let person = said(callback.user_key.take()).ok_or("it names nobody")?;
    let Some(Content(pieces)) = callback.content() else {
        return Ok(Happening::Nothing("it has no message"));
    };
    let kind = callback.kind();
    let mut parts: Vec<Part> = pieces
        .into_iter()
        .filter_map(|piece| part(&kind, piece))
        .collect();
    if parts.is_empty() {
        parts.push(unknown(&kind, [None, None]));
    }
    let time = callback.time.unwrap_or_default();
    let id = said(callback.serial_number).unwrap_or_else(|| {
        let session = callback.session_id.unwrap_or_default();
        let words: Vec<String> = parts.iter().map(Part::in_words).collect();
        fingerprint(&[&session, &time, &words.join("\n")])
    });
    Ok(Happening::Message(Inbound {
        from: Person {
            id: person,
            ..Person::default()
        },
        id,
        order: time.parse().unwrap_or_default(),
        parts,
    }))
}

fn unknown(kind: &str, words: [Option<String>; 2]) -> Part {
    Part::unknown("KakaoTalk", kind, words)
}

/// A piece as a part; `None` for an empty one.
fn part(kind: &str, mut piece: Piece) -> Option<Part> {
    let (text, url) = (said(piece.text()), said(piece.url()));
    let medium = match kind {
        "photo" | "image" | "picture" | "im" => Some(Kind::Picture),
        "video" => Some(Kind::Video),
        "file" | "audio" | "voice" | "fi" => Some(Kind::File),
        _ => None,
    };
    match (medium, url, text) {
        (Some(kind), Some(url), text) => {
            let mut part = Part::sent(kind, &url, text.filter(|text| *text != url));
            if part.kind != Kind::Text {
                part.name = said(piece.name());
                part.size = piece.size();
            }
            Some(part)
        }
        // A medium may be its address alone.
        (Some(kind), None, Some(text)) => Some(Part::sent(kind, &text, None)),
        (None | Some(_), None, None) => None,
        (None, url, text) => {
            if !matches!(kind, "" | "text" | "tx" | "link" | "li") {
                return Some(unknown(kind, [text, url]));
            }
            let said = [text, url].into_iter().flatten();
            Some(Part::text(said.collect::<Vec<_>>().join("\n")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn inbound(fields: &Value) -> Inbound {
        let mut body = json!({"user_key": "u1", "sender_key": "k", "session_id": "s1"});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        match read(&body.to_string()) {
            Ok(Happening::Message(inbound)) => inbound,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn check(fields: &Value, parts: &[Part]) {
        assert_eq!(inbound(fields).parts, parts);
    }

    const PICTURE: &str = "https://kakao.example/a";

    #[test]
    fn a_text_is_read_in_every_form() {
        let hi = [Part::text("hi")];
        check(&json!({"type": "text", "content": "hi"}), &hi);
        check(&json!({"type": "text", "content": {"text": "hi"}}), &hi);
        check(&json!({"type": "text", "contents": ["hi"]}), &hi);
        check(&json!({"message_type": "TX", "message": "hi"}), &hi);
        check(&json!({"contents": [{"message": "hi"}]}), &hi);
        check(&json!({"type": "text", "content": 7}), &[Part::text("7")]);
        let both = json!({"type": "text", "message_type": "TX", "content": "hi", "message": "hi"});
        check(&both, &hi);
        let two = [Part::text("hi"), Part::text("ho")];
        check(
            &json!({"type": "text", "contents": ["hi", "", ["ho"]]}),
            &two,
        );
    }

    #[test]
    fn pictures_and_files_are_read_in_every_form() {
        let picture = [Part::at(Kind::Picture, PICTURE, None)];
        check(
            &json!({"type": "photo", "content": {"url": PICTURE}}),
            &picture,
        );
        check(&json!({"type": "photo", "content": PICTURE}), &picture);
        check(&json!({"message_type": "IM", "message": PICTURE}), &picture);
        check(
            &json!({"type": "image", "contents": [{"url": PICTURE, "image_url": PICTURE}]}),
            &picture,
        );
        let file = Part {
            name: Some("a.pdf".to_owned()),
            size: Some(9),
            ..Part::at(Kind::File, PICTURE, None)
        };
        let content = json!({"file_url": PICTURE, "file_name": "a.pdf", "file_size": "9"});
        check(&json!({"type": "file", "content": content}), &[file]);
        let video = [Part::at(Kind::Video, PICTURE, None)];
        check(
            &json!({"type": "video", "content": {"url": PICTURE}}),
            &video,
        );
        let words = [Part::text("http://kakao.example/a")];
        check(
            &json!({"type": "photo", "content": {"url": "http://kakao.example/a"}}),
            &words,
        );
    }

    #[test]
    fn what_is_not_known_is_told_in_words() {
        let shown =
            |kind: &str| format!("(KakaoTalk sent something that cannot be shown here: {kind})");
        for content in [
            json!(""),
            json!({}),
            json!([]),
            json!([null]),
            json!(true),
            json!([1.5]),
        ] {
            let words = [Part::text(shown("photo"))];
            check(&json!({"type": "photo", "content": content}), &words);
        }
        let words = [Part::text(format!("{}\nwow\n{PICTURE}", shown("emoticon")))];
        let content = json!({"text": "wow", "url": PICTURE});
        check(&json!({"type": "Emoticon", "content": content}), &words);
    }

    #[test]
    fn a_message_is_known_by_its_serial_or_by_what_it_says_when() {
        let serial =
            json!({"serial_number": 123_456_789_012_345_678_u64, "type": "text", "content": "hi"});
        assert_eq!(inbound(&serial).id, "123456789012345678");
        let at = |time: u64, text: &str| {
            inbound(&json!({"type": "text", "time": time, "contents": [text]}))
        };
        assert_eq!(at(1, "hi").id, at(1, "hi").id);
        assert_ne!(at(1, "hi").id, at(2, "hi").id);
        assert_ne!(at(1, "hi").id, at(1, "ho").id);
        assert_eq!(at(1_700_000_000_123, "hi").order, 1_700_000_000_123);
        assert_eq!(inbound(&serial).order, 0);
    }

    #[test]
    fn what_is_no_message_concerns_nobody() {
        for body in [
            json!({"user_key": "u", "sender_key": "k", "reference": {"extra": "x"}, "last_reference": {}}),
            json!({"user_key": "u", "type": "expired"}),
            json!({"user_key": "u", "content": null}),
        ] {
            assert!(
                matches!(read(&body.to_string()), Ok(Happening::Nothing(_))),
                "{body}"
            );
        }
    }

    #[test]
    fn oddities_are_refused() {
        let deep = format!(r#"{{"user_key":"u","content":{}"#, "[".repeat(5_000));
        for odd in [
            "",
            "null",
            "{}",
            r#"{"user_key":{}}"#,
            r#"{"user_key":" ","content":"x"}"#,
            &deep,
        ] {
            assert!(read(odd).is_err(), "{odd}");
            assert_eq!(sender_key(odd), None);
        }
    }
}

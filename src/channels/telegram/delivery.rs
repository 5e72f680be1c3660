//! What Telegram's updates tell: messages that people write in a private chat, and nothing else.
//!
//! Pictures and files are told in words: their addresses hold the bot's token, so they may be neither kept nor shown.

use super::super::message::{Happening, Inbound, Part, Person, said};
use crate::json::{self, Readable};
use crate::wire::telegram::{File, Message, Update, User};

/// Reads an update.
pub(super) fn read(body: &str) -> Result<Happening, String> {
    let update: Update = json::decode(body)?;
    let Some(Readable(message)) = update.message else {
        return match update.update_id {
            Some(_) => Ok(Happening::Nothing("an update that is no new message")),
            None => Err("it is no update".to_owned()),
        };
    };
    let mut message = message.ok_or("the message cannot be read")?;
    let from = message.from.take().unwrap_or_default();
    let chat = message.chat.take().unwrap_or_default();
    if chat.kind.as_deref() != Some("private") {
        return Ok(Happening::Nothing("a message of a group or channel"));
    }
    if from.is_bot == Some(true) {
        return Ok(Happening::Nothing("a message of a bot"));
    }
    let person = said(chat.id).ok_or("the message names no chat")?;
    let id = said(message.message_id.take()).or(said(update.update_id));
    let id = id.ok_or("the message has no number")?;
    Ok(Happening::Message(Inbound {
        order: id.parse().unwrap_or_default(),
        id,
        parts: vec![part(message)],
        from: Person {
            id: person,
            name: name(from),
            avatar: None,
        },
    }))
}

fn joined(texts: [Option<String>; 2], between: &str) -> Option<String> {
    let texts = texts.into_iter().filter_map(said);
    said(Some(texts.collect::<Vec<_>>().join(between)))
}

fn name(user: User) -> Option<String> {
    joined([user.first_name, user.last_name], " ").or(said(user.username))
}

fn part(message: Message) -> Part {
    if let Some(text) = said(message.text) {
        return Part::text(text);
    }
    if let Some(Readable(Some(venue))) = message.venue {
        let title = joined([venue.title, venue.address], ", ");
        let place = venue.location;
        return Part::location(place.latitude, place.longitude, title.as_deref());
    }
    if let Some(Readable(Some(place))) = message.location {
        return Part::location(place.latitude, place.longitude, None);
    }
    if let Some(Readable(Some(contact))) = message.contact {
        let name = joined([contact.first_name, contact.last_name], " ");
        return Part::contact(name.as_deref(), said(contact.phone_number).as_deref());
    }
    if let Some(Readable(sticker)) = message.sticker {
        return Part::text(labelled("Sticker", emoji(sticker)));
    }
    if let Some(Readable(dice)) = message.dice {
        return Part::text(labelled("Dice", emoji(dice)));
    }
    if let Some(Readable(poll)) = message.poll {
        return Part::text(labelled("Poll", poll.and_then(|poll| said(poll.question))));
    }
    // An animation comes as a document, too.
    let media = [
        ("Photo", message.photo),
        ("Video", message.video),
        ("Video message", message.video_note),
        ("Animation", message.animation),
        ("Sound", message.audio),
        ("Voice message", message.voice),
        ("File", message.document),
    ];
    let mut media = media.into_iter();
    let told = media.find_map(|(kind, file)| {
        let Readable(file) = file?;
        let name = file.and_then(|file| said(file.file_name));
        let name = name.map_or_else(String::new, |name| format!(" “{name}”"));
        Some(format!(
            "({kind}{name}, which cannot be shown here. Ask the customer to send it in another way.)"
        ))
    });
    let unknown = || "(Telegram sent something that cannot be shown here.)".to_owned();
    let told = told.unwrap_or_else(unknown);
    let told = joined([Some(told), message.caption], "\n");
    Part::text(told.unwrap_or_default())
}

fn labelled(kind: &str, what: Option<String>) -> String {
    what.map_or_else(|| format!("({kind})"), |what| format!("({kind} {what})"))
}

fn emoji(file: Option<File>) -> Option<String> {
    let file = file?;
    joined([file.emoji, file.value], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn update(fields: &Value) -> Value {
        let mut message = json!({
            "message_id": 12, "date": 1_700_000_000,
            "from": {"id": 5_123_456_789_u64, "is_bot": false, "first_name": "Joan", "last_name": "Achieng"},
            "chat": {"id": 5_123_456_789_u64, "type": "private"},
        });
        for (name, value) in fields.as_object().unwrap() {
            message[name] = value.clone();
        }
        json!({"update_id": 900, "message": message})
    }

    fn inbound(body: &Value) -> Inbound {
        match read(&body.to_string()) {
            Ok(Happening::Message(inbound)) => inbound,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn check(fields: &Value, words: &str) {
        assert_eq!(inbound(&update(fields)).parts, [Part::text(words)]);
    }

    #[track_caller]
    fn check_ignored(update: &Value) {
        let read = read(&update.to_string());
        assert!(matches!(read, Ok(Happening::Nothing(_))), "{read:?}");
    }

    #[test]
    fn a_text_comes_with_its_person_and_number() {
        let read = inbound(&update(&json!({"text": "/start"})));
        let from = Person {
            id: "5123456789".to_owned(),
            name: Some("Joan Achieng".to_owned()),
            avatar: None,
        };
        let expected = Inbound {
            from,
            id: "12".to_owned(),
            order: 12,
            parts: vec![Part::text("/start")],
        };
        assert_eq!(read, expected);
        let named = |from: Value| {
            inbound(&update(&json!({"text": "hi", "from": from})))
                .from
                .name
        };
        assert_eq!(named(json!({"username": "joan"})).as_deref(), Some("joan"));
        assert_eq!(named(json!({"first_name": " "})), None);
        assert_eq!(named(Value::Null), None);
    }

    #[test]
    fn media_are_told_in_words_and_their_addresses_are_not_asked_for() {
        let sorry = "which cannot be shown here. Ask the customer to send it in another way.)";
        check(
            &json!({"photo": [{"file_id": "x"}], "caption": "look"}),
            &format!("(Photo, {sorry}\nlook"),
        );
        check(
            &json!({"document": {"file_id": "x", "file_name": "a.pdf"}}),
            &format!("(File “a.pdf”, {sorry}"),
        );
        check(
            &json!({"animation": {}, "document": {"file_name": "a.mp4"}}),
            &format!("(Animation, {sorry}"),
        );
        for (field, kind) in [
            ("video", "Video"),
            ("video_note", "Video message"),
            ("audio", "Sound"),
            ("voice", "Voice message"),
        ] {
            check(&json!({field: {}}), &format!("({kind}, {sorry}"));
        }
    }

    #[test]
    fn other_things_are_told_in_words() {
        check(&json!({"sticker": {"emoji": "🙂"}}), "(Sticker 🙂)");
        check(&json!({"sticker": []}), "(Sticker)");
        check(&json!({"dice": {"emoji": "🎲", "value": 4}}), "(Dice 🎲 4)");
        check(&json!({"poll": {"question": "When?"}}), "(Poll When?)");
        let place = json!({"latitude": -1.286, "longitude": 36});
        let words = Part::location(-1.286, 36.0, None).text;
        check(&json!({"location": place}), &words);
        let words = Part::location(-1.286, 36.0, Some("Cafe, Street 1")).text;
        let venue = json!({"location": place, "title": "Cafe", "address": "Street 1"});
        check(&json!({"venue": venue, "location": place}), &words);
        let contact = json!({"phone_number": "+254700000001", "first_name": "Ann"});
        check(&json!({"contact": contact}), "Contact: Ann, +254700000001");
        let unknown = "(Telegram sent something that cannot be shown here.)";
        check(&json!({"hologram": {}, "text": " "}), unknown);
        check(&json!({"location": {"latitude": "x"}}), unknown);
    }

    #[test]
    fn groups_edits_and_bots_are_not_heard() {
        check_ignored(&update(
            &json!({"chat": {"id": -1001, "type": "supergroup"}}),
        ));
        check_ignored(&update(&json!({"chat": null})));
        check_ignored(&update(&json!({"from": {"id": 1, "is_bot": true}})));
        check_ignored(&json!({"update_id": 1, "edited_message": {"text": "hi"}}));
        check_ignored(&json!({"update_id": 1, "my_chat_member": {}}));
    }

    #[test]
    fn oddities_are_refused() {
        for odd in [
            "",
            "null",
            "{}",
            r#"{"message":7}"#,
            r#"{"update_id":{}}"#,
            r#"{"update_id":1,"message":{"from":[]}}"#,
            r#"{"message":{"chat":{"id":1,"type":"private"}}}"#,
            r#"{"update_id":1,"message":{"chat":{"type":"private"}}}"#,
        ] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}

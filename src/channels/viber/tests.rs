//! Sending, settings and the webhook of the Viber channel, with a Viber that answers what it is told to.

use serde_json::{Value, json};

use super::super::answering::{Answering, check_needs, parameters};
use super::*;
use crate::values::Entries;

fn complete() -> Value {
    json!({"viber_auth_token": "t"})
}

fn viber(changes: &Value) -> Viber {
    Viber::read(&parameters(&complete(), changes)).unwrap()
}

fn ours() -> Viber {
    viber(&json!({}))
}

fn media(kind: Kind, url: &str, size: Option<u64>, name: Option<&str>) -> Part {
    Part {
        size,
        name: name.map(str::to_owned),
        ..Part::at(kind, url, None)
    }
}

fn sent(channel: &Viber, part: &Part, choices: &[&str]) -> Value {
    let host = Answering::with(200, r#"{"status":0}"#);
    assert_eq!(host.send(channel, part, choices), Outcome::Sent);
    host.asked()[0]["body"].clone()
}

#[track_caller]
fn check(status: u16, body: &str, is_media: bool, outcome: &Outcome) {
    let part = if is_media {
        media(Kind::Picture, "https://a.example/b.png", None, None)
    } else {
        Part::text("hi")
    };
    let became = Answering::with(status, body).send(&ours(), &part, &[]);
    assert_eq!(became, *outcome, "{body}");
}

fn refusal(status: i64, is_media: bool) -> String {
    let Outcome::Refused(sentence) = outcome(Some(status), is_media) else {
        panic!("{status}");
    };
    sentence
}

#[test]
fn a_channel_needs_its_token() {
    check_needs::<Viber>(&complete(), &["viber_auth_token"]);
}

#[test]
fn another_token_is_seen_and_no_token_is_shown() {
    let other = viber(&json!({"viber_auth_token": "u"}));
    assert_ne!(ours().settings(), other.settings());
    assert!(!format!("{other:?} {}", other.settings()).contains("\"u\""));
}

#[test]
fn what_is_not_proved_is_refused_where_that_is_wanted() {
    let headers = Entries::default();
    let delivery = Delivery {
        body: "{}",
        is_raw: false,
        headers: &headers,
    };
    let strict = viber(&json!({"viber_signature_check": "require"}));
    assert!(matches!(ours().trust(&delivery), Trust::Unverifiable(_)));
    assert!(matches!(strict.trust(&delivery), Trust::Forged(_)));
}

#[test]
fn a_text_goes_with_its_choices_in_the_name_of_the_agent() {
    assert_eq!(
        sent(&ours(), &Part::text("hi"), &["Yes"]),
        json!({
            "receiver": "100", "type": "text", "sender": {"name": "Amina Otieno"}, "text": "hi",
            "keyboard": {"Type": "keyboard", "DefaultHeight": false, "Buttons": [
                {"ActionType": "reply", "ActionBody": "Yes", "Text": "Yes", "Columns": 6, "Rows": 1},
            ]},
        })
    );
}

#[test]
fn a_sender_of_the_settings_is_preferred_and_never_longer_than_viber_takes() {
    let name = format!("{}👩‍👩‍👧 and more", "x".repeat(25));
    let channel = viber(&json!({
        "viber_sender_name": name, "viber_sender_avatar": "https://a.example/a.png",
    }));
    assert_eq!(
        sent(&channel, &Part::text("hi"), &[])["sender"],
        json!({"name": "x".repeat(25), "avatar": "https://a.example/a.png"})
    );
    let odd = viber(&json!({"viber_sender_avatar": "http://a.example/a.png"}));
    assert_eq!(
        sent(&odd, &Part::text("hi"), &[])["sender"],
        json!({"name": "Amina Otieno"})
    );
}

#[test]
fn media_go_with_the_fields_of_their_type() {
    let body = |part: &Part| {
        assert!(ours().takes(part));
        let mut body = sent(&ours(), part, &[]);
        body.as_object_mut()
            .unwrap()
            .retain(|name, _| name != "receiver" && name != "sender");
        body
    };
    let url = "https://a.example/b.PNG?c=d.exe";
    assert_eq!(
        body(&media(Kind::Picture, url, Some(1), Some("b.png"))),
        json!({"type": "picture", "media": url, "text": ""})
    );
    let url = "https://a.example/b.mp4";
    assert_eq!(
        body(&media(Kind::Video, url, Some(5), Some("b.mp4"))),
        json!({"type": "video", "media": url, "size": 5})
    );
    let url = "https://a.example/b.pdf";
    assert_eq!(
        body(&media(Kind::File, url, Some(5), Some("b.pdf"))),
        json!({"type": "file", "media": url, "size": 5, "file_name": "b.pdf"})
    );
    let url = "https://a.example/";
    assert_eq!(
        body(&media(Kind::Link, url, None, None)),
        json!({"type": "url", "media": url})
    );
}

#[test]
fn what_viber_would_refuse_is_not_offered_to_it() {
    let captioned = |kind, url: &str| Part {
        size: Some(1),
        name: Some("a.pdf".to_owned()),
        ..Part::at(kind, url, Some("look".to_owned()))
    };
    for part in [
        media(Kind::Picture, "http://a.example/b.png", None, None),
        media(Kind::Picture, "https://a.example.png", None, None),
        media(Kind::Picture, "https://a.example/b?c=d.png", None, None),
        media(Kind::Picture, "https://a.example/b.webp", None, None),
        media(Kind::Picture, "https://a.example/b.", None, None),
        media(Kind::Video, "https://a.example/b.mp4", None, None),
        media(
            Kind::Video,
            "https://a.example/b.mp4",
            Some(27_262_977),
            None,
        ),
        media(
            Kind::File,
            "https://a.example/b.pdf",
            Some(52_428_801),
            Some("b.pdf"),
        ),
        media(
            Kind::File,
            "https://a.example/b.pdf",
            Some(1),
            Some("b.EXE"),
        ),
        media(Kind::File, "https://a.example/b.pdf", Some(1), Some("b")),
        media(Kind::File, "https://a.example/b.pdf", Some(1), None),
        media(Kind::File, "https://a.example/b", Some(1), Some("b.pdf")),
        media(
            Kind::Link,
            &format!("https://a.example/{}", "x".repeat(2_000)),
            None,
            None,
        ),
        captioned(Kind::Video, "https://a.example/b.mp4"),
        captioned(Kind::File, "https://a.example/b.pdf"),
        captioned(Kind::Link, "https://a.example/"),
    ] {
        assert!(!ours().takes(&part), "{part:?}");
    }
}

#[test]
fn every_answer_says_what_became_of_the_message() {
    check(
        200,
        r#"{"status":0,"message_token":5741311803571721087}"#,
        false,
        &Outcome::Sent,
    );
    check(200, r#"{"status":"0"}"#, false, &Outcome::Sent);
    for status in [3, 4, 13, 14, 21] {
        check(
            200,
            &format!(r#"{{"status":{status}}}"#),
            true,
            &Outcome::Unfit,
        );
        assert!(refusal(status, false).ends_with('.'));
    }
    check(200, r#"{"status":99}"#, false, &Outcome::Busy);
    check(429, "", false, &Outcome::Busy);
    for body in [
        "",
        "{}",
        "[]",
        "<html>",
        r#"{"status":null}"#,
        r#"{"status":"x"}"#,
    ] {
        check(200, body, false, &Outcome::Unknown);
    }
    for status in [500, 502, 504] {
        check(status, "", false, &Outcome::Unknown);
    }
    let busy = Answering::busy().send(&ours(), &Part::text("hi"), &[]);
    assert_eq!(busy, Outcome::Busy);
}

#[test]
fn a_refusal_tells_the_agent_what_to_do() {
    assert!(refusal(12, false).contains("100 messages an hour"));
    for status in [5, 6] {
        assert!(refusal(status, true).contains("until they write again"));
    }
    for status in [1, 2, 7, 8, 9, 10, 15, 18, 22, 23, 24] {
        assert!(
            refusal(status, false).ends_with("Tell an administrator."),
            "{status}"
        );
    }
    let Outcome::Refused(sentence) =
        Answering::with(403, "secret").send(&ours(), &Part::text("hi"), &[])
    else {
        panic!();
    };
    assert!(!sentence.contains("secret"));
}

#[test]
fn the_webhook_is_asked_for_entered_and_removed() {
    let none = Answering::with(200, r#"{"status":0,"webhook":""}"#);
    assert_eq!(none.entered(&ours()), Ok(None));
    let host = Answering::with(200, r#"{"status":0,"webhook":"https://hook.example/"}"#);
    let address = Some("https://hook.example/".to_owned());
    assert_eq!(host.entered(&ours()), Ok(address));
    assert_eq!(host.enter(&ours()), Ok(()));
    assert_eq!(host.remove(&ours()), Ok(()));
    let asked = host.asked();
    let templates: Vec<_> = asked.iter().map(|it| &it["template"]).collect();
    assert_eq!(
        templates,
        ["getViberAccount", "setViberWebhook", "setViberWebhook"]
    );
    assert_eq!(asked[0]["body"], json!({}));
    assert_eq!(
        asked[1]["body"],
        json!({
            "url": "https://hook.example/", "event_types": ["failed", "conversation_started"],
            "send_name": true, "send_photo": true,
        })
    );
    assert_eq!(asked[2]["body"]["url"], "");
}

#[test]
fn only_what_an_administrator_must_correct_is_lasting() {
    for (status, body, is_lasting) in [
        (200, r#"{"status":2}"#, true),
        (200, r#"{"status":7}"#, true),
        (200, r#"{"status":1}"#, false),
        (200, r#"{"status":99}"#, false),
        (200, "?", false),
        (200, "{}", false),
        (500, "", false),
        (429, "", false),
    ] {
        let hitch = Answering::with(status, body).enter(&ours()).unwrap_err();
        assert_eq!(hitch.is_lasting, is_lasting, "{body}");
        assert!(!is_lasting || hitch.sentence.chars().count() <= 60);
    }
}

//! Sending, trust, settings and the webhook of the Telegram channel, with a Telegram that answers what it is told to.

use serde_json::{Value, json};

use super::super::answering::{Answering, check_needs, parameters};
use super::*;
use crate::values::Entries;

const TOKEN: &str = "123456:ABC-def_1234";

fn complete() -> Value {
    json!({"telegram_bot_token": TOKEN})
}

fn telegram() -> Telegram {
    Telegram::read(&parameters(&complete(), &json!({}))).unwrap()
}

fn picture(caption: &str) -> Part {
    Part::at(
        Kind::Picture,
        "https://a.example/b?c",
        Some(caption.to_owned()),
    )
}

fn sent(part: &Part, choices: &[&str]) -> Value {
    let host = Answering::with(200, r#"{"ok":true,"result":{"message_id":1}}"#);
    assert_eq!(host.send(&telegram(), part, choices), Outcome::Sent);
    host.asked()[0].clone()
}

#[track_caller]
fn check(status: u16, body: &Value, is_medium: bool, outcome: &Outcome) {
    let part = if is_medium {
        picture("")
    } else {
        Part::text("hi")
    };
    let host = Answering::with(status, &body.to_string());
    assert_eq!(host.send(&telegram(), &part, &[]), *outcome, "{body}");
}

fn no(code: u16, why: &str) -> Value {
    json!({"ok": false, "error_code": code, "description": why})
}

fn refused(code: u16, why: &str, is_medium: bool) -> String {
    let reply = Reply::read(&no(code, why).to_string());
    let Outcome::Refused(sentence) = outcome(&reply, is_medium) else {
        panic!("{code}");
    };
    sentence
}

fn trust(secret: Option<&str>) -> Trust {
    let mut headers = Entries::default();
    if let Some(secret) = secret {
        headers.add("x-telegram-bot-api-SECRET-token", secret.to_owned());
    }
    telegram().trust(&Delivery {
        body: "{}",
        is_raw: false,
        headers: &headers,
    })
}

#[test]
fn a_channel_needs_a_token_that_can_stand_in_a_path() {
    check_needs::<Telegram>(&complete(), &["telegram_bot_token"]);
    for odd in ["x", "1:", ":A", "1:a/b", "1:a?b", "1:a b", "a:b", "1:é"] {
        let given = parameters(&complete(), &json!({"telegram_bot_token": odd}));
        let why = Telegram::read(&given).unwrap_err();
        assert!(why.len() <= 60, "{why}");
    }
}

#[test]
fn another_token_is_seen_and_no_token_is_shown() {
    let given = parameters(&complete(), &json!({"telegram_bot_token": "1:b"}));
    let other = Telegram::read(&given).unwrap();
    assert_ne!(telegram().settings(), other.settings());
    assert!(!format!("{other:?} {}", other.settings()).contains("1:b"));
}

#[test]
fn an_update_is_believed_by_the_secret_that_was_entered() {
    let host = Answering::with(200, r#"{"ok":true,"result":true}"#);
    assert_eq!(host.enter(&telegram()), Ok(()));
    let asked = host.asked();
    let secret = asked[0]["body"]["secret_token"].as_str().unwrap();
    assert_eq!(secret.len(), 64);
    assert_eq!(trust(Some(secret)), Trust::Verified);
    for other in ["", "x", &"0".repeat(64), TOKEN] {
        assert!(matches!(trust(Some(other)), Trust::Forged(_)), "{other}");
    }
    assert!(matches!(trust(None), Trust::Unverifiable(_)));
}

#[test]
fn a_text_goes_with_its_choices_or_takes_the_last_ones_away() {
    let context = json!({"bot": TOKEN, "method": "sendMessage"});
    assert_eq!(
        sent(&Part::text("hi"), &["Yes", "No"]),
        json!({"template": "callTelegram", "context": context, "body": {
            "chat_id": "100", "text": "hi",
            "reply_markup": {
                "keyboard": [[{"text": "Yes"}], [{"text": "No"}]],
                "resize_keyboard": true, "one_time_keyboard": true,
            },
        }})
    );
    assert_eq!(
        sent(&Part::text("hi"), &[])["body"]["reply_markup"],
        json!({"remove_keyboard": true})
    );
}

#[test]
fn media_go_by_their_addresses() {
    for (kind, method, field) in [
        (Kind::Picture, "sendPhoto", "photo"),
        (Kind::Video, "sendVideo", "video"),
        (Kind::File, "sendDocument", "document"),
    ] {
        let url = "https://a.example/b";
        let part = Part::at(kind, url, Some("look".to_owned()));
        assert!(telegram().takes(&part));
        let asked = sent(&part, &[]);
        assert_eq!(asked["context"]["method"], method);
        let markup = json!({"remove_keyboard": true});
        let body = json!({"chat_id": "100", field: url, "caption": "look", "reply_markup": markup});
        assert_eq!(asked["body"], body);
        assert!(!telegram().takes(&Part::at(kind, "http://a.example/b", None)));
    }
    assert_eq!(sent(&picture(""), &[])["body"].get("caption"), None);
    assert!(!telegram().takes(&Part::at(Kind::Link, "https://a.example/", None)));
}

#[test]
fn every_answer_says_what_became_of_the_message() {
    let limited = json!({
        "ok": false, "error_code": 429, "description": "x", "parameters": {"retry_after": 5},
    });
    check(429, &limited, false, &Outcome::Busy);
    check(200, &limited, false, &Outcome::Busy);
    let bad = no(400, "Bad Request: failed to get HTTP URL content");
    check(400, &bad, true, &Outcome::Unfit);
    check(413, &json!("?"), true, &Outcome::Unfit);
    for status in [500, 502, 504] {
        check(status, &no(status, ""), false, &Outcome::Unknown);
    }
    for body in [json!({}), json!([]), json!("?"), json!({"ok": false})] {
        check(200, &body, false, &Outcome::Unknown);
    }
    let busy = Answering::busy().send(&telegram(), &Part::text("hi"), &[]);
    assert_eq!(busy, Outcome::Busy);
}

#[test]
fn a_refusal_tells_the_agent_what_to_do() {
    let blocked = "Forbidden: bot was blocked by the user";
    assert!(refused(403, blocked, true).contains("until they write again"));
    for is_medium in [false, true] {
        let gone = refused(400, "Bad Request: chat not found", is_medium);
        assert!(gone.contains("does not know this customer"));
    }
    assert!(refused(400, "x", false).contains("Write it differently"));
    for code in [401, 404, 402, 409] {
        assert!(refused(code, "secret", false).ends_with("Tell an administrator."));
    }
    let host = Answering::with(403, "?");
    let became = host.send(&telegram(), &Part::text("hi"), &[]);
    assert!(matches!(became, Outcome::Refused(_)));
}

#[test]
fn the_webhook_is_asked_for_entered_and_removed() {
    let none = Answering::with(200, r#"{"ok":true,"result":{"url":""}}"#);
    assert_eq!(none.entered(&telegram()), Ok(None));
    let known = r#"{"ok":true,"result":{"url":"https://hook.example/","pending_update_count":0}}"#;
    let host = Answering::with(200, known);
    let address = Some("https://hook.example/".to_owned());
    assert_eq!(host.entered(&telegram()), Ok(address));
    let host = Answering::with(200, r#"{"ok":true,"result":true,"description":"x"}"#);
    assert_eq!(host.enter(&telegram()), Ok(()));
    assert_eq!(host.remove(&telegram()), Ok(()));
    let asked = host.asked();
    assert_eq!(asked[0]["context"]["method"], "setWebhook");
    assert_eq!(asked[0]["body"]["url"], "https://hook.example/");
    assert_eq!(asked[0]["body"]["allowed_updates"], json!(["message"]));
    assert_eq!(asked[1]["context"]["method"], "deleteWebhook");
    assert_eq!(asked[1]["body"], json!({}));
}

#[test]
fn only_what_an_administrator_must_correct_is_lasting() {
    for (status, body, is_lasting) in [
        (401, no(401, "Unauthorized").to_string(), true),
        (404, "?".to_owned(), true),
        (200, no(401, "").to_string(), true),
        (400, no(400, "bad webhook").to_string(), false),
        (429, no(429, "").to_string(), false),
        (500, String::new(), false),
        (200, "{}".to_owned(), false),
    ] {
        let host = Answering::with(status, &body);
        let hitch = host.enter(&telegram()).unwrap_err();
        assert_eq!(hitch.is_lasting, is_lasting, "{body}");
        assert!(!is_lasting || hitch.sentence.chars().count() <= 60);
    }
}

//! Sending, trust and settings of the KakaoTalk channel, with a HappyTalk that answers what it is told to.

use serde_json::{Value, json};

use super::super::answering::{Answering, SERIAL, check_needs, parameters};
use super::*;
use crate::values::Entries;

fn complete() -> Value {
    json!({
        "happytalk_host": "kakao-api.happytalk.io", "happytalk_version": "v1",
        "happytalk_client_id": "c", "happytalk_client_secret": "s", "happytalk_sender_key": "sender-key",
    })
}

fn kakaotalk(changes: &Value) -> KakaoTalk {
    KakaoTalk::read(&parameters(&complete(), changes)).unwrap()
}

fn ours() -> KakaoTalk {
    kakaotalk(&json!({}))
}

fn sent(channel: &KakaoTalk) -> Value {
    let host = Answering::with(200, r#"{"code":0}"#);
    assert_eq!(host.send(channel, &Part::text("hi"), &[]), Outcome::Sent);
    host.asked()[0].clone()
}

#[track_caller]
fn check(status: u16, body: &str, outcome: &Outcome) {
    let became = Answering::with(status, body).send(&ours(), &Part::text("hi"), &[]);
    assert_eq!(became, *outcome, "{body}");
}

#[track_caller]
fn check_refused(status: u16, body: &str, words: &str) {
    let became = Answering::with(status, body).send(&ours(), &Part::text("hi"), &[]);
    let Outcome::Refused(sentence) = became else {
        panic!("{body}: {became:?}");
    };
    assert!(sentence.contains(words), "{sentence}");
    assert!(!sentence.contains("sender-key"), "{sentence}");
}

#[test]
fn a_channel_needs_all_that_happytalk_issued() {
    let names = [
        "happytalk_host",
        "happytalk_client_id",
        "happytalk_client_secret",
        "happytalk_sender_key",
    ];
    check_needs::<KakaoTalk>(&complete(), &names);
}

#[test]
fn every_edit_is_seen_and_no_key_is_shown() {
    for name in [
        "host",
        "version",
        "client_id",
        "client_secret",
        "sender_key",
    ] {
        let name = format!("happytalk_{name}");
        let edited = kakaotalk(&json!({name.as_str(): "other-key"}));
        assert_ne!(edited.settings(), ours().settings(), "{name}");
        assert!(!format!("{edited:?}").contains("other-key"));
    }
}

#[test]
fn a_delivery_must_name_the_sender_key_and_proves_nothing_more() {
    let headers = Entries::default();
    let trust = |body: Value| {
        ours().trust(&Delivery {
            body: &body.to_string(),
            is_raw: true,
            headers: &headers,
        })
    };
    let named = trust(json!({"sender_key": "sender-key"}));
    assert!(matches!(named, Trust::Unverifiable(_)));
    for other in [
        json!("sender-kez"),
        json!(""),
        json!(7),
        json!({}),
        Value::Null,
    ] {
        assert!(matches!(
            trust(json!({"sender_key": other})),
            Trust::Forged(_)
        ));
    }
    assert!(matches!(trust(json!([])), Trust::Forged(_)));
}

#[test]
fn a_text_goes_in_the_form_of_the_chosen_version() {
    assert_eq!(
        sent(&ours()),
        json!({
            "template": "sendKakaoMessage", "context": {"call": "v1/chat/write"},
            "body": {
                "message_type": "TX", "user_key": "100", "sender_key": "sender-key",
                "serial_number": SERIAL, "message": "hi",
            },
        })
    );
    assert_eq!(
        sent(&kakaotalk(&json!({"happytalk_version": "v3"}))),
        json!({
            "template": "sendKakaoMessage", "context": {"call": "kakaoWebhook/v3/bzc/chat/send/plain"},
            "body": {
                "chat_bubble_type": "TEXT", "user_key": "100", "sender_key": "sender-key",
                "serial_number": SERIAL, "message": "hi",
            },
        })
    );
}

#[test]
fn only_words_are_taken() {
    assert!(ours().takes(&Part::text("hi")));
    for kind in [Kind::Picture, Kind::Video, Kind::File, Kind::Link] {
        assert!(!ours().takes(&Part::at(kind, "https://a.example/b.png", None)));
    }
}

#[test]
fn every_answer_says_what_became_of_the_message() {
    for code in ["0", "\"0\"", "\"0000\"", "200", "\"200\""] {
        check(200, &format!(r#"{{"code":{code}}}"#), &Outcome::Sent);
    }
    let again = r#"{"code":-409,"message":"DuplicatedSerialNumberException"}"#;
    check(200, again, &Outcome::Sent);
    for body in ["", "?", "{}", r#"{"code":null}"#, r#"{"code":[]}"#] {
        check(200, body, &Outcome::Unknown);
    }
    check(500, r#"{"code":0}"#, &Outcome::Unknown);
    check(504, "", &Outcome::Unknown);
    check(429, "", &Outcome::Busy);
    let busy = Answering::busy().send(&ours(), &Part::text("hi"), &[]);
    assert_eq!(busy, Outcome::Busy);
}

#[test]
fn a_refusal_tells_the_agent_what_to_do() {
    for status in [200, 400] {
        for code in ["-410", "\"-410\""] {
            let body = format!(r#"{{"code":{code},"message":"SessionClosedException"}}"#);
            check_refused(status, &body, "until they write again");
        }
    }
    let key = r#"{"code":-501,"message":"InvalidSenderException(senderKey: sender-key)"}"#;
    check_refused(200, key, "Tell an administrator.");
    check_refused(401, "?", "Tell an administrator.");
    let client = r#"{"code":"-401","message":"InvalidClientException"}"#;
    check_refused(200, client, "Tell an administrator.");
    check_refused(200, r#"{"code":"-505 <b>"}"#, "(code -505b)");
    check_refused(404, "?", "(code 404)");
}

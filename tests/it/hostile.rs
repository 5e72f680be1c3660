//! Whatever is posted or invoked from outside: a clear line in the log, no effect, no panic.

use serde_json::{Map, Value, json};

use crate::executor::run;
use crate::native::Native;
use crate::scenario::Seal;

fn missed() -> Value {
    json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678", "status": "no_answer"})
}

#[track_caller]
fn check_refused(native: &Native, reason: &str) {
    let outcome = native.outcome();
    assert_eq!(outcome["tickets"], json!([]), "{outcome:#}");
    assert_eq!(outcome["requests"], json!({}), "{outcome:#}");
    assert_eq!(outcome["store_operations"], 0, "{outcome:#}");
    let log = native.log_lines();
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].contains(reason), "{log:?}");
}

/// Only in this mode is nothing done about a delivery that is not believed.
fn strict() -> Map<String, Value> {
    Map::from_iter([("webhook_check".to_owned(), json!("strict"))])
}

#[track_caller]
fn check_seal(seal: Seal, reason: &str) {
    let native = Native::install(&strict());
    run(native.webhook(&missed(), seal));
    check_refused(&native, reason);
}

#[test]
fn a_bad_signature_has_no_effect_and_says_why() {
    check_seal(Seal::None, "is not signed");
    check_seal(Seal::OtherSecret, "does not match");
    check_seal(Seal::Truncated, "64 hexadecimal digits");
    check_seal(Seal::NotHex, "64 hexadecimal digits");
    check_seal(Seal::NotAscii, "64 hexadecimal digits");
    check_seal(Seal::Stale, "more than five minutes ago");
    check_seal(Seal::Future, "in the future");
}

#[track_caller]
fn check_body(body: Value, reason: &str) {
    let native = Native::install(&strict());
    run(native.post(body));
    check_refused(&native, reason);
}

#[test]
fn a_body_that_is_no_object_has_no_effect_and_says_why() {
    check_body(json!("hello"), "not a JSON object");
    check_body(json!(""), "not a JSON object");
    check_body(json!(null), "not a JSON object");
    check_body(json!(7), "not a JSON object");
    check_body(json!([]), "not a JSON object");
    check_body(json!(["call.failed", "c-1"]), "not a JSON object");
    check_body(json!({}), "is not signed");
    check_body(json!("{\"event\":"), "EOF");
    check_body(json!({"event": {"a": 1}}), "is not signed");
    check_body(json!({"x": "y".repeat(100_000)}), "is not signed");
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    check_body(json!({"event": deep}), "is not signed");
    check_body(json!({"deep": deep}), "is not signed");
    check_body(
        json!(format!("{}{}", "[".repeat(50_000), "]".repeat(50_000))),
        "not a JSON object",
    );
    check_body(
        json!(format!(
            "{{\"deep\":{}{}}}",
            "[".repeat(40_000),
            "]".repeat(40_000)
        )),
        "is not signed",
    );
}

#[track_caller]
fn check_signed(changes: Value, reason: &str) {
    let native = Native::install(&Map::new());
    let mut body = missed();
    body.as_object_mut()
        .unwrap()
        .extend(changes.as_object().unwrap().clone());
    run(native.webhook(&body, Seal::Right));
    check_refused(&native, reason);
}

#[test]
fn a_signed_event_with_a_bad_field_has_no_effect_and_says_why() {
    check_signed(json!({"call_id": "a\u{0}b"}), "control character");
    check_signed(json!({"call_id": ""}), "the call id is empty");
    check_signed(json!({"call_id": "x".repeat(501)}), "longer than 500 bytes");
}

#[test]
fn a_signed_text_body_is_as_good_as_an_object() {
    let native = Native::install(&Map::new());
    let body = crate::scenario::sealed(
        &missed(),
        Seal::Right,
        switchboard::host::Host::now(&native).seconds(),
    );
    run(native.post(Value::String(body.to_string())));
    assert_eq!(native.outcome()["tickets"].as_array().unwrap().len(), 1);
}

#[test]
fn markup_in_any_field_stays_text() {
    let native = Native::install(&Map::new());
    let evil = "<img src=x onerror=alert(1)>\"'&";
    let mut body = missed();
    body["call_id"] = json!(evil.replace(' ', "/"));
    body["status"] = json!(evil);
    run(native.webhook(&body, Seal::Right));
    body["event"] = json!("recording.ready");
    body["recording_url"] = json!("javascript:alert(1)");
    body["recording_expires_at"] = json!(evil);
    run(native.webhook(&body, Seal::Right));
    body["call_id"] = json!("c-2");
    body["from"] = json!("+254700000001");
    body["recording_url"] =
        json!(format!("https://recordings.sautikit.com/{evil}").replace(' ', "%20"));
    run(native.webhook(&body, Seal::Right));
    native.vendors(|vendors| {
        assert_eq!(vendors.tickets.len(), 2);
        assert!(
            vendors.tickets[0].outcome.text.contains(evil),
            "{:?}",
            vendors.tickets[0]
        );
        assert!(
            vendors.tickets[0].outcome.notes[0].contains("Sautikit console"),
            "{:?}",
            vendors.tickets[0]
        );
        assert!(
            vendors.tickets[1].outcome.notes[0].contains("Listen to the recording"),
            "{:?}",
            vendors.tickets[1]
        );
    });
}

#[track_caller]
fn check_page(function: &str, arguments: Value, status: u16, sentence: &str) {
    let native = Native::install(&Map::new());
    native.invoke(function, &arguments);
    let outcome = native.outcome();
    assert_eq!(outcome["answers"][0]["status"], status, "{outcome:#}");
    let message = outcome["answers"][0]["message"].as_str().unwrap();
    assert!(message.contains(sentence), "{message}");
    assert_eq!(outcome["calls"], json!([]), "{outcome:#}");
}

#[test]
fn a_page_that_asks_for_nonsense_is_told_what_to_do() {
    let good =
        json!({"to": "+254712345678", "agent_id": "67013469919", "click_id": "0b6f2f0a-5f4b-4a8e"});
    let with = |name: &str, value: Value| {
        let mut arguments = good.clone();
        arguments[name] = value;
        arguments
    };
    check_page(
        "placeCall",
        with("to", json!("0712 abc 678")),
        400,
        "not a phone number",
    );
    check_page(
        "placeCall",
        with("to", Value::Null),
        400,
        "not a phone number",
    );
    check_page(
        "placeCall",
        with("to", json!("+254203893800")),
        400,
        "your own help desk's number",
    );
    check_page(
        "placeCall",
        with("to", json!("0722000111")),
        400,
        "your own phone's number",
    );
    check_page(
        "placeCall",
        with("to", json!({"a": 1})),
        400,
        "Reload the page",
    );
    check_page(
        "placeCall",
        with("agent_id", json!("1 OR 1=1")),
        400,
        "who you are",
    );
    check_page(
        "placeCall",
        with("agent_id", json!("999")),
        404,
        "does not know you",
    );
    check_page(
        "placeCall",
        with("click_id", json!("../../x")),
        400,
        "click id",
    );
    check_page(
        "placeCall",
        with("click_id", json!("a".repeat(65))),
        400,
        "click id",
    );
    check_page(
        "placeCall",
        with("ticket_id", json!("12; drop")),
        400,
        "ticket",
    );
    check_page(
        "getCall",
        json!({"click_id": "0b6f2f0a-5f4b-4a8e"}),
        404,
        "not known",
    );
    check_page("getCall", json!({}), 400, "click id");
}

#[test]
fn the_page_chooses_neither_the_caller_id_nor_the_callback_address() {
    let changes = json!({"outbound_mode": "callback"});
    let native = Native::install(changes.as_object().unwrap());
    native.invoke(
        "placeCall",
        &json!({
            "to": "+254712345678", "agent_id": "67013469919", "click_id": "0b6f2f0a-5f4b-4a8e",
            "from": "+19005550100", "caller_id": "+19005550100", "voice_callback_url": "https://evil.example",
        }),
    );
    let outcome = native.outcome();
    let call = outcome["calls"][0].to_string();
    assert!(!call.contains("evil") && !call.contains("+1900"), "{call}");
    assert_eq!(outcome["calls"][0]["from"], "+254203893800");
}

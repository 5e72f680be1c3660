//! Deliveries and records of calls in the forms that senders and runners vary, and what comes of them.

use serde_json::{Map, Value, json};
use switchboard::host::Host as _;

use crate::executor::run;
use crate::native::Native;
use crate::scenario::{OUR_NUMBER, Seal, sealed};
use crate::webhooks::sign;

const UUID: &str = "01900000-0000-7000-8000-00000000abcd";
const SESSION: &str = "HD_00000000000000cd";
const CUSTOMER: &str = "+254712345678";

/// A right signature of a body, as it stands in a header.
fn signature(native: &Native, body: &Value) -> String {
    let now = native.now().seconds();
    let text = body
        .as_str()
        .map_or_else(|| body.to_string(), str::to_owned);
    format!("t={now},v1={}", sign(&format!("{text}.{now}")))
}

/// Posts a body with a right signature in its header.
fn post(native: &Native, source: &str, body: Value) {
    let headers = json!({"X-Sautikit-Signature": signature(native, &body)});
    run(native.post_to(source, body, headers));
}

/// What the exchange tells of a call at one of its edges.
fn edge(state: &str, is_active: u8, seconds: u8) -> Value {
    json!({
        "sessionId": SESSION, "call_id": UUID, "callerNumber": CUSTOMER, "destinationNumber": OUR_NUMBER,
        "direction": "inbound", "callSessionState": state, "isActive": is_active, "durationInSeconds": seconds,
    })
}

fn recorded(mut edge: Value) -> Value {
    edge["recordingUrl"] = json!("https://recordings.sautikit.com/r.mp3");
    edge
}

/// The only ticket's tags and the beginnings of its notes.
#[track_caller]
fn check_ticket(native: &Native, tags: &[&str], notes: &[&str]) {
    let outcome = native.outcome();
    let tickets = outcome["tickets"].as_array().unwrap();
    assert_eq!(tickets.len(), 1, "{outcome:#}");
    assert_eq!(tickets[0]["tags"], json!(tags), "{outcome:#}");
    let written = tickets[0]["notes"].as_array().unwrap();
    assert_eq!(written.len(), notes.len(), "{outcome:#}");
    for (written, note) in written.iter().zip(notes) {
        assert!(written.as_str().unwrap().starts_with(note), "{outcome:#}");
    }
}

const ANSWERED: [&str; 2] = ["sautikit", "inbound_call"];
const MISSED: [&str; 3] = ["sautikit", "missed_call", "callback_needed"];

#[test]
fn the_end_of_a_call_and_its_recording_may_come_together() {
    let native = Native::install(&Map::new());
    post(&native, "sautikit", edge("Answered", 1, 0));
    post(&native, "sautikit", recorded(edge("Completed", 0, 57)));
    let notes = ["Call ended. Duration: 57s.", "Call recording. Listen"];
    check_ticket(&native, &ANSWERED, &notes);

    let native = Native::install(&Map::new());
    post(&native, "sautikit", recorded(edge("busy", 0, 0)));
    check_ticket(&native, &MISSED, &["Call recording. Listen"]);
}

#[test]
fn a_message_that_comes_with_the_end_of_the_call_is_told_once() {
    let native = Native::install(&Map::new());
    post(&native, "voicemail", recorded(edge("Completed", 0, 9)));
    check_ticket(&native, &MISSED, &["Call recording. Listen"]);
}

#[test]
fn headers_count_in_whatever_shape_they_come() {
    let native = Native::install(&Map::new());
    let body = json!({"sessionId": SESSION, "call_id": UUID, "callerNumber": CUSTOMER, "destinationNumber": OUR_NUMBER});
    let headers = json!({
        "x-sautikit-signature": [signature(&native, &body)], "X-Sautikit-Event-Kind": ["call.failed"],
    });
    run(native.post_to("sautikit", body, headers));
    check_ticket(&native, &MISSED, &[]);

    for headers in [json!("x"), json!(7), json!([["x-sautikit-signature", "t"]])] {
        let native = Native::install(&Map::new());
        let body = json!({"event": "call.failed", "call_id": UUID, "direction": "inbound", "from": CUSTOMER});
        let body = sealed(&body, Seal::Right, native.now().seconds());
        run(native.post_to("sautikit", body, headers));
        check_ticket(&native, &MISSED, &[]);
    }
}

#[test]
fn a_direction_in_other_words_loses_no_call() {
    let native = Native::install(&Map::new());
    let call =
        json!({"call_id": UUID, "direction": "incoming", "from": CUSTOMER, "to": OUR_NUMBER});
    let body = json!({"kind": "call.failed", "data": call});
    post(&native, "sautikit", body);
    check_ticket(&native, &MISSED, &[]);
}

#[test]
fn an_unsigned_delivery_of_the_blog_may_name_the_exchanges_id_only() {
    let native = Native::install(&Map::new());
    native.vendors(|vendors| {
        let call = json!({
            "id": UUID, "session_id": SESSION, "direction": "inbound", "status": "no_answer", "remote_e164": CUSTOMER,
        });
        vendors.calls.push(call);
    });
    run(native.post(json!({"event": "call.failed", "session_id": SESSION})));
    check_ticket(&native, &MISSED, &[]);
}

#[test]
fn a_number_keeps_the_plus_that_its_form_did_not_encode() {
    let native = Native::install(&Map::new());
    let form = format!(
        "sessionId={SESSION}&call_id={UUID}&callerNumber=+6581234567&destinationNumber=+254203893800\
         &callSessionState=busy&isActive=0"
    );
    post(&native, "sautikit", json!(form));
    check_ticket(&native, &MISSED, &[]);
    assert_eq!(native.outcome()["tickets"][0]["caller"], "+6581234567");
}

#[test]
fn a_uuid_in_either_case_is_one_call() {
    let native = Native::install(&Map::new());
    for id in [UUID.to_uppercase(), UUID.to_owned()] {
        let call =
            json!({"call_id": id, "direction": "inbound", "from": CUSTOMER, "to": OUR_NUMBER});
        let body = json!({"kind": "call.answered", "data": call});
        post(&native, "sautikit", body);
    }
    check_ticket(&native, &ANSWERED, &[]);
}

/// The tickets of a call that no delivery told and whose record has these states, one after the other.
fn told_of_record(states: &[&str]) -> Value {
    let native = Native::install(&Map::new());
    native.wait(361);
    let began = jiff::Timestamp::from_second(native.now().seconds() - 60).unwrap();
    for state in states {
        let call = json!({
            "id": UUID, "direction": "inbound", "remote_e164": CUSTOMER, "status": state,
            "started_at": began.to_string(), "ended_at": null, "events": [],
        });
        native.vendors(|vendors| vendors.calls = vec![call]);
        native.wait(301);
    }
    native.outcome()["tickets"].clone()
}

#[test]
fn a_record_is_understood_in_whatever_spelling() {
    for state in ["no-answer", "NO_ANSWER", "Busy", "Completed", "hangup"] {
        let tickets = told_of_record(&[state]);
        assert_eq!(tickets[0]["tags"], json!(MISSED), "{state}: {tickets:#}");
    }
    for state in ["queued", "Initiated", "in_progress", "in-progress"] {
        assert_eq!(told_of_record(&[state]), json!([]), "{state}");
        let tickets = told_of_record(&[state, "no_answer"]);
        assert_eq!(tickets[0]["tags"], json!(MISSED), "{state}: {tickets:#}");
    }
}

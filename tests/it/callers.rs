//! Callers as they come: without a number, with a short one, and known to Freshdesk in some other spelling.

use serde_json::{Map, Value, json};

use crate::executor::run;
use crate::native::Native;
use crate::scenario::{OUR_NUMBER, Seal};

fn deliver(native: &Native, event: &str, call: &str, from: Value) {
    let body = json!({
        "event": event, "call_id": call, "from": from, "to": OUR_NUMBER, "direction": "inbound", "duration_seconds": 74,
    });
    run(native.webhook(&body, Seal::Right));
}

/// Tells a call without a caller while Sautikit refuses to tell of it, and lets so many runs of the schedule pass.
fn refused(event: &str, status: u16, runs: usize) -> Native {
    let native = Native::install(&Map::new());
    native.refuse_next("getCall", status, "");
    deliver(&native, event, "c-1", Value::Null);
    for _ in 0..runs {
        native.refuse_next("getCall", status, "");
        native.wait(301);
    }
    native
}

#[track_caller]
fn check_untold(event: &str, status: u16, subject: Option<&str>) {
    assert_eq!(refused(event, status, 0).outcome()["tickets"], json!([]));
    let native = refused(event, status, 2);
    let outcome = native.outcome();
    let tickets = outcome["tickets"].as_array().unwrap();
    let subjects: Vec<Option<&str>> = tickets
        .iter()
        .map(|told| told["subject"].as_str())
        .collect();
    let expected: Vec<Option<&str>> = subject.map(Some).into_iter().collect();
    assert_eq!(subjects, expected, "{event} {status}: {outcome:#}");
    let waiting = usize::from(event == "call.failed" && subject.is_some());
    assert_eq!(native.rows_of("callback").len(), waiting);
}

#[test]
fn a_call_whose_caller_nobody_tells_is_told_as_one_with_a_withheld_number() {
    let missed = Some("Missed call from a withheld number: callback required");
    for status in [401, 403, 404] {
        check_untold("call.failed", status, missed);
        check_untold(
            "call.answered",
            status,
            Some("Inbound call from a withheld number"),
        );
    }
    for status in [402, 503] {
        check_untold("call.failed", status, None);
    }
}

#[test]
fn a_recording_alone_opens_no_ticket_before_sautikit_tells_whose_it_is() {
    check_untold("recording.ready", 403, None);
}

#[test]
fn a_caller_with_a_short_number_has_one_callback_until_spoken_to() {
    for from in ["1234", "40404"] {
        let native = Native::install(&Map::new());
        for call in ["c-1", "c-2"] {
            deliver(&native, "call.failed", call, json!(from));
        }
        let waiting = native.rows_of("callback");
        let told = format!("{from}: {:#} {waiting:?}", native.outcome());
        assert_eq!(waiting.len(), 1, "{told}");
        assert_eq!(
            (&waiting[0]["count"], &waiting[0]["number"]),
            (&json!(2), &json!(from)),
            "{told}"
        );
        for event in ["call.answered", "call.completed"] {
            deliver(&native, event, "c-3", json!(from));
        }
        let outcome = native.outcome();
        let tickets = outcome["tickets"].as_array().unwrap();
        assert_eq!(tickets.len(), 1, "{outcome:#}");
        assert_eq!(
            tickets[0]["tags"],
            json!(["sautikit", "missed_call", "callback_done"])
        );
        assert!(native.rows_of("callback").is_empty());
        assert_eq!(outcome["requests"].get("searchContacts"), None);
    }
}

#[test]
fn a_short_callers_ticket_that_is_resolved_by_hand_makes_room_for_another() {
    let native = Native::install(&Map::new());
    for (call, tickets) in [("c-1", 1), ("c-2", 2)] {
        deliver(&native, "call.failed", call, json!("1234"));
        assert_eq!(native.vendors(|vendors| vendors.tickets.len()), tickets);
        native.vendors(|vendors| vendors.tickets.last_mut().unwrap().status = 4);
        native.wait(400);
        assert!(native.rows_of("callback").is_empty());
        let kept = native.record_keys();
        assert!(!kept.iter().any(|key| key.starts_with("back:")), "{kept:?}");
    }
}

//! What agents read when a call is not placed, and what stays of an installation that is removed.

use serde_json::{Map, Value, json};
use switchboard::app;

use crate::executor::run;
use crate::native::{Native, OperationFault};
use crate::scenario::Fault;

#[track_caller]
fn check_sentence(mode: &str, template: &str, status: u16, body: &str, sentence: &str) {
    let changes = json!({"outbound_mode": mode});
    let native = Native::install(changes.as_object().unwrap());
    native.refuse_next(template, status, body);
    native.invoke(
        "placeCall",
        &json!({"to": "+254712345678", "agent_id": "67013469919", "click_id": "0b6f2f0a-5f4b-4a8e"}),
    );
    let answer = &native.outcome()["answers"][0];
    assert_eq!(answer["status"], status, "{answer}");
    let message = answer["message"].as_str().unwrap();
    assert!(message.contains(sentence), "{message}");
}

#[test]
fn every_refusal_is_told_to_the_agent_with_what_to_do() {
    let conflict = r#"{"error":{"code":"idempotency.conflict","message":"x"}}"#;
    for (status, body, sentence) in [
        (401, "", "Ask an admin to check it"),
        (
            402,
            r#"{"error":{"code":"wallet_insufficient_funds"}}"#,
            "wallet is empty",
        ),
        (403, "", "give it that scope"),
        (409, conflict, "already has a call for this click"),
        (409, "", "Wait a moment"),
        (422, "", "set Who Is Called First to callback"),
        (429, "", "Wait a minute"),
        (500, "<html>", "never dials twice"),
        (504, "", "never dials twice"),
    ] {
        check_sentence("agent_first", "placeCall", status, body, sentence);
    }
    check_sentence("callback", "placeCall", 422, "", "Check the number");
    for (status, sentence) in [
        (401, "Freshdesk does not accept"),
        (403, "the key of an administrator"),
        (404, "does not know you"),
        (429, "Wait a minute"),
        (503, "could not be looked up"),
    ] {
        check_sentence("automatic", "getAgent", status, "", sentence);
    }
}

#[test]
fn an_uninstallation_succeeds_whatever_fails() {
    for operation in 0..3 {
        let native = Native::install(&Map::new());
        native.fail_at(operation, OperationFault::Request(Fault::Down));
        run(app::handle(
            &native,
            "onAppUninstallHandler",
            r#"{"iparams": 7}"#,
        ))
        .unwrap();
        let left = native.record_keys();
        assert!(left.len() <= 1, "{left:?}");
    }
}

#[test]
fn events_that_never_succeed_do_not_hold_up_the_others() {
    let native = Native::install(&Map::new());
    let event =
        |kind: &str, call: String| json!({"event": kind, "call_id": call, "from": "+254712345678"});
    for number in 0..20 {
        native.refuse_always(&format!("stuck-{number}"));
        run(native.webhook(
            &event("call.failed", format!("stuck-{number}")),
            crate::scenario::Seal::Right,
        ));
    }
    native.refuse_next("createTicket", 429, "");
    run(native.webhook(
        &event("call.failed", "late".to_owned()),
        crate::scenario::Seal::Right,
    ));
    assert_eq!(native.outcome()["tickets"], json!([]));
    for _ in 0..6 {
        native.wait(301);
    }
    let tickets = native.outcome()["tickets"].clone();
    let texts: Vec<&Value> = tickets
        .as_array()
        .unwrap()
        .iter()
        .map(|ticket| &ticket["text"])
        .collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].as_str().unwrap().ends_with("late"));
}

#[test]
fn what_freshdesk_objects_to_is_named_in_the_log() {
    let native = Native::install(&Map::new());
    let body = r#"{"description":"Validation failed","errors":[{"field":"cf_branch","code":"missing_field","message":"x"}]}"#;
    native.refuse_next("createTicket", 400, body);
    let event = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    run(native.webhook(&event, crate::scenario::Seal::Right));
    assert_eq!(
        native.log_lines(),
        [
            "Parked a call event (Failed) to tell it in a few minutes: createTicket was refused with status 400 (cf_branch: missing_field)."
        ]
    );
}

/// The answer to placing is lost, and the call ends at once: Sautikit then forgets the key, but its events told us the call.
#[test]
fn a_retried_click_does_not_dial_again_when_its_call_is_over() {
    let native = Native::install(&Map::new());
    let click =
        json!({"to": "+254712345678", "agent_id": "67013469919", "click_id": "0b6f2f0a-5f4b-4a8e"});
    native.fail_at(5, OperationFault::Request(Fault::Lost));
    native.invoke("placeCall", &click);
    let (call, request) = native.vendors(|vendors| {
        let request = vendors.placed[0].0.clone();
        vendors.placed[0].0 = "forgotten".to_owned();
        (vendors.placed_calls()[0].clone(), request)
    });
    let rejected = json!({
        "event": "call.failed", "call_id": call, "from": "+254203893800", "to": "+254722000111",
        "direction": "outbound", "status": "busy", "client_request_id": request,
    });
    run(native.webhook(&rejected, crate::scenario::Seal::Right));
    native.invoke("placeCall", &click);
    let outcome = native.outcome();
    assert_eq!(outcome["answers"][0]["status"], 502, "{outcome:#}");
    assert_eq!(
        outcome["answers"][1]["state"], "calling_agent",
        "{outcome:#}"
    );
    assert_eq!(outcome["calls"].as_array().unwrap().len(), 1, "{outcome:#}");
}

//! Callbacks over longer times: how long a customer waits on one ticket, and what is told too late to wait for.

use serde_json::{Map, Value, json};
use switchboard::host::Host as _;

use crate::executor::run;
use crate::native::{Native, OperationFault};
use crate::scenario::{Fault, OUR_NUMBER, Seal};

const CUSTOMER: &str = "+254712345678";
const DAY: i64 = 24 * 60 * 60;

fn missed(call: &str) -> Value {
    json!({"event": "call.failed", "call_id": call, "from": CUSTOMER, "direction": "inbound", "status": "no_answer"})
}

fn conversation(native: &Native, call: &str) {
    for event in ["call.answered", "call.completed"] {
        let body = json!({
            "event": event, "call_id": call, "from": CUSTOMER, "direction": "inbound", "duration_seconds": 74,
        });
        run(native.webhook(&body, Seal::Right));
    }
}

/// Puts a call on the provider's list that began so many seconds ago.
fn list(native: &Native, call: &str, seconds_ago: i64, status: &str) {
    let now = native.now().seconds();
    let at = |seconds: i64| {
        jiff::Timestamp::from_second(now - seconds)
            .unwrap()
            .to_string()
    };
    let answered = status == "completed";
    native.vendors(|vendors| {
        vendors.calls.push(json!({
            "id": call, "direction": "inbound", "local_e164": OUR_NUMBER, "remote_e164": CUSTOMER, "status": status,
            "started_at": at(seconds_ago), "answered_at": answered.then(|| at(seconds_ago - 3)),
            "ended_at": at(seconds_ago - 77), "duration_seconds": answered.then_some(74), "events": [],
        }));
    });
}

fn notes(ticket: &Value) -> Vec<&str> {
    let notes = ticket["notes"].as_array().unwrap().iter();
    notes.map(|note| note.as_str().unwrap()).collect()
}

#[test]
fn a_customer_who_waits_for_weeks_keeps_one_ticket() {
    let native = Native::install(&Map::new());
    for call in ["c-1", "c-2", "c-3"] {
        run(native.webhook(&missed(call), Seal::Right));
        native.wait(20 * DAY);
    }
    let outcome = native.outcome();
    let tickets = outcome["tickets"].as_array().unwrap();
    assert_eq!(tickets.len(), 1, "{outcome:#}");
    assert!(
        notes(&tickets[0])[1].contains("(3 missed calls so far)"),
        "{outcome:#}"
    );
}

#[test]
fn a_missed_call_told_after_the_conversation_that_followed_joins_it_whatever_fails() {
    for operation in 0..40 {
        let native = Native::install(&Map::new());
        native.wait(301);
        list(&native, "c-1", 200, "no_answer");
        list(&native, "c-2", 120, "completed");
        conversation(&native, "c-2");
        native.fail_at(operation, OperationFault::Request(Fault::Lost));
        for _ in 0..4 {
            native.wait(301);
        }
        native.never_fail();
        let outcome = native.outcome();
        let told = format!("operation {operation}: {outcome:#}");
        // Sautikit did not answer, so the customer had better be called back.
        if native
            .log_lines()
            .iter()
            .any(|line| line.starts_with("Whether a customer"))
        {
            assert_eq!(native.rows_of("callback").len(), 1, "{told}");
            continue;
        }
        let tickets = outcome["tickets"].as_array().unwrap();
        assert_eq!(tickets.len(), 1, "{told}");
        assert_eq!(
            tickets[0]["tags"],
            json!(["sautikit", "inbound_call"]),
            "{told}"
        );
        let written = notes(&tickets[0]);
        let about_it = written
            .iter()
            .filter(|note| note.starts_with("A call of this customer at "));
        assert_eq!(about_it.count(), 1, "{told}");
        assert_eq!(native.rows_of("callback").len(), 0, "{told}");
    }
}

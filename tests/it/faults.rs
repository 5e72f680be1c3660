//! Every operation of every flow fails in every way, once; then the schedule runs. Nothing may be lost, no ticket doubled.

use serde_json::{Map, Value, json};

use crate::executor::run;
use crate::native::{Native, OperationFault};
use crate::scenario::{Fault, Seal};

const FAULTS: [OperationFault; 6] = [
    OperationFault::Request(Fault::Busy),
    OperationFault::Request(Fault::Forbidden),
    OperationFault::Request(Fault::Down),
    OperationFault::Request(Fault::Lost),
    OperationFault::Request(Fault::Garbage),
    OperationFault::StoreLost,
];

/// More operations than any history below has.
const MOST_OPERATIONS: usize = 60;

/// One ticket comes of the history, with exactly these notes.
#[track_caller]
fn check(history: &[Value], notes: &[&str]) {
    check_ticket(history, |ticket| {
        let mut written: Vec<&str> = ticket["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| note.as_str().unwrap())
            .collect();
        written.sort_unstable();
        written.len() == notes.len()
            && written
                .iter()
                .zip(notes)
                .all(|(note, opening)| note.starts_with(opening))
    });
}

#[track_caller]
fn check_ticket(history: &[Value], is_right: impl Fn(&Value) -> bool) {
    for fault in FAULTS {
        for operation in 0..MOST_OPERATIONS {
            let native = Native::install(&Map::new());
            native.fail_at(operation, fault);
            for body in history {
                run(native.webhook(body, Seal::Right));
            }
            let struck = native.fault_has_struck();
            for _ in 0..3 {
                native.wait(301);
            }
            let outcome = native.outcome();
            let told = |what: &str| {
                format!("{what} after {fault:?} at operation {operation}:\n{outcome:#}")
            };
            let lost = native
                .log_lines()
                .iter()
                .any(|line| line.starts_with("Lost "));
            assert!(!lost, "{}", told("an event was lost"));
            assert_eq!(
                outcome["tickets"].as_array().unwrap().len(),
                1,
                "{}",
                told("tickets")
            );
            assert!(
                is_right(&outcome["tickets"][0]),
                "{}",
                told("another ticket")
            );
            if !struck {
                break;
            }
        }
    }
}

fn answered() -> Value {
    json!({"event": "call.answered", "call_id": "c-1", "from": "+254712345678", "direction": "inbound"})
}

fn failed() -> Value {
    json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678", "direction": "inbound", "status": "no_answer"})
}

fn completed() -> Value {
    json!({"event": "call.completed", "call_id": "c-1", "from": "+254712345678", "direction": "inbound", "duration_seconds": 74})
}

fn recorded() -> Value {
    json!({"event": "recording.ready", "call_id": "c-1", "recording_url": "https://recordings.sautikit.com/r.mp3"})
}

#[test]
fn a_missed_call_makes_one_ticket_whatever_fails() {
    check(&[failed()], &[]);
}

#[test]
fn a_missed_call_told_twice_makes_one_ticket_whatever_fails() {
    check(&[failed(), failed()], &[]);
}

#[test]
fn a_whole_call_is_told_once_whatever_fails() {
    check(
        &[answered(), completed(), recorded()],
        &["Call ended.", "Call recording."],
    );
}

#[test]
fn a_call_told_backwards_is_told_once_whatever_fails() {
    check(
        &[completed(), recorded(), answered()],
        &["Call ended.", "Call recording."],
    );
}

#[test]
fn a_call_that_was_missed_after_all_is_told_once_whatever_fails() {
    check_ticket(&[answered(), failed()], |ticket| {
        // Told out of order, the ticket says it from the start; else a note does.
        let missed_from_the_start = ticket["subject"]
            .as_str()
            .unwrap()
            .starts_with("Missed call");
        let notes = ticket["notes"].as_array().unwrap().len();
        let queued = ticket["tags"]
            .as_array()
            .unwrap()
            .iter()
            .any(|tag| tag == "callback_needed");
        queued && notes == usize::from(!missed_from_the_start)
    });
}

/// A click is retried with the same id until it succeeds: one call is placed, and the page is told so.
#[test]
fn a_click_places_one_call_whatever_fails() {
    let click = json!({"to": "+254712345678", "agent_id": "67013469919", "click_id": "0b6f2f0a-5f4b-4a8e-9d57-8f0f5a3f6f10"});
    for mode in ["agent_first", "callback"] {
        for fault in FAULTS {
            for operation in 0..MOST_OPERATIONS {
                let changes = json!({"outbound_mode": mode});
                let native = Native::install(changes.as_object().unwrap());
                native.fail_at(operation, fault);
                native.invoke("placeCall", &click);
                let struck = native.fault_has_struck();
                native.invoke("placeCall", &click);
                native.invoke("placeCall", &click);
                let outcome = native.outcome();
                let told = format!("{mode}, {fault:?} at operation {operation}:\n{outcome:#}");
                assert_eq!(outcome["calls"].as_array().unwrap().len(), 1, "{told}");
                assert!(outcome["answers"][2]["state"].is_string(), "{told}");
                if !struck {
                    break;
                }
            }
        }
    }
}

//! Deliveries that arrive at the same moment, in seeded interleavings of their operations.

use std::future::Future;
use std::pin::Pin;

use serde_json::{Map, Value, json};

use crate::executor::interleave;
use crate::native::Native;
use crate::scenario::Seal;

const SEEDS: u64 = 500;

#[track_caller]
fn check(bodies: &[Value], notes: usize) {
    for seed in 0..SEEDS {
        let native = Native::install(&Map::new());
        native.pausing.set(true);
        let deliveries = bodies
            .iter()
            .map(|body| {
                Box::pin(native.webhook(body, Seal::Right)) as Pin<Box<dyn Future<Output = ()>>>
            })
            .collect();
        interleave(deliveries, seed);
        native.pausing.set(false);
        for _ in 0..3 {
            native.wait(301);
        }
        let outcome = native.outcome();
        assert_eq!(
            outcome["tickets"].as_array().unwrap().len(),
            1,
            "seed {seed}:\n{outcome:#}"
        );
        assert_eq!(
            outcome["tickets"][0]["notes"].as_array().unwrap().len(),
            notes,
            "seed {seed}:\n{outcome:#}"
        );
    }
}

#[test]
fn the_same_delivery_twice_at_once_makes_one_ticket() {
    let missed = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678", "status": "busy"});
    check(&[missed.clone(), missed.clone(), missed], 0);
}

#[test]
fn all_events_of_a_call_at_once_make_one_ticket_with_each_note_once() {
    let event = |kind: &str| json!({"event": kind, "call_id": "c-1", "from": "+254712345678", "duration_seconds": 5});
    check(
        &[
            event("call.answered"),
            event("call.completed"),
            event("recording.ready"),
            event("call.completed"),
            event("call.answered"),
        ],
        2,
    );
}

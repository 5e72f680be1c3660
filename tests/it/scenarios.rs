//! Every scenario file, played against the core in memory.

use serde_json::{Value, json};

use crate::native::Native;
use crate::scenario;

#[test]
fn every_scenario_comes_out_as_its_file_says() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for (path, scenario) in scenario::all() {
        let outcome = Native::play(&scenario).outcome();
        if outcome == scenario.expect {
            continue;
        }
        if update {
            let mut file: Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            file["expect"] = outcome;
            std::fs::write(&path, format!("{file:#}\n")).unwrap();
        } else {
            wrong.push(format!("{}:\n{outcome:#}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "these came out differently (UPDATE_EXPECT=1 rewrites the files, then read the difference):\n{}",
        wrong.join("\n")
    );
}

/// The costs of a whole call in a help desk where this customer has called `before` so many times.
#[track_caller]
fn check_life_cycle(before: usize, most_requests: u64, most_store_operations: u64) {
    let native = Native::install(&serde_json::Map::new());
    for index in 0..=before {
        native.forget_costs();
        let call = format!("c-{index}");
        for body in [
            json!({"event": "call.answered", "call_id": call, "from": "+254712345678", "direction": "inbound"}),
            json!({"event": "call.completed", "call_id": call, "from": "+254712345678", "direction": "inbound", "duration_seconds": 74}),
            json!({"event": "recording.ready", "call_id": call, "recording_url": "https://recordings.sautikit.com/r.mp3"}),
        ] {
            crate::executor::run(native.webhook(&body, scenario::Seal::Right));
        }
    }
    let outcome = native.outcome();
    let requests: u64 = outcome["requests"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert!(requests <= most_requests, "{requests} requests");
    let store_operations = outcome["store_operations"].as_u64().unwrap();
    assert!(
        store_operations <= most_store_operations,
        "{store_operations} store operations"
    );
    assert_eq!(
        outcome["tickets"][before]["notes"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_life_cycle_of_a_call_stays_within_its_budget() {
    check_life_cycle(1, 3, 8);
    check_life_cycle(0, 4, 10);
}

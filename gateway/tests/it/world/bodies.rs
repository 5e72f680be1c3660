//! What the app and Sautikit write, and what answers say in short.

use serde_json::{Value, json};

use super::{CUSTOMER, OURS, now};

/// What the app tells: agents 1 and 2 are available, on numbers that end like their ids.
pub(crate) fn snapshot(with: &Value) -> Value {
    let agent = |id: u64| json!({"id": id, "available": true, "contact": {"mobile": format!("+25472200000{id}")}});
    let mut snapshot = json!({
        "at": now(),
        "parameters": {"sautikit_from_number": OURS},
        "team": {"listing": {"agents": [agent(1), agent(2)], "complete": true}},
    });
    for (name, value) in with.as_object().into_iter().flatten() {
        snapshot[name] = value.clone();
    }
    snapshot
}

/// A snapshot in which nobody is there.
pub(crate) fn nobody() -> Value {
    snapshot(&json!({"team": {"listing": {"agents": [], "complete": true}}}))
}

/// The exchange's first question about an inbound call.
pub(crate) fn question(session: &str) -> Value {
    json!({
        "sessionId": session, "callerNumber": CUSTOMER, "destinationNumber": OURS,
        "direction": "Inbound", "isActive": "1", "callSessionState": "",
    })
}

/// A documented event.
pub(crate) fn event(kind: &str, call: &str) -> Value {
    json!({
        "kind": kind, "event_id": format!("{kind}-{call}"), "occurred_at": "2026-11-23T05:00:00.000Z",
        "data": {"call_id": call, "direction": "inbound", "from": CUSTOMER, "to": OURS, "status": "x"},
    })
}

/// The numbers that an answer rings, sorted.
pub(crate) fn rung(answer: &Value) -> Vec<String> {
    let actions = answer["actions"].as_array().unwrap().iter();
    let mut rung: Vec<String> = actions
        .flat_map(|action| ["number", "to"].map(|name| action["dial"][name].as_str()))
        .flatten()
        .map(str::to_owned)
        .collect();
    rung.sort();
    rung
}

/// The verbs of an answer.
pub(crate) fn verbs(answer: &Value) -> Vec<String> {
    let actions = answer["actions"].as_array().unwrap().iter();
    actions
        .map(|action| action.as_object().unwrap().keys().next().unwrap().clone())
        .collect()
}

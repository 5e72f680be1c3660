//! What agents ask for beside placing a call: what they are told, what is written once, and what follows.

use serde_json::{Map, Value, json};

use crate::executor::run;
use crate::native::{Native, OperationFault};
use crate::scenario::{Fault, Seal};

const CUSTOMER: &str = "+254712345678";
const AMINA: &str = "67013469919";
const BRIAN: &str = "67021120644";
const CLICK: &str = "0b6f2f0a-5f4b-4a8e";

/// A function's answer.
fn ask(native: &Native, function: &str, arguments: Value) -> Value {
    native.invoke(function, &arguments);
    let answers = native.answers();
    answers.last().unwrap().clone()
}

#[track_caller]
fn check_refused(answer: &Value, status: u16, sentence: &str) {
    assert_eq!(answer["status"], status, "{answer}");
    let message = answer["message"].as_str().unwrap();
    assert!(message.contains(sentence), "{message}");
}

/// An installation in which a customer waits for a callback on ticket 1, after two missed calls.
fn with_a_callback() -> Native {
    let native = Native::install(&Map::new());
    for call in ["c-1", "c-2"] {
        let body = json!({"event": "call.failed", "call_id": call, "from": CUSTOMER, "status": "no_answer"});
        run(native.webhook(&body, Seal::Right));
    }
    native
}

fn entry(native: &Native) -> String {
    let list = ask(native, "listCallbacks", json!({}));
    list["callbacks"][0]["id"].as_str().unwrap().to_owned()
}

fn place(native: &Native) {
    let placed = ask(
        native,
        "placeCall",
        json!({"to": CUSTOMER, "agent_id": AMINA, "click_id": CLICK}),
    );
    assert_eq!(placed["state"], "calling_agent", "{placed}");
}

fn log(changes: Value) -> Value {
    let mut arguments = json!({"agent_id": AMINA, "click_id": CLICK, "notes": "All well.", "log_id": "5f4b0b6f-2f0a"});
    for (name, value) in changes.as_object().unwrap() {
        arguments[name] = value.clone();
    }
    arguments
}

#[test]
fn a_callback_is_taken_by_one_agent_until_it_is_forgotten() {
    let native = with_a_callback();
    let id = entry(&native);
    let list = ask(&native, "listCallbacks", json!({}));
    assert_eq!(list["callbacks"][0]["count"], 2);
    assert_eq!(list["callbacks"][0]["ticket_id"], "1");
    let take = |agent: &str| {
        ask(
            &native,
            "takeCallback",
            json!({"id": id, "agent_id": agent}),
        )
    };
    for _ in 0..2 {
        assert_eq!(take(AMINA), json!({"id": id, "taken_by": AMINA}));
    }
    assert_eq!(
        native.vendors(|vendors| vendors.tickets[0].responder),
        AMINA.parse().ok()
    );
    check_refused(&take(BRIAN), 409, AMINA);
    let list = ask(&native, "listCallbacks", json!({}));
    assert_eq!(list["callbacks"][0]["taken_by"], AMINA);
    native.wait(2 * 60 * 60);
    assert_eq!(take(BRIAN), json!({"id": id, "taken_by": BRIAN}));
}

#[test]
fn a_callback_whose_ticket_was_resolved_is_dropped_when_it_is_taken() {
    let native = with_a_callback();
    let id = entry(&native);
    native.vendors(|vendors| vendors.tickets[0].status = 4);
    let taken = ask(
        &native,
        "takeCallback",
        json!({"id": id, "agent_id": AMINA}),
    );
    check_refused(&taken, 410, "Nobody waits");
    assert_eq!(
        ask(&native, "listCallbacks", json!({})),
        json!({"callbacks": []})
    );
}

#[test]
fn a_completed_callback_is_off_the_list_and_its_ticket_unmarked() {
    let native = with_a_callback();
    let id = entry(&native);
    let complete = || {
        ask(
            &native,
            "completeCallback",
            json!({"id": id, "agent_id": AMINA}),
        )
    };
    assert_eq!(complete(), json!({"id": id}));
    check_refused(&complete(), 404, "nothing left to do");
    let tags = native.vendors(|vendors| vendors.tickets[0].outcome.tags.clone());
    assert_eq!(tags, ["sautikit", "missed_call", "callback_done"]);
    let known = ask(&native, "lookUpCaller", json!({"number": CUSTOMER}));
    assert_eq!(known["callback"], Value::Null);
}

#[test]
fn a_callback_is_completed_by_nobody_but_who_took_it() {
    let native = with_a_callback();
    let id = entry(&native);
    let invoke =
        |function: &str, agent: &str| ask(&native, function, json!({"id": id, "agent_id": agent}));
    invoke("takeCallback", AMINA);
    check_refused(&invoke("completeCallback", BRIAN), 409, AMINA);
    native.wait(2 * 60 * 60);
    assert_eq!(invoke("completeCallback", BRIAN), json!({"id": id}));
}

#[test]
fn a_caller_is_known_by_contact_tickets_calls_and_callback() {
    let native = with_a_callback();
    native.vendors(|vendors| {
        vendors.calls = vec![
            json!({"id": "c-1", "direction": "inbound", "status": "no_answer", "remote_e164": CUSTOMER, "started_at": "2026-11-22T07:00:00Z"}),
            json!({"id": "x-1", "direction": "outbound", "status": "completed", "remote_e164": CUSTOMER, "started_at": "2026-11-22T07:01:00Z"}),
        ];
    });
    let known = ask(&native, "lookUpCaller", json!({"number": "0712 345 678"}));
    assert_eq!(known["contacts"][0]["name"], format!("Caller {CUSTOMER}"));
    assert_eq!(known["tickets"][0]["id"], "1");
    assert_eq!(known["callback"]["count"], 2);
    assert_eq!(known["callback"]["ticket_id"], "1");
    assert_eq!(known["calls"].as_array().unwrap().len(), 1, "{known:#}");
    assert_eq!(known["calls"][0]["ticket_id"], "1");
    native.refuse_next("searchContacts", 500, "");
    let known = ask(&native, "lookUpCaller", json!({"number": CUSTOMER}));
    assert_eq!(known["contacts"][0].get("name"), None);
    assert_eq!(known["calls"].as_array().unwrap().len(), 1);
}

#[test]
fn who_rings_is_found_with_one_request() {
    let native = with_a_callback();
    native.forget_costs();
    let arguments = json!({"number": CUSTOMER, "only": "contacts"});
    let known = ask(&native, "lookUpCaller", arguments);
    assert_eq!(known["contacts"][0]["name"], format!("Caller {CUSTOMER}"));
    assert_eq!(known.get("calls"), None);
    assert_eq!(native.outcome()["requests"], json!({"searchContacts": 1}));
}

#[test]
fn recent_calls_show_the_customer_of_a_placed_call_and_not_the_agent() {
    let native = Native::install(&Map::new());
    place(&native);
    native.vendors(|vendors| {
        vendors.calls = vec![json!({
            "id": "01900000-0000-7000-8000-000000000000", "session_id": "HD_0000", "direction": "outbound",
            "status": "ringing", "remote_e164": "+254722000111", "started_at": "2026-11-22T07:00:00Z",
        })];
    });
    let calls = ask(&native, "recentCalls", json!({}));
    assert_eq!(calls["calls"][0]["number"], CUSTOMER, "{calls:#}");
    assert_eq!(calls["calls"][0]["agent_id"], AMINA);
    let hung_up = ask(&native, "hangUpCall", json!({"click_id": CLICK}));
    assert_eq!(hung_up, json!({"click_id": CLICK, "state": "ended"}));
    let recording = ask(&native, "getRecording", json!({"call_id": "HD_0000"}));
    check_refused(&recording, 404, "no recording");
}

#[test]
fn a_call_from_no_ticket_gets_one_when_it_is_logged_and_its_end_is_told_there() {
    let native = Native::install(&Map::new());
    place(&native);
    for _ in 0..2 {
        let logged = ask(&native, "logCall", log(json!({"disposition": "no_answer"})));
        assert_eq!(logged, json!({"ticket_id": "1"}));
    }
    run(native.webhook(
        &json!({"event": "call.completed", "call_id": "01900000-0000-7000-8000-000000000000", "direction": "outbound", "from": "+254203893800", "to": "+254722000111", "duration_seconds": 9}),
        Seal::Right,
    ));
    let outcome = native.outcome();
    let notes = &outcome["tickets"][0]["notes"];
    let tickets = outcome["tickets"].as_array().unwrap().len();
    assert_eq!(
        (tickets, notes.as_array().unwrap().len()),
        (1, 2),
        "{outcome:#}"
    );
    let note = notes[0].as_str().unwrap();
    assert!(
        note.starts_with("Call logged. The customer did not answer."),
        "{note}"
    );
    assert!(note.ends_with("Log ID: 5f4b0b6f-2f0a"), "{note}");
}

#[test]
fn a_call_is_logged_on_the_ticket_that_the_agent_chooses_and_stays_there() {
    let native = with_a_callback();
    native.vendors(|vendors| vendors.tickets.push(vendors.tickets[0].clone()));
    let other = json!({"to": "+254712999999", "agent_id": AMINA, "click_id": CLICK});
    ask(&native, "placeCall", other);
    let logged = ask(&native, "logCall", log(json!({"ticket_id": "2"})));
    assert_eq!(logged, json!({"ticket_id": "2"}));
    run(native.webhook(
        &json!({"event": "call.completed", "call_id": "01900000-0000-7000-8000-000000000000", "direction": "outbound", "from": "+254203893800", "to": "+254722000111", "duration_seconds": 9}),
        Seal::Right,
    ));
    let outcome = native.outcome();
    assert_eq!(outcome["tickets"].as_array().unwrap().len(), 2);
    let written = outcome["tickets"][1]["notes"].as_array().unwrap().len();
    let before = outcome["tickets"][0]["notes"].as_array().unwrap().len();
    assert_eq!(written - before, 2, "{outcome:#}");
    native.vendors(|vendors| vendors.tickets[1].gone = true);
    let gone = ask(&native, "logCall", log(json!({"log_id": "ffffffff"})));
    check_refused(&gone, 404, "was deleted");
    let again = ask(
        &native,
        "logCall",
        log(json!({"log_id": "ffffffff", "ticket_id": "1"})),
    );
    assert_eq!(again, json!({"ticket_id": "1"}));
}

#[test]
fn an_agent_who_spoke_with_a_customer_answers_the_callback() {
    for subject in [
        json!({"disposition": "spoke"}),
        json!({"disposition": "spoke", "click_id": null, "call_id": "c-1"}),
    ] {
        let native = with_a_callback();
        native.vendors(|vendors| {
            vendors.calls = vec![
                json!({"id": "c-1", "direction": "inbound", "status": "no_answer", "remote_e164": CUSTOMER, "started_at": "2026-11-22T07:00:00Z"}),
            ];
        });
        place(&native);
        for _ in 0..2 {
            assert_eq!(
                ask(&native, "logCall", log(subject.clone())),
                json!({"ticket_id": "1"})
            );
        }
        let outcome = native.outcome();
        let tags = &outcome["tickets"][0]["tags"];
        assert_eq!(*tags, json!(["sautikit", "missed_call", "callback_done"]));
        assert_eq!(
            ask(&native, "listCallbacks", json!({})),
            json!({"callbacks": []})
        );
    }
}

#[test]
fn a_call_without_a_ticket_that_nobody_placed_is_not_logged() {
    let native = Native::install(&Map::new());
    let logged = ask(
        &native,
        "logCall",
        log(json!({"click_id": null, "call_id": "c-9"})),
    );
    check_refused(&logged, 409, "has no ticket");
    let logged = ask(&native, "logCall", log(json!({})));
    check_refused(&logged, 404, "not known");
}

#[test]
fn a_log_is_written_once_whatever_fails() {
    for fault in [
        OperationFault::Request(Fault::Busy),
        OperationFault::Request(Fault::Down),
        OperationFault::Request(Fault::Lost),
        OperationFault::Request(Fault::Garbage),
        OperationFault::StoreLost,
    ] {
        // The fourth press must not be the one that fails.
        for operation in 0..30 {
            let native = with_a_callback();
            place(&native);
            native.fail_at(operation, fault);
            let arguments = log(json!({"disposition": "spoke"}));
            let mut last = Value::Null;
            for _ in 0..4 {
                last = ask(&native, "logCall", arguments.clone());
                native.wait(121);
            }
            let told = format!("{fault:?} at {operation}: {last} {:#}", native.outcome());
            assert_eq!(last, json!({"ticket_id": "1"}), "{told}");
            let outcome = native.outcome();
            let notes = outcome["tickets"][0]["notes"].as_array().unwrap();
            let logs = notes
                .iter()
                .filter(|note| note.as_str().unwrap().starts_with("Call logged."));
            assert_eq!(logs.count(), 1, "{told}");
            let tags = &outcome["tickets"][0]["tags"];
            assert_eq!(
                *tags,
                json!(["sautikit", "missed_call", "callback_done"]),
                "{told}"
            );
        }
    }
}

#[test]
fn a_callback_is_taken_and_completed_whatever_fails() {
    for fault in [
        OperationFault::Request(Fault::Busy),
        OperationFault::Request(Fault::Down),
        OperationFault::Request(Fault::Lost),
        OperationFault::Request(Fault::Garbage),
        OperationFault::StoreLost,
    ] {
        for operation in 0..20 {
            let native = with_a_callback();
            let id = entry(&native);
            let arguments = json!({"id": id, "agent_id": AMINA});
            native.fail_at(operation, fault);
            for _ in 0..2 {
                ask(&native, "takeCallback", arguments.clone());
            }
            let responder = native.vendors(|vendors| vendors.tickets[0].responder);
            assert_eq!(responder, AMINA.parse().ok(), "{fault:?} at {operation}");
            for _ in 0..2 {
                ask(&native, "completeCallback", arguments.clone());
            }
            let outcome = native.outcome();
            let told = format!("{fault:?} at {operation}: {outcome:#}");
            let tags = &outcome["tickets"][0]["tags"];
            assert_eq!(
                *tags,
                json!(["sautikit", "missed_call", "callback_done"]),
                "{told}"
            );
        }
    }
}

#[test]
fn an_agent_is_as_present_as_they_say() {
    let native = Native::install(&Map::new());
    let get = || ask(&native, "getPresence", json!({"agent_id": AMINA}));
    assert_eq!(get(), json!({"state": "unset", "phone": "…0111"}));
    let set = ask(
        &native,
        "setPresence",
        json!({"agent_id": AMINA, "state": "away"}),
    );
    assert_eq!(
        (&set["state"], &get()["state"]),
        (&json!("away"), &json!("away"))
    );
    assert_eq!(set["since"], get()["since"]);
    let wrong = ask(
        &native,
        "setPresence",
        json!({"agent_id": AMINA, "state": "busy"}),
    );
    check_refused(&wrong, 400, "Choose Available or Away");
}

#[test]
fn only_who_works_here_can_be_present() {
    let native = Native::install(&Map::new());
    native.vendors(|vendors| {
        vendors.agents = Some(json!([{"id": 7, "deactivated": true, "contact": {"name": "Gone"}}]));
    });
    for stranger in ["7", "8"] {
        let arguments = json!({"agent_id": stranger, "state": "available"});
        let refusal = ask(&native, "setPresence", arguments);
        check_refused(&refusal, 404, "Freshdesk does not know you");
    }
}

//! The platform's limits by the minute: a burst delays work and loses none, and a flood of forgeries costs signed deliveries
//! nothing.

use serde_json::{Map, Value, json};
use switchboard::host::Host as _;

use crate::executor::run;
use crate::native::Native;
use crate::scenario::Seal;
use crate::webhooks::{Contract, Event, Ids, Posted, Scheme};

fn event(kind: &str, call: usize) -> Value {
    json!({
        "event": kind, "call_id": format!("01900000-0000-7000-8000-{call:012}"), "direction": "inbound",
        "from": format!("+2547{call:08}"), "to": crate::scenario::OUR_NUMBER, "duration_seconds": 57,
        "recording_url": "https://recordings.sautikit.com/r.mp3",
    })
}

#[test]
fn a_burst_of_sixty_events_in_a_minute_is_delayed_but_loses_none() {
    let native = Native::install(&Map::new());
    native.limit();
    for call in 0..20 {
        for kind in ["call.answered", "call.completed", "recording.ready"] {
            run(native.webhook(&event(kind, call), Seal::Right));
            native.wait(1);
        }
    }
    let at_once = native.vendors(|vendors| vendors.tickets.len());
    assert!(
        at_once < 20,
        "the burst fits into a minute, so it shows nothing"
    );
    let mut runs = 0;
    while native.vendors(|vendors| {
        vendors
            .tickets
            .iter()
            .map(|ticket| ticket.outcome.notes.len())
            .sum::<usize>()
            < 40
    }) {
        runs += 1;
        assert!(
            runs <= 24,
            "two hours were not enough:\n{:#}",
            native.outcome()
        );
        native.wait(301);
    }
    native.wait(301);
    native.vendors(|vendors| {
        assert_eq!(vendors.tickets.len(), 20);
        for ticket in &vendors.tickets {
            assert_eq!(ticket.outcome.notes.len(), 2, "{ticket:?}");
        }
    });
}

#[test]
fn a_flood_of_forgeries_leaves_signed_deliveries_their_budget() {
    let native = Native::install(&Map::new());
    native.limit();
    let forged = |index: usize| {
        let ids = Ids::Uuid.of(&format!("01900000-0000-7000-8000-f{index:011}"), "");
        let now = native.now().seconds();
        Posted::new(
            Contract::Docs,
            Scheme::None,
            &ids,
            "+254712345678",
            Event::Failed,
            now,
        )
    };
    for index in 0..200 {
        let posted = forged(index);
        run(native.post_to("sautikit", posted.data, posted.headers));
    }
    for kind in ["call.answered", "call.completed", "recording.ready"] {
        run(native.webhook(&event(kind, 1), Seal::Right));
    }
    native.vendors(|vendors| {
        assert_eq!(vendors.tickets.len(), 1);
        assert_eq!(vendors.tickets[0].outcome.notes.len(), 2);
    });
}

#[test]
fn a_forgery_at_a_guessed_address_costs_nothing() {
    let native = Native::install(&Map::new());
    let ids = Ids::Uuid.of("01900000-0000-7000-8000-000000000001", "");
    let now = native.now().seconds();
    let posted = Posted::new(
        Contract::Docs,
        Scheme::None,
        &ids,
        "+254712345678",
        Event::Failed,
        now,
    );
    run(native.post_at("sautikit00", posted.data, posted.headers));
    let outcome = native.outcome();
    assert_eq!(outcome["requests"], json!({}));
    assert_eq!(outcome["store_operations"], 0);
    assert_eq!(outcome["list_operations"], 0);
}

#[test]
fn a_run_of_the_schedule_with_nothing_to_do_costs_little() {
    let native = Native::install(&Map::new());
    // The first run also reads the business hours.
    native.wait(361);
    native.forget_costs();
    native.wait(301);
    let outcome = native.outcome();
    assert_eq!(outcome["requests"], json!({"listCalls": 1}));
    assert_eq!(outcome["store_operations"], 4);
    assert_eq!(outcome["list_operations"], 5);
}

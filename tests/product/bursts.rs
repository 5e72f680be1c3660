//! More at once than an installation may do in a minute: what matters comes first, and the rest is told later, once.

use std::collections::BTreeMap;

use platform::HookMode;
use serde_json::{Map, json};
use simulators::sautikit::{InboundScript, Missed};

use crate::ledger::{Told, told};
use crate::sandbox::Sandbox;
use crate::scenario::{Seal, sealed};

const AGENT_PHONE: &str = "+254722000111";

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_forged_hints_leaves_room_for_a_signed_event_in_the_same_minute() {
    let sandbox = Sandbox::connected(HookMode::Strict, &Map::new()).await;
    let first = sandbox.next_entry();
    for number in 0..200 {
        let id = format!("01900000-0000-7000-8000-{number:012}");
        let forged = json!({"event": "call.failed", "call_id": id, "from": "+254712345678"});
        sandbox.post("application/json", forged.to_string()).await;
    }
    let costs = sandbox.costs(first);
    assert!(costs.db <= 25 && costs.requests <= 25, "{costs:?}");
    assert!(sandbox.tickets().is_empty());
    let real = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    let real = sealed(&real, Seal::Right, sandbox.now());
    sandbox.post("application/json", real.to_string()).await;
    assert_eq!(sandbox.tickets().len(), 1, "{:?}", sandbox.log().last());
    sandbox.stop().await;
}

/// Lets 30 different customers call in one minute; 15 talk and are recorded, which are 60 events in all.
async fn crowd(sandbox: &Sandbox) -> BTreeMap<String, Told> {
    sandbox
        .sautikit
        .switch(|switches| switches.emits_started = false);
    let mut wanted = BTreeMap::new();
    for number in 0..30 {
        let from = format!("+2547110000{number:02}");
        let (script, told) = if number % 2 == 0 {
            let talked = InboundScript::Completed {
                by: AGENT_PHONE.to_owned(),
                duration_seconds: 20,
                recorded: true,
            };
            (talked, Told::answered(true))
        } else {
            (InboundScript::Missed(Missed::NoAnswer), Told::MISSED)
        };
        let call = sandbox.sautikit.incoming_call(&from, script).await;
        wanted.insert(call.unwrap(), told);
    }
    sandbox.settled().await;
    assert_eq!(sandbox.sautikit.deliveries().len(), 60);
    wanted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_sixty_events_in_a_minute_ends_with_one_ticket_a_call_and_each_note_once() {
    let sandbox = Sandbox::connected(HookMode::Strict, &Map::new()).await;
    let wanted = crowd(&sandbox).await;
    let mut runs = 0;
    while told(&sandbox) != wanted {
        runs += 1;
        assert!(
            runs <= 36,
            "after three hours {:#?}\nis told instead of\n{wanted:#?}\n{:#?}",
            told(&sandbox),
            sandbox.log()
        );
        sandbox.pass_minutes(5).await;
    }
    assert_eq!(sandbox.tickets().len(), wanted.len());
    sandbox.pass_minutes(60).await;
    assert_eq!(told(&sandbox), wanted, "an hour later");
    assert_eq!(sandbox.tickets().len(), wanted.len());
    let lost: Vec<String> = sandbox
        .log()
        .into_iter()
        .filter(|line| line.starts_with("Lost"))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    sandbox.stop().await;
}

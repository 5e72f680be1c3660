//! What people do to callback tickets in the help desk, and what the app makes of it.

use platform::HookMode;
use platform::store::{DbOperation, EntityOperation};
use serde_json::{Map, Value, json};
use simulators::sautikit::{InboundScript, Missed};

use crate::sandbox::{AGENT, Sandbox};

const CUSTOMER: &str = "+254712345678";

/// An installation in which one customer waits for a callback on ticket 1.
async fn waiting() -> Sandbox {
    let sandbox = Sandbox::connected(HookMode::Strict, &Map::new()).await;
    call_in_vain(&sandbox).await;
    assert_eq!(sandbox.tickets().len(), 1);
    assert_eq!(entries(&sandbox).await.len(), 1);
    sandbox
}

async fn call_in_vain(sandbox: &Sandbox) {
    let missed = InboundScript::Missed(Missed::NoAnswer);
    sandbox
        .sautikit
        .incoming_call(CUSTOMER, missed)
        .await
        .unwrap();
    sandbox.settled().await;
}

/// The agents' queue of callbacks.
async fn entries(sandbox: &Sandbox) -> Vec<Value> {
    let operation = DbOperation::Entity {
        entity: "callback".to_owned(),
        request: EntityOperation::GetAll { filter: json!({}) },
    };
    let page = sandbox.platform.db(operation).await.unwrap();
    page["records"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_resolved_by_hand_drops_its_callback_and_the_next_call_gets_a_new_ticket() {
    let sandbox = waiting().await;
    let resolved = json!({"status": 4}).as_object().unwrap().clone();
    sandbox
        .freshdesk
        .change_by_hand(1, AGENT, resolved)
        .unwrap();
    sandbox.settled().await;
    assert!(entries(&sandbox).await.is_empty(), "{:?}", sandbox.log());
    call_in_vain(&sandbox).await;
    assert_eq!(sandbox.tickets().len(), 2);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_deleted_by_hand_drops_its_callback_however_little_the_event_says() {
    let sandbox = waiting().await;
    sandbox.freshdesk.switch(|switches| {
        switches.event_form = simulators::freshdesk::EventForm::Sample;
    });
    sandbox.freshdesk.delete_by_hand(1, AGENT).unwrap();
    sandbox.settled().await;
    // Where the event does not name the ticket, the schedule finds out.
    sandbox.pass_minutes(15).await;
    assert!(entries(&sandbox).await.is_empty(), "{:?}", sandbox.log());
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_is_only_assigned_keeps_its_callback() {
    let sandbox = waiting().await;
    let assigned = json!({"responder_id": AGENT}).as_object().unwrap().clone();
    sandbox
        .freshdesk
        .change_by_hand(1, AGENT, assigned)
        .unwrap();
    sandbox.settled().await;
    assert_eq!(entries(&sandbox).await.len(), 1);
    call_in_vain(&sandbox).await;
    assert_eq!(sandbox.tickets().len(), 1);
    sandbox.stop().await;
}

//! Calls that come in, and webhooks that somebody forges or repeats.

#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value indexed by a name is null where there is none"
)]

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use simulators::sautikit::{InboundScript, Missed, RawEvent, SignatureMode};

use super::TALK;
use crate::demo::record::spent;
use crate::demo::stage::Stage;
use crate::world::{AGENT_ID, AGENT_PHONE, CUSTOMER, OUR_NUMBER, STRANGER};

/// Somebody who has never called before.
const NEWCOMER: &str = "+254700000002";

pub(super) async fn missed(stage: &mut Stage) -> Result<()> {
    stage
        .begin("Somebody unknown calls, and nobody answers")
        .await;
    let script = InboundScript::Missed(Missed::NoAnswer);
    stage.world.sautikit.incoming_call(STRANGER, script).await?;
    stage.show().await;
    let tickets = stage.new_tickets();
    stage.expect("one ticket is opened", tickets.len() == 1);
    let ticket = tickets.first().cloned().unwrap_or_default();
    let tags = json!(["sautikit", "missed_call", "callback_needed"]);
    stage.expect("it carries the callback's tags", ticket["tags"] == tags);
    let is_open = ticket["status"] == 2 && ticket["priority"] == 2 && ticket["source"] == 3;
    stage.expect(
        "it is open, of medium priority, and from the phone",
        is_open,
    );
    let contacts = stage.world.freshdesk.contacts();
    let is_caller =
        |contact: &Value| contact["id"] == ticket["requester_id"] && contact["phone"] == STRANGER;
    stage.expect(
        "its requester is the caller",
        contacts.iter().any(is_caller),
    );
    Ok(())
}

pub(super) async fn answered(stage: &mut Stage) -> Result<()> {
    stage
        .begin("A known customer calls, talks with an agent for 74 s, and is recorded")
        .await;
    let script = InboundScript::Completed {
        by: AGENT_PHONE.to_owned(),
        duration_seconds: TALK.as_secs(),
        recorded: true,
    };
    stage.world.sautikit.incoming_call(CUSTOMER, script).await?;
    stage.show().await;
    let tickets = stage.new_tickets();
    stage.expect("one ticket is opened", tickets.len() == 1);
    let ticket = tickets.first().cloned().unwrap_or_default();
    stage.expect(
        "it is tagged as an inbound call",
        ticket["tags"] == json!(["sautikit", "inbound_call"]),
    );
    let notes = stage.notes(&ticket);
    stage.expect("it has two private notes", notes.len() == 2);
    let has = |text: &str| notes.iter().any(|note| note.contains(text));
    stage.expect("one tells how long the call lasted", has("74s"));
    stage.expect(
        "one links the recording",
        has("<a href=\"https://recordings.sautikit.com/"),
    );
    let costs = stage.costs();
    stage.expect(
        &format!(
            "the whole call of a caller new to the app cost at most 4 template requests and 10 store operations ({})",
            spent(costs)
        ),
        costs.requests <= 4 && costs.db <= 10,
    );
    Ok(())
}

pub(super) async fn routed(stage: &mut Stage) -> Result<()> {
    stage
        .begin("A customer calls, and Sautikit asks the app whom to ring")
        .await;
    stage
        .world
        .sautikit
        .incoming_call(CUSTOMER, InboundScript::Routed)
        .await?;
    stage.world.sautikit.answer(AGENT_PHONE).await?;
    stage.show().await;
    let answer = routing_answer(stage);
    stage.expect(
        "the answer rings the one available agent",
        answer.contains(AGENT_PHONE),
    );
    let bridged = stage.world.sautikit.are_bridged(AGENT_PHONE, CUSTOMER);
    stage.expect("agent and customer hear each other", bridged);
    stage.world.pass(TALK).await;
    stage.world.sautikit.hang_up(CUSTOMER).await?;
    stage.show().await;
    let tickets = stage.new_tickets();
    stage.expect("one ticket is opened", tickets.len() == 1);
    let notes = stage.notes(&tickets.first().cloned().unwrap_or_default());
    stage.expect(
        "its note tells how long the call lasted",
        notes.iter().any(|note| note.contains("74s")),
    );
    Ok(())
}

fn routing_answer(stage: &Stage) -> String {
    let deliveries = stage.world.sautikit.deliveries();
    let asked = deliveries
        .into_iter()
        .rev()
        .find(|post| post.event == "call.routing");
    asked.map(|post| post.answer).unwrap_or_default()
}

pub(super) async fn nobody_free(stage: &mut Stage) -> Result<()> {
    stage
        .begin("Somebody calls while no agent is available")
        .await;
    stage.world.freshdesk.set_available(AGENT_ID, false);
    stage
        .world
        .sautikit
        .incoming_call(STRANGER, InboundScript::Routed)
        .await?;
    stage.world.freshdesk.set_available(AGENT_ID, true);
    stage.show().await;
    let answer = routing_answer(stage);
    stage.expect(
        "the caller hears that nobody is free",
        answer.contains("nobody is free"),
    );
    stage.expect("no phone is rung", !answer.contains("dial"));
    stage.expect(
        "no second ticket is opened for a caller who waits already",
        stage.new_tickets().is_empty(),
    );
    let tickets = stage.world.freshdesk.tickets();
    let notes: Vec<String> = tickets
        .iter()
        .flat_map(|ticket| stage.notes(ticket))
        .collect();
    let counted = notes.iter().any(|note| note.contains("2 missed calls"));
    stage.expect("the callback ticket counts the call", counted);
    Ok(())
}

pub(super) async fn twice(stage: &mut Stage) -> Result<()> {
    stage
        .begin("Sautikit delivers the same missed call twice at the same time")
        .await;
    let event = json!({
        "event": "call.failed", "call_id": "demo-delivered-twice", "from": NEWCOMER, "to": OUR_NUMBER,
        "direction": "inbound", "status": "no_answer"
    });
    let twice = RawEvent {
        copies: 2,
        at_once: true,
        ..RawEvent::new(event)
    };
    stage.world.sautikit.emit(twice).await?;
    stage.show().await;
    stage.expect("one ticket is opened", stage.new_tickets().len() == 1);
    // What one of the two could not tell at once, the schedule tells later.
    for _ in 0..2 {
        stage.world.pass(Duration::from_mins(6)).await;
    }
    stage.show().await;
    stage.expect(
        "it is still one when the schedule has run",
        stage.new_tickets().len() == 1,
    );
    Ok(())
}

pub(super) async fn forged(stage: &mut Stage) -> Result<()> {
    stage.begin("Somebody forges webhooks").await;
    let modes = [
        SignatureMode::None,
        SignatureMode::Wrong,
        SignatureMode::Truncated,
        SignatureMode::Stale,
        SignatureMode::Future,
        SignatureMode::NonHex,
        SignatureMode::NonAscii,
        SignatureMode::OtherSecret,
    ];
    for mode in modes {
        let event = json!({
            "event": "call.failed", "call_id": format!("demo-forged-{mode:?}"), "from": STRANGER,
            "to": OUR_NUMBER, "direction": "inbound", "status": "no_answer"
        });
        stage
            .world
            .sautikit
            .emit(RawEvent::signed(event, mode))
            .await?;
    }
    stage.show().await;
    stage.expect("no ticket is opened", stage.new_tickets().is_empty());
    let hints = stage.said("counts as a hint only");
    stage.expect(
        &format!("the log says that none of the {} is believed", modes.len()),
        hints == modes.len(),
    );
    let costs = stage.costs();
    stage.expect(
        "nothing was spent on them",
        costs.requests + costs.db + costs.entity == 0,
    );
    Ok(())
}

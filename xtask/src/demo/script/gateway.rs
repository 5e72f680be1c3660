//! Calls that the gateway answers, while the platform acknowledges webhooks as the real one does.

#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value indexed by a name is null where there is none"
)]

use anyhow::Result;
use serde_json::{Value, json};
use simulators::sautikit::InboundScript;

use super::TALK;
use crate::demo::record::{Record, spent};
use crate::demo::softphone::Softphone;
use crate::demo::stage::Stage;
use crate::world::{AGENT_ID, AGENT_PHONE, CUSTOMER};

/// Somebody who has never called before.
const NEWCOMER: &str = "+254700000003";

pub(super) async fn entered(stage: &mut Stage) -> Result<()> {
    stage
        .begin("An administrator enters the gateway in the app's settings, and its addresses in Sautikit")
        .await;
    stage.use_gateway().await?;
    stage.show().await;
    let host = stage.world.gateway.host.clone();
    Record::remark(&format!("the gateway's host is {host}"));
    let refused = stage.said("The gateway goes on with what it was told before");
    stage.expect("the app told the gateway whom calls ring", refused == 0);
    let pass = json!({ "agent_id": AGENT_ID.to_string() });
    let granted = stage.invoke("getStreamPass", pass).await?;
    stage.expect(
        "the softphone gets a pass for its stream",
        granted["pass"].is_string() && granted["url"].is_string(),
    );
    Ok(())
}

pub(super) async fn routed(stage: &mut Stage) -> Result<()> {
    stage
        .begin("A customer calls, and Sautikit asks the gateway whom to ring")
        .await;
    let mut softphone = stage.softphone().await?;
    stage
        .world
        .sautikit
        .incoming_call(CUSTOMER, InboundScript::Routed)
        .await?;
    let heard = softphone.hear().await?;
    Record::remark(&format!("the softphone hears {heard}"));
    let is_shown = heard["kind"] == "ringing" && heard["customer"] == CUSTOMER;
    stage.expect("the softphone shows who calls while it rings", is_shown);
    stage.world.sautikit.answer(AGENT_PHONE).await?;
    stage.show().await;
    let bridged = stage.world.sautikit.are_bridged(AGENT_PHONE, CUSTOMER);
    stage.expect("agent and customer hear each other", bridged);
    stage.world.pass(TALK).await;
    stage.world.sautikit.hang_up(CUSTOMER).await?;
    stage.show().await;
    let is_told = hears_until_the_end(&mut softphone).await?;
    stage.expect("the softphone hears that the call ended", is_told);
    let tickets = stage.new_tickets();
    stage.expect("one ticket is opened", tickets.len() == 1);
    let notes = stage.notes(&tickets.first().cloned().unwrap_or_default());
    stage.expect(
        "its note tells how long the call lasted",
        notes.iter().any(|note| note.contains("74s")),
    );
    let costs = stage.costs();
    Record::remark(&format!("the app spent {}", spent(costs)));
    Ok(())
}

async fn hears_until_the_end(softphone: &mut Softphone) -> Result<bool> {
    for _ in 0..4 {
        if softphone.hear().await?["kind"] == "ended" {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn nobody_there(stage: &mut Stage) -> Result<()> {
    stage
        .begin("The agent says \"away\", and somebody calls at once")
        .await;
    agent_says(stage, "away").await?;
    stage
        .world
        .sautikit
        .incoming_call(NEWCOMER, InboundScript::Routed)
        .await?;
    stage.show().await;
    let deliveries = stage.world.sautikit.deliveries();
    let asked = deliveries
        .iter()
        .rev()
        .find(|post| post.event == "call.routing");
    let answer = asked.map(|post| post.answer.as_str()).unwrap_or_default();
    stage.expect(
        "the caller hears that nobody is free",
        answer.contains("nobody is free") && !answer.contains("dial"),
    );
    let tickets = stage.new_tickets();
    stage.expect("one ticket is opened", tickets.len() == 1);
    let ticket = tickets.first().cloned().unwrap_or_default();
    let needs_callback = ticket["tags"]
        .as_array()
        .is_some_and(|tags| tags.contains(&json!("callback_needed")));
    stage.expect("it asks for a callback", needs_callback);
    agent_says(stage, "available").await?;
    Ok(())
}

async fn agent_says(stage: &Stage, word: &str) -> Result<Value> {
    let arguments = json!({ "agent_id": AGENT_ID.to_string(), "state": word });
    stage.invoke("setPresence", arguments).await
}

pub(super) async fn customer_first(stage: &mut Stage) -> Result<()> {
    stage
        .begin("The agent calls back with the customer rung first, where webhook answers do not reach Sautikit")
        .await;
    stage.set("outbound_mode", "callback").await?;
    let click = "0b6f2f9e-demo-gateway-1";
    let reply = stage.press_call(click, NEWCOMER).await?;
    Record::remark(&format!("the softphone is told {reply}"));
    stage.expect(
        "the softphone says that the customer is rung",
        reply["state"] == "calling_customer",
    );
    stage.world.sautikit.answer(NEWCOMER).await?;
    stage.world.sautikit.answer(AGENT_PHONE).await?;
    stage.show().await;
    let bridged = stage.world.sautikit.are_bridged(AGENT_PHONE, NEWCOMER);
    stage.expect("agent and customer hear each other", bridged);
    stage.world.pass(TALK).await;
    stage.world.sautikit.hang_up(AGENT_PHONE).await?;
    stage.show().await;
    let told = stage.call_state(click).await?;
    stage.expect(
        "the softphone hears that the call ended",
        told["state"] == "ended",
    );
    stage.expect(
        "no further ticket is opened",
        stage.new_tickets().is_empty(),
    );
    Ok(())
}

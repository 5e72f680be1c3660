//! Calls that an agent places in the softphone.

#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value indexed by a name is null where there is none"
)]

use anyhow::Result;
use platform::HookMode;
use simulators::sautikit::Heard;

use super::{STRICT_CLICK, TALK};
use crate::demo::record::Record;
use crate::demo::stage::Stage;
use crate::world::{AGENT_PHONE, CUSTOMER};

pub(super) async fn agent_first(stage: &mut Stage) -> Result<()> {
    stage
        .begin("An agent presses Call: the agent's phone is rung first")
        .await;
    let click = "0b6f2f9e-demo-agent-first";
    let reply = stage.press_call(click, "0712 345 678").await?;
    Record::remark(&format!("the softphone is told {reply}"));
    let rings_agent = reply["state"] == "calling_agent" && reply["mode"] == "agent_first";
    stage.expect(
        "the softphone says that the agent's phone is rung",
        rings_agent,
    );
    stage.expect(
        "the local number became +254712345678",
        reply["to"] == CUSTOMER,
    );
    let again = stage.press_call(click, "0712 345 678").await?;
    stage.expect(
        "the same click sent again is the same call",
        again["call_id"] == reply["call_id"],
    );
    stage.world.sautikit.answer(AGENT_PHONE).await?;
    let told = stage.call_state(click).await?;
    stage.expect(
        "once answered, the customer is called",
        told["state"] == "calling_customer",
    );
    stage.world.sautikit.answer(CUSTOMER).await?;
    stage.show().await;
    let bridged = stage.world.sautikit.are_bridged(AGENT_PHONE, CUSTOMER);
    stage.expect("agent and customer hear each other", bridged);
    stage.world.pass(TALK).await;
    let bridged = stage.world.sautikit.are_bridged(AGENT_PHONE, CUSTOMER);
    stage.expect("and still do after 74 s", bridged);
    stage.world.sautikit.hang_up(AGENT_PHONE).await?;
    let told = stage.call_state(click).await?;
    stage.show().await;
    stage.expect(
        "the softphone hears that the call ended",
        told["state"] == "ended",
    );
    stage.expect("one call was placed", placed(stage) == 1);
    Ok(())
}

fn placed(stage: &Stage) -> usize {
    let calls = stage.world.sautikit.calls();
    calls
        .iter()
        .filter(|call| call.direction == "outbound")
        .count()
}

pub(super) async fn callback(stage: &mut Stage) -> Result<()> {
    stage
        .begin("The same with the customer rung first, where webhook answers reach Sautikit")
        .await;
    stage.set("outbound_mode", "callback").await?;
    let click = "0b6f2f9e-demo-callback-1";
    let reply = stage.press_call(click, CUSTOMER).await?;
    Record::remark(&format!("the softphone is told {reply}"));
    stage.expect(
        "the softphone says that the customer is rung",
        reply["state"] == "calling_customer",
    );
    stage.expect("it carries a warning", reply["warning"].is_string());
    stage.world.sautikit.answer(CUSTOMER).await?;
    stage.world.sautikit.answer(AGENT_PHONE).await?;
    stage.show().await;
    let bridged = stage.world.sautikit.are_bridged(AGENT_PHONE, CUSTOMER);
    stage.expect("agent and customer hear each other", bridged);
    let told = stage.call_state(click).await?;
    stage.expect(
        "the softphone hears that the customer answered",
        told["state"] == "customer_answered",
    );
    stage.world.pass(TALK).await;
    stage.world.sautikit.hang_up(AGENT_PHONE).await?;
    stage.show().await;
    let told = stage.call_state(click).await?;
    stage.expect("and that the call ended", told["state"] == "ended");
    Ok(())
}

pub(super) async fn strict(stage: &mut Stage) -> Result<()> {
    stage
        .begin("The platform is restarted, and acknowledges webhooks as the real one does")
        .await;
    let addresses = stage.world.webhook_address();
    stage.restart(HookMode::Strict).await?;
    let is_kept = stage.world.webhook_address() == addresses && addresses.is_some();
    stage.expect("the installation outlived the restart", is_kept);
    let reply = stage.press_call(STRICT_CLICK, CUSTOMER).await?;
    let warning = reply["warning"].as_str().unwrap_or_default();
    Record::remark(&format!("the agent reads: {warning}"));
    stage.expect(
        "the agent is warned",
        warning.contains("The customer is called first"),
    );
    stage.world.sautikit.answer(CUSTOMER).await?;
    stage.show().await;
    let hearing = stage.world.sautikit.who_hears_whom();
    let is_silent = hearing.iter().all(|heard| heard.hears == Heard::Silence);
    stage.expect(
        "the customer hears silence, as the warning says may happen",
        hearing.len() == 1 && is_silent,
    );
    let told = stage.call_state(STRICT_CLICK).await?;
    let is_honest = told["state"] == "customer_answered";
    stage.expect(
        "the softphone says no more than that the customer answered",
        is_honest,
    );
    stage.world.sautikit.hang_up(CUSTOMER).await?;
    stage.show().await;
    Ok(())
}

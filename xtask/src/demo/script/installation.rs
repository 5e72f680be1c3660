//! Installing and uninstalling.

#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value indexed by a name is null where there is none"
)]

use anyhow::Result;
use serde_json::{Value, json};
use simulators::sautikit::RawEvent;

use super::STRICT_CLICK;
use crate::demo::record::Record;
use crate::demo::stage::Stage;
use crate::world::{OUR_NUMBER, SECRETS, STRANGER};

pub(super) async fn install(stage: &mut Stage) -> Result<()> {
    stage.begin("An administrator installs the app").await;
    let parameters = Value::Object(stage.world.parameters(false));
    let status = stage.post("/api/install", &parameters).await?;
    stage.world.route_numbers()?;
    stage.show().await;
    let address = stage.world.webhook_address();
    stage.expect("the app is installed", !status["installed"].is_null());
    stage.expect(
        "it made an address for Sautikit's webhooks",
        address.is_some(),
    );
    let schedules = status["schedules"].as_array().map_or(0, Vec::len);
    stage.expect("it started its schedule", schedules == 1);
    let shown = status.to_string();
    let leaks = SECRETS.iter().any(|secret| shown.contains(secret));
    stage.expect("the answer to the page holds no secret", !leaks);
    if let Some(address) = address {
        Record::remark(&format!(
            "the administrator enters {address} at {OUR_NUMBER} in Sautikit"
        ));
    }
    Ok(())
}

pub(super) async fn uninstall(stage: &mut Stage) -> Result<()> {
    stage.begin("An administrator uninstalls the app").await;
    let address = stage.world.webhook_address();
    let status = stage.post("/api/uninstall", &json!({})).await?;
    stage.expect("the app is gone", status["installed"].is_null());
    let is_empty = |name: &str| status[name].as_array().is_none_or(Vec::is_empty);
    stage.expect(
        "its addresses and its schedule are gone",
        is_empty("target_urls") && is_empty("schedules"),
    );
    stage.expect("its settings are gone", status["parameters"] == json!({}));
    let chat = &stage.world.chat;
    let is_silent = chat.viber.webhook().is_none() && chat.telegram.webhook().is_none();
    stage.expect("Viber and Telegram post to it no more", is_silent);
    let call = RawEvent {
        url: address,
        ..RawEvent::new(json!({
            "event": "call.failed", "call_id": "demo-too-late", "from": STRANGER, "to": OUR_NUMBER,
            "direction": "inbound", "status": "no_answer"
        }))
    };
    stage.world.sautikit.emit(call).await?;
    stage.show().await;
    stage.expect(
        "a late webhook opens no ticket",
        stage.new_tickets().is_empty(),
    );
    stage
        .post(
            "/api/install",
            &Value::Object(stage.world.parameters(false)),
        )
        .await?;
    let told = stage.call_state(STRICT_CLICK).await;
    let is_unknown = told.is_err_and(|error| error.to_string().contains("This call is not known"));
    stage.expect(
        "installed again, the app knows nothing of the calls before",
        is_unknown,
    );
    stage.post("/api/uninstall", &json!({})).await?;
    stage.show().await;
    Ok(())
}

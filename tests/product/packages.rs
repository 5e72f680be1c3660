//! The packages for one product alone: each is installed where only that product is, and does its work.

use std::path::{Path, PathBuf};

use platform::{HookMode, Options};
use serde_json::{Map, json};

use crate::chat::{ChatDesk, VIBER_CUSTOMER};
use crate::sandbox::Sandbox;
use crate::scenario::{Seal, sealed};

/// The package for a product.
fn package(product: &str) -> PathBuf {
    let name = format!("../../dist/switchboard-{product}.zip");
    let zip = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    assert!(
        zip.exists(),
        "there is no package for {product} yet: run `cargo xtask pack --product {product}` first"
    );
    zip
}

/// An account that has subscribed to these modules only.
fn account_of(options: &mut Options, product: &str, module: &str) {
    options.zip = package(product);
    options.account.modules = Some([module.to_owned()].into());
}

#[tokio::test]
async fn freshchat_alone_gets_the_channels() {
    let change = |options: &mut Options| account_of(options, "freshchat", "chat_conversation");
    let desk = ChatDesk::start_with(HookMode::Strict, change).await;
    desk.install(&Map::new()).await;
    desk.pass_minutes(6).await;
    desk.viber.says(VIBER_CUSTOMER, "Habari").await.unwrap();
    desk.settled().await;
    let said = ChatDesk::said(&desk.conversation_of("viber"));
    assert_eq!(said, ["user (normal): Habari"], "{:#?}", desk.sandbox.log());
    let refused = desk.sandbox.invoke("placeCall", &json!({})).await;
    assert_ne!(refused["status"], 200, "{refused}");
    desk.stop().await;
}

#[tokio::test]
async fn freshdesk_alone_gets_the_phone() {
    let change = |options: &mut Options| account_of(options, "freshdesk", "support_ticket");
    let sandbox = Sandbox::start_with(HookMode::Strict, change).await;
    sandbox.install(&Map::new()).await;
    let missed = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    let missed = sealed(&missed, Seal::Right, sandbox.now());
    sandbox.post("application/json", missed.to_string()).await;
    assert_eq!(sandbox.tickets().len(), 1, "{:#?}", sandbox.log());
    sandbox.stop().await;
}

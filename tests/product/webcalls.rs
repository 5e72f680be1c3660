//! Web calls through the packed zip: a strict Sendbird, and links that a customer could open.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::HookMode;
use serde_json::{Map, Value, json};
use sha2::Sha256;
use simulators::sendbird::{self, Api, CallsPlan, Entry};

use crate::sandbox::{AGENT, Sandbox};

const APP: &str = "A1B2C3D4-0000-4000-8000-000000000001";
const PAGE: &str = "https://call.example.com/";

/// What a help desk without a phone enters.
fn without_voice() -> Map<String, Value> {
    let given = json!({
        "systems": ["Web call"], "freshdesk_domain": "acme.freshdesk.com", "freshdesk_api_key": "demo-freshdesk-key",
        "sendbird_app_id": APP, "sendbird_api_token": "demo-sendbird-token", "webcall_page_url": PAGE,
    });
    serde_json::from_value(given).unwrap()
}

/// An installation with web calls and a ticket.
async fn installed() -> (Sandbox, String) {
    let changes = json!({
        "systems": ["Voice", "Web call"], "sendbird_app_id": APP, "sendbird_api_token": "demo-sendbird-token",
        "webcall_page_url": PAGE,
    });
    let changes: Map<String, Value> = serde_json::from_value(changes).unwrap();
    let sandbox = Sandbox::connected(HookMode::Strict, &changes).await;
    let body = json!({
        "event": "call.failed", "call_id": "c-1", "from": "+254712345678", "direction": "inbound",
    });
    let sealed = crate::scenario::sealed(&body, crate::scenario::Seal::Right, sandbox.now());
    sandbox.post("application/json", sealed.to_string()).await;
    let ticket = sandbox.freshdesk.tickets()[0]["id"].to_string();
    (sandbox, ticket)
}

async fn build(sandbox: &Sandbox, ticket: &str, password: bool) -> Value {
    let arguments = json!({"ticket_id": ticket, "password": password});
    sandbox.invoke("buildBackupGroupCallUrl", &arguments).await
}

/// The part of a link that a page reads.
fn secret(told: &Value, mark: &str) -> Vec<u8> {
    let url = told["url"].as_str().unwrap();
    let text = url.strip_prefix(PAGE).unwrap().strip_prefix(mark).unwrap();
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// Opens a seal as a browser does.
fn open(sealed: &[u8], password: &str) -> Option<Value> {
    let (header, ciphertext) = sealed.split_at(42);
    let iterations = u32::from_be_bytes(header[2..6].try_into().unwrap());
    let password = password.replace('-', "");
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), &header[14..30], iterations, &mut key);
    let nonce: [u8; 12] = header[30..].try_into().unwrap();
    let payload = Payload {
        msg: ciphertext,
        aad: header,
    };
    let plain = Aes256Gcm::new(&key.into())
        .decrypt(&nonce.into(), payload)
        .ok()?;
    serde_json::from_slice(&plain).ok()
}

fn entry(link: &Value) -> Entry {
    Entry::new(
        link["service_user_id"].as_str().unwrap(),
        link["creds"]["token"].as_str().unwrap(),
        link["room_id"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn a_customer_and_an_agent_meet_in_the_room_until_it_is_ended_for_all() {
    let (sandbox, ticket) = installed().await;
    let first = sandbox.next_entry();
    let told = build(&sandbox, &ticket, false).await;
    let link: Value = serde_json::from_slice(&secret(&told, "#p=")).unwrap();
    assert_eq!(link["app_id"], APP);
    sandbox.settled().await;
    let costs = sandbox.costs(first);
    assert_eq!(
        (costs.requests, costs.db),
        (5, 2),
        "a customer whom Sendbird does not know"
    );
    sandbox.sendbird.enter(&entry(&link)).unwrap();

    let arguments = json!({"ticket_id": ticket, "agent_id": AGENT.to_string()});
    let credentials = sandbox.invoke("getAgentsSendbirdCreds", &arguments).await;
    let host = json!({
        "service_user_id": credentials["user_id"], "creds": credentials["creds"], "room_id": credentials["room_id"],
    });
    sandbox.sendbird.enter(&entry(&host)).unwrap();
    let ticket_id = json!({"ticket_id": ticket});
    let listed = sandbox.invoke("listWebCalls", &ticket_id).await;
    let people = listed["calls"][0]["people"].as_array().unwrap();
    let hosts = people.iter().filter(|person| person["is_host"] == true);
    assert_eq!((people.len(), hosts.count()), (2, 1), "{listed}");

    let end = json!({"ticket_id": ticket, "room_id": told["room_id"]});
    assert_eq!(
        sandbox.invoke("revokeWebCall", &end).await["room_id"],
        told["room_id"]
    );
    assert!(
        sandbox.sendbird.enter(&entry(&link)).is_err(),
        "the link is dead"
    );
    let listed = sandbox.invoke("listWebCalls", &ticket_id).await;
    assert_eq!(listed, json!({"calls": []}));
    sandbox.stop().await;
}

#[tokio::test]
async fn a_help_desk_without_a_phone_can_have_web_calls_alone() {
    let sandbox = Sandbox::start(HookMode::Strict).await;
    sandbox.platform.install(without_voice()).await.unwrap();
    let told = build(&sandbox, "1", false).await;
    assert_eq!(told["status"], 404, "there is no ticket yet: {told}");
    let told = sandbox
        .invoke("getCall", &json!({"click_id": "click-0001"}))
        .await;
    assert_eq!(told["message"], "Voice is off: choose it under Systems.");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_link_with_a_password_is_sealed_in_the_sandbox_within_its_time() {
    let (sandbox, ticket) = installed().await;
    let told = build(&sandbox, &ticket, true).await;
    let sealed = secret(&told, "#e=");
    let password = told["password"].as_str().unwrap();
    let link = open(&sealed, password).unwrap();
    assert_eq!(link["room_id"], told["room_id"]);
    assert_eq!(open(&sealed, "0000-0000-0000"), None);
    let again = build(&sandbox, &ticket, true).await;
    assert_ne!(again["password"], told["password"]);
    assert_ne!(
        secret(&again, "#e=")[14..42],
        sealed[14..42],
        "salt and nonce are fresh"
    );
    assert_eq!(again["room_id"], told["room_id"]);
    let spoken = sandbox.log().join("\n");
    assert!(!spoken.contains(password), "{spoken}");
    sandbox.stop().await;
}

#[tokio::test]
async fn what_sendbird_refuses_is_told_and_leaves_no_room() {
    let (sandbox, ticket) = installed().await;
    sandbox
        .sendbird
        .switch(|switches| switches.calls = CallsPlan::NotEnabled);
    let told = build(&sandbox, &ticket, false).await;
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .contains("not switched on"),
        "{told}"
    );
    sandbox.sendbird.switch(|switches| {
        switches.calls = CallsPlan::Enabled;
        switches.api_tokens_revoked = true;
    });
    let told = build(&sandbox, &ticket, false).await;
    assert!(
        told["message"].as_str().unwrap().contains("API token"),
        "{told}"
    );
    sandbox.sendbird.switch(|switches| {
        switches.api_tokens_revoked = false;
        switches.turns_error_keys = true;
        switches.loses_creations = true;
    });
    let limited = sendbird::fault(Api::Chat, 500_910);
    sandbox
        .sendbird
        .fail_next("POST /v3/users/*/token", limited);
    let told = build(&sandbox, &ticket, false).await;
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .contains("too many requests"),
        "{told}"
    );
    // Somebody else makes the user at the same moment, and the keys of a refusal come in another order.
    let told = build(&sandbox, &ticket, false).await;
    assert!(told["url"].is_string(), "{told}");
    assert_eq!(sandbox.sendbird.rooms().len(), 1);
    sandbox.stop().await;
}

#[tokio::test]
async fn a_room_is_cleared_away_when_its_links_have_expired() {
    let (sandbox, ticket) = installed().await;
    let arguments = json!({"ticket_id": ticket, "minutes": 20});
    let told = sandbox.invoke("buildBackupGroupCallUrl", &arguments).await;
    let link: Value = serde_json::from_slice(&secret(&told, "#p=")).unwrap();
    for _ in 0..9 {
        sandbox.wait(301).await;
    }
    let rooms = sandbox.sendbird.rooms();
    assert!(
        rooms.iter().all(|room| room["state"] == "deleted"),
        "{rooms:?}"
    );
    assert!(sandbox.sendbird.enter(&entry(&link)).is_err());
    sandbox.stop().await;
}

//! Installing, editing, restarting and removing the packed zip.

use platform::HookMode;
use platform::runtime::{Refusal, What};
use platform::store::DbOperation;
use serde_json::{Map, Value, json};

use crate::sandbox::Sandbox;
use crate::scenario::{Seal, parameters, sealed};

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_makes_one_unguessable_address_for_each_system_and_one_schedule() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    let status = sandbox.platform.status();
    let labels: Vec<String> = status
        .target_urls
        .iter()
        .filter_map(|url| url.options.clone())
        .collect();
    let sources = [
        "sautikit",
        "voicemail",
        "sendbird",
        "hubspot",
        "viber",
        "kakaotalk",
        "telegram",
    ];
    assert_eq!(labels.len(), sources.len(), "{labels:?}");
    for (label, source) in labels.iter().zip(sources) {
        let nonce = label.strip_prefix(source).unwrap();
        assert_eq!(nonce.len(), 48, "{label}");
        assert!(
            nonce.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{label}"
        );
    }
    let other = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    assert_ne!(sandbox.target_url("sautikit"), other.target_url("sautikit"));
    assert_eq!(status.schedules.len(), 1);
    other.stop().await;
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_that_cannot_work_is_refused_in_sixty_characters() {
    for (name, value, message) in [
        (
            "sautikit_api_key",
            json!("  "),
            "Voice is off: enter the Sautikit API key.",
        ),
        (
            "sautikit_from_number",
            json!("+2547"),
            "must be like +254203893800",
        ),
    ] {
        let sandbox = Sandbox::start(HookMode::Strict).await;
        let mut changed = parameters(&Map::new());
        changed.insert(name.to_owned(), value);
        let refusal = sandbox.platform.install(changed).await.unwrap_err();
        let said = refusal.to_string();
        match refusal {
            Refusal::App { message: app, .. } => {
                assert!(app.contains(message) && app.len() <= 60, "{app}");
            }
            // The platform itself refuses a number that does not fit the parameter's pattern, with our sentence.
            _ => assert!(said.contains("+254203893800"), "{said}"),
        }
        assert_eq!(sandbox.platform.status().installed, None);
        sandbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uninstallation_leaves_nothing_and_later_webhooks_find_nobody() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    let address = sandbox.target_url("sautikit");
    sandbox.platform.uninstall().await.unwrap();
    let status = sandbox.platform.status();
    assert_eq!((status.installed, status.schedules.len()), (None, 0));
    let body = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    let body = sealed(&body, Seal::Right, sandbox.now());
    let response = reqwest::Client::new()
        .post(address)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert!(response.status().is_client_error(), "{}", response.status());
    assert!(sandbox.tickets().is_empty());
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edited_settings_are_noticed_by_the_schedule_once() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    sandbox.wait(400).await;
    assert!(sandbox.log().is_empty(), "{:?}", sandbox.log());
    let mut changed = parameters(&Map::new());
    changed.insert("outbound_mode".to_owned(), json!("callback"));
    sandbox.platform.configure(changed).await.unwrap();
    sandbox.wait(300).await;
    sandbox.wait(300).await;
    assert_eq!(
        sandbox.log(),
        ["The settings were edited since the schedule last ran."]
    );
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_makes_addresses_that_are_missing_and_keeps_those_that_are_there() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    let kept = || async {
        let get = DbOperation::Get {
            key: json!("target_urls"),
        };
        sandbox.platform.db(get).await
    };
    let before = kept().await.unwrap();
    sandbox.platform.update(None, Map::new()).await.unwrap();
    assert_eq!(kept().await.unwrap(), before, "nothing was missing");
    let delete = DbOperation::Delete {
        key: json!("target_urls"),
    };
    sandbox.platform.db(delete).await.unwrap();
    sandbox.platform.update(None, Map::new()).await.unwrap();
    let after = kept().await.unwrap();
    let sources = |addresses: &Value| {
        let addresses = addresses.as_object().unwrap().keys();
        addresses.cloned().collect::<Vec<_>>()
    };
    assert_eq!(sources(&after), sources(&before), "{:?}", sandbox.log());
    // What is posted to a new address is taken.
    let body = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    let body = sealed(&body, Seal::Right, sandbox.now());
    let client = reqwest::Client::new();
    let response = client.post(after["sautikit"].as_str().unwrap());
    response.json(&body).send().await.unwrap();
    sandbox.settled().await;
    assert_eq!(sandbox.tickets().len(), 1, "{:?}", sandbox.log());
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_and_no_journal_entry_has_a_secret() {
    let sandbox = Sandbox::installed(HookMode::Reply, &Map::new()).await;
    let click =
        json!({"to": "+254712345678", "agent_id": "67013469919", "click_id": "0b6f2f0a-5f4b-4a8e"});
    sandbox.invoke("placeCall", &click).await;
    let body = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    sandbox
        .post(
            "application/json",
            sealed(&body, Seal::Right, sandbox.now()).to_string(),
        )
        .await;
    let journal = serde_json::to_string(&sandbox.platform.journal()).unwrap();
    let status = serde_json::to_string(&sandbox.platform.status()).unwrap();
    let console: Vec<String> = sandbox.log();
    for secret in [
        "demo-sautikit-key",
        "demo-freshdesk-key",
        crate::scenario::SECRET,
    ] {
        assert!(
            !journal.contains(secret) && !status.contains(secret),
            "{secret}"
        );
        assert!(
            !console.iter().any(|line| line.contains(secret)),
            "{secret}"
        );
    }
    assert!(
        sandbox
            .platform
            .journal()
            .iter()
            .any(|entry| matches!(entry.what, What::Request { .. }))
    );
    sandbox.stop().await;
}

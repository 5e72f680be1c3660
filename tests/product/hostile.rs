//! What the internet may post to the target URL of the packed zip: no effect, a line in the log, and the app goes on.

use platform::HookMode;
use serde_json::{Map, json};

use crate::sandbox::Sandbox;
use crate::scenario::{Seal, sealed};

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_posted_has_no_effect_and_the_next_good_delivery_is_told() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    let asked = sandbox.freshdesk.requests().len();
    let deep = format!("{{\"event\":{}{}}}", "[".repeat(2_000), "]".repeat(2_000));
    let big = format!(
        "{{\"event\":\"call.failed\",\"x\":\"{}\"}}",
        "y".repeat(200_000)
    );
    let nearly = format!(
        "{{\"event\":\"call.failed\",\"x\":\"{}\"}}",
        "y".repeat(90_000)
    );
    let good = sealed(
        &json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"}),
        Seal::Right,
        sandbox.now(),
    );
    for (content_type, body) in [
        ("application/json", "\"a string\"".to_owned()),
        ("application/json", "[1,2,3]".to_owned()),
        ("application/json", String::new()),
        ("application/json", "{".to_owned()),
        (
            "application/json",
            "{\"__proto__\":{\"event\":\"call.failed\"}}".to_owned(),
        ),
        ("application/json", deep),
        ("application/json", big),
        ("application/json", nearly),
        (
            "application/x-www-form-urlencoded",
            "event=call.failed&call_id=c-1".to_owned(),
        ),
        ("application/xml", "<event>call.failed</event>".to_owned()),
        ("text/plain", "\u{0}\u{1}".to_owned()),
        ("application/octet-stream", "x".to_owned()),
    ] {
        let shown: String = body.chars().take(40).collect();
        let before = sandbox.log().len() + sandbox.refusals();
        sandbox.post(content_type, body).await;
        let told = sandbox.log().len() + sandbox.refusals() - before;
        assert!(told >= 1, "{content_type} {shown}: {:?}", sandbox.log());
    }
    assert!(sandbox.tickets().is_empty());
    assert_eq!(sandbox.freshdesk.requests().len(), asked);
    let told = [
        "Refused a webhook",
        // What is not signed may still name a call.
        "A webhook from Sautikit counts as a hint only",
        "It names no call",
        "Sautikit does not know that call",
    ];
    for line in sandbox.log() {
        assert!(told.iter().any(|start| line.starts_with(start)), "{line}");
    }
    let response = sandbox.post("application/json", good.to_string()).await;
    assert_eq!(response.text().await.unwrap(), "{\"success\":true}");
    assert_eq!(sandbox.tickets().len(), 1);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_to_another_systems_address_has_no_effect() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    let body = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    let body = sealed(&body, Seal::Right, sandbox.now());
    let client = reqwest::Client::new();
    client
        .post(sandbox.target_url("viber"))
        .json(&body)
        .send()
        .await
        .unwrap();
    sandbox.platform.settled().await;
    assert!(sandbox.tickets().is_empty());
    assert_eq!(
        sandbox.log(),
        ["Refused a webhook of viber. Channels are off: choose one under Systems."]
    );
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_delivery_twice_at_once_makes_one_ticket() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    let body = json!({"event": "call.failed", "call_id": "c-1", "from": "+254712345678"});
    let body = sealed(&body, Seal::Right, sandbox.now());
    let client = reqwest::Client::new();
    let post = || {
        client
            .post(sandbox.target_url("sautikit"))
            .json(&body)
            .send()
    };
    let (first, second) = tokio::join!(post(), post());
    assert!(first.is_ok() && second.is_ok());
    sandbox.platform.settled().await;
    for _ in 0..2 {
        sandbox.wait(400).await;
    }
    assert_eq!(sandbox.tickets().len(), 1);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_cannot_use_the_request_templates_itself() {
    let sandbox = Sandbox::installed(HookMode::Strict, &Map::new()).await;
    let asked = || {
        (
            sandbox.freshdesk.requests().len(),
            sandbox.sautikit.requests().len(),
        )
    };
    let before = asked();
    for (template, context) in [
        ("getAgent", json!({"agent_id": "../account"})),
        (
            "updateTicket",
            json!({"ticket_id": "../contacts/67038833123"}),
        ),
        ("createTicket", json!({})),
        ("placeCall", json!({"idempotency_key": "x"})),
        (
            "getCall",
            json!({"call_id": "../numbers", "caller": "switchboard"}),
        ),
    ] {
        let answer = sandbox.request_as_page(template, &context).await;
        assert!(answer.is_client_error(), "{template}: {answer}");
    }
    assert_eq!(asked(), before);
    sandbox.stop().await;
}

//! What the Freshchat simulator checks before any endpoint: account, token, rate, content type; and its lists.

use std::time::Duration;

use serde_json::json;
use simulators::freshchat::{ErrorForm, fault};

use crate::freshchat_sim::{AMINA, Account, check};
use crate::http::{client, send};

#[tokio::test]
async fn only_a_bearer_token_of_the_account_is_let_in() {
    let account = Account::open().await;
    let reply = account.get("accounts/configuration").await;
    assert_eq!(reply.status, 200);
    assert!(reply.json()["organisation_id"].is_u64());
    check(
        &account.keyed("other").get("users").await,
        401,
        "UNAUTHENTICATED",
    );
    let url = format!("{}/v2/accounts/configuration", account.sim.base_url());
    check(&send(client().get(&url)).await, 401, "UNAUTHENTICATED");
    let basic = client()
        .get(&url)
        .basic_auth("demo-freshchat-token", Some("X"));
    check(&send(basic).await, 401, "UNAUTHENTICATED");
    let seen = account.sim.requests();
    assert_eq!(seen[0].header("authorization"), Some("present, right"));
    assert_eq!(seen[1].header("authorization"), Some("wrong"));
}

#[tokio::test]
async fn the_account_answers_at_its_own_host_and_at_its_regions_and_nowhere_else() {
    let account = Account::open().await;
    for (host, status) in [
        ("demo-chat.freshchat.com", 200),
        ("api.freshchat.com", 200),
        ("api.eu.freshchat.com", 401),
        ("other.freshchat.com", 401),
    ] {
        let request = account.request("GET", "accounts/configuration");
        let reply = send(request.header("host", host)).await;
        assert_eq!(reply.status, status, "{host}");
    }
}

#[tokio::test]
async fn a_rate_is_refused_with_429_until_the_next_minute() {
    let account = Account::with(|config| config.switches.requests_a_minute = Some(2)).await;
    for status in [200, 200, 429] {
        assert_eq!(account.get("channels").await.status, status);
    }
    check(&account.get("channels").await, 429, "TOO_MANY_REQUESTS");
    account.sim.advance(Duration::from_mins(1));
    assert_eq!(account.get("channels").await.status, 200);
}

#[tokio::test]
async fn every_documented_status_can_be_had() {
    let account = Account::open().await;
    for status in [400, 401, 403, 404, 429, 500, 503] {
        account.sim.fail_next("GET /v2/channels", fault(status));
        let reply = account.get("channels").await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (status, &json!(status))
        );
    }
}

#[tokio::test]
async fn a_refusal_may_be_a_lone_error() {
    let account = Account::with(|config| config.switches.error_form = ErrorForm::Bare).await;
    let reply = account.get("agents/none").await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.json(), json!({"error": "agent not found"}));
}

#[tokio::test]
async fn bodies_are_json_objects() {
    let account = Account::open().await;
    let text = account.request("POST", "users").body("reference_id=1");
    check(&send(text).await, 400, "INVALID_VALUE");
    check(
        &account.post("users", json!([])).await,
        400,
        "INVALID_VALUE",
    );
    check(&account.get("nothing").await, 404, "NOT_FOUND");
    check(&account.post("channels", json!({})).await, 404, "NOT_FOUND");
}

#[tokio::test]
async fn topics_groups_and_agents_are_listed_in_pages() {
    let account = Account::open().await;
    let first = account
        .get("channels?page=1&items_per_page=1&sort_order=desc&sort_by=name")
        .await
        .json();
    assert_eq!(first["channels"][0]["name"], "Sales");
    assert_eq!(first["pagination"]["total_pages"], 2);
    let next = first["links"]["next_page"]["href"].as_str().unwrap();
    let next = account.get(next.trim_start_matches("/v2/")).await.json();
    assert_eq!(next["channels"][0]["name"], "Inbox");
    assert_eq!(next["links"], json!({}));
    let groups = account.get("groups").await.json();
    assert_eq!(groups["groups"][0]["agents"], json!([{"id": AMINA}]));
    let agents = account.get("agents").await.json();
    assert_eq!(agents["agents"].as_array().unwrap().len(), 2);
    let amina = account.get(&format!("agents/{AMINA}")).await.json();
    assert_eq!(amina, agents["agents"][0]);
    let missing = account.get("agents/none").await;
    check(&missing, 404, "AGENT_NOT_FOUND");
    assert_eq!(missing.json()["message"], "agent not found");
    for wrong in ["page=0", "items_per_page=101", "sort_order=up", "x=1"] {
        let reply = account.get(&format!("channels?{wrong}")).await;
        check(&reply, 400, "INVALID_VALUE");
    }
}

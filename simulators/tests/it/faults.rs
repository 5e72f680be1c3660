//! Faults on demand, which every simulator has.

use std::time::{Duration, Instant};

use serde_json::json;
use simulators::{Fault, Matcher};

use crate::http::{Desk, client, send, ticket};
use crate::sautikit_sim::{CUSTOMER, OURS, Workspace};

#[tokio::test]
async fn a_status_is_answered_once_and_nothing_else_happens() {
    let desk = Desk::open().await;
    let headers = vec![("Retry-After".to_owned(), "7".to_owned())];
    let fault = Fault::Status(429, "slow down".to_owned(), headers);
    desk.sim.fail_next("POST /api/v2/tickets", fault);
    assert_eq!(desk.get("agents").await.status, 200);
    let reply = desk.post("tickets", ticket("s")).await;
    assert_eq!((reply.status, reply.text.as_str()), (429, "slow down"));
    assert_eq!(reply.header("retry-after"), Some("7"));
    assert!(desk.sim.tickets().is_empty());
    assert_eq!(desk.post("tickets", ticket("s")).await.status, 201);
    let statuses = desk
        .sim
        .requests()
        .iter()
        .map(|it| it.status)
        .collect::<Vec<_>>();
    assert_eq!(statuses, [Some(200), Some(429), Some(201)]);
}

#[tokio::test]
async fn a_time_out_answers_nothing_and_does_nothing() {
    let desk = Desk::open().await;
    desk.sim.fail_next("POST /api/v2/tickets", Fault::Timeout);
    let request = desk.request("POST", "tickets").json(&ticket("s"));
    let error = request
        .timeout(Duration::from_millis(200))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert!(desk.sim.tickets().is_empty());
    assert_eq!(desk.sim.requests()[0].status, None);
}

#[tokio::test]
async fn garbage_is_200_with_a_json_type_and_no_json() {
    let desk = Desk::open().await;
    desk.sim.fail_next("* /api/v2/tickets", Fault::Garbage);
    let reply = desk.post("tickets", ticket("s")).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/json"))
    );
    assert!(serde_json::from_str::<serde_json::Value>(&reply.text).is_err());
    assert!(desk.sim.tickets().is_empty());
}

#[tokio::test]
async fn a_slow_answer_is_the_right_one_later() {
    let desk = Desk::open().await;
    let order = json!({"matcher": "POST /api/v2/tickets", "fault": "slow", "milliseconds": 200});
    let url = format!("{}/_sim/fail", desk.sim.base_url());
    assert_eq!(send(client().post(url).json(&order)).await.status, 204);
    let start = Instant::now();
    assert_eq!(desk.post("tickets", ticket("s")).await.status, 201);
    assert!(start.elapsed() >= Duration::from_millis(200));
    let wait = Fault::Slow(Duration::from_mins(10));
    desk.sim.fail_next("POST /api/v2/tickets", wait);
    let request = desk.request("POST", "tickets").json(&ticket("t"));
    let hurried = request.timeout(Duration::from_millis(200)).send().await;
    assert!(hurried.unwrap_err().is_timeout());
    assert_eq!(desk.sim.requests()[1].status, None);
}

#[tokio::test]
async fn a_dropped_answer_leaves_its_effect_once() {
    let desk = Desk::open().await;
    desk.sim.fail_next("POST /api/v2/tickets", Fault::DropAfter);
    let error = desk
        .request("POST", "tickets")
        .json(&ticket("s"))
        .send()
        .await
        .unwrap_err();
    assert!(!error.is_timeout() && error.status().is_none(), "{error:?}");
    assert_eq!(desk.sim.tickets().len(), 1);
    assert_eq!(desk.sim.requests().len(), 1);
    assert_eq!(desk.sim.requests()[0].status, None);
    assert_eq!(desk.get("tickets").await.status, 200);
}

#[tokio::test]
async fn a_call_whose_answer_was_dropped_is_not_dialled_again_with_its_key() {
    let workspace = Workspace::open().await;
    workspace.sim.fail_next("POST /v1/calls", Fault::DropAfter);
    let place = || {
        let request = workspace
            .request("POST", "calls")
            .header("Idempotency-Key", "click-1");
        request.json(&json!({"from": OURS, "to": [CUSTOMER]}))
    };
    assert!(place().send().await.is_err());
    assert_eq!(send(place()).await.status, 201);
    assert_eq!(workspace.sim.calls().len(), 1);
    assert_eq!(workspace.sim.calls()[0].legs.len(), 1);
}

#[tokio::test]
async fn a_vendors_refusal_can_be_ordered_by_its_code() {
    let workspace = Workspace::open().await;
    for (status, code) in [
        (402, "wallet_insufficient_funds"),
        (403, "api_key.scope_denied"),
        (503, "internal_error"),
    ] {
        workspace
            .sim
            .fail_next("POST /v1/calls", simulators::sautikit::fault(status, code));
        let reply = workspace
            .post("calls", json!({"from": OURS, "to": [CUSTOMER]}))
            .await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (status, &json!(code))
        );
    }
    assert!(workspace.sim.calls().is_empty());
}

#[tokio::test]
async fn faults_wait_for_their_turn_and_can_be_forgotten() {
    let desk = Desk::open().await;
    desk.sim.fail_next(
        Matcher::from("GET /api/v2/agents/*").after(1),
        Fault::status(500),
    );
    for expected in [200, 500, 200] {
        assert_eq!(desk.get("agents/me").await.status, expected);
    }
    desk.sim.fail_next(Matcher::any(), Fault::status(500));
    desk.sim.forget_faults();
    assert_eq!(desk.get("agents/me").await.status, 200);
}

#[tokio::test]
async fn faults_are_ordered_over_http_and_spare_the_control_endpoints() {
    let desk = Desk::open().await;
    let url = format!("{}/_sim/fail", desk.sim.base_url());
    let order = async |body: serde_json::Value| send(client().post(&url).json(&body)).await.status;
    let status = json!({
        "matcher": "GET /api/v2/agents/me", "fault": "status", "status": 418,
        "body": "{\"code\":\"teapot\"}", "headers": {"x-pot": "tea"}
    });
    assert_eq!(order(status).await, 204);
    let reply = desk.get("agents/me").await;
    assert_eq!((reply.status, reply.header("x-pot")), (418, Some("tea")));
    assert_eq!(reply.json()["code"], "teapot");

    assert_eq!(order(json!({"fault": "garbage"})).await, 204);
    let requests = send(client().get(format!("{}/_sim/requests", desk.sim.base_url()))).await;
    assert_eq!(requests.status, 200);
    assert!(desk.get("agents/me").await.text.contains("truncated"));

    assert_eq!(order(json!({"fault": "drop_after", "after": 1})).await, 204);
    assert_eq!(send(client().delete(&url)).await.status, 204);
    assert_eq!(desk.get("agents/me").await.status, 200);
    assert_eq!(desk.get("agents/me").await.status, 200);
    assert_eq!(order(json!({"fault": "explode"})).await, 422);
}

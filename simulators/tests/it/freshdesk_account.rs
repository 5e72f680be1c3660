//! The account's own endpoint, what is remembered of requests, and the endpoints that play the vendor's side.

use serde_json::{Value, json};

use crate::http::{Desk, client, send};

async fn sim(desk: &Desk, method: &str, path: &str, body: Option<Value>) -> crate::http::Reply {
    let url = format!("{}/_sim/{path}", desk.sim.base_url());
    let request = client().request(method.parse().unwrap(), url);
    send(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}

#[tokio::test]
async fn the_account_tells_its_domain_and_zone() {
    let desk = Desk::open().await;
    let account = desk.get("account").await.json();
    assert_eq!(account["account_domain"], "acme.freshdesk.com");
    assert_eq!(account["total_agents"]["full_time"], 3);
}

#[tokio::test]
async fn every_request_is_remembered_without_its_key() {
    let desk = Desk::open().await;
    desk.get("contacts?phone=%2B254712345678").await;
    desk.keyed("wrong")
        .post("tickets", json!({"subject": "s"}))
        .await;
    let requests = desk.sim.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (requests[0].method.as_str(), requests[0].status),
        ("GET", Some(200))
    );
    assert_eq!(requests[0].path, "/api/v2/contacts");
    assert_eq!(
        requests[0].query,
        [("phone".to_owned(), "+254712345678".to_owned())]
    );
    assert_eq!(requests[0].header("authorization"), Some("present, right"));
    assert_eq!(requests[1].header("authorization"), Some("wrong"));
    assert_eq!(requests[1].json(), json!({"subject": "s"}));
    let shown = serde_json::to_string(&requests).unwrap();
    assert!(!shown.contains("demo-freshdesk-key") && !shown.contains("Basic"));
}

#[tokio::test]
async fn the_control_endpoints_show_and_change_the_account_without_a_key() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    desk.post(&format!("tickets/{id}/notes"), json!({"body": "n"}))
        .await;
    let tickets = sim(&desk, "GET", "tickets", None).await.json();
    assert_eq!(tickets[0]["conversations"][0]["body_text"], "n");
    assert_eq!(
        sim(&desk, "GET", "contacts", None)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        sim(&desk, "GET", "transcript", None)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        sim(&desk, "GET", "requests", None)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let order = json!({"id": 67_021_120_644_u64, "available": true});
    assert_eq!(sim(&desk, "POST", "agents", Some(order)).await.status, 204);
    assert_eq!(
        sim(&desk, "GET", "agents", None).await.json()[1]["available"],
        true
    );
    let order = json!({"id": 1, "available": true});
    assert_eq!(sim(&desk, "POST", "agents", Some(order)).await.status, 404);

    assert_eq!(
        sim(&desk, "POST", "spam", Some(json!({"ticket_id": id})))
            .await
            .status,
        204
    );
    assert_eq!(
        desk.put(&format!("tickets/{id}"), json!({"status": 3}))
            .await
            .status,
        405
    );
    assert_eq!(sim(&desk, "POST", "reindex", None).await.status, 204);
    assert_eq!(
        sim(&desk, "POST", "advance", Some(json!({"seconds": 60})))
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn switches_are_changed_one_by_one_and_unknown_ones_are_refused() {
    let desk = Desk::open().await;
    let changed = sim(&desk, "POST", "switches", Some(json!({"plan": "free"})))
        .await
        .json();
    assert_eq!(
        (&changed["plan"], &changed["search_lag_seconds"]),
        (&json!("free"), &json!(120))
    );
    assert_eq!(desk.get("agents/me").await.status, 403);
    for wrong in [json!({"plan": "gratis"}), json!({"colour": "red"})] {
        assert_eq!(
            sim(&desk, "POST", "switches", Some(wrong)).await.status,
            400
        );
    }
    assert_eq!(sim(&desk, "GET", "switches", None).await.json(), changed);
}

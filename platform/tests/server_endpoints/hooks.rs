//! Webhooks and the product's events in, answers out.
//!
//! What a handler does with one is not looked at.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, parameters};

#[tokio::test]
async fn a_webhook_reaches_the_handler_with_its_label_and_headers_and_its_answer_comes_back() {
    let desk = Desk::installed().await;
    let answer = desk
        .http
        .post(desk.url("/event/hook/support_ticket?options=phone"))
        .header("X-Agent", "Amina")
        .json(&json!({ "event": "ring" }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(
        body,
        json!({ "heard": { "event": "ring" }, "label": "phone", "agent": "Amina" })
    );
    desk.close().await;
}

#[tokio::test]
async fn a_get_on_the_webhook_address_never_reaches_the_app() {
    let desk = Desk::installed().await;
    assert_eq!(
        desk.get_json("/event/hook/support_ticket").await,
        (StatusCode::OK, json!({}))
    );
    let echoed = desk
        .get_text("/event/hook/support_ticket?crc_strategy=facebook&hub.challenge=abc%20d")
        .await;
    assert_eq!(echoed, "abc d");
    let (_, journal) = desk.get_json("/api/journal").await;
    assert!(
        !journal.to_string().contains("onExternalEvent"),
        "{journal}"
    );
    desk.close().await;
}

#[tokio::test]
async fn an_event_of_the_product_is_acknowledged_at_once_whether_the_app_listens_or_not() {
    let desk = Desk::installed().await;
    let data = json!({ "ticket": { "id": 7 }, "changes": { "status": [2, 4] } });
    let done = (StatusCode::OK, json!({ "success": true }));
    let told = desk
        .post("/event/product/onTicketUpdate", data.clone())
        .await;
    assert_eq!(told, done);
    let told = desk.post("/event/product/onTicketDelete", data).await;
    assert_eq!(told, done);
    desk.platform.settled().await;
    let (_, journal) = desk.get_json("/api/journal").await;
    let printed = r#"{"ticket":{"id":7},"changes":{"status":[2,4]}}"#;
    let entries = journal.as_array().unwrap();
    assert!(
        entries.iter().any(|entry| entry["text"] == printed),
        "{journal}"
    );
    assert!(!journal.to_string().contains("onTicketDelete"), "{journal}");
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_event_of_the_product_is_refused_in_json() {
    let desk = Desk::open().await;
    let (status, _) = desk.post("/event/product/onTicketUpdate", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    desk.post("/api/install", parameters("acme")).await;
    let (status, body) = desk.post("/event/product/onAppInstall", json!({})).await;
    assert_eq!(
        (status, &body["message"]),
        (
            StatusCode::BAD_REQUEST,
            &json!("Invalid event: onAppInstall")
        )
    );
    let large = json!({ "text": "x".repeat(256 * 1024) });
    let (status, _) = desk.post("/event/product/onTicketUpdate", large).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let text = desk
        .http
        .post(desk.url("/event/product/onTicketUpdate"))
        .body("{}");
    let status = text.send().await.unwrap().status();
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    desk.close().await;
}

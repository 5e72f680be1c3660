//! Webhooks in, answers out.
//!
//! What a handler does with one is not looked at.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::Desk;

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

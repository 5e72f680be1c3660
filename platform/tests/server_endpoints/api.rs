//! What the `client` library asks for on behalf of a page.
//!
//! The limits behind it are the platform's and tested there.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::Desk;

#[tokio::test]
async fn an_invoked_function_answers_with_the_value_and_its_type() {
    let desk = Desk::installed().await;
    for value in [
        json!({ "a": [1, null, { "b": true }] }),
        json!("text"),
        json!(7),
        json!(["x"]),
        json!(false),
    ] {
        let call = json!({ "name": "echo", "arguments": { "value": value } });
        let (status, body) = desk.post("/api/invoke", call).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!(body["response"], value);
        assert!(body["requestID"].is_string(), "{body}");
    }
    let call = json!({ "name": "secret", "arguments": {} });
    let (_, body) = desk.post("/api/invoke", call).await;
    assert_eq!(body["response"], json!({ "length": 17 }));
    desk.close().await;
}

#[tokio::test]
async fn a_function_that_refuses_answers_with_its_own_status() {
    let desk = Desk::installed().await;
    let (status, body) = desk.post("/api/invoke", json!({ "name": "refuse" })).await;
    assert_eq!(status, StatusCode::PAYMENT_REQUIRED);
    assert_eq!(body["message"], "Top up the wallet.");
    assert_eq!(body["errorSource"], "APP");
    let (status, body) = desk.post("/api/invoke", json!({ "name": "nobody" })).await;
    assert!(
        status.is_client_error() || body["status"].as_u64() >= Some(400),
        "{status} {body}"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_page_may_not_choose_the_host_of_a_template_request() {
    let desk = Desk::installed().await;
    let call = json!({ "name": "lookUp", "context": { "host": "evil.example" } });
    let (status, body) = desk.post("/api/request", call).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    assert_eq!(body["errorSource"], "APP");
    desk.close().await;
}

#[tokio::test]
async fn the_installation_page_may_choose_the_host_of_a_template_request() {
    let desk = Desk::open().await;
    let call = json!({
        "name": "lookUp",
        "context": { "host": "nobody.example" },
        "location": "installation_page"
    });
    let (status, body) = desk.post("/api/request", call).await;
    // Nothing stands for that host, so the request was let through and found nobody.
    assert_eq!(status, StatusCode::BAD_GATEWAY, "{body}");
    desk.close().await;
}

#[tokio::test]
async fn pages_use_the_same_store_with_its_own_errors() {
    let desk = Desk::installed().await;
    let set = json!({ "operation": "set", "key": "k", "value": { "a": 1 } });
    assert_eq!(
        desk.post("/api/db", set).await,
        (StatusCode::OK, json!({ "Created": true }))
    );
    let get = json!({ "operation": "get", "key": "k" });
    assert_eq!(
        desk.post("/api/db", get).await,
        (StatusCode::OK, json!({ "a": 1 }))
    );
    let missing = json!({ "operation": "get", "key": "none" });
    let (status, body) = desk.post("/api/db", missing).await;
    assert_eq!(
        (status, &body["message"]),
        (StatusCode::NOT_FOUND, &json!("Record not found"))
    );
    desk.close().await;
}

#[tokio::test]
async fn bodies_that_are_too_large_or_no_json_are_refused_in_json() {
    let desk = Desk::open().await;
    let post = |body: String, kind: &'static str| {
        desk.http
            .post(desk.url("/api/invoke"))
            .header("content-type", kind)
            .body(body)
            .send()
    };
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    let cases = [
        (large, "application/json", StatusCode::PAYLOAD_TOO_LARGE),
        ("{".to_owned(), "application/json", StatusCode::BAD_REQUEST),
        (
            "[]".to_owned(),
            "application/json",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "{\"name\":\"echo\"}".to_owned(),
            "text/plain",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
    ];
    for (body, kind, expected) in cases {
        let answer = post(body, kind).await.unwrap();
        assert_eq!(answer.status(), expected);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["status"], expected.as_u16());
    }
    desk.close().await;
}

#[tokio::test]
async fn another_sites_pages_may_not_use_the_api() {
    let desk = Desk::open().await;
    let ask = |site: &'static str| {
        desk.http
            .get(desk.url("/api/status"))
            .header("sec-fetch-site", site)
            .send()
    };
    assert_eq!(
        ask("cross-site").await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        ask("same-site").await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(ask("same-origin").await.unwrap().status(), StatusCode::OK);
    desk.close().await;
}

#[tokio::test]
async fn the_journal_can_be_read_from_an_entry_on() {
    let desk = Desk::installed().await;
    desk.platform.settled().await;
    let (_, all) = desk.get_json("/api/journal").await;
    let all = all.as_array().unwrap().clone();
    assert!(all.len() > 1, "{all:?}");
    let (_, rest) = desk.get_json("/api/journal?from=1").await;
    assert_eq!(rest.as_array().unwrap()[..], all[1..]);
    assert!(
        all.iter().any(|entry| entry["kind"] == "installed"),
        "{all:?}"
    );
    desk.close().await;
}

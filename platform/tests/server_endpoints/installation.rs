//! Installing, saving settings, updating, uninstalling, and who sees which parameter.
//!
//! What an app does while it is installed is not looked at.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, parameters};

#[tokio::test]
async fn pages_see_parameters_without_the_secure_ones() {
    let desk = Desk::installed().await;
    assert_eq!(
        desk.get_json("/api/iparams").await,
        (StatusCode::OK, json!({ "subdomain": "acme" }))
    );
    let (_, form) = desk.get_json("/api/parameters").await;
    assert_eq!(form["values"], json!({ "subdomain": "acme" }));
    assert_eq!(form["secrets"], json!(["api_key"]));
    for path in [
        "/api/iparams",
        "/api/parameters",
        "/api/status",
        "/api/journal",
        "/api/world",
        "/host",
        "/custom_configs",
    ] {
        assert!(
            !desk.get_text(path).await.contains("a-very-secret-key"),
            "{path}"
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn an_apps_refusal_of_its_installation_is_told_and_leaves_nothing() {
    let desk = Desk::open().await;
    let (status, body) = desk.post("/api/install", parameters("refuse-me")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body["message"], "The key was refused: check it.");
    let (_, state) = desk.get_json("/api/status").await;
    assert_eq!(state["installed"], Value::Null);
    let (status, body) = desk
        .post("/api/install", json!({ "subdomain": "acme" }))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(body["messages"].as_array().map(Vec::len), Some(1), "{body}");
    desk.close().await;
}

#[tokio::test]
async fn an_installation_shows_its_webhook_address_and_can_be_undone() {
    let desk = Desk::installed().await;
    let (_, state) = desk.get_json("/api/status").await;
    assert_eq!(state["target_urls"][0]["options"], "phone");
    let url = state["target_urls"][0]["url"].as_str().unwrap();
    assert!(
        url.starts_with(&desk.url("/event/hook/")) && url.ends_with("?options=phone"),
        "{url}"
    );
    let (status, _) = desk.post("/api/install", parameters("acme")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, state) = desk.post("/api/uninstall", json!({})).await;
    assert_eq!(
        (status, &state["installed"]),
        (StatusCode::OK, &Value::Null)
    );
    assert_eq!(desk.get_json("/api/iparams").await.1, json!({}));
    desk.close().await;
}

#[tokio::test]
async fn saving_settings_keeps_a_secret_that_was_not_typed_again() {
    let desk = Desk::installed().await;
    let (status, body) = desk
        .post("/api/configure", json!({ "subdomain": "other" }))
        .await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        desk.get_json("/api/iparams").await.1,
        json!({ "subdomain": "other" })
    );
    let (_, body) = desk.post("/api/invoke", json!({ "name": "secret" })).await;
    assert_eq!(body["response"], json!({ "length": 17 }));
    desk.close().await;
}

#[tokio::test]
async fn an_update_keeps_parameters_and_target_urls_and_its_refusal_is_told() {
    let desk = Desk::open().await;
    let (status, body) = desk.post("/api/update", json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
    desk.post("/api/install", parameters("acme")).await;
    let (_, before) = desk.get_json("/api/status").await;
    let (status, after) = desk.post("/api/update", json!({})).await;
    assert_eq!((status, after), (StatusCode::OK, before));
    let refused = json!({ "subdomain": "refuse-update" });
    let (status, body) = desk.post("/api/update", refused).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body["message"], "Not now: a call is under way.");
    assert_eq!(
        desk.get_json("/api/iparams").await.1,
        json!({ "subdomain": "acme" })
    );
    let (_, body) = desk.post("/api/invoke", json!({ "name": "secret" })).await;
    assert_eq!(body["response"], json!({ "length": 17 }));
    desk.close().await;
}

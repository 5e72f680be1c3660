//! Conversations of the host page: what is read of them, and taking part.
//!
//! A tiny router plays the messenger.

use axum::routing::{get, post};
use axum::{Json, Router};
use platform::HookMode;
use platform::server::{Chat, Field, Seat, World, WorldAction};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::desk::{Desk, world};

/// A messenger that lists this, refuses what is said with what it was sent, and tells nobody who leaves.
async fn messenger(threads: Value) -> String {
    let router = Router::new()
        .route("/threads", get(async || Json(threads)))
        .route(
            "/say",
            post(async |body: Json<Value>| (StatusCode::CONFLICT, body)),
        )
        .route("/leave", post(async || Json(json!([]))))
        .route(
            "/look",
            post(async || Json(json!([{ "key": "a-very-secret-key" }]))),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

async fn desk(threads: Value) -> Desk {
    let base = messenger(threads).await;
    let field = |name: &str| Field {
        name: name.to_owned(),
        ..Field::default()
    };
    let action = |label: &str, body: Value, fields: &[&str]| WorldAction {
        label: label.to_owned(),
        url: format!("{base}/{}", label.to_lowercase()),
        body,
        fields: fields.iter().map(|name| field(name)).collect(),
    };
    let chat = Chat {
        name: "Pigeon".to_owned(),
        seat: Seat::Customer,
        threads_url: format!("{base}/threads"),
        thread_field: "id".to_owned(),
        write: action("Say", json!({ "id": 0, "text": "" }), &["id", "text"]),
        text_field: "text".to_owned(),
        others: ["Leave", "Look"]
            .map(|label| action(label, json!({ "id": 0 }), &["id"]))
            .to_vec(),
    };
    Desk::with(HookMode::Strict, |_| World {
        chats: vec![chat],
        ..world()
    })
    .await
}

#[tokio::test]
async fn conversations_are_read_and_what_is_not_known_of_them_is_left_out() {
    let line = json!({ "at": "2026-01-05T08:00:00Z", "by": "customer", "text": "<b>Jambo</b>", "token": "x" });
    let desk = desk(json!([{ "id": "5", "name": "Joan", "lines": [line], "secret": "x" }])).await;
    let (status, threads) = desk.get_json("/api/world/chats/0").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        threads,
        json!([{
            "id": "5", "name": "Joan", "about": "", "state": "",
            "lines": [{
                "at": "2026-01-05T08:00:00Z", "by": "customer", "name": "", "private": false,
                "text": "<b>Jambo</b>", "link": null
            }]
        }])
    );
    let (status, _) = desk.get_json("/api/world/chats/1").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    desk.close().await;
}

#[tokio::test]
async fn conversations_in_another_shape_are_refused() {
    let desk = desk(json!([{ "id": 5 }])).await;
    let (status, body) = desk.get_json("/api/world/chats/0").await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert!(body["message"].as_str().unwrap().contains("did not answer"));
    desk.close().await;
}

#[tokio::test]
async fn somebody_takes_part_by_given_actions_only() {
    let desk = desk(json!([])).await;
    let (_, shown) = desk.get_json("/api/world").await;
    let chat = &shown["chats"][0];
    assert_eq!(
        (&chat["name"], &chat["seat"], &chat["thread_field"]),
        (&json!("Pigeon"), &json!("customer"), &json!("id"))
    );
    assert_eq!(chat["actions"][1]["label"], "Leave");
    assert_eq!(chat["actions"][0].get("url"), None);

    let typed = json!({ "fields": { "id": "5000000001", "text": "12" } });
    let (_, said) = desk.post("/api/world/chats/0/actions/0", typed).await;
    let refusal = json!({ "id": 5_000_000_001_u64, "text": "12" });
    let expected = json!({ "status": 409, "is_unheard": false, "refusal": refusal });
    assert_eq!(said, expected);
    for (path, is_unheard) in [("0/actions/1", true), ("0/actions/2", false)] {
        let typed = json!({ "fields": { "id": "5" } });
        let (_, done) = desk.post(&format!("/api/world/chats/{path}"), typed).await;
        let expected = json!({ "status": 200, "is_unheard": is_unheard, "refusal": null });
        assert_eq!(done, expected, "{path}");
    }
    for (path, typed, expected) in [
        ("0/actions/3", json!({}), StatusCode::NOT_FOUND),
        ("1/actions/0", json!({}), StatusCode::NOT_FOUND),
        (
            "0/actions/0",
            json!({ "fields": { "to": "x" } }),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let path = format!("/api/world/chats/{path}");
        let (status, _) = desk.post(&path, typed).await;
        assert_eq!(status, expected, "{path}");
    }
    desk.close().await;
}

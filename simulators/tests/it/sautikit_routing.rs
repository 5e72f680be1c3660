//! The routing of a number: the verb that sets it, and what becomes of what is not sent.

use serde_json::{Value, json};
use simulators::sautikit::{ApiKey, RefusedMethod, RoutingKeeps};

use crate::http::{Reply, send};
use crate::sautikit_sim::Workspace;

const PATH: &str = "numbers/01900000-0000-7000-8000-000000000100/routing";

async fn set(workspace: &Workspace, method: &str, body: Value) -> Reply {
    send(workspace.request(method, PATH).json(&body)).await
}

/// The number's events and callback addresses, as the API shows them.
async fn shown(workspace: &Workspace) -> (Value, Value) {
    let number = workspace.get("numbers").await.json()["numbers"][0].clone();
    (
        number["events_url"].clone(),
        number["voice_callback_url"].clone(),
    )
}

#[tokio::test]
async fn what_is_not_sent_is_kept_or_cleared_as_the_switch_says() {
    let events = json!("https://x.example/e");
    for (keeps, method, is_kept) in [
        (RoutingKeeps::ByMethod, "PUT", false),
        (RoutingKeeps::ByMethod, "PATCH", true),
        (RoutingKeeps::Kept, "PUT", true),
        (RoutingKeeps::Kept, "PATCH", true),
        (RoutingKeeps::Cleared, "PUT", false),
        (RoutingKeeps::Cleared, "PATCH", false),
    ] {
        let workspace = Workspace::open().await;
        workspace
            .sim
            .switch(|switches| switches.routing_keeps = keeps);
        let (_, callback) = shown(&workspace).await;
        let reply = set(&workspace, method, json!({"events_url": events})).await;
        assert_eq!(reply.status, 200);
        let expected = if is_kept { callback } else { Value::Null };
        assert_eq!(
            shown(&workspace).await,
            (events.clone(), expected),
            "{keeps:?} {method}"
        );
    }
}

#[tokio::test]
async fn a_null_clears_whatever_the_switch_says() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|switches| switches.routing_keeps = RoutingKeeps::Kept);
    let cleared = json!({"events_url": null, "voice_callback_url": null});
    assert_eq!(set(&workspace, "PATCH", cleared).await.status, 200);
    assert_eq!(shown(&workspace).await, (Value::Null, Value::Null));
}

#[tokio::test]
async fn one_of_the_verbs_can_be_refused() {
    let workspace = Workspace::open().await;
    let before = shown(&workspace).await;
    for (refused, put, patch) in [
        (RefusedMethod::Put, 405, 200),
        (RefusedMethod::Patch, 200, 405),
        (RefusedMethod::None, 200, 200),
    ] {
        workspace
            .sim
            .switch(|switches| switches.refused_routing_method = refused);
        let both = json!({"events_url": before.0, "voice_callback_url": before.1});
        assert_eq!(set(&workspace, "PUT", both.clone()).await.status, put);
        assert_eq!(set(&workspace, "PATCH", both).await.status, patch);
    }
    assert_eq!(shown(&workspace).await, before);
}

#[tokio::test]
async fn reading_numbers_and_setting_a_routing_need_scopes_of_their_own() {
    let workspace = Workspace::with(|config| {
        config.keys.push(ApiKey {
            scopes: vec!["numbers.read".to_owned()],
            ..ApiKey::new("reader")
        });
    })
    .await
    .keyed("reader");
    assert_eq!(workspace.get("numbers").await.status, 200);
    for method in ["PUT", "PATCH"] {
        let reply = set(&workspace, method, json!({})).await;
        let code = &reply.json()["error"]["code"];
        assert_eq!((reply.status, code), (403, &json!("api_key.scope_denied")));
    }
}

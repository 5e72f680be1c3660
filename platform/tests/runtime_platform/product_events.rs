//! Product events: facts 5.1 and 5.5.

use platform::runtime::{Costs, Outcome, Refusal, What};
use serde_json::{Value, json};

use super::support::{Running, TinyApp};

async fn app(handler: &str) -> Running {
    TinyApp::new(&format!("exports = {{ onTicketUpdate: {handler} }};"))
        .product_event("onTicketUpdate")
        .install()
        .await
}

/// What an update of a ticket looks like.
fn update() -> Value {
    json!({
        "actor": { "type": "agent", "id": 9_007_199_254_740_991_u64 },
        "associations": { "contact": { "id": 5, "phone": "+254712345678" } },
        "ticket": { "id": 7, "tags": ["callback_needed"], "status": 4 },
        "changes": { "model_changes": { "status": [2, 4] } },
    })
}

#[tokio::test]
async fn the_payload_is_the_documented_one() {
    let app = app("function (args) { console.log(JSON.stringify(args)); }").await;
    app.platform
        .product_event("onTicketUpdate", update())
        .await
        .unwrap();
    app.platform.settled().await;
    let payload: Value = serde_json::from_str(&app.console()[0]).unwrap();
    assert_eq!(
        payload,
        json!({
            "currentHost": {
                "endpoint_urls": { "freshdesk": "https://acme.freshdesk.com" },
                "subscribed_modules": ["support_ticket"],
            },
            "event": "onTicketUpdate",
            "region": "US",
            "timestamp": 1_767_600_000_000_u64,
            "iparams": {},
            "version": "1.0.0",
            "data": update(),
        })
    );
}

#[tokio::test]
async fn an_event_is_in_the_journal_with_its_end_and_its_costs() {
    let app = app("async function () { await $db.set('k', { a: 1 }); }").await;
    let event = app.platform.product_event("onTicketUpdate", update()).await;
    app.platform.settled().await;
    let event = event.unwrap().unwrap();
    let entries = app.platform.journal().into_iter();
    let told: Vec<_> = entries
        .filter(|entry| entry.event == Some(event))
        .map(|entry| entry.what)
        .collect();
    assert_eq!(
        told[0],
        What::EventStarted {
            name: "onTicketUpdate".to_owned(),
            handler: "onTicketUpdate".to_owned()
        }
    );
    let costs = Costs {
        db: 1,
        ..Costs::default()
    };
    assert_eq!(app.ends(), [(Outcome::Finished, costs)]);
}

#[tokio::test]
async fn an_event_that_the_app_does_not_listen_to_is_quietly_nothing() {
    let app = app("function () {}").await;
    let before = app.entries().len();
    for event in ["onTicketCreate", "onTicketDelete", "onContactCreate"] {
        assert_eq!(app.platform.product_event(event, update()).await, Ok(None));
    }
    assert_eq!(app.entries().len(), before);
}

#[tokio::test]
async fn the_platforms_own_events_are_nobody_elses() {
    let app = app("function () {}").await;
    for event in [
        "onAppInstall",
        "afterAppUpdate",
        "onAppUninstall",
        "onExternalEvent",
        "onScheduledEvent",
    ] {
        let refused = app.platform.product_event(event, Value::Null).await;
        assert_eq!(refused, Err(Refusal::UnknownEvent(event.to_owned())));
    }
}

#[tokio::test]
async fn a_payload_may_have_256_kilobytes() {
    let app = app("function (args) { console.log(JSON.stringify(args).length); }").await;
    let large = |size: usize| json!({ "text": "x".repeat(size) });
    let send = |size| app.platform.product_event("onTicketUpdate", large(size));
    assert_eq!(
        send(256 * 1024).await,
        Err(Refusal::TooLarge { limit: 256 * 1024 })
    );
    send(200 * 1024).await.unwrap();
    app.platform.settled().await;
    let around = app.console()[0].parse::<usize>().unwrap() - 200 * 1024;
    send(256 * 1024 - around).await.unwrap();
    let beyond = send(256 * 1024 - around + 1).await;
    assert_eq!(beyond, Err(Refusal::TooLarge { limit: 256 * 1024 }));
}

#[tokio::test]
async fn an_app_that_is_not_installed_gets_none() {
    let app = TinyApp::new("exports = { onTicketUpdate: function () {} };");
    let app = app.product_event("onTicketUpdate").start().await;
    let refused = app.platform.product_event("onTicketUpdate", update()).await;
    assert_eq!(refused, Err(Refusal::NotInstalled));
}

/// What a message in a chat looks like.
fn message() -> Value {
    json!({
        "actor": { "type": "agent", "id": "d-1", "first_name": "Amina" },
        "associations": { "user": { "id": "u-1", "reference_id": "viber:aB3/xY+9==" } },
        "message": {
            "conversation_id": "c-1", "user_id": "u-1", "channel_id": "b-1", "app_id": "a-1", "status": "assigned",
            "messages": [{
                "id": "m-1", "actor_type": "agent", "message_type": "normal",
                "message_parts": [{ "text": { "content": "On its way 🚚" } }], "reply_parts": []
            }]
        },
    })
}

/// An app of both products, in an account that has these modules.
async fn both(modules: &[&str]) -> Running {
    let handler = "function (args) { console.log(JSON.stringify(args)); }";
    let modules = modules.iter().map(|module| (*module).to_owned()).collect();
    TinyApp::new(&format!(
        "exports = {{ onTicketUpdate: {handler}, onMessageCreate: {handler} }};"
    ))
    .product_event("onTicketUpdate")
    .event_of("chat_conversation", "onMessageCreate")
    .install_with(|options| options.account.modules = Some(modules))
    .await
}

#[tokio::test]
async fn a_chats_message_comes_in_the_same_envelope() {
    let app = both(&["chat_conversation", "support_ticket"]).await;
    let told = app.platform.product_event("onMessageCreate", message());
    assert!(told.await.unwrap().is_some());
    app.platform.settled().await;
    let payload: Value = serde_json::from_str(&app.console()[0]).unwrap();
    assert_eq!(
        payload,
        json!({
            "currentHost": {
                "endpoint_urls": { "freshdesk": "https://acme.freshdesk.com" },
                "subscribed_modules": ["chat_conversation", "support_ticket"],
            },
            "event": "onMessageCreate",
            "region": "US",
            "timestamp": 1_767_600_000_000_u64,
            "iparams": {},
            "version": "1.0.0",
            "data": message(),
        })
    );
}

#[tokio::test]
async fn an_account_tells_only_of_the_products_that_it_has() {
    let app = both(&["chat_conversation", "chat_user"]).await;
    let told = app.platform.product_event("onTicketUpdate", update()).await;
    assert_eq!(told, Ok(None));
    app.platform
        .product_event("onMessageCreate", message())
        .await
        .unwrap();
    app.platform.settled().await;
    let payload: Value = serde_json::from_str(&app.console()[0]).unwrap();
    assert_eq!(
        payload["currentHost"]["subscribed_modules"],
        json!(["chat_conversation"])
    );
    assert!(app.platform.has_module("common"));
    assert!(!app.platform.has_module("support_ticket"));
}

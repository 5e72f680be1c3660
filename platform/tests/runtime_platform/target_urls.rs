//! `generateTargetUrl`: facts 6.1.

use std::time::Duration;

use platform::runtime::{HookRequest, What};
use serde_json::{Map, json};

use super::support::{Running, TinyApp};

const OPTIONS: &str = "Invalid argument type: The 'options' argument should be of type string or cannot be greater than 100 characters";
const NOT_HERE: &str = "Unsupported operation: The generateTargetUrl method cannot be used";
const NOT_REGISTERED: &str = "Unsupported operation: The generateTargetUrl method cannot be used unless there is a corresponding external event callback";

/// An app whose handlers all try to make a URL with this argument and write what came of it to the console.
fn app(argument: &str) -> TinyApp {
    let schedule = "await $schedule.create({ name: 'a', data: {}, schedule_at: new Date(Date.now() + 600000).toISOString() });";
    let attempt = format!(
        "async function () {{ console.log(JSON.stringify(await generateTargetUrl({argument}).catch((e) => e))); renderData(); }}"
    );
    TinyApp::new(&format!(
        "exports = {{ onAppInstall: {attempt}, plan: async function () {{ {schedule} renderData(); }}, onAppUninstall: {attempt}, onScheduledEvent: {attempt},
           onTicketCreate: {attempt}, onTicketDelete: {attempt}, afterAppUpdate: {attempt}, onExternalEvent: {attempt}, run: {attempt} }};"
    ))
    .event("onAppInstall")
    .event("onAppUninstall")
    .event("afterAppUpdate")
    .product_event("onTicketCreate")
    .product_event("onTicketDelete")
    .function("run")
    .function("plan")
}

async fn made(argument: &str) -> String {
    let app = app(argument).event("onExternalEvent").install().await;
    app.console()[0].clone()
}

#[tokio::test]
async fn a_label_is_encoded_as_javascript_does() {
    let url = "http://localhost:10001/event/hook/freshdesk";
    assert_eq!(made("").await, json!(url).to_string());
    assert_eq!(made("''").await, json!(url).to_string());
    assert_eq!(
        made("'viber'").await,
        json!(format!("{url}?options=viber")).to_string()
    );
    let odd = made("\"é /&(!*')~._-\"").await;
    assert_eq!(
        odd,
        json!(format!("{url}?options=%C3%A9%20%2F%26(!*')~._-")).to_string()
    );
}

#[tokio::test]
async fn a_wrong_label_is_refused_with_a_message_alone() {
    for argument in ["'   '", "'x'.repeat(101)", "7", "{}", "['a']", "true"] {
        assert_eq!(
            made(argument).await,
            json!({ "message": OPTIONS }).to_string(),
            "{argument}"
        );
    }
    assert!(made("'x'.repeat(100)").await.contains("options=xxx"));
}

#[tokio::test]
async fn only_the_installation_the_update_webhooks_and_some_product_events_may_make_one() {
    let app = app("'a'")
        .event("onExternalEvent")
        .event("onScheduledEvent");
    let app = app.install().await;
    app.platform.update(None, Map::new()).await.unwrap();
    app.platform.hook(HookRequest::default()).await;
    app.platform.settled().await;
    for event in ["onTicketCreate", "onTicketDelete"] {
        app.platform.product_event(event, json!({})).await.unwrap();
        app.platform.settled().await;
    }
    app.invoke("run", json!({})).await;
    app.invoke("plan", json!({})).await;
    assert_eq!(app.platform.advance(Duration::from_mins(10)).await, 1);
    app.platform.uninstall().await.unwrap();
    let url = json!("http://localhost:10001/event/hook/freshdesk?options=a").to_string();
    let refused = json!({ "message": NOT_HERE }).to_string();
    let expected = [
        ("the installation", &url),
        ("the update", &url),
        ("a webhook", &url),
        ("onTicketCreate", &url),
        ("onTicketDelete", &refused),
        ("a function", &refused),
        ("the schedule", &refused),
        ("the uninstallation", &refused),
    ];
    for (index, (who, told)) in expected.iter().enumerate() {
        assert_eq!(&app.console()[index], *told, "{who}");
    }
    let statuses = app.collect(|what| {
        if let What::TargetUrl { status, .. } = what {
            return Some(status);
        }
        None
    });
    assert_eq!(statuses, [200, 200, 200, 200, 400, 400, 400, 400]);
}

#[tokio::test]
async fn a_platform_can_refuse_them_to_the_update() {
    let app = app("'a'").event("onExternalEvent");
    let app = app
        .install_with(|options| options.update_makes_target_urls = false)
        .await;
    app.platform.update(None, Map::new()).await.unwrap();
    assert_eq!(app.console()[1], json!({ "message": NOT_HERE }).to_string());
}

#[tokio::test]
async fn without_a_webhook_handler_none_can_be_made() {
    let app = app("'a'").install().await;
    assert_eq!(
        app.console(),
        [json!({ "message": NOT_REGISTERED }).to_string()]
    );
}

#[tokio::test]
async fn the_status_lists_them_once_under_the_public_address() {
    let server = "exports = { onAppInstall: async function () { await generateTargetUrl('b'); await generateTargetUrl('a'); await generateTargetUrl('b'); await generateTargetUrl(); renderData(); }, onExternalEvent: function () {} };";
    let app = TinyApp::new(server)
        .event("onAppInstall")
        .event("onExternalEvent");
    let app: Running = app
        .install_with(|options| options.public_url = "https://desk.example.com/".to_owned())
        .await;
    let urls = app.platform.status().target_urls;
    let urls: Vec<_> = urls
        .iter()
        .map(|made| (made.options.as_deref(), made.url.as_str()))
        .collect();
    assert_eq!(
        urls,
        [
            (
                Some("b"),
                "https://desk.example.com/event/hook/freshdesk?options=b"
            ),
            (
                Some("a"),
                "https://desk.example.com/event/hook/freshdesk?options=a"
            ),
            (None, "https://desk.example.com/event/hook/freshdesk"),
        ]
    );
}

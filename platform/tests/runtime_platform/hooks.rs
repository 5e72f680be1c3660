//! Webhooks: facts 5.3, 6.2, 6.3, 6.4 and 15.5.

use std::time::Duration;

use platform::runtime::{HookReply, HookRequest, Outcome, What};
use platform::{HookMode, Limits, Options};
use serde_json::{Value, json};

use super::support::{Running, TinyApp};

/// Tells what it was given, so that a test sees it.
const ECHO: &str =
    "exports = { onExternalEvent: function (args) { console.log(JSON.stringify(args)); } };";

fn app(handler: &str) -> TinyApp {
    TinyApp::new(&format!("exports = {{ onExternalEvent: {handler} }};")).event("onExternalEvent")
}

fn request(content_type: &str, body: impl Into<Vec<u8>>) -> HookRequest {
    HookRequest {
        content_type: Some(content_type.to_owned()),
        body: body.into(),
        ..HookRequest::default()
    }
}

fn reply_mode(options: &mut Options) {
    options.hooks = HookMode::Reply;
}

fn body(reply: &HookReply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

/// The payload that the echoing app saw for a webhook.
async fn seen(app: &Running, request: HookRequest) -> Value {
    let before = app.console().len();
    let reply = app.platform.hook(request).await;
    assert_eq!(
        (reply.status, body(&reply)),
        (200, json!({ "success": true }))
    );
    app.platform.settled().await;
    serde_json::from_str(&app.console()[before]).unwrap()
}

async fn echo() -> Running {
    TinyApp::new(ECHO).event("onExternalEvent").install().await
}

/// The echoing app with a target URL labelled `sautikit`.
async fn labelled() -> Running {
    let install =
        "onAppInstall: async function () { await generateTargetUrl('sautikit'); renderData(); }";
    TinyApp::new(&ECHO.replace("exports = {", &format!("exports = {{ {install},")))
        .event("onAppInstall")
        .event("onExternalEvent")
        .install()
        .await
}

#[tokio::test]
async fn a_target_url_of_another_installation_is_dead() {
    let app = labelled().await;
    let label = |text: &str| vec![("options".to_owned(), text.to_owned())];
    for (query, status) in [
        (label("sautikit"), 200),
        (label("sautikit2"), 404),
        (label(""), 404),
        (Vec::new(), 200),
    ] {
        let request = HookRequest {
            query,
            ..request("application/json", "{}")
        };
        assert_eq!(
            app.platform.hook(request.clone()).await.status,
            status,
            "{request:?}"
        );
    }
}

#[tokio::test]
async fn the_payload_is_the_documented_one() {
    let request = HookRequest {
        query: vec![
            ("a".to_owned(), "b".to_owned()),
            ("options".to_owned(), "sautikit".to_owned()),
        ],
        headers: vec![
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("X-Twice".to_owned(), "1".to_owned()),
            ("x-twice".to_owned(), "2".to_owned()),
        ],
        content_type: Some("application/json; charset=utf-8".to_owned()),
        body: br#"{"b":1,"a":[]}"#.to_vec(),
    };
    assert_eq!(
        seen(&labelled().await, request).await,
        json!({
            "currentHost": {
                "endpoint_urls": { "freshdesk": "https://acme.freshdesk.com" },
                "subscribed_modules": ["support_ticket"],
            },
            "event": "onExternalEvent",
            "region": "US",
            "timestamp": 1_767_600_000_000_i64,
            "iparams": {},
            "options": "sautikit",
            "headers": { "content-type": "application/json", "x-twice": "1, 2" },
            "data": { "b": 1, "a": [] },
        })
    );
}

#[tokio::test]
async fn json_is_parsed_as_javascript_does() {
    let app = echo().await;
    let body = r#"{"id":67038833123456789,"zero":-0,"huge":1e400,"twice":1,"twice":2,"z":0,"2":"two","1":"one"}"#;
    let data = &seen(&app, request("application/json", body)).await["data"];
    assert_eq!(
        data.to_string(),
        r#"{"1":"one","2":"two","id":67038833123456790,"zero":0,"huge":null,"twice":2,"z":0}"#
    );
    assert_eq!(
        seen(&app, request("application/json", "[1]")).await["data"],
        json!([1])
    );
    assert_eq!(
        seen(&app, request("application/json", "")).await["data"],
        json!({})
    );
}

#[tokio::test]
async fn other_bodies_arrive_as_text() {
    let app = echo().await;
    for content_type in [
        "application/x-www-form-urlencoded",
        "text/xml",
        "multipart/form-data; boundary=x",
    ] {
        let data = &seen(&app, request(content_type, "a=1&b=é\u{2028}")).await["data"];
        assert_eq!(*data, json!("a=1&b=é\u{2028}"));
    }
    let mut untyped = request("", vec![b'x', 0xff]);
    untyped.content_type = None;
    assert_eq!(seen(&app, untyped).await["data"], json!("x\u{fffd}"));
}

#[tokio::test]
async fn a_label_that_was_not_given_is_absent() {
    let payload = seen(&echo().await, request("application/json", "{}")).await;
    assert!(payload.get("options").is_none());
}

#[tokio::test]
async fn malformed_json_is_a_bad_request_and_reaches_nobody() {
    let app = echo().await;
    for text in ["{", "{\"a\":1,}", "nonsense", "\"text\"", "1", "{} {}"] {
        let reply = app.platform.hook(request("application/json", text)).await;
        assert_eq!(reply.status, 400, "{text}");
    }
    assert!(app.ends().is_empty());
    assert!(matches!(
        &app.entries()[..],
        [What::Installed, What::HookRefused { status: 400, .. }, ..]
    ));
}

#[tokio::test]
async fn json_is_taken_a_thousand_levels_deep_and_no_deeper() {
    let app = echo().await;
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for (depth, status) in [(1_000, 200), (1_001, 400), (50_000, 400)] {
        let reply = app
            .platform
            .hook(request("application/json", nested(depth)))
            .await;
        assert_eq!(reply.status, status, "{depth}");
    }
    app.platform.settled().await;
    assert_eq!(app.ends().len(), 1);
    assert_eq!(app.ends()[0].0, Outcome::Finished);
    assert_eq!(
        seen(&app, request("application/json", "{}")).await["data"],
        json!({})
    );
}

#[tokio::test]
async fn a_body_may_have_a_hundred_kilobytes() {
    let app = echo().await;
    let text = |size: usize| format!("\"{}\"", "x".repeat(size - 2));
    let most = Limits::today().hook_size;
    assert_eq!(
        app.platform
            .hook(request("text/plain", text(most)))
            .await
            .status,
        200
    );
    assert_eq!(
        app.platform
            .hook(request("text/plain", text(most + 1)))
            .await
            .status,
        413
    );
}

#[tokio::test]
async fn the_rate_of_webhooks_is_limited() {
    let app = TinyApp::new(ECHO).event("onExternalEvent");
    let app = app
        .install_with(|options| options.limits.hooks_per_minute = Some(2))
        .await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(app.platform.hook(request("text/plain", "")).await.status);
    }
    app.clock.advance(Duration::from_mins(1));
    statuses.push(app.platform.hook(request("text/plain", "")).await.status);
    assert_eq!(statuses, [200, 200, 429, 200]);
}

#[tokio::test]
async fn an_app_that_is_not_installed_gets_no_webhooks() {
    let app = TinyApp::new(ECHO).event("onExternalEvent").start().await;
    let reply = app.platform.hook(request("application/json", "{}")).await;
    assert_eq!(reply.status, 404);
    assert!(
        body(&reply)["message"]
            .as_str()
            .unwrap()
            .contains("not installed")
    );
}

#[tokio::test]
async fn strict_mode_acknowledges_whatever_the_handler_does() {
    for handler in [
        "function () { renderData(null, { actions: [] }); }",
        "function () { renderData({ status: 500 }); }",
        "function () { throw new Error('bad'); }",
        "async function () { await null; throw new Error('late'); }",
    ] {
        let app = app(handler).install().await;
        let reply = app.platform.hook(request("application/json", "{}")).await;
        assert_eq!(
            (reply.status, body(&reply)),
            (200, json!({ "success": true })),
            "{handler}"
        );
        app.platform.settled().await;
    }
}

#[tokio::test]
async fn strict_mode_does_not_wait_for_the_handler() {
    let app = app("async function () { await new Promise(() => {}); }");
    let app = app
        .install_with(|options| options.limits.event_time = Duration::from_millis(300))
        .await;
    let reply = app.platform.hook(request("application/json", "{}")).await;
    assert_eq!(reply.status, 200);
    assert!(app.ends().is_empty());
    app.platform.settled().await;
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
}

#[tokio::test]
async fn reply_mode_answers_with_the_rendered_value() {
    let handler = "async function (args) { await $db.set('k', { a: 1 }); renderData(null, { actions: [{ say: args.data.text }] }); }";
    let app = app(handler).install_with(reply_mode).await;
    let reply = app
        .platform
        .hook(request("application/json", r#"{"text":"hi"}"#))
        .await;
    assert_eq!(
        (reply.status, body(&reply)),
        (200, json!({ "actions": [{ "say": "hi" }] }))
    );
    assert!(reply.headers.contains(&(
        "content-type".to_owned(),
        "application/json; charset=utf-8".to_owned()
    )));
}

#[tokio::test]
async fn reply_mode_acknowledges_a_handler_without_a_value() {
    for handler in [
        "function () {}",
        "function () { renderData(); }",
        "async function () { await null; throw new Error('late'); }",
    ] {
        let app = app(handler).install_with(reply_mode).await;
        let reply = app.platform.hook(request("application/json", "{}")).await;
        assert_eq!(
            (reply.status, body(&reply)),
            (200, json!({ "success": true })),
            "{handler}"
        );
    }
}

#[tokio::test]
async fn reply_mode_tells_errors_and_time_outs() {
    let reply = |handler: &'static str| async move {
        let app = app(handler);
        let app = app.install_with(|options| {
            reply_mode(options);
            options.limits.event_time = Duration::from_millis(500);
        });
        let reply = app
            .await
            .platform
            .hook(request("application/json", "{}"))
            .await;
        (reply.status, body(&reply)["message"].clone())
    };
    let expected = (503, json!("busy"));
    assert_eq!(
        reply("function () { renderData({ status: 503, message: 'busy' }); }").await,
        expected
    );
    let expected = (200, json!("Error while executing App server script! - bad"));
    assert_eq!(
        reply("function () { throw new Error('bad'); }").await,
        expected
    );
    let expected = (504, json!("Request Timed Out!"));
    assert_eq!(
        reply("async function () { await new Promise(() => {}); }").await,
        expected
    );
}

#[tokio::test]
async fn an_app_without_a_handler_gets_no_webhooks() {
    let app = TinyApp::probe("return 1").install().await;
    assert_eq!(
        app.platform
            .hook(request("application/json", "{}"))
            .await
            .status,
        404
    );
}

//! `$request.invokeTemplate`: facts 8.3 to 8.5 and 15.7.

use std::time::Duration;

use platform::app::Caller;
use platform::runtime::{Costs, What};
use platform::{HostMap, Options};
use serde_json::{Map, Value, json};

use super::support::{Remote, Running, TinyApp};

const NO_CONNECTION: &str = "Error in establishing connection";

/// Calls the template `args.name` with `args.options` and tells `[true, result]` or `[false, error]`.
const CALL: &str = "return $request.invokeTemplate(args.name, args.options).then((r) => [true, r], (e) => [false, e])";

fn app() -> TinyApp {
    TinyApp::probe(CALL)
        .parameters(&json!({
            "city": { "display_name": "City", "type": "text", "default_value": "Nairobi" },
            "key": { "display_name": "Key", "type": "text", "secure": true, "default_value": "hush-hush" },
        }))
        .templates(&json!({
            "place": {
                "schema": {
                    "method": "POST", "host": "api.example.com", "path": "/v1/<%= context.path %>",
                    "query": { "city": "<%= iparam.city %>" },
                    "headers": { "Authorization": "Bearer <%= iparam.key %>", "Content-Type": "application/json" },
                },
            },
            "retried": {
                "schema": { "method": "GET", "host": "api.example.com", "path": "/r" },
                "options": { "maxAttempts": 3, "retryDelay": 1500 },
            },
            "desk": { "schema": { "method": "GET", "host": "<%= current_host.endpoint_urls.freshdesk %>", "path": "/d" } },
            "nowhere": { "schema": { "method": "GET", "host": "elsewhere.example.org", "path": "/" } },
            "paged": { "schema": { "method": "GET", "host": "<%= context.host %>.example.com", "path": "/" } },
        }))
}

async fn start(remote: &Remote) -> Running {
    start_with(remote, |_| {}).await
}

async fn start_with(remote: &Remote, change: impl FnOnce(&mut Options)) -> Running {
    let url = remote.url().to_owned();
    app()
        .install_with(move |options| {
            options.hosts = HostMap::from_iter([
                ("*.example.com", url.as_str()),
                ("acme.freshdesk.com", &url),
            ]);
            change(options);
        })
        .await
}

async fn call(app: &Running, name: &str, options: Value) -> Value {
    app.run(json!({ "name": name, "options": options })).await
}

fn refusal(status: u16, response: &str, attempts: u32) -> Value {
    json!([false, { "status": status, "headers": {}, "response": response, "errorSource": "APP", "attempts": attempts }])
}

#[tokio::test]
async fn a_request_is_filled_sent_and_answered_as_text() {
    let remote = Remote::start().await;
    remote.json(201, &json!({ "id": 7 }));
    let app = start(&remote).await;
    let body = json!({ "a": 1 }).to_string();
    let told = call(
        &app,
        "place",
        json!({ "context": { "path": "x y/é" }, "body": body }),
    )
    .await;
    assert_eq!(
        (&told[0], &told[1]["status"], &told[1]["attempts"]),
        (&json!(true), &json!(201), &json!(1))
    );
    assert_eq!(told[1]["response"], json!({ "id": 7 }).to_string());
    assert_eq!(told[1]["headers"]["content-type"], "application/json");
    let received = &remote.requests()[0];
    assert_eq!(
        (received.method.as_str(), received.body.as_str()),
        ("POST", r#"{"a":1}"#)
    );
    assert!(
        received.target.ends_with("?city=Nairobi"),
        "{}",
        received.target
    );
    assert_eq!(received.headers["authorization"], "Bearer hush-hush");
    assert_eq!(received.headers["host"], "api.example.com");
}

#[tokio::test]
async fn a_request_is_in_the_journal_without_its_secrets_and_counted() {
    let remote = Remote::start().await;
    let app = start(&remote).await;
    call(&app, "place", json!({ "context": { "path": "hush-hush" } })).await;
    app.platform.settled().await;
    let line = What::Request {
        template: "place".to_owned(),
        method: "POST".to_owned(),
        host: "api.example.com".to_owned(),
        path: "/v1/[secret]".to_owned(),
        status: 200,
        attempts: 1,
    };
    assert!(app.entries().contains(&line), "{:#?}", app.entries());
    assert!(!app.journal_text().contains("hush-hush"));
    let costs = Costs {
        requests: 1,
        ..Costs::default()
    };
    assert_eq!(app.ends()[0].1, costs);
}

#[tokio::test]
async fn a_status_of_400_and_above_rejects() {
    let remote = Remote::start().await;
    for (status, body) in [(400, "no"), (404, ""), (500, "oops")] {
        remote.text(status, "text/plain", body);
        let told = call(&start(&remote).await, "place", json!({})).await;
        assert_eq!(told[0], false);
        assert_eq!(told[1]["status"], status);
        assert_eq!(told[1]["response"], body);
        assert_eq!(
            (&told[1]["errorSource"], &told[1]["attempts"]),
            (&json!("APP"), &json!(1))
        );
        assert_eq!(told[1]["headers"]["content-type"], "text/plain");
    }
}

#[tokio::test]
async fn what_a_template_retries_is_retried() {
    let remote = Remote::start().await;
    remote
        .text(503, "text/plain", "")
        .text(429, "text/html", "slow");
    let app = start(&remote).await;
    let told = call(&app, "retried", json!({})).await;
    assert_eq!((&told[0], &told[1]["attempts"]), (&json!(true), &json!(3)));
    for _ in 0..3 {
        remote.text(502, "text/html", "<h1>Bad</h1>");
    }
    let told = call(&app, "retried", json!({})).await;
    assert_eq!(
        (&told[1]["status"], &told[1]["attempts"]),
        (&json!(502), &json!(3))
    );
    remote.text(404, "text/plain", "");
    let told = call(&app, "retried", json!({})).await;
    assert_eq!(
        (&told[1]["status"], &told[1]["attempts"]),
        (&json!(404), &json!(1))
    );
}

#[tokio::test]
async fn a_lost_connection_is_a_bad_gateway() {
    let remote = Remote::start().await;
    // Nothing listens on the port of a listener that is gone.
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let app = start_with(&remote, |options| {
        options.hosts = HostMap::new().with("*.example.com", &url);
    })
    .await;
    assert_eq!(
        call(&app, "place", json!({})).await,
        refusal(502, NO_CONNECTION, 1)
    );
    assert_eq!(
        call(&app, "retried", json!({})).await,
        refusal(502, NO_CONNECTION, 3)
    );
}

#[tokio::test]
async fn no_answer_in_time_is_a_gateway_time_out() {
    let remote = Remote::start().await;
    remote.silence();
    let app = start_with(&remote, |options| {
        options.limits.request_time = Duration::from_secs(1);
    })
    .await;
    let told = call(&app, "place", json!({})).await;
    assert_eq!(
        told,
        refusal(504, "Timeout error while processing the request", 1)
    );
    remote.silence();
    let told = call(&app, "retried", json!({})).await;
    assert_eq!((&told[0], &told[1]["attempts"]), (&json!(true), &json!(2)));
}

#[tokio::test]
async fn a_host_that_nothing_stands_for_is_never_looked_for() {
    let remote = Remote::start().await;
    let app = start(&remote).await;
    assert_eq!(
        call(&app, "nowhere", json!({})).await,
        refusal(502, NO_CONNECTION, 0)
    );
    assert!(
        app.notices()[0].contains("elsewhere.example.org"),
        "{:?}",
        app.notices()
    );
    assert!(remote.requests().is_empty());
}

#[tokio::test]
async fn the_accounts_host_is_reduced_to_its_name() {
    let remote = Remote::start().await;
    let told = call(&start(&remote).await, "desk", json!({})).await;
    assert_eq!(told[0], true);
    assert_eq!(remote.requests()[0].headers["host"], "acme.freshdesk.com");
}

#[tokio::test]
async fn only_texts_are_passed_on() {
    let remote = Remote::start().await;
    let app = start(&remote).await;
    for content_type in [
        "audio/mpeg",
        "application/octet-stream",
        "image/png",
        "application/pdf",
    ] {
        remote.text(200, content_type, "bytes");
        let told = call(&app, "place", json!({})).await;
        assert_eq!(
            told,
            refusal(415, "Unsupported content type", 1),
            "{content_type}"
        );
    }
    for content_type in [
        "application/vnd.api+json",
        "TEXT/HTML; charset=utf-8",
        "application/xml",
    ] {
        remote.text(200, content_type, "text");
        assert_eq!(
            call(&app, "place", json!({})).await[1]["response"],
            "text",
            "{content_type}"
        );
    }
    remote.text(204, "audio/mpeg", "");
    assert_eq!(call(&app, "place", json!({})).await[1]["status"], 204);
}

#[tokio::test]
async fn sizes_are_limited() {
    let remote = Remote::start().await;
    let app = start_with(&remote, |options| options.limits.response_size = 1000).await;
    remote.text(200, "text/plain", &"x".repeat(1000));
    assert_eq!(call(&app, "place", json!({})).await[0], true);
    remote.text(200, "text/plain", &"x".repeat(1001));
    assert_eq!(call(&app, "place", json!({})).await[1]["status"], 413);
    let app = TinyApp::probe("return $request.invokeTemplate('place', { body: 'x'.repeat(args.size) }).then((r) => r.status, (e) => e.status)")
        .templates(&json!({ "place": { "schema": { "method": "POST", "host": "api.example.com" } } }));
    let url = remote.url().to_owned();
    let app = app
        .install_with(|options| options.hosts = HostMap::new().with("api.example.com", &url))
        .await;
    assert_eq!(app.run(json!({ "size": 100 * 1024 })).await, 200);
    assert_eq!(app.run(json!({ "size": 100 * 1024 + 1 })).await, 413);
}

#[tokio::test]
async fn what_cannot_be_a_request_is_refused() {
    let remote = Remote::start().await;
    let app = start(&remote).await;
    assert_eq!(
        call(&app, "absent", json!({})).await,
        refusal(400, "Request template not found", 0)
    );
    let told = call(&app, "place", json!({ "body": { "a": 1 } })).await;
    assert_eq!((&told[0], &told[1]["status"]), (&json!(false), &json!(400)));
    let told = call(&app, "place", json!({ "context": "text" })).await;
    assert_eq!((&told[0], &told[1]["status"]), (&json!(false), &json!(400)));
    let told = call(&app, "place", json!({ "context": { "path": ["a"] } })).await;
    assert_eq!(
        told,
        refusal(400, "Error while substituting the templates", 0)
    );
    assert!(remote.requests().is_empty());
}

#[tokio::test]
async fn a_template_that_the_manifest_does_not_declare_is_not_found() {
    let remote = Remote::start().await;
    let templates =
        json!({ "place": { "schema": { "method": "GET", "host": "api.example.com" } } });
    let app = TinyApp::probe(CALL)
        .file("config/requests.json", templates.to_string())
        .install()
        .await;
    assert_eq!(
        call(&app, "place", json!({})).await,
        refusal(400, "Request template not found", 0)
    );
    assert!(remote.requests().is_empty());
}

#[tokio::test]
async fn fifty_requests_a_minute_count_pages_and_server_code_together() {
    let remote = Remote::start().await;
    let app = start(&remote).await;
    for _ in 0..25 {
        assert_eq!(call(&app, "place", json!({})).await[0], true);
        app.platform
            .request("place", Map::new(), None, Caller::Page)
            .await
            .unwrap();
    }
    assert_eq!(call(&app, "place", json!({})).await[1]["status"], 429);
    let refused = app
        .platform
        .request("place", Map::new(), None, Caller::Page)
        .await;
    assert_eq!(refused.unwrap_err().status, 429);
    assert_eq!(remote.requests().len(), 50);
}

#[tokio::test]
async fn a_page_may_not_fill_a_host_and_the_installation_page_may() {
    let remote = Remote::start().await;
    let app = start(&remote).await;
    let context = || serde_json::from_value::<Map<_, _>>(json!({ "host": "api" })).unwrap();
    let page = app
        .platform
        .request("paged", context(), None, Caller::Page)
        .await;
    assert_eq!(
        page.unwrap_err().response,
        "Error while substituting the templates"
    );
    let page = app
        .platform
        .request("paged", context(), None, Caller::InstallationPage)
        .await;
    assert_eq!(page.unwrap().status, 200);
}

#[tokio::test]
async fn a_host_with_a_port_is_reached_only_if_it_is_mapped_as_a_whole() {
    let remote = Remote::start().await;
    let url = remote.url().to_owned();
    let app = TinyApp::probe(
        "const ask = (host) => $request.invokeTemplate('a', { context: { host } }).then((r) => r.status, (e) => e.status);
         return Promise.all(['localhost:10010', 'localhost:10011'].map(ask))",
    )
    .templates(&json!({
        "a": { "schema": { "method": "GET", "host": "<%= context.host %>" } },
    }));
    let map = HostMap::new().with("localhost:10010", &url);
    let app = app.install_with(|options| options.hosts = map).await;
    assert_eq!(app.run(json!({})).await, json!([200, 400]));
}

#[tokio::test]
async fn requests_made_together_are_sent_together() {
    let remote = Remote::start().await;
    remote.silence();
    let app = TinyApp::probe(
        "const first = $request.invokeTemplate('a', {}).then(() => 'first', () => 'first');
         const second = $request.invokeTemplate('b', {}).then(() => 'second');
         return Promise.race([first, second])",
    )
    .templates(&json!({
        "a": { "schema": { "method": "GET", "host": "a.example.com" } },
        "b": { "schema": { "method": "GET", "host": "a.example.com" } },
    }));
    let url = remote.url().to_owned();
    let app = app
        .install_with(|options| options.hosts = HostMap::new().with("a.example.com", &url))
        .await;
    let told = app.run(json!({})).await;
    assert!(["first", "second"].contains(&told.as_str().unwrap()));
    assert_eq!(remote.requests().len(), 2);
}

//! Invoked functions and the reply table: facts 4.5, 5.7, 12.

use std::time::Duration;

use platform::Limits;
use platform::runtime::{Outcome, What};
use serde_json::{Map, Value, json};

use super::support::{Running, TinyApp};

const BAD_ERROR: &str = "The error should be a JSON Object with a message or a status parameter.";

/// An app with one function, `run`, that is this JavaScript function.
async fn start(function: &str) -> Running {
    let app = TinyApp::new(&format!("exports = {{ run: {function} }};"));
    app.function("run").start().await
}

/// What a page gets when the function does this; the request's identifier is checked and taken out.
async fn reply(body: &str) -> (u16, Value) {
    let app = start(&format!("function (args) {{ {body} }}")).await;
    let reply = app.invoke("run", json!({})).await;
    let mut body = reply.body;
    let id = body
        .as_object_mut()
        .unwrap()
        .shift_remove("requestID")
        .unwrap();
    assert_eq!(id.as_str().unwrap().len(), 36);
    (reply.status, body)
}

fn error(status: &Value, message: &Value) -> Value {
    json!({ "status": status, "message": message, "errorSource": "APP" })
}

#[tokio::test]
async fn a_success_carries_its_value() {
    assert_eq!(reply("renderData()").await, (200, json!({})));
    assert_eq!(reply("renderData(null, undefined)").await, (200, json!({})));
    assert_eq!(
        reply("renderData(null, null)").await,
        (200, json!({ "response": null }))
    );
    assert_eq!(
        reply("renderData(undefined, { a: [1, 'é'] })").await,
        (200, json!({ "response": { "a": [1, "é"] } }))
    );
    assert_eq!(
        reply("renderData(0, 'text')").await,
        (200, json!({ "response": "text" }))
    );
}

#[tokio::test]
async fn an_error_carries_its_status_and_message() {
    let expected = (500, error(&json!(500), &json!("no")));
    assert_eq!(reply("renderData({ message: 'no' })").await, expected);
    assert_eq!(reply("renderData(new Error('no'))").await, expected);
    let expected = (404, error(&json!(404), &json!("gone")));
    assert_eq!(
        reply("renderData({ status: 404, message: 'gone' })").await,
        expected
    );
    let expected = (409, error(&json!(409), &Value::Null));
    assert_eq!(reply("renderData({ status: 409 })").await, expected);
    let expected = (422, error(&json!("422"), &Value::Null));
    assert_eq!(reply("renderData({ status: '422' })").await, expected);
}

#[tokio::test]
async fn an_error_that_is_no_object_with_a_message_or_a_status_is_a_bad_request() {
    let expected = (400, error(&json!(400), &json!(BAD_ERROR)));
    for given in [
        "'text'",
        "[]",
        "['a']",
        "{}",
        "{ code: 1 }",
        "true",
        "7",
        "() => 1",
    ] {
        assert_eq!(
            reply(&format!("renderData({given})")).await,
            expected,
            "{given}"
        );
    }
}

#[tokio::test]
async fn a_thrown_error_comes_with_status_200() {
    let message = |text: &str| json!(format!("Error while executing App server script! - {text}"));
    let expected = (200, error(&json!(500), &message("bad")));
    assert_eq!(reply("throw new Error('bad')").await, expected);
    let expected = (200, error(&json!(500), &message("undefined")));
    assert_eq!(reply("throw 'text'").await, expected);
    let expected = (200, error(&json!(500), &message("Buffer is not defined")));
    assert_eq!(reply("Buffer.from('')").await, expected);
}

#[tokio::test]
async fn code_that_cannot_be_loaded_is_a_thrown_error() {
    let app = TinyApp::new("nonsense(; exports = { run: function () {} };").function("run");
    let reply = app.start().await.invoke("run", json!({})).await;
    assert_eq!((reply.status, &reply.body["status"]), (200, &json!(500)));
    let message = reply.body["message"].as_str().unwrap();
    assert!(
        message.starts_with("Error while executing App server script! - Unexpected token"),
        "{message}"
    );
}

#[tokio::test]
async fn the_first_reply_counts_and_later_ones_are_noted() {
    let app = start("async function () { renderData(null, 1); await null; renderData(null, 2); renderData({ status: 500 }); }").await;
    let reply = app.invoke("run", json!({})).await;
    assert_eq!(reply.body["response"], 1);
    app.platform.settled().await;
    let late = "renderData: Cannot set headers after they are sent to the client";
    assert_eq!(app.notices(), [late, late]);
}

#[tokio::test]
async fn an_error_thrown_after_the_reply_changes_nothing() {
    let app = start("function () { renderData(null, 1); throw new Error('late'); }").await;
    assert_eq!(app.invoke("run", json!({})).await.body["response"], 1);
    app.platform.settled().await;
    assert!(
        matches!(&app.ends()[0].0, Outcome::Threw { error } if error.starts_with("Error: late"))
    );
}

#[tokio::test]
async fn a_reply_that_cannot_be_sent_is_noted_and_another_may_follow() {
    let app = start("function () { renderData({ status: 7 }); const loop = {}; loop.loop = loop; renderData(null, loop); renderData(null, 1n); renderData(null, 'at last'); }").await;
    assert_eq!(
        app.invoke("run", json!({})).await.body["response"],
        "at last"
    );
    let notices = app.notices();
    assert_eq!(notices.len(), 3);
    assert!(notices[0].contains("Invalid status code: 7"), "{notices:?}");
    assert!(notices[1].contains("circular"), "{notices:?}");
}

#[tokio::test]
async fn the_reply_does_not_wait_for_the_rest_of_the_handler() {
    let app = TinyApp::new(
        "exports = { run: async function () { renderData(null, 'soon'); await $db.set('late', { a: 1 }); } };",
    );
    let app = app.function("run").install().await;
    assert_eq!(app.invoke("run", json!({})).await.body["response"], "soon");
    app.platform.settled().await;
    assert_eq!(app.ends()[0].1.db, 1);
}

#[tokio::test]
async fn silence_is_a_time_out() {
    let app = TinyApp::new("exports = { run: function () {} };").function("run");
    let app = app
        .start_with(|options| options.limits.invocation_time = Duration::from_millis(300))
        .await;
    let reply = app.invoke("run", json!({})).await;
    let message = "Timeout error while processing the request.";
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body, error(&json!(504), &json!(message)));
    app.platform.settled().await;
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
}

#[tokio::test]
async fn a_rejected_handler_is_a_time_out_with_the_reason_in_the_journal() {
    let app = TinyApp::new(
        "exports = { run: async function () { await null; throw new Error('lost'); } };",
    );
    let app = app
        .function("run")
        .start_with(|options| options.limits.invocation_time = Duration::from_millis(300))
        .await;
    assert_eq!(app.invoke("run", json!({})).await.body["status"], 504);
    app.platform.settled().await;
    assert!(
        matches!(&app.ends()[0].0, Outcome::Rejected { error } if error.starts_with("Error: lost"))
    );
}

#[tokio::test]
async fn arguments_get_the_parameters_and_lose_their_own() {
    let app = TinyApp::probe("return args").parameters(&json!({
        "city": { "display_name": "City", "type": "text" },
        "key": { "display_name": "Key", "type": "text", "secure": true },
    }));
    let app = app.start().await;
    let parameters: Map<String, Value> =
        serde_json::from_value(json!({ "city": "Nairobi", "key": "hush-hush" })).unwrap();
    app.platform.install(parameters.clone()).await.unwrap();
    assert_eq!(
        app.run(json!({ "to": "+254", "iparams": "mine" })).await,
        json!({ "to": "+254", "iparams": parameters, "isInstall": false })
    );
}

#[tokio::test]
async fn an_undeclared_function_is_not_found() {
    let app = start("function () { renderData(); }").await;
    let reply = app.invoke("other", json!({})).await;
    assert_eq!(reply.status, 404);
    assert_eq!(
        reply.body["message"],
        "Requested function 'other' not found or registered"
    );
}

#[tokio::test]
async fn too_many_invocations_are_refused() {
    let app = start("function () { renderData(); }").await;
    for _ in 0..50 {
        assert_eq!(app.invoke("run", json!({})).await.status, 200);
    }
    assert_eq!(app.invoke("run", json!({})).await.status, 429);
    app.clock.advance(Duration::from_mins(1));
    assert_eq!(app.invoke("run", json!({})).await.status, 200);
}

#[tokio::test]
async fn large_arguments_are_refused() {
    let app = start("function () { renderData(); }").await;
    let mut text = "x".repeat(Limits::today().invocation_size - 100);
    assert_eq!(app.invoke("run", json!({ "text": text })).await.status, 200);
    text.push_str(&"x".repeat(100));
    assert_eq!(app.invoke("run", json!({ "text": text })).await.status, 413);
}

#[tokio::test]
async fn a_handler_that_only_a_running_engine_would_find_keeps_the_app_from_starting() {
    let shapes = [
        "exports = { run: () => renderData() };",
        "exports.run = function () { renderData(); };",
        "function impl() { renderData(); } exports = { run: impl };",
        "exports = { ['run']: function () { renderData(); } };",
        "exports = { other: function () {} };",
    ];
    for server in shapes {
        let folder = tempfile::tempdir().unwrap();
        let zip = folder.path().join("app.zip");
        TinyApp::new(server).function("run").write_zip(&zip);
        let options = platform::Options::new(zip, folder.path().join("state"));
        let error = platform::Platform::start(options)
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("Function run is not defined for module common."),
            "{server}: {error}"
        );
    }
}

#[tokio::test]
async fn every_literal_shape_of_a_handler_is_found() {
    let shapes = [
        "exports = { run: function () { renderData(null, 1); } };",
        "exports = { a: 1, run: async function named() { renderData(null, 1); } };",
        "const x = 1; exports = { run() { renderData(null, x); } }; function later() {}",
        "exports = { async run(a, b) { renderData(null, 1); } };",
        "exports = { $other: function () {}, run: function () { renderData(null, 1); } };",
        "exports = {\n  // A comment.\n  run  :  function () { renderData(null, 1); },\n};",
    ];
    for server in shapes {
        let app = TinyApp::new(server).function("run").start().await;
        assert_eq!(
            app.invoke("run", json!({})).await.body["response"],
            1,
            "{server}"
        );
    }
}

#[tokio::test]
async fn the_console_is_in_the_journal_without_secrets() {
    let app = TinyApp::probe(
        "console.log('key is', args.iparams.key, { a: 1 }); console.error('%s!', 'no'); return 1",
    )
    .parameters(&json!({ "key": { "display_name": "Key", "type": "text", "secure": true } }))
    .start()
    .await;
    let parameters = serde_json::from_value(json!({ "key": "hush-hush" })).unwrap();
    app.platform.install(parameters).await.unwrap();
    app.run(json!({})).await;
    assert_eq!(app.console(), ["key is [secret] { a: 1 }", "no!"]);
    assert!(!app.journal_text().contains("hush-hush"));
}

#[tokio::test]
async fn lone_surrogates_survive_as_replacement_characters() {
    let app = TinyApp::probe(
        "console.log('a\\ud800'); await $db.set('k', { text: 'b\\udc00' }); return ['c\\ud800', await $db.get('k')]",
    );
    let app = app.install().await;
    assert_eq!(
        app.run(json!({})).await,
        json!(["c\u{fffd}", { "text": "b\u{fffd}" }])
    );
    assert_eq!(app.console(), ["a\u{fffd}"]);
}

#[tokio::test]
async fn a_feature_called_with_something_bottomless_is_refused() {
    let app = TinyApp::probe(
        "let deep = 1; for (let i = 0; i < 500; i += 1) { deep = { deep }; }
         return (await $db.set('k', deep).catch((e) => e)).status",
    );
    assert_eq!(app.install().await.run(json!({})).await, json!(400));
}

#[tokio::test]
async fn an_event_is_over_when_its_calls_are_answered_even_if_it_returned_no_promise() {
    let app = TinyApp::new(
        "exports = { run: function () { $db.set('a', { n: 1 }).then(() => $db.get('a')).then((a) => $db.set('b', a)); renderData(); } };",
    );
    let app = app.function("run").install().await;
    app.invoke("run", json!({})).await;
    app.platform.settled().await;
    assert_eq!(app.ends()[0].1.db, 3);
    let is_db = |what: &&What| matches!(what, What::Db { status: 200, .. });
    assert_eq!(app.entries().iter().filter(is_db).count(), 3);
}

//! Installing, editing settings, uninstalling: facts 4.5 and 5.2.

use std::time::Duration;

use platform::Options;
use platform::runtime::{HookRequest, Outcome, Refusal, What};
use serde_json::{Map, Value, json};

use super::support::{Running, TinyApp};

fn short(options: &mut Options) {
    options.limits.setup_time = Duration::from_millis(400);
}

fn app(install: &str, uninstall: &str) -> TinyApp {
    TinyApp::new(&format!(
        "exports = {{ onAppInstall: {install}, onAppUninstall: {uninstall}, onExternalEvent: function () {{}},
           run: async function (args) {{ renderData(null, await $db.get('k').catch((e) => e.message)); }} }};"
    ))
    .event("onAppInstall")
    .event("onAppUninstall")
    .event("onExternalEvent")
    .function("run")
}

const AGREE: &str = "function () { renderData(); }";
/// Leaves something of every kind behind, then does the rest.
const LEAVE: &str = "await $db.set('k', { a: 1 }); await generateTargetUrl('x');";

fn refusal(status: u16, message: &str) -> Refusal {
    Refusal::App {
        status,
        message: message.to_owned(),
    }
}

/// What installing brings when the handler does this, and that it left nothing if it refused.
async fn install(body: &str) -> (Result<(), Refusal>, Running) {
    let handler = format!("async function () {{ {LEAVE} {body} }}");
    let app = app(&handler, AGREE).start_with(short).await;
    let result = app.platform.install(Map::new()).await;
    let status = app.platform.status();
    assert_eq!(status.installed.is_some(), result.is_ok());
    assert_eq!(status.target_urls.len(), usize::from(result.is_ok()));
    if result.is_err() {
        assert_eq!(app.platform.hook(HookRequest::default()).await.status, 404);
    }
    (result, app)
}

#[tokio::test]
async fn an_app_that_agrees_is_installed_with_what_it_kept() {
    let (result, app) = install("renderData();").await;
    assert_eq!(result, Ok(()));
    assert_eq!(
        app.invoke("run", json!({})).await.body["response"],
        json!({ "a": 1 })
    );
    assert_eq!(
        app.platform.install(Map::new()).await,
        Err(Refusal::AlreadyInstalled)
    );
}

#[tokio::test]
async fn an_app_that_refuses_is_not_installed_and_leaves_nothing() {
    let (result, app) = install("renderData({ message: 'Check the key' });").await;
    assert_eq!(result, Err(refusal(500, "Check the key")));
    assert!(!app.entries().contains(&What::Installed));
    let (result, _app) = install("renderData({ status: 401 });").await;
    assert_eq!(
        result,
        Err(refusal(401, "The app refused without saying why."))
    );
    let (result, _app) = install("renderData('no');").await;
    assert!(matches!(result, Err(Refusal::App { status: 400, .. })));
}

#[tokio::test]
async fn a_refused_installation_can_be_repeated() {
    let handler = "async function (args) { await $db.set('k', { a: 1 }, { setIf: 'not_exist' }); renderData(args.iparams.ok === 'yes' ? null : { message: 'no' }); }";
    let parameters = json!({ "ok": { "display_name": "OK", "type": "text" } });
    let app = app(handler, AGREE).parameters(&parameters).start().await;
    assert_eq!(
        app.platform.install(Map::new()).await,
        Err(refusal(500, "no"))
    );
    let given = serde_json::from_value(json!({ "ok": "yes" })).unwrap();
    assert_eq!(app.platform.install(given).await, Ok(()));
}

#[tokio::test]
async fn an_installation_that_throws_is_refused() {
    let app = app("function () { throw new Error('bad'); }", AGREE)
        .start()
        .await;
    let result = app.platform.install(Map::new()).await;
    let message = "Error while executing App server script! - bad";
    assert_eq!(result, Err(refusal(500, message)));
}

#[tokio::test]
async fn a_silent_installation_times_out() {
    let (result, app) = install("").await;
    assert_eq!(result, Err(Refusal::TimedOut));
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
    assert_eq!(
        app.notices(),
        ["renderData was not called within the time limit."]
    );
    let (result, app) = install("throw new Error('lost');").await;
    assert_eq!(result, Err(Refusal::TimedOut));
    assert!(matches!(&app.ends()[0].0, Outcome::Rejected { error } if error.contains("lost")));
}

#[tokio::test]
async fn a_long_message_is_cut_and_noted() {
    let (result, app) = install("renderData({ message: 'x'.repeat(61) });").await;
    assert_eq!(result, Err(refusal(500, &"x".repeat(60))));
    assert!(
        app.notices()[0].contains("61 characters"),
        "{:?}",
        app.notices()
    );
    let (_, app) = install("renderData({ message: 'x'.repeat(60) });").await;
    assert!(app.notices().is_empty());
}

#[tokio::test]
async fn parameters_are_checked_before_anything_runs() {
    let app = app(AGREE, AGREE)
        .parameters(&json!({ "key": { "display_name": "Key", "type": "text", "required": true } }));
    let app = app.start().await;
    assert!(matches!(
        app.platform.install(Map::new()).await,
        Err(Refusal::Parameters(_))
    ));
    assert!(app.entries().is_empty());
}

#[tokio::test]
async fn the_set_up_payload_has_no_data() {
    let app = app(
        "function (args) { console.log(JSON.stringify(args)); renderData(); }",
        AGREE,
    );
    let app = app.install().await;
    let payload: Value = serde_json::from_str(&app.console()[0]).unwrap();
    let keys: Vec<_> = payload
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        ["currentHost", "event", "region", "timestamp", "iparams"]
    );
    assert_eq!(payload["event"], "onAppInstall");
}

#[tokio::test]
async fn a_webhook_is_let_through_while_the_installation_runs() {
    let handler = "async function () { await generateTargetUrl(); console.log('ready'); for (;;) { if (await $db.get('go').catch(() => 0)) break; } renderData(); }";
    let app = TinyApp::new(&format!(
        "exports = {{ onAppInstall: {handler}, onExternalEvent: async function () {{ await $db.set('go', {{ now: true }}); }} }};"
    ));
    let app = app.event("onAppInstall").event("onExternalEvent");
    let app = app
        .start_with(|options| {
            options.workers = 2;
            options.limits.db_per_minute = None;
        })
        .await;
    let platform = app.platform.clone();
    let installing = tokio::spawn(async move { platform.install(Map::new()).await });
    while app.console().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.platform.hook(HookRequest::default()).await.status, 200);
    assert_eq!(installing.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn uninstalling_wipes_everything() {
    let app = app(
        &format!("async function () {{ {LEAVE} renderData(); }}"),
        AGREE,
    );
    let app = app.install().await;
    assert_eq!(app.platform.uninstall().await, Ok(()));
    let status = app.platform.status();
    assert!(status.installed.is_none() && status.target_urls.is_empty());
    assert_eq!(app.platform.uninstall().await, Err(Refusal::NotInstalled));
    assert_eq!(app.platform.hook(HookRequest::default()).await.status, 404);
}

#[tokio::test]
async fn an_app_that_refuses_to_go_stays_with_all_it_kept() {
    let handler = format!("async function () {{ {LEAVE} renderData(); }}");
    let app = app(&handler, "function () { renderData({ message: 'stay' }); }")
        .install()
        .await;
    assert_eq!(app.platform.uninstall().await, Err(refusal(500, "stay")));
    assert!(app.platform.status().installed.is_some());
    assert_eq!(
        app.invoke("run", json!({})).await.body["response"],
        json!({ "a": 1 })
    );
}

#[tokio::test]
async fn a_silent_uninstallation_times_out_and_the_app_stays() {
    let app = app(AGREE, "function () {}").install_with(short).await;
    assert_eq!(app.platform.uninstall().await, Err(Refusal::TimedOut));
    assert!(app.platform.status().installed.is_some());
}

#[tokio::test]
async fn editing_settings_raises_no_event_and_keeps_masked_secrets() {
    let app = TinyApp::probe("return args.iparams").parameters(&json!({
        "city": { "display_name": "City", "type": "text" },
        "key": { "display_name": "Key", "type": "text", "secure": true },
    }));
    let app = app.start().await;
    let given = |value: Value| serde_json::from_value::<Map<_, _>>(value).unwrap();
    let city = given(json!({ "city": "Mombasa" }));
    assert_eq!(
        app.platform.configure(city.clone()).await,
        Err(Refusal::NotInstalled)
    );
    app.platform
        .install(given(json!({ "city": "Nairobi", "key": "hush-hush" })))
        .await
        .unwrap();
    app.platform.configure(city.clone()).await.unwrap();
    assert!(app.ends().is_empty());
    assert_eq!(app.platform.status().parameters, city);
    assert_eq!(
        app.run(json!({})).await,
        json!({ "city": "Mombasa", "key": "hush-hush" })
    );
    let unknown = given(json!({ "town": "Kisumu" }));
    assert!(matches!(
        app.platform.configure(unknown).await,
        Err(Refusal::Parameters(_))
    ));
}

//! Updating an installed app: facts 2.5, 4.5 and 5.2.

use std::time::Duration;

use platform::Options;
use platform::runtime::{HookRequest, Outcome, Refusal};
use serde_json::{Map, Value, json};

use super::support::{Running, TinyApp};

/// A version of an app that leaves something of every kind behind when it is installed.
fn version(name: &str, update: &str) -> TinyApp {
    TinyApp::new(&format!(
        "exports = {{
           onAppInstall: async function () {{
             await $db.set('k', {{ a: 1 }});
             await $db.entity({{ version: 'v1' }}).get('call').create({{ name: 'A' }});
             await $schedule.create({{ name: 'tick', data: {{}}, schedule_at: '{START}', repeat: {{ time_unit: 'minutes', frequency: 5 }} }});
             await generateTargetUrl('old');
             renderData();
           }},
           afterAppUpdate: {update},
           onExternalEvent: function () {{ console.log('{name} heard'); }},
           onScheduledEvent: function () {{ console.log('{name} ticked'); }},
           run: async function (args) {{
             const found = await $db.get('k').catch((e) => e.message);
             const calls = await $db.entity({{ version: 'v1' }}).get('call').getAll({{}});
             renderData(null, {{ version: '{name}', found, calls: calls.records.length, iparams: args.iparams }});
           }} }};",
        START = super::support::START,
    ))
    .event("onAppInstall")
    .event("afterAppUpdate")
    .event("onExternalEvent")
    .event("onScheduledEvent")
    .function("run")
    .entities(&json!({ "call": { "fields": [{ "name": "name", "label": "Name", "type": "text" }] } }))
}

const AGREE: &str = "function () { renderData(); }";

/// Updates to another version, whose package is written beside the running one.
async fn update(app: &Running, next: &TinyApp, given: Value) -> Result<(), Refusal> {
    let zip = app.folder().join("next.zip");
    next.write_zip(&zip);
    let given = given.as_object().cloned().unwrap_or_default();
    app.platform.update(Some(zip), given).await
}

/// What the function of the present version tells, and who hears a webhook and a schedule.
async fn present(app: &Running) -> (Value, Vec<String>) {
    let told = app.run(json!({})).await;
    let before = app.console().len();
    let hook = HookRequest {
        query: vec![("options".to_owned(), "old".to_owned())],
        ..HookRequest::default()
    };
    assert_eq!(app.platform.hook(hook).await.status, 200);
    app.platform.settled().await;
    assert_eq!(app.platform.advance(Duration::from_mins(5)).await, 1);
    (told, app.console().split_off(before))
}

fn refusal(status: u16, message: &str) -> Refusal {
    Refusal::App {
        status,
        message: message.to_owned(),
    }
}

#[tokio::test]
async fn an_update_runs_the_new_package_and_keeps_what_was_stored() {
    let app = version("one", AGREE).install().await;
    app.platform.run_due_schedules().await;
    let since = app.platform.status().installed;
    app.clock.advance(Duration::from_secs(1));
    let next = version("two", AGREE);
    assert_eq!(update(&app, &next, json!({})).await, Ok(()));
    let (told, heard) = present(&app).await;
    assert_eq!(
        told,
        json!({ "version": "two", "found": { "a": 1 }, "calls": 1, "iparams": {} })
    );
    assert_eq!(heard, ["two heard", "two ticked"]);
    assert_eq!(app.platform.status().installed, since);
    assert!(
        app.notices().contains(&"The app was updated.".to_owned()),
        "{:?}",
        app.notices()
    );
}

#[tokio::test]
async fn the_same_package_can_be_updated_and_is_read_anew() {
    let app = version("one", AGREE).install().await;
    app.platform.update(None, Map::new()).await.unwrap();
    assert_eq!(app.run(json!({})).await["version"], "one");
    version("rebuilt", AGREE).write_zip(&app.folder().join("app.zip"));
    app.platform.update(None, Map::new()).await.unwrap();
    assert_eq!(app.run(json!({})).await["version"], "rebuilt");
}

#[tokio::test]
async fn an_update_that_refuses_throws_or_is_silent_leaves_the_old_package_running() {
    let short = |options: &mut Options| options.limits.setup_time = Duration::from_millis(400);
    let message = "Error while executing App server script! - bad";
    let cases = [
        (
            "function () { renderData({ message: 'Not now' }); }",
            refusal(500, "Not now"),
        ),
        (
            "function () { renderData({ message: 'x'.repeat(61) }); }",
            refusal(500, &"x".repeat(60)),
        ),
        (
            "function () { throw new Error('bad'); }",
            refusal(500, message),
        ),
        ("function () {}", Refusal::TimedOut),
    ];
    for (handler, expected) in cases {
        let app = version("one", AGREE).install_with(short).await;
        app.platform.run_due_schedules().await;
        let next = version("two", handler);
        assert_eq!(update(&app, &next, json!({})).await, Err(expected));
        let (told, heard) = present(&app).await;
        assert_eq!(told["version"], "one", "{handler}");
        assert_eq!(heard, ["one heard", "one ticked"]);
    }
}

#[tokio::test]
async fn the_payload_has_no_data_and_the_new_parameters() {
    let parameter = |name: &str| json!({ "display_name": name, "type": "text" });
    let secret = json!({ "display_name": "Key", "type": "text", "secure": true });
    let app = version("one", AGREE).parameters(
        &json!({ "city": parameter("City"), "gone": parameter("Gone"), "key": secret }),
    );
    let app = app.start().await;
    let given = json!({ "city": "Nairobi", "gone": "x", "key": "hush-hush" });
    app.platform
        .install(given.as_object().cloned().unwrap())
        .await
        .unwrap();
    let next = version(
        "two",
        "function (args) { console.log(JSON.stringify([Object.keys(args), args.event])); console.log(args.iparams.key); renderData(); }",
    )
    .parameters(&json!({
        "city": parameter("City"),
        "key": secret,
        "town": { "display_name": "Town", "type": "text", "required": true },
    }));
    assert_eq!(
        update(&app, &next, json!({})).await,
        Err(Refusal::Parameters(vec![
            "Town is required; fill it in.".to_owned()
        ]))
    );
    assert_eq!(
        update(&app, &next, json!({ "town": "Thika" })).await,
        Ok(())
    );
    assert_eq!(
        app.console(),
        [
            r#"[["currentHost","event","region","timestamp","iparams"],"afterAppUpdate"]"#,
            "[secret]"
        ]
    );
    assert_eq!(
        app.run(json!({})).await["iparams"],
        json!({ "city": "Nairobi", "key": "hush-hush", "town": "Thika" })
    );
}

#[tokio::test]
async fn an_app_that_is_not_installed_or_a_package_that_cannot_run_is_not_updated() {
    let app = version("one", AGREE).start().await;
    assert_eq!(
        app.platform.update(None, Map::new()).await,
        Err(Refusal::NotInstalled)
    );
    app.platform.install(Map::new()).await.unwrap();
    let absent = app.folder().join("absent.zip");
    let refused = app.platform.update(Some(absent), Map::new()).await;
    assert!(matches!(refused, Err(Refusal::Failed(_))), "{refused:?}");
    let broken = TinyApp::new("exports = {};").function("run");
    let refused = update(&app, &broken, json!({})).await;
    assert!(
        matches!(&refused, Err(Refusal::Failed(text)) if text.contains("Function run is not defined")),
        "{refused:?}"
    );
    assert_eq!(app.run(json!({})).await["version"], "one");
}

#[tokio::test]
async fn a_package_without_a_handler_is_simply_taken() {
    let app = version("one", AGREE).install().await;
    let next = TinyApp::probe("return 'bare'");
    assert_eq!(update(&app, &next, json!({})).await, Ok(()));
    assert_eq!(app.run(json!({})).await, "bare");
    assert_eq!(app.platform.advance(Duration::from_hours(1)).await, 0);
}

#[tokio::test]
async fn an_event_that_runs_during_an_update_ends_with_the_package_it_began_with() {
    let slow = "async function () { for (;;) { if (await $db.get('go').catch(() => 0)) break; } renderData(null, 'old'); }";
    let app = TinyApp::new(&format!("exports = {{ run: {slow} }};")).function("run");
    let app = app
        .install_with(|options| options.limits.db_per_minute = None)
        .await;
    let platform = app.platform.clone();
    let running = tokio::spawn(async move { platform.invoke("run", Map::new()).await });
    while app
        .entries()
        .iter()
        .all(|what| !matches!(what, platform::runtime::What::Db { .. }))
    {
        tokio::task::yield_now().await;
    }
    let next = TinyApp::probe("return $db.set('go', { now: true })");
    assert_eq!(update(&app, &next, json!({})).await, Ok(()));
    app.run(json!({})).await;
    assert_eq!(running.await.unwrap().body["response"], "old");
    app.platform.settled().await;
    assert!(
        app.ends()
            .iter()
            .all(|(outcome, _)| *outcome == Outcome::Finished)
    );
}

//! What survives when the platform stops and starts again: everything an installation kept.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::support::{Running, TinyApp};

fn app() -> TinyApp {
    TinyApp::new(
        "exports = {
           onAppInstall: async function () {
             await $db.set('kept', { a: 1 });
             await $db.set('brief', { a: 1 }, { ttl: 60 });
             await $db.entity({ version: 'v1' }).get('calls').create({ number: '+254' });
             await generateTargetUrl('sautikit');
             await $schedule.create({ name: 'tick', data: { n: 1 }, schedule_at: '2026-01-05T08:30:00Z', repeat: { time_unit: 'minutes', frequency: 30 } });
             renderData();
           },
           onExternalEvent: function () {},
           onScheduledEvent: function () { console.log('tick'); },
           run: async function (args) {
             const status = (e) => e.status;
             const calls = await $db.entity({ version: 'v1' }).get('calls').getAll({ query: { number: '+254' } });
             renderData(null, [args.iparams, await $db.get('kept'), await $db.get('brief').catch(status), calls.records.length]);
           },
         };",
    )
    .event("onAppInstall")
    .event("onExternalEvent")
    .event("onScheduledEvent")
    .function("run")
    .parameters(&json!({ "key": { "display_name": "Key", "type": "text", "secure": true } }))
    .entities(&json!({ "calls": { "fields": [
        { "name": "number", "label": "Number", "type": "text", "filterable": true },
    ] } }))
}

async fn installed() -> Running {
    let app = app().start().await;
    let parameters: Map<String, Value> =
        serde_json::from_value(json!({ "key": "hush-hush" })).unwrap();
    app.platform.install(parameters).await.unwrap();
    app
}

/// Stops and starts with the clock where it was, or later.
async fn restart(running: Running, pause: Duration) -> Running {
    let clock = running.clock.clone();
    clock.advance(pause);
    let folder = running.stop().await;
    app()
        .start_in(folder, |options| options.clock = clock)
        .await
}

#[tokio::test]
async fn everything_an_installation_kept_survives() {
    let first = installed().await;
    let before = first.platform.status();
    let again = restart(first, Duration::from_secs(30)).await;
    assert_eq!(again.platform.status(), before);
    let expected = json!([{ "key": "hush-hush" }, { "a": 1 }, { "a": 1 }, 1]);
    assert_eq!(again.run(json!({})).await, expected);
    let again = restart(again, Duration::from_secs(30)).await;
    assert_eq!(again.run(json!({})).await[2], 404);
}

#[tokio::test]
async fn secrets_stay_secret_after_a_restart() {
    let again = restart(installed().await, Duration::ZERO).await;
    again.run(json!({})).await;
    assert!(!again.journal_text().contains("hush-hush"));
}

#[tokio::test]
async fn recurrences_missed_while_stopped_fire_once() {
    let again = restart(installed().await, Duration::from_hours(10)).await;
    assert_eq!(again.platform.run_due_schedules().await, 1);
    assert_eq!(again.console(), ["tick"]);
    assert_eq!(again.platform.run_due_schedules().await, 0);
    assert_eq!(
        again.platform.status().schedules[0].due.to_string(),
        "2026-01-05T18:30:00Z"
    );
}

#[tokio::test]
async fn an_uninstalled_app_stays_uninstalled() {
    let first = installed().await;
    first.platform.uninstall().await.unwrap();
    let again = restart(first, Duration::ZERO).await;
    assert!(again.platform.status().installed.is_none());
}

#[tokio::test]
async fn an_installation_that_was_cut_off_leaves_nothing() {
    let hanging = TinyApp::new(
        "exports = { onAppInstall: async function () { await $db.set('kept', { a: 1 }); console.log('half'); await new Promise(() => {}); } };",
    );
    let first = hanging.event("onAppInstall").start().await;
    let platform = first.platform.clone();
    let installing = tokio::spawn(async move { platform.install(Map::new()).await });
    while first.console().is_empty() {
        tokio::task::yield_now().await;
    }
    installing.abort();
    let folder = first.stop().await;
    let again = TinyApp::probe("return $db.get('kept').catch((e) => e.status)")
        .start_in(folder, |_| {})
        .await;
    again.platform.install(Map::new()).await.unwrap();
    assert_eq!(again.run(json!({})).await, json!(404));
}

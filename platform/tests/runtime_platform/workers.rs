//! Processes that hang or die are replaced, and events do not wait for each other.

use std::time::Duration;

use platform::Options;
use platform::runtime::Outcome;
use serde_json::json;

use super::support::{Running, TinyApp};

const SHORT: Duration = Duration::from_millis(400);

fn short(options: &mut Options) {
    options.limits.invocation_time = SHORT;
    options.limits.event_time = SHORT;
    options.limits.setup_time = SHORT;
}

fn long(_: &mut Options) {}

/// Runs `trouble` in a function, then a good function in the same platform.
async fn survives(trouble: &str, limits: fn(&mut Options)) -> Running {
    let app = TinyApp::new(&format!(
        "exports = {{ bad: async function () {{ {trouble} }}, good: function () {{ renderData(null, 'fine'); }} }};"
    ));
    let app = app
        .function("bad")
        .function("good")
        .start_with(limits)
        .await;
    let reply = app.invoke("bad", json!({})).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body["status"], 504);
    assert_eq!(app.invoke("good", json!({})).await.body["response"], "fine");
    app
}

#[tokio::test]
async fn an_endless_loop_is_a_time_out() {
    let app = survives("for (;;) {}", short).await;
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
}

#[tokio::test]
async fn an_endless_loop_after_an_await_is_a_time_out() {
    let app = survives("await null; for (;;) {}", short).await;
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
}

#[tokio::test]
async fn a_promise_that_is_never_kept_is_a_time_out() {
    let app = survives("await new Promise(() => {})", short).await;
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
}

#[tokio::test]
async fn endless_microtasks_are_a_time_out() {
    let app = survives("for (;;) { await null; }", short).await;
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
}

#[tokio::test]
async fn a_process_that_dies_takes_only_its_event_along() {
    let app = survives("console.log.constructor('return process')().exit(3)", long).await;
    let ends = app.ends();
    assert!(
        matches!(&ends[0].0, Outcome::Died { reason } if reason.contains("exit status: 3")),
        "{ends:?}"
    );
}

#[tokio::test]
async fn an_uncaught_error_kills_the_process_and_is_in_the_journal() {
    // The way out of the context is the one that every such sandbox has, the real one included.
    let app = survives("console.log.constructor('f', 'setTimeout(f, 0)')(() => { throw new Error('fatal') }); await new Promise(() => {})", long).await;
    let ends = app.ends();
    assert!(
        matches!(&ends[0].0, Outcome::Died { reason } if reason.contains("fatal")),
        "{ends:?}"
    );
}

#[tokio::test]
async fn a_rejection_that_nobody_handles_is_in_the_journal() {
    let app = TinyApp::probe(
        "Promise.reject(new Error('dropped')); await $request.invokeTemplate('none', {}).catch(() => 1); return 1",
    );
    let app = app.start().await;
    assert_eq!(app.run(json!({})).await, json!(1));
    app.platform.settled().await;
    let notices = app.notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("Error: dropped"), "{notices:?}");
    assert_eq!(app.ends()[0].0, Outcome::Finished);
}

#[tokio::test]
async fn a_reply_given_before_a_hang_is_delivered() {
    let app =
        TinyApp::new("exports = { run: function () { renderData(null, 'first'); for (;;) {} } };");
    let app = app.function("run").start_with(short).await;
    assert_eq!(app.invoke("run", json!({})).await.body["response"], "first");
    app.platform.settled().await;
    assert_eq!(app.ends()[0].0, Outcome::TimedOut);
}

#[tokio::test]
async fn many_events_share_one_worker() {
    let app = TinyApp::probe("await $db.update('count', 'increment', { n: 1 }); return 1");
    let app = app.install().await;
    let events = (0..20).map(|_| {
        let platform = app.platform.clone();
        tokio::spawn(async move { platform.invoke("run", serde_json::Map::new()).await })
    });
    for event in events.collect::<Vec<_>>() {
        assert_eq!(event.await.unwrap().body["response"], 1);
    }
    let count = app
        .platform
        .db(serde_json::from_value(json!({ "operation": "get", "key": "count" })).unwrap());
    assert_eq!(count.await.unwrap(), json!({ "n": 20 }));
}

#[tokio::test]
async fn two_events_run_at_once_and_one_of_them_wins_the_record() {
    // Each waits until the other has begun, which only works when both run.
    let app = TinyApp::probe(
        "const mine = `seen${args.me}`, other = `seen${1 - args.me}`;
         await $db.set(mine, { here: true });
         for (;;) { if (await $db.get(other).then(() => true, () => false)) break; }
         return $db.set('prize', { winner: args.me }, { setIf: 'not_exist' }).then(() => 'won', (e) => e.message)",
    );
    let app = app
        .install_with(|options| {
            options.workers = 2;
            options.limits.db_per_minute = None;
        })
        .await;
    let (a, b) = tokio::join!(app.run(json!({ "me": 0 })), app.run(json!({ "me": 1 })));
    let mut results = [a, b].map(|result| result.as_str().unwrap().to_owned());
    results.sort();
    assert_eq!(results, ["The setIf conditional request failed", "won"]);
}

#[tokio::test]
async fn stopping_ends_what_runs() {
    let app =
        TinyApp::new("exports = { run: async function () { await new Promise(() => {}); } };");
    let app = app.function("run").start().await;
    let platform = app.platform.clone();
    let hanging = tokio::spawn(async move { platform.invoke("run", serde_json::Map::new()).await });
    while app.entries().is_empty() {
        tokio::task::yield_now().await;
    }
    app.platform.stop().await;
    assert_eq!(hanging.await.unwrap().body["status"], 504);
}

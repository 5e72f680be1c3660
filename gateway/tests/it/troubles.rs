//! The app or the database does not do what it should.

use std::time::Duration;

use serde_json::json;
use sqlx::Connection as _;

use crate::world::*;

const VOICE: &str = "/sautikit/voice";

pub(crate) async fn an_app_that_hangs_keeps_no_caller_waiting(database: Database) {
    let world = World::start(&database).await;
    *world.app.pause.lock().unwrap() = Duration::from_mins(1);
    world.push(&snapshot(&json!({}))).await;
    for call in 1000..1020 {
        let answer = world.ask(VOICE, &question(&format!("HD_{call}"))).await;
        assert_eq!(rung(&answer).len(), 2);
        assert_eq!(
            world
                .tell(&event("call.answered", &format!("c-{call}")))
                .await,
            204
        );
    }
    assert_eq!(world.metric("gateway_outbox_letters").await, "40");
}

pub(crate) async fn a_gateway_that_ends_tells_its_streams_and_writes_everything(
    database: Database,
) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let mut softphone = world.softphone(1, None).await;
    world.ask(VOICE, &question("HD_last")).await;
    assert_eq!(softphone.hear().await.unwrap().1["kind"], "ringing");
    let ended = tokio::time::timeout(Duration::from_secs(5), world.end());
    let (heard, app) = tokio::join!(softphone.hear(), ended);
    assert_eq!(heard, None);
    let app = app.expect("the gateway ends in time");
    let world = World::start_for(&database, app).await;
    assert_eq!(world.app.told(1).await[0]["kind"], "routed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_keeps_no_caller_waiting_and_loses_nothing() {
    let database = Database::file();
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let mut lock = sqlx::SqliteConnection::connect(&database.url)
        .await
        .unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut lock)
        .await
        .unwrap();
    let answer = world.ask(VOICE, &question("HD_hang")).await;
    assert_eq!(rung(&answer).len(), 2);
    assert_eq!(world.ask(VOICE, &question("HD_hang")).await, answer);
    // An event is not acknowledged, so that it comes again.
    assert_eq!(world.tell(&event("call.answered", "c-1")).await, 503);
    sqlx::raw_sql("ROLLBACK").execute(&mut lock).await.unwrap();
    // They are of two calls, so either may come first.
    let told = world.app.told(2).await;
    assert!(told.iter().any(|one| one["kind"] == "routed"));
    assert!(
        told.iter()
            .any(|one| one["body"]["kind"] == "call.answered")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_database_leaves_the_answers_as_they_are() {
    let database = Database::file();
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let mut breaker = sqlx::SqliteConnection::connect(&database.url)
        .await
        .unwrap();
    let broken = "DROP TABLE answered; DROP TABLE outbox; DROP TABLE pushed; DROP TABLE counter; DROP TABLE snapshot";
    sqlx::raw_sql(broken).execute(&mut breaker).await.unwrap();
    let answer = world.ask(VOICE, &question("HD_broken")).await;
    assert_eq!(rung(&answer).len(), 2);
    let mut edge = question("HD_broken");
    edge["callSessionState"] = json!("StreamStarted");
    assert_eq!(world.ask(VOICE, &edge).await, json!({"actions": []}));
    assert_eq!(world.push(&nobody()).await, 503);
    // Calls are answered by it all the same.
    assert_eq!(
        verbs(&world.ask(VOICE, &question("HD_later")).await),
        ["say", "hangup"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_snapshot_that_cannot_be_read_keeps_no_gateway_from_starting() {
    let database = Database::file();
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let app = world.kill();
    let mut breaker = sqlx::SqliteConnection::connect(&database.url)
        .await
        .unwrap();
    let broken = "UPDATE snapshot SET body = x'ff00ff'";
    sqlx::raw_sql(broken).execute(&mut breaker).await.unwrap();
    let world = World::start_for(&database, app).await;
    let answer = world.ask(VOICE, &question("HD_blank")).await;
    assert_eq!(verbs(&answer), ["say", "hangup"]);
    let newer = snapshot(&json!({"at": now().plus_seconds(1)}));
    assert_eq!(world.push(&newer).await, 204);
    let answer = world.ask(VOICE, &question("HD_whole")).await;
    assert_eq!(rung(&answer).len(), 2);
}

#[test]
fn a_secret_in_the_wrong_place_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.toml");
    std::fs::write(&file, format!("\nsautikit_secrets = \"{SAUTIKIT}\"\n")).unwrap();
    let mut program = program("sqlite:nowhere.db", "127.0.0.1:1");
    let program = program.args(["--check-config", "--config"]).arg(&file);
    let checked = program
        .stderr(std::process::Stdio::piped())
        .output()
        .unwrap();
    assert!(!checked.status.success());
    let told = String::from_utf8(checked.stderr).unwrap();
    assert!(
        told.contains("line 2") && !told.contains(SAUTIKIT),
        "{told}"
    );
}

#[test]
fn settings_are_checked_without_starting() {
    let check = |listen: &str| {
        let mut program = program("sqlite:nowhere.db", listen);
        program
            .arg("--check-config")
            .stderr(std::process::Stdio::piped())
            .output()
            .unwrap()
    };
    let right = check("127.0.0.1:1");
    assert!(right.status.success());
    let wrong = check("localhost");
    assert!(!wrong.status.success());
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(
        told.contains("`listen` must be an address with a port"),
        "{told}"
    );
    assert!(!told.contains(SECRET));
}

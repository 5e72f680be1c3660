//! What the app tells.

use crate::world::*;
use serde_json::json;
use switchboard::pact::Letter;

const VOICE: &str = "/sautikit/voice";

pub(crate) async fn the_newest_snapshot_counts_and_outlives_the_gateway(database: Database) {
    let world = World::start(&database).await;
    let older = snapshot(&json!({"at": now().plus_seconds(-60)}));
    assert_eq!(world.push(&nobody()).await, 204);
    assert_eq!(world.push(&older).await, 409);
    assert_eq!(
        rung(&world.ask(VOICE, &question("HD_1111")).await),
        Vec::<String>::new()
    );
    let app = world.kill();
    let world = World::start_for(&database, app).await;
    let stale = snapshot(&json!({"at": now().plus_seconds(60)}));
    assert_eq!(world.push(&stale).await, 204);
    // Its acknowledgement was lost.
    assert_eq!(world.push(&stale).await, 204);
    assert_eq!(rung(&world.ask(VOICE, &question("HD_2222")).await).len(), 2);
    let app = world.kill();
    let world = World::start_for(&database, app).await;
    assert_eq!(rung(&world.ask(VOICE, &question("HD_3333")).await).len(), 2);
    let age = world.metric("gateway_snapshot_age_seconds").await;
    let age: i64 = age.parse().unwrap();
    assert!((-60..0).contains(&age), "{age}");
}

pub(crate) async fn a_snapshot_that_is_not_believed_is_refused(database: Database) {
    let world = World::start(&database).await;
    let mut told = snapshot(&json!({}));
    let without_address = told.to_string();
    told["app_url"] = json!("http://hooks.example.com/x");
    let without_safety = told.to_string();
    told["app_url"] = json!("https://hooks.example.com/x");
    let right = told.to_string();
    told["at"] = json!(now().plus_seconds(600));
    let ahead = told.to_string();
    let by = |key: &str, text: &str, late: i64| {
        let letter = Letter::write(text.to_owned(), &secret(key), now().plus_seconds(late));
        serde_json::to_value(letter).unwrap()
    };
    let mut changed = by(SECRET, &right, 0);
    changed["letter"] = json!(format!("{right} "));
    for (status, body) in [
        (400, json!({})),
        (401, json!({"letter": right, "signature": ""})),
        (401, by("foreign", &right, 0)),
        (401, by(SECRET, &right, -301)),
        (401, changed),
        (400, by(SECRET, "{}", 0)),
        (400, by(SECRET, &without_address, 0)),
        (400, by(SECRET, &without_safety, 0)),
        (400, by(SECRET, &ahead, 0)),
    ] {
        let answered = world.post_snapshot(body.to_string()).await;
        assert_eq!(answered, status, "{body}");
    }
    assert_eq!(world.metric("gateway_snapshot_age_seconds").await, "-1");
}

/// The phones that a new call rings, by the last digits.
async fn rings(world: &World, session: &str) -> Vec<String> {
    let rung = rung(&world.ask(VOICE, &question(session)).await);
    rung.iter().map(|phone| phone[12..].to_owned()).collect()
}

/// What the app tells when an agent says something.
fn said(agent: u64, state: &str, seconds: i64) -> String {
    let since = now().plus_seconds(seconds);
    let field = format!("a{agent}");
    json!({"at": now(), "presences": {field: {"state": state, "since": since}}}).to_string()
}

pub(crate) async fn of_each_agent_the_newest_word_counts_in_every_gateway(database: Database) {
    let one = World::start(&database).await;
    let other = World::start_for(&database, one.app.clone()).await;
    // It may come before everything else.
    assert_eq!(one.push_text(&said(1, "away", -5)).await, 204);
    one.push(&snapshot(&json!({}))).await;
    assert_eq!(rings(&one, "HD_1aaa").await, ["2"]);
    // Each gateway is told of another agent at the same moment.
    let (first, second) = (said(1, "available", -4), said(2, "available", -4));
    let told = tokio::join!(one.push_text(&first), other.push_text(&second));
    assert_eq!(told, (204, 204));
    // What is told late is no newer for it.
    assert_eq!(one.push_text(&said(2, "away", -9)).await, 204);
    tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
    assert_eq!(rings(&one, "HD_2aaa").await, ["1", "2"]);
    assert_eq!(rings(&other, "HD_2bbb").await, ["1", "2"]);
    assert_eq!(other.push_text(&said(2, "away", 0)).await, 204);
    assert_eq!(rings(&other, "HD_3bbb").await, ["1"]);
    // A snapshot that was made before knows it too, and so does a gateway that is started.
    let app = one.kill();
    let one = World::start_for(&database, app).await;
    one.push(&snapshot(&json!({}))).await;
    assert_eq!(rings(&one, "HD_3aaa").await, ["1"]);
}

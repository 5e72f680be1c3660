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
    let text = snapshot(&json!({})).to_string();
    let by = |key: &str, text: &str, late: i64| {
        let letter = Letter::write(text.to_owned(), &secret(key), now().plus_seconds(late));
        serde_json::to_value(letter).unwrap()
    };
    let mut changed = by(SECRET, &text, 0);
    changed["letter"] = json!(format!("{text} "));
    for (status, body) in [
        (400, json!({})),
        (401, json!({"letter": text, "signature": ""})),
        (401, by("foreign", &text, 0)),
        (401, by(SECRET, &text, -301)),
        (401, changed),
        (400, by(SECRET, "{}", 0)),
    ] {
        assert_eq!(world.post_snapshot(body.to_string()).await, status);
    }
    let ahead = snapshot(&json!({"at": now().plus_seconds(600)}));
    assert_eq!(world.push(&ahead).await, 400);
    assert_eq!(world.metric("gateway_snapshot_age_seconds").await, "-1");
}

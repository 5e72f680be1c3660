//! What Sautikit tells reaches the app.

use crate::world::*;
use serde_json::{Value, json};

fn kinds(told: &[Value]) -> Vec<(&str, u64)> {
    let told = told.iter();
    told.map(|one| {
        (
            one["body"]["kind"].as_str().unwrap(),
            one["status"].as_u64().unwrap(),
        )
    })
    .collect()
}

pub(crate) async fn an_event_reaches_the_app_signed_and_as_it_was(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let body = event("call.answered", "c-1");
    assert_eq!(world.tell(&body).await, 204);
    assert_eq!(world.app.told(1).await[0]["body"], body);
    // Of no use to anybody.
    assert_eq!(world.tell(&event("wallet.low_balance", "c-1")).await, 204);
    world.app.told(1).await;
}

pub(crate) async fn an_event_that_is_not_believed_goes_nowhere(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let body = event("call.answered", "c-1").to_string();
    let answer = world
        .http
        .post(world.url("/sautikit/events"))
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
    world.app.is_told_nothing().await;
}

pub(crate) async fn of_each_call_the_app_is_told_in_order_until_it_takes_it(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    *world.app.answers.lock().unwrap() = vec![500, 429];
    for kind in ["call.answered", "call.completed"] {
        assert_eq!(world.tell(&event(kind, "c-1")).await, 204);
    }
    let told = world.app.told(4).await;
    let expected = [
        ("call.answered", 429),
        ("call.answered", 500),
        ("call.answered", 200),
        ("call.completed", 200),
    ];
    assert_eq!(kinds(&told), expected);
    assert_eq!(world.metric("gateway_outbox_letters").await, "0");
}

pub(crate) async fn what_was_acknowledged_outlives_the_gateway(database: Database) {
    let app = App::start().await;
    *app.answers.lock().unwrap() = vec![500];
    let world = World::start_for(&database, app).await;
    assert_eq!(world.tell(&event("call.completed", "c-1")).await, 204);
    world.app.told(1).await;
    let app = world.kill();
    let world = World::start_for(&database, app).await;
    assert_eq!(
        kinds(&world.app.told(2).await),
        [("call.completed", 500), ("call.completed", 200)]
    );
}

pub(crate) async fn what_was_acknowledged_during_a_burst_outlives_the_gateway(database: Database) {
    let world = World::start(&database).await;
    let mut expected = Vec::new();
    for call in 0..40 {
        let bodies = (0..5).map(|part| event("call.completed", &format!("c-{call}-{part}")));
        let bodies: Vec<Value> = bodies.collect();
        let told = futures_util::future::join_all(bodies.iter().map(|body| world.tell(body))).await;
        let taken = bodies
            .into_iter()
            .zip(told)
            .filter(|(_, status)| *status == 204);
        expected.extend(taken.map(|(body, _)| body["event_id"].to_string()));
    }
    let world = World::start_for(&database, world.kill()).await;
    let began = std::time::Instant::now();
    while world.metric("gateway_outbox_letters").await != "0" {
        assert!(
            began.elapsed() < std::time::Duration::from_mins(1),
            "the outbox is emptied"
        );
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let told = world.app.all();
    let told: Vec<String> = told
        .iter()
        .map(|one| one["body"]["event_id"].to_string())
        .collect();
    assert_eq!(expected.len(), 200);
    for id in expected {
        assert!(told.contains(&id), "{id}");
    }
}

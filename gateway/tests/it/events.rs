//! What Sautikit tells reaches the app.

use std::time::{Duration, Instant};

use crate::world::*;
use futures_util::future::join_all;
use serde_json::{Value, json};
use switchboard::pact;
use switchboard::values::fingerprint;

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

pub(crate) async fn an_event_that_is_repeated_is_told_once(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let mut softphone = world.softphone(1, None).await;
    let body = event("call.answered", "c-1").to_string();
    let tell = async || {
        let request = world.http.post(world.url("/sautikit/events"));
        let signature = pact::sign(&body, &secret(SAUTIKIT), now());
        let request = request.header("X-Sautikit-Signature", signature);
        let request = request.header("X-Sautikit-Event-Id", "e-1");
        let answer = request.body(body.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 204);
    };
    tell().await;
    tell().await;
    world.app.told(1).await;
    assert_eq!(softphone.hear().await.unwrap().1["kind"], "answered");
    // Even once the app has taken it.
    world.is_settled().await;
    tell().await;
    softphone.is_silent().await;
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

pub(crate) async fn a_question_among_events_is_answered_even_without_a_snapshot(
    database: Database,
) {
    let world = World::start(&database).await;
    let asked = event("call.routing", "c-1");
    let answer = world.ask("/sautikit/events", &asked).await;
    assert_eq!(verbs(&answer), ["say", "hangup"]);
    world.push(&snapshot(&json!({}))).await;
    let told = world.app.told(1).await;
    assert_eq!(told[0]["body"]["kind"], "call.failed");
}

pub(crate) async fn a_call_without_a_usable_id_keeps_no_other_one_back(database: Database) {
    let world = World::start(&database).await;
    let noise: String = (0..300)
        .map(|at: i32| fingerprint(&[&at.to_string()]))
        .collect();
    for id in ["c-\0", &noise] {
        world.tell(&event("call.answered", id)).await;
    }
    assert_eq!(world.tell(&event("call.answered", "c-1")).await, 204);
    world.push(&snapshot(&json!({}))).await;
    let told = world.app.told(3).await;
    let mut told = told.iter();
    assert!(told.any(|one| one["body"]["data"]["call_id"] == "c-1"));
}

pub(crate) async fn a_letter_that_the_app_hangs_on_keeps_no_other_call_waiting(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    *world.app.hangs_on.lock().unwrap() = Some("c-bad".to_owned());
    assert_eq!(world.tell(&event("call.answered", "c-bad")).await, 204);
    // It is on its way.
    tokio::time::sleep(Duration::from_millis(500)).await;
    for call in 0..20 {
        let body = event("call.answered", &format!("c-{call}"));
        assert_eq!(world.tell(&body).await, 204);
    }
    let began = Instant::now();
    world.app.told(20).await;
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
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
    world.is_settled().await;
}

pub(crate) async fn what_was_acknowledged_outlives_the_gateway(database: Database) {
    let app = App::start().await;
    *app.answers.lock().unwrap() = vec![500];
    let world = World::start_for(&database, app).await;
    world.push(&snapshot(&json!({}))).await;
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
    world.push(&snapshot(&json!({}))).await;
    let told = (0..8).map(|caller| {
        let telling = world.teller();
        tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for call in 0.. {
                let body = event("call.completed", &format!("c-{caller}-{call}"));
                if telling.tell(&body).await != Some(204) {
                    break;
                }
                acknowledged.push(body["event_id"].clone());
            }
            acknowledged
        })
    });
    let told: Vec<_> = told.collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let app = world.kill();
    let acknowledged: Vec<Value> = join_all(told)
        .await
        .into_iter()
        .flat_map(Result::unwrap)
        .collect();
    assert!(!acknowledged.is_empty());
    let world = World::start_for(&database, app).await;
    world.is_settled().await;
    let told: Vec<Value> = world
        .app
        .all()
        .iter()
        .map(|one| one["body"]["event_id"].clone())
        .collect();
    for id in acknowledged {
        assert!(told.contains(&id), "{id}");
    }
}

//! What softphones hear.

use crate::world::*;
use serde_json::json;
use switchboard::pact::{self, Purpose};
use switchboard::values::AgentId;

const VOICE: &str = "/sautikit/voice";

/// A snapshot in which agent 1 alone takes calls.
fn one_agent() -> serde_json::Value {
    let mut snapshot = snapshot(&json!({}));
    snapshot["team"]["roster"] = json!({"agents": [1]});
    snapshot
}

fn told(session: &str, kind: &str) -> serde_json::Value {
    let mut told = event(kind, "c-1");
    told["data"]["session_id"] = json!(session);
    told
}

pub(crate) async fn a_softphone_hears_of_calls_that_ring_its_agent(database: Database) {
    let world = World::start(&database).await;
    world.push(&one_agent()).await;
    let mut mine = world.softphone(1, None).await;
    let mut another = world.softphone(2, None).await;
    world.ask(VOICE, &question("HD_ring")).await;
    let (_, ringing) = mine.hear().await.unwrap();
    assert_eq!(ringing["kind"], "ringing");
    assert_eq!(ringing["session"], "HD_ring");
    assert_eq!(ringing["customer"], CUSTOMER);
    assert_eq!(ringing["direction"], "inbound");
    for (kind, heard) in [("call.answered", "answered"), ("call.completed", "ended")] {
        world.tell(&told("HD_ring", kind)).await;
        assert_eq!(mine.hear().await.unwrap().1["kind"], heard);
    }
    another.is_silent().await;
}

pub(crate) async fn of_a_call_that_was_put_through_elsewhere_no_number_is_told(database: Database) {
    let world = World::start(&database).await;
    world.push(&snapshot(&json!({}))).await;
    let mut mine = world.softphone(1, None).await;
    let mut another = world.softphone(2, None).await;
    world.tell(&event("call.answered", "c-2")).await;
    for softphone in [&mut mine, &mut another] {
        let (_, heard) = softphone.hear().await.unwrap();
        assert_eq!(heard["call"], "c-2");
        assert_eq!(heard["customer"], json!(null));
    }
    // The agent's own phone is rung first, so the agent placed it.
    let mut placed = event("call.answered", "c-3");
    placed["data"] = json!({
        "call_id": "c-3", "direction": "outbound", "from": OURS, "to": "+254722000001",
        "client_request_id": "sb-click",
    });
    world.tell(&placed).await;
    let (_, heard) = mine.hear().await.unwrap();
    assert_eq!(heard["customer"], json!(null));
    another.is_silent().await;
}

pub(crate) async fn a_softphone_that_comes_back_hears_what_it_missed(database: Database) {
    let world = World::start(&database).await;
    world.push(&one_agent()).await;
    let mut softphone = world.softphone(1, None).await;
    world.ask(VOICE, &question("HD_back")).await;
    let (last, _) = softphone.hear().await.unwrap();
    drop(softphone);
    world.tell(&told("HD_back", "call.answered")).await;
    let app = world.kill();
    let world = World::start_for(&database, app).await;
    let mut softphone = world.softphone(1, Some(last)).await;
    assert_eq!(softphone.hear().await.unwrap().1["kind"], "answered");
    world.tell(&told("HD_back", "call.completed")).await;
    assert_eq!(softphone.hear().await.unwrap().1["kind"], "ended");
    // A number of another database counts as the newest.
    let mut softphone = world.softphone(1, Some(i64::MAX)).await;
    softphone.is_silent().await;
    world.tell(&event("call.answered", "c-3")).await;
    assert_eq!(softphone.hear().await.unwrap().1["call"], "c-3");
}

pub(crate) async fn a_stream_needs_a_fresh_pass_and_a_known_origin(database: Database) {
    let world = World::start(&database).await;
    let agent = AgentId(1);
    let old = pact::pass(
        Purpose::Stream,
        agent,
        &secret(SECRET),
        now().plus_seconds(-301),
    );
    let foreign = pact::pass(Purpose::Stream, agent, &secret("foreign"), now());
    let of_call = pact::pass(Purpose::Call("sb-1"), agent, &secret(SECRET), now());
    for pass in ["", "x", &old, &foreign, &of_call] {
        let opened = world
            .http
            .get(world.url("/events"))
            .bearer_auth(pass)
            .send()
            .await
            .unwrap();
        assert_eq!(opened.status(), 401, "{pass}");
    }
    for (origin, allowed) in [(ORIGIN, Some(ORIGIN)), ("https://evil.example", None)] {
        let asked = world
            .http
            .request(reqwest::Method::OPTIONS, world.url("/events"));
        let asked = asked
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "GET");
        let answer = asked
            .header("Access-Control-Request-Headers", "authorization")
            .send()
            .await
            .unwrap();
        let header = answer.headers().get("access-control-allow-origin");
        assert_eq!(header.map(|header| header.to_str().unwrap()), allowed);
    }
}

pub(crate) async fn gateways_with_one_database_share_events_and_answers(database: Database) {
    let one = World::start(&database).await;
    let other = World::start_for(&database, one.app.clone()).await;
    one.push(&one_agent()).await;
    let mut softphone = other.softphone(1, None).await;
    let answer = one.ask(VOICE, &question("HD_two")).await;
    assert_eq!(softphone.hear().await.unwrap().1["kind"], "ringing");
    // The other one gets the snapshot from the database within two seconds.
    tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
    assert_eq!(other.ask(VOICE, &question("HD_two")).await, answer);
    assert_eq!(one.app.told(1).await.len(), 1);
}

//! What happens between HappyTalk and the people: sessions, and what is posted of what they write.

use std::time::Duration;

use serde_json::json;
use simulators::happytalk::{Config, Dialect};

use crate::happytalk_sim::{Channel, JOAN, SENDER, V3, code, text};
use crate::http::{client, send};
use crate::receiver::Received;

#[tokio::test]
async fn a_session_is_open_for_thirty_days_after_the_last_message() {
    let channel = Channel::with(|_| {}).await;
    let mut serial = 0;
    let mut write = async || {
        serial += 1;
        code(
            &channel
                .write("/v1/chat/write", &serial.to_string(), text("hi"))
                .await,
        )
    };
    assert_eq!(write().await, -410);
    channel.sim.says(JOAN, "hi").await;
    let day = Duration::from_hours(24);
    channel.sim.advance(day * 29);
    channel.sim.says(JOAN, "still here").await;
    channel.sim.advance(day * 29);
    assert_eq!(write().await, 0);
    channel.sim.advance(day);
    assert_eq!(write().await, -410);
    channel.sim.says(JOAN, "back").await;
    assert_eq!(write().await, 0);
    assert!(channel.sim.leaves(JOAN));
    assert!(!channel.sim.leaves("nobody"));
    assert_eq!(write().await, -410);
}

#[tokio::test]
async fn the_business_ends_a_session_in_either_version() {
    let channel = Channel::met().await;
    let who = json!({"user_key": JOAN, "sender_key": SENDER});
    for (path, name) in [
        ("/v1/chat/end".to_owned(), "sessionId"),
        (format!("{V3}/chat/endWithBot"), "session_id"),
    ] {
        channel.sim.says(JOAN, "hi").await;
        let session = channel.receiver.received().pop().unwrap().json()["session_id"].clone();
        let ended = channel.post(&path, who.clone()).await.json();
        assert_eq!(ended, json!({"code": 0, name: session}));
        assert_eq!(code(&channel.post(&path, who.clone()).await), -410);
    }
    let event = json!({"user_key": JOAN, "sender_key": SENDER, "bot_event": "bye"});
    assert_eq!(
        code(&channel.post("/v1/chat/end", event.clone()).await),
        -400
    );
    channel.sim.says(JOAN, "hi").await;
    assert_eq!(
        code(&channel.post(&format!("{V3}/chat/endWithBot"), event).await),
        0
    );
}

#[tokio::test]
async fn a_message_is_posted_in_one_of_three_forms_without_a_signature() {
    let channel = Channel::with(|_| {}).await;
    let mut bodies = Vec::new();
    for dialect in [Dialect::V1, Dialect::Sample, Dialect::V3] {
        channel.sim.switch(|switches| switches.dialect = dialect);
        channel.sim.says(JOAN, "hi").await;
        channel
            .sim
            .sends(JOAN, "photo", "https://example.com/a.png")
            .await;
        bodies.extend(channel.receiver.received().into_iter().rev().take(2).rev());
    }
    let bodies = bodies.iter().map(Received::json).collect::<Vec<_>>();
    for body in &bodies {
        assert_eq!(
            (&body["user_key"], &body["sender_key"]),
            (&json!(JOAN), &json!(SENDER))
        );
        assert_eq!(body["session_id"], bodies[0]["session_id"]);
    }
    assert_eq!(
        (&bodies[0]["type"], &bodies[0]["content"]),
        (&json!("text"), &json!("hi"))
    );
    assert_eq!(bodies[1]["type"], "photo");
    assert_eq!(
        bodies[1]["content"],
        json!({"url": "https://example.com/a.png"})
    );
    assert_ne!(bodies[0]["serial_number"], bodies[1]["serial_number"]);
    assert_eq!(
        (&bodies[2]["message_type"], &bodies[2]["message"]),
        (&json!("TX"), &json!("hi"))
    );
    assert_eq!(bodies[3]["message_type"], "IM");
    assert_eq!(
        (&bodies[4]["type"], &bodies[4]["contents"]),
        (&json!("text"), &json!(["hi"]))
    );
    assert_eq!(bodies[4]["time"], 1_782_893_700_000_u64);
    assert!(bodies[4].get("serial_number").is_none());
    assert_eq!(
        bodies[5]["contents"],
        json!([{"url": "https://example.com/a.png"}])
    );
}

#[tokio::test]
async fn messages_may_come_twice_at_a_longer_address_or_nowhere() {
    let channel = Channel::with(|config| {
        config.switches.copies = 2;
        config.switches.sub_path = "/message".to_owned();
    })
    .await;
    channel.sim.says(JOAN, "hi").await;
    let received = channel.receiver.at("/hook/message");
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].text, received[1].text);
    channel.sim.opens(JOAN, "campaign").await;
    let meta = channel.receiver.received().pop().unwrap().json();
    assert_eq!(meta["reference"]["extra"], "campaign");
    assert_eq!(meta["last_reference"]["extra"], "campaign");
    channel.sim.switch(|switches| switches.webhook = None);
    assert!(channel.sim.says(JOAN, "hi").await.is_empty());
    let posted = channel.sim.deliveries();
    assert!(posted.iter().all(|delivery| delivery.headers.is_empty()));
}

#[tokio::test]
async fn chat_is_enabled_before_anybody_is_heard() {
    let channel = Channel::with(|config| config.switches.is_active = false).await;
    assert!(channel.sim.says(JOAN, "hi").await.is_empty());
    let path = "/v1/profile/chat/activate";
    assert_eq!(
        code(&channel.post(path, json!({"sender_key": "other"})).await),
        -501
    );
    assert_eq!(
        code(&channel.post(path, json!({"sender_key": SENDER})).await),
        200
    );
    assert_eq!(channel.sim.says(JOAN, "hi").await.len(), 1);
}

#[tokio::test]
async fn people_are_played_over_http_and_a_restart_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |config: &mut Config| config.state = Some(folder.path().to_owned());
    let channel = Channel::with(keep).await;
    let said = json!({"user_key": JOAN, "text": "hi"});
    assert_eq!(channel.control("say", said).await.json()[0]["status"], 200);
    let meta = json!({"user_key": JOAN, "extra": "x"});
    assert_eq!(channel.control("meta", meta).await.json()[0]["status"], 200);
    channel.write("/v1/chat/write", "1", text("hi")).await;
    let again = Channel::with(keep).await;
    assert_eq!(again.sim.inbox(JOAN), channel.sim.inbox(JOAN));
    assert_eq!(again.sim.transcript(), channel.sim.transcript());
    assert_eq!(
        code(&again.write("/v1/chat/write", "1", text("hi")).await),
        -409
    );
    let people = send(client().get(format!("{}/_sim/people", again.sim.base_url()))).await;
    assert_eq!(people.json()[0]["user_key"], JOAN);
    let leave = json!({"user_key": JOAN});
    assert_eq!(again.control("leave", leave).await.status, 204);
    assert_eq!(
        again
            .control("leave", json!({"user_key": "nobody"}))
            .await
            .status,
        404
    );
    assert_eq!(
        code(&again.write("/v1/chat/write", "2", text("hi")).await),
        -410
    );
}

//! Sending with Viber: each status, receipts, and what can be asked about people.

use std::time::Duration;

use serde_json::{Value, json};
use simulators::viber::{Config, Person};

use crate::viber_sim::{Bot, JOAN, PETER, check};

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

#[tokio::test]
async fn a_message_is_answered_with_an_exact_token_and_followed_by_its_receipts() {
    let bot = Bot::met().await;
    let reply = bot.send(text("Hello")).await;
    assert!(
        reply
            .text
            .contains(r#""message_token":5741311803571721089"#),
        "{reply:?}"
    );
    assert_eq!(reply.json()["billing_status"], 1);
    let inbox = bot.sim.inbox(JOAN);
    assert_eq!((inbox.len(), &inbox[0]["text"]), (1, &json!("Hello")));
    assert_eq!(bot.events()[3..], ["delivered", "seen"]);
    let seen = bot.receiver.last("seen");
    assert_eq!(seen["message_token"], reply.json()["message_token"]);
    assert_eq!(seen["user_id"], JOAN);
}

#[tokio::test]
async fn each_device_tells_that_it_got_the_message() {
    let bot = Bot::met().await;
    let mut joan = Person::new(JOAN, "Joan");
    joan.devices = 2;
    bot.sim.add(joan.clone());
    bot.sim.switch(|switches| switches.seen = false);
    bot.send(text("Hello")).await;
    assert_eq!(bot.events()[3..], ["delivered", "delivered"]);
    joan.devices = 0;
    bot.sim.add(joan);
    check(
        &bot.send(text("Hello")).await,
        11,
        "receiverNoSuitableDevice",
    );
}

#[tokio::test]
async fn an_accepted_message_may_fail_afterwards_under_the_same_token() {
    let bot = Bot::met().await;
    bot.sim
        .switch(|switches| switches.fails_later = Some("failure description".to_owned()));
    let reply = bot.send(text("Hello")).await.json();
    assert_eq!(reply["status"], 0);
    let failed = bot.receiver.last("failed");
    assert_eq!(failed["message_token"], reply["message_token"]);
    assert_eq!(failed["desc"], "failure description");
    assert_eq!(bot.events()[3..], ["failed"]);
}

#[tokio::test]
async fn only_people_who_wrote_or_subscribed_and_stayed_get_messages() {
    let bot = Bot::open().await;
    check(&bot.send(text("Hello")).await, 6, "receiverNotSubscribed");
    bot.sim.subscribe(JOAN).await.unwrap();
    check(&bot.send(text("Hello")).await, 0, "ok");
    bot.sim.unsubscribe(JOAN).await.unwrap();
    check(&bot.send(text("Hello")).await, 6, "receiverNotSubscribed");
    bot.sim.says(JOAN, "me again").await.unwrap();
    check(&bot.send(text("Hello")).await, 0, "ok");
    let mut nobody = text("Hello");
    nobody["receiver"] = json!("nobody");
    check(&bot.send(nobody).await, 5, "receiverNotRegistered");
    bot.sim.says(PETER, "hi").await.unwrap();
    assert_eq!(bot.sim.inbox(PETER), Vec::<Value>::new());
}

#[tokio::test]
async fn every_other_status_can_be_had() {
    let bot = Bot::met().await;
    for (status, name) in [
        (7, "publicAccountBlocked"),
        (8, "publicAccountNotFound"),
        (9, "publicAccountSuspended"),
        (14, "incompatibleWithVersion"),
        (15, "publicAccountNotAuthorized"),
        (16, "inchatReplyMessageNotAllowed"),
        (17, "publicAccountIsNotInline"),
        (18, "noPublicChat"),
        (19, "cannotSendBroadcast"),
        (20, "broadcastNotAllowed"),
        (21, "unsupportedCountry"),
        (22, "paymentUnsupported"),
        (23, "freeMessagesExceeded"),
        (24, "noBalance"),
        (99, "generalError"),
    ] {
        bot.sim
            .switch(|switches| switches.refuses_with = Some(status));
        check(&bot.send(text("Hello")).await, status.into(), name);
    }
}

#[tokio::test]
async fn the_hundred_and_first_message_without_a_reply_is_refused_for_an_hour() {
    let bot = Bot::bare(|_| {}).await;
    bot.listen(json!({"event_types": []})).await;
    bot.sim.says(JOAN, "hi").await.unwrap();
    let burst = vec![text("x"); 100];
    assert!(bot.statuses(&burst).await.iter().all(|status| *status == 0));
    let refused = bot.send(text("x")).await;
    check(&refused, 12, "Too many requests");
    assert!(refused.json()["message_token"].is_string());
    bot.sim.says(JOAN, "stop it").await.unwrap();
    assert_eq!(bot.statuses(&burst).await.last(), Some(&0));
    check(&bot.send(text("x")).await, 12, "Too many requests");
    bot.sim.advance(Duration::from_hours(1)).await;
    check(&bot.send(text("x")).await, 0, "ok");
}

#[tokio::test]
async fn a_person_is_asked_about_twice_in_twelve_hours() {
    let bot = Bot::met().await;
    let ask = async |id: &str| bot.post("get_user_details", json!({"id": id})).await;
    assert_eq!(ask(JOAN).await.json()["user"]["name"], "Joan Achieng");
    check(&ask(JOAN).await, 0, "ok");
    check(&ask(JOAN).await, 12, "tooManyRequests");
    bot.sim.advance(Duration::from_hours(12)).await;
    check(&ask(JOAN).await, 0, "ok");
    check(&ask(PETER).await, 6, "receiverNotSubscribed");
    check(&ask("nobody").await, 5, "receiverNotRegistered");
    let online = |count: usize| json!({"ids": vec![JOAN; count]});
    let reply = bot.post("get_online", online(100)).await.json();
    assert_eq!(
        reply["users"][99],
        json!({"id": JOAN, "online_status": 0, "online_status_message": "online"})
    );
    check(&bot.post("get_online", online(101)).await, 3, "badData");
    let info = bot.post("get_account_info", json!({})).await.json();
    assert_eq!(info["subscribers_count"], 1);
    assert_eq!(info["webhook"], json!(bot.sim.webhook()));
}

#[tokio::test]
async fn people_are_played_over_http_and_a_restart_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |config: &mut Config| config.state = Some(folder.path().to_owned());
    let bot = Bot::bare(keep).await;
    bot.listen(json!({})).await;
    let ann = json!({"id": "annannannannannannannQ==", "name": "Ann"});
    assert_eq!(bot.control("POST", "people", Some(ann)).await.status, 204);
    let id = json!({"id": "annannannannannannannQ=="});
    let say = json!({"id": "annannannannannannannQ==", "text": "hi"});
    let said = bot.control("POST", "say", Some(say)).await.json();
    assert_eq!(said[0]["status"], 200);
    for act in ["open", "unsubscribe", "subscribe"] {
        assert_eq!(bot.control("POST", act, Some(id.clone())).await.status, 200);
    }
    let nobody = json!({"id": "nobody", "text": "hi"});
    assert_eq!(bot.control("POST", "say", Some(nobody)).await.status, 404);
    let deliveries = bot.control("GET", "deliveries", None).await.json();
    assert_eq!(deliveries.as_array().unwrap().len(), 6);
    bot.receiver.refuse(&[500]);
    bot.sim.says(JOAN, "hi").await.unwrap();
    let people = bot.control("GET", "people", None).await.json();
    let again = Bot::bare(keep).await;
    assert_eq!(again.control("GET", "people", None).await.json(), people);
    assert_eq!(again.sim.webhook(), bot.sim.webhook());
    assert_eq!(again.sim.transcript(), bot.sim.transcript());
    let five = json!({"seconds": 300});
    again.control("POST", "advance", Some(five)).await;
    assert_eq!(again.sim.waiting(), 0);
    assert_eq!(bot.events().last().unwrap(), "message");
}

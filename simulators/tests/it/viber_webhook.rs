//! Viber's webhook: its check, which callbacks there are, their signature, and how they are tried again.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use simulators::Clock;
use simulators::viber::Signature;

use crate::http::send;
use crate::viber_sim::{Bot, JOAN, TOKEN, check};

fn signed(body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn an_address_is_asked_before_it_is_taken_with_time_and_token_swapped() {
    let bot = Bot::bare(|_| {}).await;
    let reply = bot.listen(json!({})).await.json();
    assert_eq!(
        (&reply["status"], &reply["status_message"]),
        (&json!(0), &json!("ok"))
    );
    assert_eq!(reply["event_types"].as_array().unwrap().len(), 7);
    let asked = &bot.receiver.received()[0];
    let body = asked.json();
    assert_eq!(body["event"], "webhook");
    assert_eq!(body["timestamp"], 5_741_311_803_571_721_087_u64);
    assert_eq!(body["message_token"], 1_782_893_700_000_u64);
    assert_eq!(
        asked.header("x-viber-content-signature"),
        signed(&asked.text)
    );
    assert!(bot.sim.webhook().unwrap().ends_with("/hook"));
}

#[tokio::test]
async fn an_address_that_does_not_answer_200_is_refused_and_the_old_one_stays() {
    let bot = Bot::open().await;
    let old = bot.sim.webhook();
    for status in [201, 204, 301, 404, 500] {
        bot.receiver.refuse(&[status]);
        check(&bot.listen(json!({})).await, 1, "invalidUrl");
    }
    for url in [
        "http://127.0.0.1:1/",
        "http://example.com/",
        "ftp://example.com",
        "x",
    ] {
        let reply = bot.post("set_webhook", json!({"url": url})).await;
        check(&reply, 1, "invalidUrl");
    }
    check(&bot.post("set_webhook", json!({})).await, 4, "missingData");
    for wrong in [
        json!({"event_types": ["read"]}),
        json!({"event_types": "seen"}),
        json!({"send_name": 1}),
        json!({"is_inline": true}),
    ] {
        check(&bot.listen(wrong).await, 3, "badData");
    }
    assert_eq!(bot.sim.webhook(), old);
}

#[tokio::test]
async fn a_webhook_that_is_removed_ends_the_chat() {
    let bot = Bot::met().await;
    let removed = bot.post("set_webhook", json!({"url": ""})).await;
    assert_eq!(removed.json(), json!({"status": 0, "status_message": "ok"}));
    let before = bot.events().len();
    assert!(bot.sim.says(JOAN, "anybody?").await.unwrap().is_empty());
    assert_eq!(bot.events().len(), before);
    let sent = bot.send(json!({"type": "text", "text": "hi"})).await;
    check(&sent, 10, "webhookNotSet");
    let info = bot.post("get_account_info", json!({})).await.json();
    assert_eq!(info["webhook"], "");
}

#[tokio::test]
async fn the_mandatory_callbacks_come_whatever_was_asked_for() {
    for (asked, expected) in [
        (
            json!([]),
            vec!["webhook", "message", "unsubscribed", "subscribed"],
        ),
        (
            json!(["failed", "conversation_started"]),
            vec![
                "webhook",
                "conversation_started",
                "message",
                "unsubscribed",
                "subscribed",
            ],
        ),
        (
            json!(["delivered", "message"]),
            vec![
                "webhook",
                "message",
                "delivered",
                "unsubscribed",
                "subscribed",
            ],
        ),
    ] {
        let bot = Bot::bare(|_| {}).await;
        bot.listen(json!({"event_types": asked})).await;
        bot.sim.opens(JOAN, None).await.unwrap();
        bot.sim.says(JOAN, "hi").await.unwrap();
        bot.sim.unsubscribe(JOAN).await.unwrap();
        bot.sim.subscribe(JOAN).await.unwrap();
        assert_eq!(bot.events(), expected, "{asked}");
    }
}

#[tokio::test]
async fn a_message_says_who_wrote_it_and_has_a_token_that_javascript_rounds() {
    let bot = Bot::met().await;
    let received = bot.receiver.received();
    let message = &received[1];
    assert!(
        message
            .text
            .starts_with(r#"{"event":"message","timestamp":1782893700000,"#)
    );
    assert!(
        message
            .text
            .contains(r#""message_token":5741311803571721088,"#)
    );
    let body = message.json();
    assert_eq!(body["sender"]["id"], JOAN);
    assert_eq!(body["sender"]["name"], "Joan Achieng");
    assert_eq!(body["message"], json!({"text": "Jambo", "type": "text"}));
    assert_eq!(body["silent"], false);
    // The bot is told that it got the message.
    let delivered = received[2].json();
    assert_eq!(
        (&delivered["event"], &delivered["user_id"]),
        (&json!("delivered"), &json!(JOAN))
    );
    assert_eq!(delivered["message_token"], body["message_token"]);
}

#[tokio::test]
async fn names_and_pictures_are_told_only_when_they_were_asked_for() {
    let bot = Bot::bare(|_| {}).await;
    bot.listen(json!({})).await;
    bot.sim.says(JOAN, "hi").await.unwrap();
    let sender = bot.receiver.last("message")["sender"].clone();
    assert!(sender.get("name").is_none() && sender.get("avatar").is_none());
    bot.listen(json!({"send_name": true, "send_photo": true}))
        .await;
    let mut joan = simulators::viber::Person::new(JOAN, "Joan Achieng");
    joan.is_anonymous = true;
    bot.sim.add(joan);
    bot.sim.says(JOAN, "hi").await.unwrap();
    let sender = bot.receiver.last("message")["sender"].clone();
    assert_ne!(sender["name"], "Joan Achieng");
    assert!(sender.get("avatar").is_none());
}

#[tokio::test]
async fn opening_the_bot_subscribes_nobody_and_shows_a_welcome_from_the_answer() {
    let bot = Bot::open().await;
    bot.sim.opens(JOAN, Some("from-the-shop")).await.unwrap();
    let started = bot.receiver.last("conversation_started");
    assert_eq!(started["type"], "open");
    assert_eq!(started["context"], "from-the-shop");
    assert_eq!(started["subscribed"], false);
    assert_eq!(started["user"]["id"], JOAN);
    assert!(bot.sim.inbox(JOAN).is_empty());
    let sent = bot.send(json!({"type": "text", "text": "hi"})).await;
    check(&sent, 6, "receiverNotSubscribed");
    assert!(bot.sim.opens("nobody", None).await.is_none());
}

#[tokio::test]
async fn a_signature_stands_in_header_and_address_and_can_be_wrong_or_missing() {
    let bot = Bot::open().await;
    bot.sim.says(JOAN, "héllo").await.unwrap();
    let received = bot.receiver.received();
    let message = &received[1];
    let right = signed(&message.text);
    assert_eq!(message.header("x-viber-content-signature"), right);
    assert_eq!(message.target, format!("/hook?sig={right}"));
    for signature in [Signature::OtherToken, Signature::OtherBody, Signature::None] {
        bot.sim.switch(|switches| {
            switches.signature = signature;
            switches.sig_in_query = false;
        });
        bot.sim.says(JOAN, "hi").await.unwrap();
        let received = bot.receiver.received();
        let message = received.iter().rfind(|it| it.event() == "message").unwrap();
        let shown = message.header("x-viber-content-signature");
        assert_ne!(shown, signed(&message.text));
        assert_eq!(shown.is_empty(), signature == Signature::None);
        assert_eq!(message.target, "/hook");
    }
}

#[tokio::test]
async fn letters_beyond_ascii_may_come_escaped_and_the_signature_covers_that() {
    let bot = Bot::open().await;
    bot.sim.switch(|switches| {
        switches.escapes = true;
        switches.chat_hostname = false;
    });
    bot.sim.says(JOAN, "é😀").await.unwrap();
    let received = bot.receiver.received();
    assert!(received[1].text.contains(r"\u00e9\ud83d\ude00"));
    assert_eq!(
        received[1].header("x-viber-content-signature"),
        signed(&received[1].text)
    );
    assert_eq!(received[1].json()["message"]["text"], "é😀");
    assert!(received[1].json().get("chat_hostname").is_none());
}

#[tokio::test]
async fn a_callback_is_tried_again_for_an_hour_until_it_is_answered_with_200() {
    let bot = Bot::bare(|_| {}).await;
    bot.listen(json!({"event_types": []})).await;
    bot.receiver.refuse(&[500, 204]);
    bot.sim.says(JOAN, "hi").await.unwrap();
    assert_eq!(bot.sim.waiting(), 1);
    for _ in 0..2 {
        bot.sim.advance(Duration::from_mins(5)).await;
    }
    assert_eq!(bot.sim.waiting(), 0);
    let bodies = bot.receiver.received();
    let bodies = bodies[1..].iter().map(|it| &it.text).collect::<Vec<_>>();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|it| *it == bodies[0]));
    bot.receiver.refuse(&[500; 100]);
    bot.sim.says(JOAN, "lost").await.unwrap();
    for _ in 0..20 {
        bot.sim.advance(Duration::from_mins(5)).await;
    }
    assert_eq!(
        (bot.sim.waiting(), bot.receiver.received().len()),
        (0, 4 + 13)
    );
    bot.sim.switch(|switches| switches.retries = false);
    bot.sim.says(JOAN, "lost").await.unwrap();
    assert_eq!(bot.sim.waiting(), 0);
}

#[tokio::test]
async fn a_clock_that_runs_by_itself_needs_nobody_to_post_what_is_due() {
    let clock = Clock::system();
    let bot = Bot::bare(|config| config.clock = clock.clone()).await;
    bot.listen(json!({"event_types": []})).await;
    bot.receiver.refuse(&[500]);
    bot.sim.says(JOAN, "hi").await.unwrap();
    clock.advance(Duration::from_mins(5));
    while bot.receiver.received().len() < 3 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(bot.sim.waiting(), 0);
}

#[tokio::test]
async fn callbacks_may_come_twice_and_messages_of_any_type_are_told() {
    let bot = Bot::bare(|_| {}).await;
    bot.listen(json!({"event_types": []})).await;
    bot.sim.switch(|switches| switches.copies = 2);
    let messages = [
        json!({"type": "picture", "media": "https://dl.viber.com/1", "thumbnail": "https://dl.viber.com/2"}),
        json!({"type": "location", "location": {"lat": -1.28, "lon": 36.8}}),
        json!({"type": "contact", "contact": {"name": "Ann", "phone_number": "+254700000009"}}),
        json!({"type": "sticker", "sticker_id": 46105}),
        json!({"type": "hologram"}),
    ];
    for message in &messages {
        let sent = bot.sim.sends(JOAN, message.clone()).await.unwrap();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].body, sent[1].body);
        assert_eq!(
            serde_json::from_str::<Value>(&sent[0].body).unwrap()["message"],
            *message
        );
    }
    bot.sim.switch(|switches| switches.copies_at_once = true);
    bot.receiver.wait_for(2);
    assert_eq!(bot.sim.says(JOAN, "together").await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_token_in_header_or_body_is_needed_and_shown_nowhere() {
    let bot = Bot::bare(|_| {}).await;
    let info = async |body: Value, header: Option<&str>| {
        let request = bot.request("POST", "get_account_info").json(&body);
        send(match header {
            Some(token) => request.header("x-viber-auth-token", token),
            None => request,
        })
        .await
    };
    check(&info(json!({}), None).await, 2, "missing_auth_token");
    check(&info(json!({}), Some("other")).await, 2, "invalidAuthToken");
    check(
        &info(json!({"auth_token": "other"}), None).await,
        2,
        "invalidAuthToken",
    );
    check(&info(json!({"auth_token": TOKEN}), None).await, 0, "ok");
    let get = bot
        .request("GET", "get_account_info")
        .header("x-viber-auth-token", TOKEN);
    let get = send(get).await.json();
    assert_eq!(
        (&get["status"], &get["name"]),
        (&json!(0), &json!("Demo shop"))
    );
    let shown = serde_json::to_string(&bot.sim.requests()).unwrap();
    assert!(!shown.contains(TOKEN));
    assert!(shown.contains("present, right"));
}

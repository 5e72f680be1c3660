//! Telegram's webhook: what it takes, what updates say, and how they are tried again.

use std::time::Duration;

use serde_json::{Value, json};
use simulators::telegram::{Attachment, Config, Secret, Words};

use crate::http::send;
use crate::receiver::Received;
use crate::telegram_sim::{Bot, JOAN, PETER, TOKEN, check};

#[tokio::test]
async fn a_webhook_is_set_looked_at_and_removed() {
    let bot = Bot::bare(|_| {}).await;
    let more = json!({"secret_token": "s", "allowed_updates": ["message"], "max_connections": 1,
        "ip_address": "203.0.113.7"});
    let set = bot.listen(more.clone()).await.json();
    assert_eq!(
        set,
        json!({"ok": true, "result": true, "description": "Webhook was set"})
    );
    assert_eq!(
        bot.listen(more).await.json()["description"],
        "Webhook is already set"
    );
    let info = bot.post("getWebhookInfo", json!({})).await.json()["result"].clone();
    assert_eq!(info["url"], json!(bot.sim.webhook()));
    assert_eq!(info["pending_update_count"], 0);
    assert_eq!(info["max_connections"], 1);
    assert_eq!(info["ip_address"], "203.0.113.7");
    assert_eq!(info["allowed_updates"], json!(["message"]));
    assert!(!info.to_string().contains("secret"));
    let deleted = bot.post("deleteWebhook", json!({})).await.json();
    assert_eq!(deleted["description"], "Webhook was deleted");
    let deleted = bot.post("deleteWebhook", json!({})).await.json();
    assert_eq!(deleted["description"], "Webhook is already deleted");
    let info = bot.post("getWebhookInfo", json!({})).await.json();
    assert_eq!(info["result"]["url"], "");
    bot.listen(json!({})).await;
    let removed = bot.post("setWebhook", json!({"url": ""})).await.json();
    assert_eq!(removed["description"], "Webhook was deleted");
}

#[tokio::test]
async fn what_a_webhook_cannot_be_is_refused() {
    let bot = Bot::bare(|_| {}).await;
    for (wrong, why) in [
        (json!({"url": "http://example.com/"}), "HTTPS"),
        (json!({"url": "https://example.com:444/"}), "ports"),
        (json!({"url": "example"}), "invalid webhook URL"),
        (json!({"secret_token": ""}), "1-256"),
        (json!({"secret_token": "s".repeat(257)}), "1-256"),
        (json!({"secret_token": "a.b"}), "unallowed"),
        (json!({"max_connections": 0}), "max_connections"),
        (json!({"max_connections": 101}), "max_connections"),
        (json!({"allowed_updates": ["messages"]}), "allowed_updates"),
        (json!({"allowed_updates": "message"}), "allowed_updates"),
        (json!({"ip_address": "example.com"}), "IP address"),
        (
            json!({"drop_pending_updates": "perhaps"}),
            "drop_pending_updates",
        ),
        (json!({"secret": "s"}), "secret"),
    ] {
        check(&bot.listen(wrong).await, 400, why);
    }
    for url in [
        "https://example.com/",
        "https://example.com:8443/",
        "https://example.com:88/",
    ] {
        let right = bot
            .listen(json!({"url": url, "secret_token": "s".repeat(256)}))
            .await;
        assert_eq!(right.status, 200);
    }
}

#[tokio::test]
async fn an_update_has_a_message_and_the_secret_of_the_webhook() {
    let bot = Bot::open().await;
    bot.says("Jambo").await;
    let update = &bot.receiver.received()[0];
    assert_eq!(update.target, "/hook");
    assert_eq!(update.header("x-telegram-bot-api-secret-token"), "s3cret_-");
    let joan = json!({"id": JOAN, "is_bot": false, "first_name": "Joan", "language_code": "en"});
    let chat = json!({"id": JOAN, "type": "private", "first_name": "Joan"});
    let message = json!({"message_id": 1, "from": joan, "chat": chat, "date": 1_782_893_700, "text": "Jambo"});
    assert_eq!(
        update.json(),
        json!({"update_id": 872_344_001, "message": message})
    );
    let edited = Words {
        edited: true,
        ..Words::new(JOAN, "Habari")
    };
    bot.sim.says(edited).await.unwrap();
    let update = bot.receiver.received()[1].json();
    assert_eq!(update["update_id"], 872_344_002);
    assert_eq!(update["edited_message"]["text"], "Habari");
    assert!(bot.sim.says(Words::new(1, "hi")).await.is_none());
}

#[tokio::test]
async fn a_secret_may_be_missing_or_wrong() {
    let bot = Bot::open().await;
    for (secret, shown) in [
        (Secret::Right, "s3cret_-"),
        (Secret::None, ""),
        (Secret::Other, "another-secret-token"),
    ] {
        bot.sim.switch(|switches| switches.secret = secret);
        bot.says("hi").await;
        let last = bot.receiver.received().pop().unwrap();
        assert_eq!(last.header("x-telegram-bot-api-secret-token"), shown);
    }
    bot.listen(json!({})).await;
    bot.sim.switch(|switches| switches.secret = Secret::Right);
    bot.says("hi").await;
    let last = bot.receiver.received().pop().unwrap();
    assert_eq!(last.header("x-telegram-bot-api-secret-token"), "");
}

#[tokio::test]
async fn attachments_are_files_that_can_be_got_and_downloaded() {
    let bot = Bot::open().await;
    let attachment = |kind: &str| Attachment {
        kind: kind.to_owned(),
        name: Some("a.bin".to_owned()),
        mime_type: Some("application/pdf".to_owned()),
        content: "content".to_owned(),
    };
    for kind in ["photo", "document", "video", "voice", "sticker"] {
        let words = Words {
            attachment: Some(attachment(kind)),
            ..Words::new(JOAN, "look")
        };
        bot.sim.says(words).await.unwrap();
        let message = bot.receiver.received().pop().unwrap().json()["message"].clone();
        assert_eq!(message["caption"], "look");
        assert!(message.get("text").is_none());
        let file = if kind == "photo" {
            assert_eq!(message[kind].as_array().unwrap().len(), 3);
            message[kind][2].clone()
        } else {
            assert_eq!(message[kind]["mime_type"], "application/pdf");
            message[kind].clone()
        };
        assert_eq!(file["file_size"], 7);
        let got = bot
            .post("getFile", json!({"file_id": file["file_id"]}))
            .await
            .json();
        let path = got["result"]["file_path"].as_str().unwrap();
        let file = bot.request("GET", &format!("/file/bot{TOKEN}/{path}"));
        assert_eq!(send(file).await.text, "content");
    }
    check(
        &bot.post("getFile", json!({"file_id": "x"})).await,
        400,
        "file_id",
    );
    let missing = bot.request("GET", &format!("/file/bot{TOKEN}/photos/none"));
    check(&send(missing).await, 404, "Not Found");
    let other = bot.request("GET", "/file/bot1:x/photos/none");
    check(&send(other).await, 401, "Unauthorized");
}

#[tokio::test]
async fn locations_contacts_groups_and_other_updates_are_told() {
    let bot = Bot::open().await;
    let fields = |value: Value| Words {
        id: PETER,
        fields: serde_json::from_value(value).unwrap(),
        ..Words::default()
    };
    let location = json!({"location": {"latitude": -1.28, "longitude": 36.8}});
    bot.sim.says(fields(location)).await.unwrap();
    let contact = json!({"contact": {"phone_number": "+254700000009", "first_name": "Ann"}});
    bot.sim.says(fields(contact)).await.unwrap();
    let group =
        json!({"text": "all", "chat": {"id": -1_001_234_567_890_i64, "type": "supergroup"}});
    bot.sim.says(fields(group)).await.unwrap();
    bot.sim.blocks(PETER, true).await.unwrap();
    bot.sim
        .tell("callback_query", json!({"id": "1", "data": "y"}))
        .await;
    let updates = bot.receiver.received();
    let updates = updates.iter().map(Received::json).collect::<Vec<_>>();
    assert_eq!(updates[0]["message"]["location"]["latitude"], -1.28);
    assert_eq!(updates[0]["message"]["from"]["id"], PETER);
    assert_eq!(updates[1]["message"]["contact"]["first_name"], "Ann");
    assert_eq!(updates[2]["message"]["chat"]["type"], "supergroup");
    assert_eq!(
        updates[3]["my_chat_member"]["new_chat_member"]["status"],
        "kicked"
    );
    assert_eq!(updates[4]["callback_query"]["data"], "y");
}

#[tokio::test]
async fn only_updates_that_were_asked_for_are_told_and_what_was_asked_for_stays() {
    let bot = Bot::open().await;
    bot.sim.tell("chat_member", json!({})).await;
    assert!(bot.receiver.received().is_empty());
    bot.listen(json!({"allowed_updates": ["message"]})).await;
    bot.sim.blocks(JOAN, true).await.unwrap();
    bot.listen(json!({})).await;
    bot.sim.blocks(JOAN, false).await.unwrap();
    assert!(bot.receiver.received().is_empty());
    bot.listen(json!({"allowed_updates": []})).await;
    bot.sim.blocks(JOAN, true).await.unwrap();
    assert_eq!(bot.receiver.received().len(), 1);
}

#[tokio::test]
async fn an_update_is_tried_again_until_a_2xx_and_for_a_day_at_most() {
    let bot = Bot::open().await;
    bot.receiver.refuse(&[500, 302, 204]);
    bot.says("hi").await;
    let info = bot.post("getWebhookInfo", json!({})).await.json()["result"].clone();
    assert_eq!(info["pending_update_count"], 1);
    assert!(info["last_error_message"].as_str().unwrap().contains("500"));
    assert_eq!(info["last_error_date"], 1_782_893_700);
    for _ in 0..2 {
        bot.sim.advance(Duration::from_mins(1)).await;
    }
    assert_eq!((bot.sim.waiting(), bot.receiver.received().len()), (0, 3));
    bot.receiver.refuse(&[500]);
    bot.says("lost").await;
    bot.sim.advance(Duration::from_hours(25)).await;
    assert_eq!((bot.sim.waiting(), bot.receiver.received().len()), (0, 4));
    bot.sim.switch(|switches| switches.retries = false);
    bot.receiver.refuse(&[500]);
    bot.says("lost").await;
    assert_eq!(bot.sim.waiting(), 0);
}

#[tokio::test]
async fn updates_wait_for_a_webhook_unless_they_are_dropped() {
    let bot = Bot::bare(|_| {}).await;
    bot.says("early").await;
    assert_eq!(bot.sim.waiting(), 1);
    bot.listen(json!({})).await;
    assert_eq!(
        bot.receiver.received()[0].json()["message"]["text"],
        "early"
    );
    bot.post("deleteWebhook", json!({})).await;
    bot.says("dropped").await;
    bot.listen(json!({"drop_pending_updates": true})).await;
    assert_eq!((bot.sim.waiting(), bot.receiver.received().len()), (0, 1));
    bot.post("deleteWebhook", json!({})).await;
    bot.says("dropped").await;
    bot.post("deleteWebhook", json!({"drop_pending_updates": true}))
        .await;
    assert_eq!(bot.sim.waiting(), 0);
}

#[tokio::test]
async fn an_update_may_come_twice() {
    let bot = Bot::open().await;
    bot.sim.switch(|switches| switches.copies = 2);
    bot.says("hi").await;
    let received = bot.receiver.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].text, received[1].text);
    bot.sim.switch(|switches| switches.copies_at_once = true);
    bot.receiver.wait_for(2);
    bot.says("together").await;
    assert_eq!(bot.receiver.received().len(), 4);
}

#[tokio::test]
async fn people_are_played_over_http_and_a_restart_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |config: &mut Config| config.state = Some(folder.path().to_owned());
    let bot = Bot::bare(keep).await;
    bot.listen(json!({})).await;
    let ann = json!({"id": 7, "first_name": "Ann"});
    assert_eq!(bot.control("POST", "people", Some(ann)).await.status, 204);
    let photo = json!({"id": 7, "text": "hi", "attachment": {"kind": "photo"}});
    let said = bot.control("POST", "say", Some(photo)).await.json();
    assert_eq!(said[0]["status"], 200);
    assert_eq!(
        bot.control("POST", "block", Some(json!({"id": 7})))
            .await
            .status,
        200
    );
    assert_eq!(
        bot.control("POST", "block", Some(json!({"id": 8})))
            .await
            .status,
        404
    );
    let poll = json!({"kind": "poll", "what": {"id": "1"}});
    assert_eq!(bot.control("POST", "update", Some(poll)).await.status, 200);
    let deliveries = bot.control("GET", "deliveries", None).await.json();
    assert_eq!(deliveries.as_array().unwrap().len(), 3);
    bot.receiver.refuse(&[500]);
    bot.says("hi").await;
    let people = bot.control("GET", "people", None).await.json();
    assert_eq!(people[2]["is_blocked"], true);
    let again = Bot::bare(keep).await;
    assert_eq!(again.control("GET", "people", None).await.json(), people);
    assert_eq!(again.sim.transcript(), bot.sim.transcript());
    let minute = json!({"seconds": 60});
    again.control("POST", "advance", Some(minute)).await;
    assert_eq!(again.sim.waiting(), 0);
    assert_eq!(bot.receiver.received().len(), 5);
}

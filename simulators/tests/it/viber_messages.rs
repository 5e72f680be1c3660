//! Sending with Viber: each status, each limit, receipts, and what can be asked about people.

use std::time::Duration;

use serde_json::{Value, json};
use simulators::viber::{Config, Person};

use crate::http::send;
use crate::viber_sim::{Bot, JOAN, PETER, TOKEN, check};

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
async fn senders_tracking_data_and_versions_have_limits() {
    let bot = Bot::met().await;
    let with = |name: &str, value: Value| {
        let mut message = text("Hello");
        message[name] = value;
        message
    };
    let messages = [
        with("sender", json!({"name": "n".repeat(28)})),
        with("sender", json!({"name": "n".repeat(29)})),
        with("sender", json!({"name": ""})),
        with("sender", json!({})),
        with("sender", json!("Shop")),
        with("tracking_data", json!("t".repeat(4_000))),
        with("tracking_data", json!("t".repeat(4_001))),
        with("min_api_version", json!(10)),
        with("min_api_version", json!(11)),
        with("min_api_version", json!("7")),
        with("receiver", json!("")),
        with("silent", json!(true)),
        with("type", json!("hologram")),
    ];
    let expected = [0, 3, 4, 4, 3, 0, 3, 0, 13, 3, 4, 3, 3];
    assert_eq!(bot.statuses(&messages).await, expected);
    let lacking = bot
        .post("send_message", json!({"receiver": JOAN, "type": "text"}))
        .await;
    check(&lacking, 4, "missingData");
    check(
        &bot.post("send_message", json!({"receiver": JOAN})).await,
        4,
        "missingData",
    );
}

#[tokio::test]
async fn every_type_of_message_has_its_fields_and_limits() {
    let bot = Bot::met().await;
    let url = |end: &str| format!("https://example.com/{end}");
    let picture = |end: &str, text: usize| json!({"type": "picture", "media": url(end), "text": "t".repeat(text)});
    let video = |end: &str, size: u64| json!({"type": "video", "media": url(end), "size": size});
    let file = |name: &str, size: u64| json!({"type": "file", "media": url("a.pdf"), "size": size, "file_name": name});
    let contact = |name: usize, phone: usize| {
        let contact = json!({"name": "n".repeat(name), "phone_number": "1".repeat(phone)});
        json!({"type": "contact", "contact": contact})
    };
    let long_name = |count: usize| format!("{}.pdf", "n".repeat(count - 4));
    for (message, status) in [
        (text(&"é".repeat(7_000)), 0),
        (text(&"é".repeat(7_001)), 3),
        (text(""), 4),
        (json!({"type": "text"}), 4),
        (picture("a.png", 768), 0),
        (picture("a.png", 769), 3),
        (picture("a.jpeg?width=5", 0), 0),
        (picture("a.gif", 0), 0),
        (picture("a.jpg", 0), 0),
        (picture("a.webp", 0), 3),
        (picture("a", 0), 3),
        (picture("a?name=a.png", 0), 3),
        (json!({"type": "picture", "media": url("a.png")}), 4),
        (json!({"type": "picture", "text": ""}), 4),
        (video("a.mp4", 27_262_976), 0),
        (video("a.mp4", 27_262_977), 3),
        (video("a.mov", 1), 3),
        (json!({"type": "video", "media": url("a.mp4")}), 4),
        (
            json!({"type": "video", "media": url("a.mp4"), "size": 1, "duration": 180}),
            0,
        ),
        (
            json!({"type": "video", "media": url("a.mp4"), "size": 1, "duration": 181}),
            3,
        ),
        (file("a.pdf", 52_428_800), 0),
        (file("a.pdf", 52_428_801), 3),
        (file("a", 1), 3),
        (file("a.exe", 1), 3),
        (file("a.APK", 1), 3),
        (file(&long_name(256), 1), 0),
        (file(&long_name(257), 1), 3),
        (
            json!({"type": "file", "media": url("a.pdf"), "file_name": "a.pdf"}),
            4,
        ),
        (json!({"type": "file", "media": url("a.pdf"), "size": 1}), 4),
        (
            json!({"type": "file", "media": url("a"), "size": 1, "file_name": "a.pdf"}),
            3,
        ),
        (contact(28, 18), 0),
        (contact(29, 1), 3),
        (contact(1, 19), 3),
        (contact(1, 0), 4),
        (
            json!({"type": "location", "location": {"lat": -1.28, "lon": 36.8}}),
            0,
        ),
        (
            json!({"type": "location", "location": {"lat": 91, "lon": 0}}),
            3,
        ),
        (json!({"type": "location", "location": {"lat": 1}}), 4),
        (json!({"type": "url", "media": url(&"u".repeat(1_980))}), 0),
        (json!({"type": "url", "media": url(&"u".repeat(1_981))}), 3),
        (json!({"type": "sticker", "sticker_id": "46105"}), 0),
        (json!({"type": "sticker", "sticker_id": 46105}), 3),
        (json!({"type": "sticker"}), 4),
    ] {
        let reply = bot.send(message.clone()).await;
        assert_eq!(reply.json()["status"], status, "{message} {reply:?}");
    }
    bot.sim.switch(|switches| {
        switches.picture_text = 512;
        switches.takes_jpg = false;
    });
    let messages = [
        picture("a.png", 512),
        picture("a.png", 513),
        picture("a.jpg", 0),
    ];
    assert_eq!(bot.statuses(&messages).await, [0, 3, 3]);
}

#[tokio::test]
async fn keyboards_and_cards_have_their_grids() {
    let bot = Bot::met().await;
    let button = json!({"ActionType": "reply", "ActionBody": "y", "Text": "Yes", "Columns": 6});
    let keyboard = |buttons: Value| {
        let mut message = text("Sure?");
        message["keyboard"] =
            json!({"Type": "keyboard", "DefaultHeight": false, "Buttons": buttons});
        message
    };
    let cards = |columns: u64, rows: u64, count: usize| {
        let button = json!({"ActionBody": "y", "Columns": columns, "Rows": rows});
        let cards = json!({"Type": "rich_media", "ButtonsGroupColumns": columns,
            "ButtonsGroupRows": rows, "Buttons": vec![button; count]});
        json!({"type": "rich_media", "rich_media": cards, "alt_text": "x"})
    };
    let changed = |name: &str, value: Value| {
        let mut changed = button.clone();
        changed[name] = value;
        keyboard(json!([changed]))
    };
    let messages = [
        keyboard(json!([button])),
        keyboard(json!([])),
        changed("Columns", json!(7)),
        changed("Columns", json!(0)),
        changed("Rows", json!(3)),
        changed("TextSize", json!("huge")),
        changed("ActionType", json!("call")),
        keyboard(json!([{"ActionType": "none"}])),
        keyboard(json!([{"ActionType": "reply"}])),
        cards(6, 7, 6),
        cards(6, 7, 7),
        cards(7, 7, 1),
        cards(6, 8, 1),
    ];
    let expected = [0, 4, 3, 3, 3, 3, 3, 0, 4, 0, 3, 3, 3];
    assert_eq!(bot.statuses(&messages).await, expected);
}

#[tokio::test]
async fn a_request_has_thirty_kilobytes_at_most_and_is_a_json_object() {
    let bot = Bot::met().await;
    let sized = |count: usize| json!({"ids": [], "auth_token": "x".repeat(count)});
    let empty = sized(0).to_string().len();
    let most = 30 * 1024 - empty;
    check(&bot.post("get_online", sized(most)).await, 0, "ok");
    check(&bot.post("get_online", sized(most + 1)).await, 3, "badData");
    for body in ["[]", "{", "text"] {
        let request = bot.request("POST", "send_message").body(body);
        check(
            &send(request.header("x-viber-auth-token", TOKEN)).await,
            3,
            "badData",
        );
    }
    let unknown = bot
        .request("POST", "send_messages")
        .header("x-viber-auth-token", TOKEN);
    assert_eq!(send(unknown.json(&json!({}))).await.status, 404);
    let elsewhere = bot
        .request("POST", "get_online")
        .header("host", "example.com");
    assert_eq!(send(elsewhere).await.status, 404);
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

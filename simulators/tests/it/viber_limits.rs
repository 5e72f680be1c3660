//! What Viber accepts: the fields and limits of each type of message, and the size of a request.

use serde_json::{Value, json};

use crate::http::send;
use crate::viber_sim::{Bot, JOAN, TOKEN, check};

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
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

//! Sending with Telegram: limits, refusals, and in which forms parameters come.

use serde_json::{Value, json};
use simulators::telegram::{Person, fault};

use crate::http::send;
use crate::telegram_sim::{Bot, JOAN, PETER, TOKEN, check};

#[tokio::test]
async fn a_token_in_the_path_is_needed_and_shown_nowhere() {
    let bot = Bot::bare(|_| {}).await;
    let me = bot.post("getMe", json!({})).await.json();
    assert_eq!(
        (&me["ok"], &me["result"]["is_bot"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(me["result"]["id"], 123_456_789);
    assert_eq!(me["result"]["username"], "demo_shop_bot");
    check(
        &send(bot.request("GET", "/bot123456789:other/getMe")).await,
        401,
        "Unauthorized",
    );
    check(
        &send(bot.request("GET", "/botother/getMe")).await,
        404,
        "Not Found",
    );
    check(&send(bot.request("GET", "/getMe")).await, 404, "Not Found");
    check(&bot.post("getUpdates", json!({})).await, 404, "Not Found");
    let encoded = TOKEN.replace(':', "%3A");
    let encoded = bot.request("GET", &format!("/bot{encoded}/getMe"));
    assert_eq!(send(encoded).await.status, 200);
    let path = format!("/bot{TOKEN}/getMe");
    let elsewhere = bot.request("GET", &path).header("host", "example.com");
    check(&send(elsewhere).await, 404, "Not Found");
    let vendor = bot.request("GET", &path).header("host", "api.telegram.org");
    assert_eq!(send(vendor).await.status, 200);
    bot.sim.switch(|switches| switches.token_revoked = true);
    check(&bot.post("getMe", json!({})).await, 401, "Unauthorized");
    let shown =
        serde_json::to_string(&bot.sim.requests()).unwrap() + &bot.sim.transcript().join("");
    assert!(!shown.contains("AAdemoTelegramToken"), "{shown}");
    assert!(shown.contains("/botKEY/getMe"));
}

#[tokio::test]
async fn a_message_is_answered_as_it_was_sent() {
    let bot = Bot::met().await;
    let reply = bot
        .send("sendMessage", json!({"text": "Hello"}))
        .await
        .json();
    let message = &reply["result"];
    assert_eq!(
        (&message["text"], &message["chat"]["id"]),
        (&json!("Hello"), &json!(JOAN))
    );
    assert_eq!(message["message_id"], 2);
    assert_eq!(message["from"]["is_bot"], true);
    assert_eq!(bot.sim.inbox(JOAN), vec![message.clone()]);
}

#[tokio::test]
async fn parameters_may_stand_in_query_form_or_body() {
    let bot = Bot::met().await;
    let path = format!("/bot{TOKEN}/sendMessage");
    let query = bot.request("GET", &format!("{path}?chat_id={JOAN}&text=a%2Bb"));
    assert_eq!(send(query).await.json()["result"]["text"], "a+b");
    let form = bot.request("POST", &path);
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let form = form.body(format!(
        "chat_id={JOAN}&text=form&disable_notification=true"
    ));
    assert_eq!(send(form).await.json()["result"]["text"], "form");
    let body = bot
        .send(
            "sendMessage",
            json!({"chat_id": JOAN.to_string(), "text": "body"}),
        )
        .await;
    assert_eq!(body.status, 200);
    let xml = bot
        .request("POST", &path)
        .header("content-type", "text/xml")
        .body("<a/>");
    check(&send(xml).await, 400, "body");
    let list = bot.request("POST", &path).json(&json!([]));
    check(&send(list).await, 400, "object expected");
}

#[tokio::test]
async fn texts_and_captions_have_limits() {
    let bot = Bot::met().await;
    let photo = "https://example.com/a.png";
    for (method, body, status) in [
        ("sendMessage", json!({"text": "😀".repeat(4_096)}), 200),
        ("sendMessage", json!({"text": "😀".repeat(4_097)}), 400),
        ("sendMessage", json!({"text": ""}), 400),
        ("sendMessage", json!({"text": " \n"}), 400),
        ("sendMessage", json!({}), 400),
        ("sendMessage", json!({"text": 5}), 400),
        (
            "sendMessage",
            json!({"text": "x", "parse_mode": "Plain"}),
            400,
        ),
        (
            "sendMessage",
            json!({"text": "x", "parse_mode": "HTML"}),
            200,
        ),
        ("sendMessage", json!({"text": "x", "sticker": "x"}), 400),
        (
            "sendPhoto",
            json!({"photo": photo, "caption": "c".repeat(1_024)}),
            200,
        ),
        (
            "sendPhoto",
            json!({"photo": photo, "caption": "c".repeat(1_025)}),
            400,
        ),
        ("sendPhoto", json!({"caption": "c"}), 400),
        ("sendPhoto", json!({"photo": "a.png"}), 400),
        ("sendPhoto", json!({"document": photo}), 400),
        ("sendVideo", json!({"video": photo}), 200),
        ("sendDocument", json!({"document": photo}), 200),
        ("sendAudio", json!({"audio": photo}), 200),
    ] {
        let reply = bot.send(method, body).await;
        assert_eq!(reply.status, status, "{method} {reply:?}");
    }
    check(
        &bot.send("sendMessage", json!({"text": "x".repeat(5_000)}))
            .await,
        400,
        "too long",
    );
    bot.sim.switch(|switches| switches.measures_utf16 = true);
    assert_eq!(
        bot.send("sendMessage", json!({"text": "😀".repeat(2_048)}))
            .await
            .status,
        200
    );
    assert_eq!(
        bot.send("sendMessage", json!({"text": "😀".repeat(2_049)}))
            .await
            .status,
        400
    );
    bot.sim.switch(|switches| switches.fetches = false);
    let unreachable = bot.send("sendPhoto", json!({"photo": photo})).await;
    check(&unreachable, 400, "failed to get HTTP URL content");
}

#[tokio::test]
async fn keyboards_are_rows_of_buttons_with_texts() {
    let bot = Bot::met().await;
    for (markup, status) in [
        (
            json!({"keyboard": [[{"text": "Yes"}, "No"]], "one_time_keyboard": true}),
            200,
        ),
        (
            json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}),
            200,
        ),
        (json!({"remove_keyboard": true}), 200),
        (json!({"force_reply": true}), 200),
        (json!(r#"{"keyboard": [["Yes"]]}"#), 200),
        (json!({"keyboard": ["Yes"]}), 400),
        (json!({"keyboard": [[]]}), 400),
        (json!({"keyboard": [[{"text": ""}]]}), 400),
        (json!({}), 400),
        (json!("{"), 400),
    ] {
        let body = json!({"text": "Sure?", "reply_markup": markup});
        let reply = bot.send("sendMessage", body).await;
        assert_eq!(reply.status, status, "{markup} {reply:?}");
    }
}

#[tokio::test]
async fn only_people_who_wrote_and_stayed_get_messages() {
    let bot = Bot::met().await;
    let to = async |id: Value| {
        bot.post("sendMessage", json!({"chat_id": id, "text": "hi"}))
            .await
    };
    assert_eq!(to(json!(JOAN)).await.status, 200);
    check(
        &to(json!(PETER)).await,
        403,
        "Forbidden: bot can't initiate",
    );
    check(&to(json!(1)).await, 400, "chat not found");
    check(&to(json!("joan")).await, 400, "chat_id");
    check(
        &bot.post("sendMessage", json!({"text": "hi"})).await,
        400,
        "chat_id is empty",
    );
    bot.sim.blocks(JOAN, true).await.unwrap();
    check(
        &to(json!(JOAN)).await,
        403,
        "Forbidden: bot was blocked by the user",
    );
    bot.says("sorry").await;
    assert_eq!(to(json!(JOAN)).await.status, 200);
    let mut joan = Person::new(JOAN, "Joan");
    joan.is_deactivated = true;
    bot.sim.add(joan);
    check(
        &to(json!(JOAN)).await,
        403,
        "Forbidden: user is deactivated",
    );
}

#[tokio::test]
async fn too_many_messages_are_told_when_to_come_back() {
    let bot = Bot::met().await;
    bot.sim.switch(|switches| switches.retry_after = Some(7));
    let reply = bot.send("sendMessage", json!({"text": "hi"})).await;
    check(&reply, 429, "retry after 7");
    assert_eq!(reply.json()["parameters"], json!({"retry_after": 7}));
    assert_eq!(bot.post("getMe", json!({})).await.status, 200);
    bot.sim.switch(|switches| switches.retry_after = None);
    let parameters = json!({"migrate_to_chat_id": -1_001_234_567_890_i64});
    let moved = fault(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters,
    );
    bot.sim.fail_next("POST /*/sendMessage", moved);
    let reply = bot.send("sendMessage", json!({"text": "hi"})).await;
    check(&reply, 400, "upgraded");
    assert_eq!(
        reply.json()["parameters"]["migrate_to_chat_id"],
        -1_001_234_567_890_i64
    );
    assert_eq!(
        bot.send("sendMessage", json!({"text": "hi"})).await.status,
        200
    );
}

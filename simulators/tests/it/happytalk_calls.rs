//! What can be asked of HappyTalk: clients, both versions of writing, uploads, and result codes of every kind.

use serde_json::{Value, json};
use simulators::Fault;
use simulators::happytalk::Codes;

use crate::happytalk_sim::{Channel, JOAN, SENDER, V3, bubble, code, text};
use crate::http::send;

#[tokio::test]
async fn both_headers_of_the_client_are_needed_and_neither_is_shown() {
    let channel = Channel::met().await;
    let url = format!("{}/v1/chat/write", channel.sim.base_url());
    let bare = || channel.client.post(&url).json(&json!({}));
    for request in [
        bare(),
        bare().header("ht-client-id", "demo-happytalk-client"),
        bare()
            .header("ht-client-id", "demo-happytalk-client")
            .header("ht-client-secret", "other"),
    ] {
        assert_eq!(code(&send(request).await), -401);
    }
    assert_eq!(
        code(&channel.write("/v1/chat/write", "1", text("hi")).await),
        0
    );
    let shown = serde_json::to_string(&channel.sim.requests()).unwrap();
    assert!(!shown.contains("demo-happytalk"), "{shown}");
    assert!(shown.contains("present, right"));
}

#[tokio::test]
async fn the_channel_answers_at_both_hosts_and_nowhere_else() {
    let channel = Channel::met().await;
    for (host, status) in [
        ("kakao-api.happytalk.io", 200),
        ("patch-kakao-api.happytalk.io", 200),
        ("example.com", 404),
    ] {
        let request = channel.request("/v1/chat/write").header("host", host);
        assert_eq!(
            send(request.json(&json!({}))).await.status,
            status,
            "{host}"
        );
    }
    assert_eq!(
        channel
            .post("/v1/center/domain/update", json!({}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn fields_of_version_1_have_limits() {
    let channel = Channel::met().await;
    let long = |name: &str, count: usize| json!({"message_type": "TX", "message": "hi", name: "k".repeat(count)});
    for (more, expected) in [
        (text(&"가".repeat(1_000)), 0),
        (text(&"가".repeat(1_001)), -400),
        (text(""), -400),
        (json!({"message_type": "TX"}), -400),
        (json!({"message": "hi"}), -400),
        (json!({"message_type": "XX", "message": "hi"}), -400),
        (long("serial_number", 30), 0),
        (long("serial_number", 31), -400),
        (long("user_key", 20), -410),
        (long("user_key", 21), -400),
        (long("sender_key", 40), -501),
        (long("sender_key", 41), -400),
        (long("text", 1), -400),
        (
            json!({"message_type": "LI", "message": "hi", "links": {}, "supplement": {"button": vec![json!({}); 10]}}),
            0,
        ),
        (
            json!({"message_type": "LI", "message": "hi", "supplement": vec![json!({}); 11]}),
            -400,
        ),
        (json!({"message_type": "IM"}), -400),
        (
            json!({"message_type": "IM", "image_url": "u".repeat(1_001)}),
            -400,
        ),
        (
            json!({"message_type": "FI", "file_url": "u", "file_name": "a"}),
            -400,
        ),
        (
            json!({"message_type": "FI", "file_name": "a", "file_size": 1}),
            -400,
        ),
    ] {
        let serial = format!("s{}", channel.sim.requests().len());
        let reply = channel.write("/v1/chat/write", &serial, more.clone()).await;
        assert_eq!(code(&reply), expected, "{more} {reply:?}");
    }
}

#[tokio::test]
async fn an_unknown_channel_is_refused_by_its_key() {
    let channel = Channel::met().await;
    let more = json!({"message_type": "TX", "message": "hi", "sender_key": "other"});
    let reply = channel.write("/v1/chat/write", "1", more).await;
    let expected = json!({"code": -501, "message": "InvalidSenderException(senderKey: other)"});
    assert_eq!(reply.json(), expected);
}

#[tokio::test]
async fn a_serial_number_is_good_for_one_message() {
    let channel = Channel::met().await;
    let plain = format!("{V3}/chat/send/plain");
    assert_eq!(
        code(&channel.write("/v1/chat/write", "1", text("a")).await),
        0
    );
    assert_eq!(
        code(&channel.write("/v1/chat/write", "1", text("b")).await),
        -409
    );
    assert_eq!(
        code(&channel.write(&plain, "1", bubble("TEXT")).await),
        -409
    );
    assert_eq!(code(&channel.write(&plain, "2", bubble("TEXT")).await), 0);
    assert_eq!(channel.sim.inbox(JOAN).len(), 2);
}

#[tokio::test]
async fn bubbles_of_version_3_are_plain_or_rich() {
    let channel = Channel::met().await;
    let button =
        |kind: &str| json!([{"name": "Open", "type": kind, "url_mobile": "https://example.com"}]);
    let buttons = |buttons: Value| json!({"chat_bubble_type": "TEXT", "message": "hi", "attachment": {"buttons": buttons}});
    for (name, more, expected) in [
        ("plain", bubble("TEXT"), 0),
        ("plain", json!({"chat_bubble_type": "TEXT"}), -400),
        (
            "plain",
            json!({"chat_bubble_type": "TEXT", "message": "m".repeat(1_001)}),
            -400,
        ),
        ("plain", json!({"message": "hi"}), -400),
        ("plain", bubble("IMAGE"), -400),
        ("plain", bubble("CAROUSEL_FEED"), -400),
        (
            "plain",
            json!({"chat_bubble_type": "TEXT", "message": "hi", "lock": true}),
            -400,
        ),
        ("rich", bubble("TEXT"), 0),
        ("rich", bubble("FILE"), -400),
        ("rich", bubble("ITEM_LIST"), 0),
        ("rich", bubble("CAROUSEL_FEED"), -400),
        (
            "rich",
            json!({"chat_bubble_type": "CAROUSEL_FEED", "carousel": {"list": []}}),
            0,
        ),
        ("rich", buttons(button("WL")), 0),
        ("rich", buttons(button("XX")), -400),
        (
            "rich",
            buttons(json!([{"name": "Open", "type": "WL"}])),
            -400,
        ),
        ("rich", buttons(json!([{"type": "BK"}])), -400),
    ] {
        let serial = format!("s{}", channel.sim.requests().len());
        let path = format!("{V3}/chat/send/{name}");
        let reply = channel.write(&path, &serial, more.clone()).await;
        assert_eq!(code(&reply), expected, "{name} {more} {reply:?}");
    }
}

#[tokio::test]
async fn only_what_was_uploaded_can_be_shown() {
    let channel = Channel::met().await;
    let sender = ("sender_key", SENDER);
    for (path, field) in [("/v1/image/upload", "image"), ("/v1/file/upload", "file")] {
        let path3 = path.replace("/v1", V3);
        for path in [path, &path3] {
            let reply = channel.upload(path, &[sender, (field, "abc")]).await.json();
            assert_eq!(reply["code"], "0000");
            assert!(reply[field].as_str().unwrap().starts_with("http://"));
        }
    }
    let image = channel
        .upload("/v1/image/upload", &[sender, ("image", "abc")])
        .await
        .json();
    let elsewhere = json!({"message_type": "IM", "image_url": "https://example.com/a.png"});
    assert_eq!(
        code(&channel.write("/v1/chat/write", "1", elsewhere).await),
        -400
    );
    let ours = json!({"message_type": "IM", "image_url": image["image"]});
    assert_eq!(code(&channel.write("/v1/chat/write", "1", ours).await), 0);
    let bubble =
        json!({"chat_bubble_type": "IMAGE", "attachment": {"image": {"img_url": image["image"]}}});
    let plain = format!("{V3}/chat/send/plain");
    assert_eq!(code(&channel.write(&plain, "2", bubble).await), 0);
    let parts = [sender, ("file_type", "video"), ("file", "abc")];
    let video = channel.upload("/v1/file/upload", &parts).await.json();
    assert_eq!(
        (&video["name"], &video["size"]),
        (&json!("a.png"), &json!(3))
    );
    let file =
        json!({"message_type": "FI", "file_url": video["file"], "file_name": "a", "file_size": 3});
    assert_eq!(code(&channel.write("/v1/chat/write", "3", file).await), 0);
    for (fields, expected) in [
        (vec![sender, ("image", "")], -505),
        (vec![sender], -505),
        (vec![("image", "abc")], -400),
        (vec![("sender_key", "other"), ("image", "abc")], -501),
        (vec![sender, ("file_type", "video"), ("image", "abc")], -400),
    ] {
        let reply = channel.upload("/v1/image/upload", &fields).await;
        assert_eq!(code(&reply), expected, "{fields:?}");
    }
    let kind = [sender, ("file_type", "song"), ("file", "abc")];
    assert_eq!(code(&channel.upload("/v1/file/upload", &kind).await), -400);
    assert_eq!(
        code(&channel.post("/v1/image/upload", json!({})).await),
        -505
    );
}

#[tokio::test]
async fn result_codes_are_numbers_and_texts_by_turns_and_a_refusal_may_have_any_status() {
    let channel = Channel::met().await;
    let write = async |serial: &str| channel.write("/v1/chat/write", serial, text("hi")).await;
    channel
        .sim
        .switch(|switches| switches.codes = Codes::Turning);
    let mut codes = Vec::new();
    for serial in ["1", "2", "3", "4"] {
        codes.push(write(serial).await.json()["code"].clone());
    }
    assert_eq!(codes, [json!(0), json!("200"), json!(0), json!("0000")]);
    assert_eq!(write("1").await.json()["code"], -409);
    assert_eq!(write("1").await.json()["code"], "-409");
    channel.sim.switch(|switches| {
        switches.codes = Codes::Texts;
        switches.refusal_status = 400;
    });
    let refused = write("1").await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (400, &json!("-409"))
    );
    channel
        .sim
        .fail_next("POST /v1/chat/write", Fault::status(503));
    assert_eq!(write("5").await.status, 503);
}

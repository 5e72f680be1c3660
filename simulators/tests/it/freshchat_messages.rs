//! Messages at Freshchat: who may write what, the looks of every kind of part, pages, uploads.

use serde_json::{Value, json};
use simulators::freshchat::{FileKeys, Line, Scan};

use crate::freshchat_sim::{AMINA, Account, SERVICE, check, message, text_of};
use crate::http::send;

const LONE_SLASH: &str = "https://example.com/";

#[tokio::test]
async fn users_agents_and_bots_write_and_a_bot_without_an_id_is_the_system() {
    let account = Account::open().await;
    let (user, id) = account.customer().await;
    let path = format!("conversations/{id}/messages");
    let parts = json!([{"text": {"content": "hi"}}]);
    for (actor, actor_id, shown, shown_id) in [
        ("user", Some(user.as_str()), "user", user.as_str()),
        ("agent", Some(AMINA), "agent", AMINA),
        ("bot", Some("bot-1"), "bot", "bot-1"),
        ("bot", None, "system", SERVICE),
    ] {
        let mut body = json!({"actor_type": actor, "message_parts": parts});
        if let Some(id) = actor_id {
            body["actor_id"] = json!(id);
        }
        let reply = account.post(&path, body).await.json();
        assert_eq!(
            (&reply["actor_type"], &reply["actor_id"]),
            (&json!(shown), &json!(shown_id))
        );
        assert_eq!(reply["message_type"], "normal");
        assert_eq!(reply["conversation_id"], json!(id));
    }
}

#[tokio::test]
async fn what_nobody_may_write_is_refused() {
    let account = Account::open().await;
    let (user, id) = account.customer().await;
    let path = format!("conversations/{id}/messages");
    let changed = |name: &str, value: Value| {
        let mut body = message(&user, "hi");
        body[name] = value;
        body
    };
    for (wrong, status) in [
        (changed("actor_type", json!("system")), 400),
        (changed("actor_type", json!("customer")), 400),
        (changed("actor_id", json!("other")), 400),
        (changed("message_type", json!("system")), 400),
        (changed("message_type", json!("private")), 400),
        (changed("message_parts", json!([])), 400),
        (changed("message_parts", json!({"text": "hi"})), 400),
        (changed("reply_parts", json!([])), 400),
        (changed("user_id", json!("other")), 400),
        (changed("text", json!("hi")), 400),
        (
            json!({"actor_type": "agent", "actor_id": "none", "message_parts": []}),
            404,
        ),
        (json!({"actor_type": "agent", "message_parts": []}), 400),
        (json!({"actor_type": "user", "message_parts": []}), 400),
        (json!({"message_parts": [{"text": {"content": "hi"}}]}), 400),
    ] {
        let reply = account.post(&path, wrong.clone()).await;
        assert_eq!(reply.status, status, "{wrong} {reply:?}");
    }
    account.sim.switch(|switches| switches.takes_system = true);
    let system = json!({"actor_type": "system", "message_parts": [{"text": {"content": "."}}]});
    assert_eq!(
        account.post(&path, system).await.json()["actor_type"],
        "system"
    );
    let unknown = account.says("none", &user, "hi").await;
    check(&unknown, 404, "CONVERSATION_NOT_FOUND");
}

#[tokio::test]
async fn a_note_is_private() {
    let account = Account::open().await;
    let (_, id) = account.customer().await;
    let body = json!({
        "actor_type": "bot",
        "message_type": "private",
        "message_parts": [{"text": {"content": "Not delivered"}}]
    });
    let path = format!("conversations/{id}/messages");
    assert_eq!(
        account.post(&path, body).await.json()["message_type"],
        "private"
    );
}

#[tokio::test]
async fn every_kind_of_part_has_its_looks() {
    let account = Account::open().await;
    let (user, id) = account.customer().await;
    let path = format!("conversations/{id}/messages");
    let url = "https://example.com/a.pdf";
    let deep = (0..7).fold(
        json!({"text": {"content": "x"}}),
        |part, _| json!({"collection": {"sub_parts": [part]}}),
    );
    let file = json!({"name": "a.pdf", "url": url, "file_size_in_bytes": 9,
        "content_type": "application/pdf", "file_extension": "pdf"});
    let template = json!({"type": "carousel",
        "sections": [{"name": "one", "parts": [{"text": {"content": "x"}}]}]});
    for (part, status) in [
        (json!({"text": {"content": "hi"}}), 200),
        (json!({"text": {"content": ""}}), 400),
        (json!({"text": {"content": "hi"}, "image": null}), 400),
        (json!({"text": "hi"}), 400),
        (json!({"image": {"url": url}}), 200),
        (json!({"image": {"url": "a.png"}}), 400),
        (
            json!({"video": {"url": url, "content_type": "video/mp4"}}),
            200,
        ),
        (json!({"video": {"url": url}}), 400),
        (json!({"file": file}), 200),
        (json!({"file": {"name": "a.pdf"}}), 400),
        (json!({"file": {"fileHash": "unknown"}}), 400),
        (
            json!({"url_button": {"label": "Open", "url": LONE_SLASH, "target": "_self"}}),
            200,
        ),
        (
            json!({"url_button": {"label": "Open", "url": LONE_SLASH, "target": "_top"}}),
            400,
        ),
        (json!({"url_button": {"url": LONE_SLASH}}), 400),
        (
            json!({"quick_reply_button": {"label": "Yes", "payload": "y"}}),
            200,
        ),
        (
            json!({"collection": {"sub_parts": [{"text": {"content": "x"}}]}}),
            200,
        ),
        (json!({"collection": {"sub_parts": [{"text": {}}]}}), 400),
        (deep, 400),
        (json!({"callback": {"label": "Call", "payload": "p"}}), 200),
        (
            json!({"reference": {"label": "How", "reference_id": "1"}}),
            200,
        ),
        (json!({"template_content": template}), 200),
        (json!({"template_content": {"type": "grid"}}), 400),
        (json!({"email": {"subject": "s", "content": "c"}}), 400),
        (json!({"sticker": {"id": "1"}}), 400),
        (json!({}), 400),
    ] {
        let mut body = message(&user, "hi");
        body["message_parts"] = json!([part]);
        let reply = account.post(&path, body).await;
        assert_eq!(reply.status, status, "{part} {reply:?}");
    }
}

#[tokio::test]
async fn a_picture_has_an_address_and_nothing_else() {
    let account = Account::open().await;
    let (user, id) = account.customer().await;
    let mut body = message(&user, "hi");
    let image = json!({"url": "https://example.com/a.png", "contentType": "image/png"});
    body["message_parts"] = json!([{"image": image}]);
    let reply = account
        .post(&format!("conversations/{id}/messages"), body)
        .await;
    check(&reply, 400, "INVALID_VALUE");
    assert_eq!(reply.json()["message"], "IMAGE_EMPTY_CONTENT");
}

#[tokio::test]
async fn quick_replies_come_in_a_collection() {
    let account = Account::open().await;
    let (_, id) = account.customer().await;
    let button = json!({"quick_reply_button": {"label": "Yes"}});
    for (reply_parts, status) in [
        (json!([{"collection": {"sub_parts": [button]}}]), 200),
        (json!([button]), 400),
    ] {
        let body = json!({"actor_type": "agent", "actor_id": AMINA, "reply_parts": reply_parts,
            "message_parts": [{"text": {"content": "Sure?"}}]});
        let reply = account
            .post(&format!("conversations/{id}/messages"), body)
            .await;
        assert_eq!(reply.status, status, "{reply:?}");
    }
}

#[tokio::test]
async fn messages_are_read_newest_first_and_page_by_page_until_there_is_no_link() {
    let account = Account::open().await;
    let (user, id) = account.customer().await;
    for text in ["two", "three", "four", "five"] {
        account.says(&id, &user, text).await;
    }
    let mut path = format!("conversations/{id}/messages?items_per_page=2");
    let mut texts = Vec::new();
    loop {
        let page = account.get(&path).await.json();
        for message in page["messages"].as_array().unwrap() {
            texts.push(text_of(&message["message_parts"][0]["text"], "content"));
        }
        let Some(link) = page["link"]["href"].as_str() else {
            break;
        };
        assert!(link.contains("from_time="), "{link}");
        link.trim_start_matches("/v2/").clone_into(&mut path);
    }
    assert_eq!(texts, ["five", "four", "three", "two", "Jambo"]);
    let later = format!("conversations/{id}/messages?from_time=2027-01-01T00:00:00Z");
    assert_eq!(account.get(&later).await.json(), json!({"messages": []}));
}

#[tokio::test]
async fn an_agents_new_file_gets_its_address_after_some_readings_and_keys_as_the_account_likes() {
    let account = Account::with(|config| {
        config.switches.files_without_url = 2;
        config.switches.file_keys = FileKeys::Camel;
    })
    .await;
    let (_, id) = account.customer().await;
    let file = json!({"name": "a.pdf", "url": LONE_SLASH, "content_type": "application/pdf",
        "file_size_in_bytes": 9});
    let line = Line::new(&id, "").with(&[json!({"file": file})]);
    account.sim.write(line).unwrap();
    let path = format!("conversations/{id}/messages?items_per_page=1");
    let read =
        async || account.get(&path).await.json()["messages"][0]["message_parts"][0]["file"].clone();
    for _ in 0..2 {
        assert!(read().await.get("download_url").is_none());
    }
    let whole = read().await;
    assert_eq!(whole["download_url"], LONE_SLASH);
    assert_eq!(
        (&whole["contentType"], &whole["file_size"]),
        (&json!("application/pdf"), &json!(9))
    );
    account
        .sim
        .switch(|switches| switches.file_keys = FileKeys::Prefixed);
    let prefixed = read().await;
    assert_eq!(prefixed["file_url"], LONE_SLASH);
    assert_eq!(prefixed["file_content_type"], "application/pdf");
}

#[tokio::test]
async fn an_uploaded_file_can_be_sent_once_it_is_safe() {
    let account = Account::open().await;
    let (user, id) = account.customer().await;
    let upload = async |path: &str, name: &str, bytes: &[u8]| {
        let request = account.request("POST", path);
        let request = request.header("content-type", "multipart/form-data; boundary=b1");
        send(request.body(form(name, bytes))).await
    };
    let picture = upload("images/upload", "image", &[1]).await.json();
    assert!(picture["url"].as_str().unwrap().starts_with("https://"));
    check(
        &upload("images/upload", "file", &[1]).await,
        400,
        "INVALID_VALUE",
    );
    let largest = 25 * 1024 * 1024;
    let too_large = upload("files/upload", "file", &vec![0; largest + 1]).await;
    check(&too_large, 400, "INVALID_VALUE");
    for (scan, name, status) in [
        (Scan::Safe, "SAFE_FILE", 200),
        (Scan::Pending, "AV_PENDING", 400),
    ] {
        account.sim.switch(|switches| switches.scan = scan);
        let file = upload("files/upload", "file", name.as_bytes()).await.json();
        assert_eq!(file["file_security_status"], name);
        assert_eq!(file["file_extension_type"], "pdf");
        let mut body = message(&user, "hi");
        body["message_parts"] = json!([{"file": {"fileHash": file["file_hash"]}}]);
        let reply = account
            .post(&format!("conversations/{id}/messages"), body)
            .await;
        assert_eq!(reply.status, status, "{reply:?}");
    }
}

/// A form with one file.
fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b1\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n--b1--\r\n"].concat()
}

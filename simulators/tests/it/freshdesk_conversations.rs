//! Notes, replies and attachments.

use serde_json::json;

use crate::http::{Desk, send};

#[tokio::test]
async fn a_note_is_private_by_default_and_written_by_the_keys_owner() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    let reply = desk
        .post(
            &format!("tickets/{id}/notes"),
            json!({"body": "Call ended.<br/>74s"}),
        )
        .await;
    assert_eq!(reply.status, 201);
    assert!(reply.header("location").is_some());
    let note = reply.json();
    assert_eq!(note["body"], "<div>Call ended.<br>74s</div>");
    assert_eq!(note["body_text"], "Call ended. 74s");
    assert_eq!(
        (&note["private"], &note["incoming"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(note["user_id"], 67_013_469_919_u64);
    assert_eq!(note["ticket_id"], id);
    assert_eq!(
        desk.sim.transcript().last().unwrap(),
        "ticket 1, private note: Call ended. 74s"
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_note_is_refused_with_its_code() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    for (body, field, code) in [
        (json!({}), "body", "missing_field"),
        (json!({"body": 7}), "body", "datatype_mismatch"),
        (
            json!({"body": "x", "private": "true"}),
            "private",
            "datatype_mismatch",
        ),
        (
            json!({"body": "x", "public": true}),
            "public",
            "invalid_field",
        ),
        (
            json!({"body": "x", "user_id": "1"}),
            "user_id",
            "datatype_mismatch",
        ),
        (
            json!({"body": "x", "user_id": 1}),
            "user_id",
            "invalid_value",
        ),
        (
            json!({"body": "x", "notify_emails": ["x"]}),
            "notify_emails",
            "invalid_value",
        ),
    ] {
        let reply = desk
            .post(&format!("tickets/{id}/notes"), body.clone())
            .await;
        assert_eq!(reply.status, 400, "{body}");
        assert_eq!(
            reply.errors(),
            [(field.to_owned(), code.to_owned())],
            "{body}"
        );
    }
    assert!(desk.sim.conversations(id).is_empty());
    assert_eq!(
        desk.post("tickets/99/notes", json!({"body": "x"}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn conversations_are_listed_oldest_first_thirty_a_page() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    for count in 0..31 {
        desk.post(
            &format!("tickets/{id}/notes"),
            json!({"body": format!("note {count}")}),
        )
        .await;
    }
    let first = desk.get(&format!("tickets/{id}/conversations")).await;
    assert_eq!(first.json().as_array().unwrap().len(), 30);
    assert_eq!(first.json()[0]["body_text"], "note 0");
    assert_eq!(first.json()[0]["source"], 2);
    assert!(
        first
            .header("link")
            .unwrap()
            .contains("/tickets/1/conversations?page=2")
    );
    let second = desk
        .get(&format!("tickets/{id}/conversations?page=2"))
        .await;
    assert_eq!(second.json()[0]["body_text"], "note 30");
    assert_eq!(second.header("link"), None);
    let view = desk
        .get(&format!("tickets/{id}?include=conversations"))
        .await
        .json();
    assert_eq!(view["conversations"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn only_notes_can_be_changed() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    let note = desk
        .post(&format!("tickets/{id}/notes"), json!({"body": "n"}))
        .await
        .json();
    let reply = desk
        .post(&format!("tickets/{id}/reply"), json!({"body": "r"}))
        .await
        .json();
    let change = |entry: &serde_json::Value| format!("conversations/{}", entry["id"]);
    let changed = desk
        .put(&change(&note), json!({"body": "with a link"}))
        .await;
    assert_eq!(changed.json()["body_text"], "with a link");
    assert_eq!(
        desk.put(&change(&note), json!({"private": false}))
            .await
            .status,
        400
    );
    assert_eq!(
        desk.put(&change(&reply), json!({"body": "x"})).await.status,
        405
    );
    assert_eq!(desk.delete(&change(&note)).await.status, 204);
    assert_eq!(desk.delete(&change(&note)).await.status, 404);
}

#[tokio::test]
async fn a_form_carries_attachments_and_its_numbers_are_read_as_such() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    let form = "--b1\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nCall recording\r\n\
        --b1\r\nContent-Disposition: form-data; name=\"private\"\r\n\r\nfalse\r\n\
        --b1\r\nContent-Disposition: form-data; name=\"user_id\"\r\n\r\n67021120644\r\n\
        --b1\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"call.mp3\"\r\n\
        Content-Type: audio/mpeg\r\n\r\nabcd\r\n--b1--\r\n";
    let request = desk
        .request("POST", &format!("tickets/{id}/notes"))
        .header("content-type", "multipart/form-data; boundary=b1")
        .body(form);
    let note = send(request).await.json();
    assert_eq!(
        (&note["private"], &note["user_id"]),
        (&json!(false), &json!(67_021_120_644_u64))
    );
    let file = &note["attachments"][0];
    assert_eq!(
        (&file["name"], &file["size"]),
        (&json!("call.mp3"), &json!(4))
    );
    assert_eq!(
        desk.delete(&format!("attachments/{}", file["id"]))
            .await
            .status,
        204
    );
    assert_eq!(desk.sim.conversations(id)[0]["attachments"], json!([]));
}

#[tokio::test]
async fn a_ticket_made_by_a_form_may_have_lists_and_custom_fields() {
    let desk = Desk::open().await;
    let part = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let form = [
        part("subject", "s"),
        part("description", "d"),
        part("email", "a@b.co"),
        part("priority", "3"),
        part("tags[]", "one"),
        part("tags[]", "two"),
        part("custom_fields[cf_sautikit_call_id]", "c1"),
        "--b--\r\n".to_owned(),
    ]
    .concat();
    let request = desk
        .request("POST", "tickets")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(form);
    let ticket = send(request).await.json();
    assert_eq!(ticket["priority"], 3);
    assert_eq!(ticket["tags"], json!(["one", "two"]));
    assert_eq!(
        ticket["custom_fields"],
        json!({"cf_sautikit_call_id": "c1"})
    );
}

#[tokio::test]
async fn attachments_of_one_ticket_stay_within_their_limit() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    let form = |megabytes: usize| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nx\r\n--b\r\n\
            Content-Disposition: form-data; name=\"attachments[]\"; filename=\"a\"\r\n\r\n{}\r\n--b--\r\n",
            "a".repeat(megabytes * 1024 * 1024)
        )
    };
    let attach = async |megabytes| {
        let request = desk
            .request("POST", &format!("tickets/{id}/notes"))
            .header("content-type", "multipart/form-data; boundary=b")
            .body(form(megabytes));
        send(request).await.status
    };
    assert_eq!(attach(21).await, 400);
    assert_eq!(attach(12).await, 201);
    assert_eq!(attach(9).await, 400);
}

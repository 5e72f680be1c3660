//! Tickets: what is refused, what is made of a good one, and how it may be changed.

use serde_json::{Value, json};

use crate::http::{Desk, send, ticket};

/// The body that the blog post's sample sends for a missed call.
#[tokio::test]
async fn the_published_samples_ticket_is_refused_for_its_source_and_its_missing_name() {
    let desk = Desk::open().await;
    let sample = json!({
        "subject": "Missed call from +254712345678: callback required",
        "description": "A call from +254712345678 was not answered (status: no-answer).<br/>Please call this customer back.<br/>Sautikit Call ID: ck_01HZX",
        "phone": "+254712345678",
        "status": 2,
        "priority": 2,
        "source": 5,
        "tags": ["sautikit", "missed_call", "callback_needed"]
    });
    let reply = desk.post("tickets", sample).await;
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.json(),
        json!({"description": "Validation failed", "errors": [
            {"field": "name", "message": "It should be a/an String", "code": "missing_field"},
            {"field": "source", "message": "It should be one of these values: '1,2,3,7,9,10'", "code": "invalid_value"}
        ]})
    );
    assert!(desk.sim.tickets().is_empty());
    assert_eq!(
        desk.sim.transcript(),
        ["refused POST /api/v2/tickets: 400, name missing_field, source invalid_value"]
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_ticket_is_refused_with_its_code() {
    let desk = Desk::open().await;
    let long = "x".repeat(256);
    let cases = [
        ("priorty", json!(2), "invalid_field"),
        ("description_text", json!("x"), "invalid_field"),
        ("requester", json!({}), "invalid_field"),
        ("status", json!("2"), "datatype_mismatch"),
        ("status", json!(2.5), "datatype_mismatch"),
        ("status", json!(9), "invalid_value"),
        ("priority", json!(5), "invalid_value"),
        ("priority", json!(true), "datatype_mismatch"),
        ("source", json!(5), "invalid_value"),
        ("source", json!("3"), "datatype_mismatch"),
        ("tags", json!("sautikit"), "datatype_mismatch"),
        ("tags", json!(["x".repeat(33)]), "invalid_value"),
        ("tags", json!([7]), "datatype_mismatch"),
        ("tags", json!(["a,b"]), "invalid_value"),
        ("subject", json!(7), "datatype_mismatch"),
        ("subject", json!(long), "invalid_value"),
        ("name", json!(long), "invalid_value"),
        ("phone", json!(254_700_000_001_u64), "datatype_mismatch"),
        ("email", json!("nobody"), "invalid_value"),
        ("cc_emails", json!(["nobody"]), "invalid_value"),
        ("type", json!("Call"), "invalid_value"),
        ("requester_id", json!("67038833123"), "datatype_mismatch"),
        ("requester_id", json!(1), "invalid_value"),
        ("responder_id", json!(67_038_833_123_u64), "invalid_value"),
        ("group_id", json!(-1), "invalid_value"),
        ("due_by", json!("tomorrow"), "invalid_value"),
        ("custom_fields", json!([]), "datatype_mismatch"),
    ];
    for (field, value, code) in cases {
        let mut body = ticket("Wrong");
        body[field] = value.clone();
        let reply = desk.post("tickets", body).await;
        assert_eq!(reply.status, 400, "{field} {value}");
        assert_eq!(
            reply.errors(),
            [(field.to_owned(), code.to_owned())],
            "{field} {value}"
        );
    }
    assert!(desk.sim.tickets().is_empty());
}

#[tokio::test]
async fn all_faults_of_a_ticket_are_told_together() {
    let desk = Desk::open().await;
    let body = json!({"status": "open", "tags": ["x".repeat(33)], "colour": "red"});
    let expected = [
        ("colour", "invalid_field"),
        ("description", "missing_field"),
        ("requester_id", "missing_field"),
        ("status", "datatype_mismatch"),
        ("subject", "missing_field"),
        ("tags", "invalid_value"),
    ];
    let errors = desk.post("tickets", body).await.errors();
    assert_eq!(
        errors,
        expected.map(|(field, code)| (field.to_owned(), code.to_owned()))
    );
}

#[tokio::test]
async fn a_requester_is_needed_and_a_name_only_with_a_phone_alone() {
    let desk = Desk::open().await;
    let plain = json!({"subject": "s", "description": "d"});
    let cases = [
        (json!({}), Some("requester_id")),
        (json!({"phone": "+254700000001"}), Some("name")),
        (json!({"phone": null, "email": null}), Some("requester_id")),
        (json!({"phone": "+254700000001", "email": "a@b.co"}), None),
        (json!({"phone": "+254700000001", "name": "A"}), None),
        (json!({"email": "c@d.co"}), None),
        (json!({"twitter_id": "someone"}), None),
        (json!({"unique_external_id": "x1"}), None),
        (json!({"requester_id": 67_038_833_123_u64}), None),
        (json!({"facebook_id": "nobody"}), Some("facebook_id")),
    ];
    for (requester, refused) in cases {
        let mut body = plain.clone();
        body.as_object_mut()
            .unwrap()
            .extend(requester.as_object().unwrap().clone());
        let reply = desk.post("tickets", body).await;
        match refused {
            None => assert_eq!(reply.status, 201, "{requester}: {reply:?}"),
            Some(field) => assert_eq!(reply.errors()[0].0, field, "{requester}"),
        }
    }
}

#[tokio::test]
async fn a_created_ticket_is_answered_with_its_address_and_its_cleaned_html() {
    let desk = Desk::open().await;
    let mut body = ticket("Missed call from +254700000001");
    body["description"] = json!("One<br/>two <script>steal()</script><b onclick=\"x\">three</b>");
    let reply = desk.post("tickets", body).await;
    assert_eq!(reply.status, 201);
    assert_eq!(
        reply.header("location"),
        Some("https://acme.freshdesk.com/api/v2/tickets/1")
    );
    let ticket = reply.json();
    assert_eq!(ticket["id"], 1);
    assert_eq!(ticket["description"], "<div>One<br>two <b>three</b></div>");
    assert_eq!(ticket["description_text"], "One two three");
    assert_eq!(ticket["due_by"], Value::Null);
    assert_eq!(ticket["source"], 3);
    assert_eq!(
        ticket["tags"],
        json!(["sautikit", "missed_call", "callback_needed"])
    );
    assert_eq!(ticket["created_at"], "2026-07-01T08:15:00Z");
    assert_eq!(
        desk.sim.transcript().last().unwrap(),
        "ticket 1 opened by Caller +254700000001 (+254700000001): \
         Missed call from +254700000001 [sautikit, missed_call, callback_needed]"
    );
}

#[tokio::test]
async fn status_priority_and_source_have_the_vendors_defaults() {
    let desk = Desk::open().await;
    let body = json!({"subject": "s", "description": "d", "email": "a@b.co", "status": null});
    let ticket = desk.post("tickets", body).await.json();
    assert_eq!(
        (&ticket["status"], &ticket["priority"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(ticket["source"], 2);
}

#[tokio::test]
async fn due_dates_appear_seconds_after_the_creation() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    desk.sim.advance(std::time::Duration::from_secs(2));
    let ticket = desk.get(&format!("tickets/{id}")).await.json();
    assert_eq!(ticket["fr_due_by"], "2026-07-02T08:15:00Z");
}

#[tokio::test]
async fn a_number_that_is_known_reuses_its_contact_and_keeps_its_name() {
    let desk = Desk::open().await;
    let mut body = ticket("s");
    body["phone"] = json!("+254712345678");
    let known = desk.post("tickets", body).await.json();
    assert_eq!(known["requester_id"], 67_038_833_123_u64);
    let unknown = desk.post("tickets", ticket("t")).await.json();
    let again = desk.post("tickets", ticket("u")).await.json();
    assert_eq!(unknown["requester_id"], again["requester_id"]);
    assert_ne!(unknown["requester_id"], known["requester_id"]);
    let names = desk
        .sim
        .contacts()
        .iter()
        .map(|it| it["name"].clone())
        .collect::<Vec<_>>();
    assert_eq!(names, ["Wanjiku Kamau", "Caller +254700000001"]);
}

#[tokio::test]
async fn numbers_are_not_normalised_when_a_contact_is_looked_for() {
    let desk = Desk::open().await;
    let mut body = ticket("s");
    body["phone"] = json!("+254 712 345 678");
    let requester = desk.post("tickets", body).await.json()["requester_id"].clone();
    assert_ne!(requester, 67_038_833_123_u64);
}

#[tokio::test]
async fn a_mobile_number_finds_its_contact_only_when_the_account_is_so() {
    for (finds_mobile, expected) in [(true, 2), (false, 3)] {
        let desk = Desk::open().await;
        desk.sim
            .switch(|switches| switches.phone_finds_mobile = finds_mobile);
        let contact = json!({"name": "M", "mobile": "+254700000001"});
        assert_eq!(desk.post("contacts", contact).await.status, 201);
        desk.ticket("s").await;
        assert_eq!(desk.sim.contacts().len(), expected, "{finds_mobile}");
    }
}

#[tokio::test]
async fn an_external_id_creates_a_contact_once_and_then_finds_it() {
    let desk = Desk::open().await;
    let body = json!({"subject": "s", "description": "d", "unique_external_id": "+254700000001"});
    let one = desk.post("tickets", body.clone()).await.json();
    let other = desk.post("tickets", body).await.json();
    assert_eq!(one["requester_id"], other["requester_id"]);
}

#[tokio::test]
async fn tags_of_an_update_replace_the_whole_set() {
    let desk = Desk::open().await;
    let id = desk.ticket("s").await;
    let body = json!({"tags": ["callback_done"], "status": 3, "responder_id": 67_013_469_919_u64});
    let reply = desk.put(&format!("tickets/{id}"), body).await;
    assert_eq!(reply.status, 200);
    let ticket = desk
        .get(&format!("tickets/{id}?include=stats,requester"))
        .await
        .json();
    assert_eq!(ticket["tags"], json!(["callback_done"]));
    assert_eq!(
        desk.sim.transcript().last().unwrap(),
        "ticket 1 changed: tags callback_done, status 3, responder_id 67013469919"
    );
    assert_eq!(ticket["status"], 3);
    assert_eq!(ticket["subject"], "s");
    assert_eq!(ticket["requester"]["phone"], "+254700000001");
    assert_eq!(ticket["stats"]["pending_since"], "2026-07-01T08:15:00Z");
}

#[tokio::test]
async fn a_deleted_or_spam_ticket_cannot_be_changed_for_good() {
    let desk = Desk::open().await;
    let (deleted, spam) = (desk.ticket("s").await, desk.ticket("t").await);
    assert_eq!(desk.delete(&format!("tickets/{deleted}")).await.status, 204);
    desk.sim.mark_spam(spam);
    for id in [deleted, spam] {
        let update = desk
            .put(&format!("tickets/{id}"), json!({"status": 3}))
            .await;
        assert_eq!(update.status, 405, "{id}");
        assert!(update.json()["message"].is_string());
        let note = desk
            .post(&format!("tickets/{id}/notes"), json!({"body": "x"}))
            .await;
        assert_eq!(note.status, 405, "{id}");
    }
    assert_eq!(
        desk.get(&format!("tickets/{deleted}")).await.json()["deleted"],
        true
    );
    let restore = send(desk.request("PUT", &format!("tickets/{deleted}/restore"))).await;
    assert_eq!(restore.status, 204);
    assert_eq!(
        desk.put(&format!("tickets/{deleted}"), json!({"status": 3}))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn what_does_not_exist_is_404_with_an_empty_body() {
    let desk = Desk::open().await;
    for (method, path) in [
        ("GET", "tickets/99"),
        ("GET", "tickets/abc"),
        ("DELETE", "tickets/99"),
        ("GET", "tickets/99/conversations"),
        ("GET", "contacts/99"),
        ("GET", "agents/99"),
        ("GET", "nothing/here"),
    ] {
        let reply = send(desk.request(method, path)).await;
        assert_eq!(
            (reply.status, reply.text.as_str()),
            (404, ""),
            "{method} {path}"
        );
        assert_eq!(
            reply.header("x-freshdesk-api-version"),
            Some("latest=v2; requested=v2"),
            "{path}"
        );
    }
    assert_eq!(desk.put("tickets/99", json!({})).await.status, 404);
}

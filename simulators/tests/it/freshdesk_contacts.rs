//! Contacts and the search.

use std::time::Duration;

use serde_json::{Value, json};
use simulators::freshdesk::{Config, Contact};

use crate::http::Desk;

fn ids(rows: &Value) -> Vec<u64> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_u64().unwrap())
        .collect()
}

const WANJIKU: u64 = 67_038_833_123;

#[tokio::test]
async fn a_number_is_found_verbatim_and_only_with_its_plus_encoded() {
    let desk = Desk::open().await;
    for (query, expected) in [
        ("phone=%2B254712345678", vec![WANJIKU]),
        ("mobile=%2B254712345678", vec![WANJIKU]),
        ("phone=+254712345678", vec![]),
        ("phone=254712345678", vec![]),
        ("phone=0712345678", vec![]),
        ("phone=%2B254712345678&mobile=%2B254700000001", vec![]),
    ] {
        let reply = desk.get(&format!("contacts?{query}")).await;
        assert_eq!(reply.status, 200, "{query}");
        assert_eq!(ids(&reply.json()), expected, "{query}");
    }
    assert_eq!(
        desk.get("contacts?name=x").await.errors()[0].1,
        "invalid_field"
    );
}

#[tokio::test]
async fn a_contact_needs_a_name_and_one_handle() {
    let desk = Desk::open().await;
    for (body, field, code) in [
        (json!({"phone": "1"}), "name", "missing_field"),
        (json!({"name": "A"}), "email", "missing_field"),
        (
            json!({"name": "A", "phone": 7}),
            "phone",
            "datatype_mismatch",
        ),
        (
            json!({"name": "A", "phone": "1", "source": 3}),
            "source",
            "invalid_field",
        ),
    ] {
        let errors = desk.post("contacts", body.clone()).await.errors();
        assert_eq!(errors, [(field.to_owned(), code.to_owned())], "{body}");
    }
    let reply = desk
        .post("contacts", json!({"name": "A", "phone": "0712 345 678"}))
        .await;
    assert_eq!(reply.status, 201);
    let id = reply.json()["id"].as_u64().unwrap();
    let address = format!("https://acme.freshdesk.com/api/v2/contacts/{id}");
    assert_eq!(reply.header("location"), Some(address.as_str()));
    assert_eq!(reply.json()["phone"], "0712 345 678");
}

#[tokio::test]
async fn a_handle_that_must_be_unique_collides_and_names_the_other_contact() {
    let desk = Desk::open().await;
    let body = json!({"name": "A", "unique_external_id": "x", "email": "a@b.co", "phone": "1", "mobile": "2"});
    let first = desk.post("contacts", body).await.json();
    for (field, value, unique) in [
        ("unique_external_id", "x", true),
        ("email", "A@B.co", true),
        ("phone", "1", false),
        ("mobile", "2", false),
    ] {
        let reply = desk
            .post("contacts", json!({"name": "B", field: value}))
            .await;
        assert_eq!(reply.status, if unique { 409 } else { 201 }, "{field}");
        if unique {
            assert_eq!(
                reply.errors(),
                [(field.to_owned(), "duplicate_value".to_owned())]
            );
            assert_eq!(
                reply.json()["errors"][0]["additional_info"]["user_id"],
                first["id"]
            );
        }
    }
    desk.sim.switch(|switches| switches.unique_mobile = true);
    assert_eq!(
        desk.post("contacts", json!({"name": "C", "mobile": "2"}))
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn a_contact_is_changed_and_deleted_and_then_hidden() {
    let desk = Desk::open().await;
    let path = format!("contacts/{WANJIKU}");
    let changed = desk
        .put(&path, json!({"name": "Wanjiku K.", "mobile": null}))
        .await
        .json();
    assert_eq!(
        (&changed["name"], &changed["mobile"]),
        (&json!("Wanjiku K."), &Value::Null)
    );
    assert_eq!(desk.delete(&path).await.status, 204);
    assert_eq!(desk.get("contacts").await.json(), json!([]));
    assert_eq!(
        ids(&desk.get("contacts?state=deleted").await.json()),
        [WANJIKU]
    );
    assert_eq!(desk.put(&path, json!({"name": "X"})).await.status, 405);
}

#[tokio::test]
async fn an_organisation_wide_id_is_beyond_what_javascript_can_hold() {
    let desk = Desk::open().await;
    let contact = desk.get(&format!("contacts/{WANJIKU}")).await.json();
    assert!(contact["org_contact_id"].as_u64().unwrap() > (1 << 53));
}

#[tokio::test]
async fn autocompletion_knows_starts_of_names_and_nothing_else() {
    let desk = Desk::open().await;
    for (term, expected) in [("kam", 1), ("WAN", 1), ("jiku", 0), ("%2B254", 0)] {
        let found = desk
            .get(&format!("contacts/autocomplete?term={term}"))
            .await
            .json();
        assert_eq!(found.as_array().unwrap().len(), expected, "{term}");
    }
}

#[tokio::test]
async fn the_search_sees_what_is_two_minutes_old() {
    let desk = Desk::open().await;
    desk.ticket("s").await;
    let query = "search/tickets?query=%22tag:%27callback_needed%27%20AND%20status:2%22";
    assert_eq!(
        desk.get(query).await.json(),
        json!({"total": 0, "results": []})
    );
    desk.sim.advance(Duration::from_secs(119));
    assert_eq!(desk.get(query).await.json()["total"], 0);
    desk.sim.advance(Duration::from_secs(1));
    assert_eq!(desk.get(query).await.json()["total"], 1);
    desk.put("tickets/1", json!({"status": 5})).await;
    let stale = desk.get(query).await.json();
    assert_eq!(
        (&stale["total"], &stale["results"][0]["status"]),
        (&json!(1), &json!(2))
    );
    desk.sim.reindex();
    assert_eq!(desk.get(query).await.json()["total"], 0);
}

#[tokio::test]
async fn contacts_are_searched_by_either_phone_in_one_call() {
    let desk = Desk::open().await;
    let query = "search/contacts?query=%22phone:%27%2B254712345678%27%20OR%20mobile:%27%2B254712345678%27%22";
    let found = desk.get(query).await.json();
    assert_eq!(
        (&found["total"], ids(&found["results"])),
        (&json!(1), vec![WANJIKU])
    );
}

#[tokio::test]
async fn a_search_needs_its_quotes_and_has_ten_pages() {
    let desk = Desk::open().await;
    for (query, field, code) in [
        ("query=tag:%27x%27", "query", "invalid_value"),
        ("", "query", "invalid_value"),
        ("query=%22phone:%271%27%22", "query", "invalid_value"),
        ("query=%22status:2%22&page=11", "page", "invalid_value"),
        (
            "query=%22status:2%22&per_page=100",
            "per_page",
            "invalid_field",
        ),
    ] {
        let reply = desk.get(&format!("search/tickets?{query}")).await;
        assert_eq!(
            reply.errors(),
            [(field.to_owned(), code.to_owned())],
            "{query}"
        );
    }
    let long = format!("search/tickets?query=%22tag:%27{}%27%22", "x".repeat(512));
    assert_eq!(desk.get(&long).await.status, 400);
}

/// Contacts with these work phones, numbered from 1.
fn seed(config: &mut Config, phones: &[&str]) {
    let since = config.clock.now();
    config.contacts = (1..)
        .zip(phones)
        .map(|(id, phone)| Contact {
            phone: Some((*phone).to_owned()),
            ..Contact::new(id, &format!("Contact {id}"), since)
        })
        .collect();
}

fn search(conditions: &str) -> String {
    let query = format!("\"{conditions}\"");
    let encoded = url::form_urlencoded::byte_serialize(query.as_bytes());
    format!("search/contacts?query={}", encoded.collect::<String>())
}

#[tokio::test]
async fn contacts_are_found_by_the_very_spelling_they_are_kept_in() {
    let spellings = ["0712 345 678", "+254 712 345 678", "+254712345678"];
    let desk = Desk::with(|config| seed(config, &spellings)).await;
    for (id, spelling) in (1..).zip(spellings) {
        let encoded = spelling.replace('+', "%2B").replace(' ', "%20");
        let listed = desk.get(&format!("contacts?phone={encoded}")).await.json();
        assert_eq!(ids(&listed), [id], "{spelling}");
        let found = desk.get(&search(&format!("phone:'{spelling}'"))).await;
        assert_eq!(ids(&found.json()["results"]), [id], "{spelling}");
    }
    let all = spellings.map(|spelling| format!("phone:'{spelling}' OR mobile:'{spelling}'"));
    let found = desk.get(&search(&all.join(" OR "))).await.json();
    assert_eq!(ids(&found["results"]), [1, 2, 3]);
    assert_eq!(
        desk.get(&search("phone:'712345678'")).await.json()["total"],
        0
    );
}

#[tokio::test]
async fn many_contacts_with_one_number_come_thirty_a_page() {
    let desk = Desk::with(|config| seed(config, &["+254700000001"; 31])).await;
    let query = search("phone:'+254700000001'");
    let first = desk.get(&query).await.json();
    assert_eq!(first["total"], 31);
    assert_eq!(first["results"].as_array().unwrap().len(), 30);
    let second = desk.get(&format!("{query}&page=2")).await.json();
    assert_eq!(ids(&second["results"]), [31]);
}

#[tokio::test]
async fn a_new_contact_is_listed_at_once_and_searched_later() {
    let desk = Desk::open().await;
    let contact = json!({"name": "A", "mobile": "0712 345 678"});
    let id = desk.post("contacts", contact).await.json()["id"].as_u64();
    let listed = desk.get("contacts?mobile=0712%20345%20678").await.json();
    assert_eq!(ids(&listed), [id.unwrap()]);
    let query = search("mobile:'0712 345 678'");
    assert_eq!(desk.get(&query).await.json()["total"], 0);
    desk.sim.switch(|switches| switches.search_lag_seconds = 0);
    assert_eq!(desk.get(&query).await.json()["total"], 1);
}

#[tokio::test]
async fn a_blocked_contact_is_hidden_and_cannot_be_changed() {
    let desk = Desk::open().await;
    desk.sim.block_contact(WANJIKU);
    desk.sim.reindex();
    assert_eq!(desk.get("contacts").await.json(), json!([]));
    let blocked = desk
        .get("contacts?state=blocked&contact_type=contact")
        .await;
    assert_eq!(ids(&blocked.json()), [WANJIKU]);
    let found = desk.get(&search("phone:'+254712345678'")).await.json();
    assert_eq!(found["total"], 0);
    let path = format!("contacts/{WANJIKU}");
    assert_eq!(desk.put(&path, json!({"name": "X"})).await.status, 405);
}

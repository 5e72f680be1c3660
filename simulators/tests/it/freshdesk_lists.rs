//! The list of tickets: its window, its filters, its pages.

use std::time::Duration;

use serde_json::{Value, json};

use crate::http::Desk;

const DAY: Duration = Duration::from_hours(24);

fn subjects(rows: &Value) -> Vec<String> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row["subject"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_list_shows_thirty_days_unless_it_is_asked_for_updates_since_some_time() {
    let desk = Desk::open().await;
    desk.ticket("old").await;
    desk.sim.advance(DAY * 31);
    desk.ticket("new").await;
    assert_eq!(subjects(&desk.get("tickets").await.json()), ["new"]);
    let since = desk.get("tickets?updated_since=2026-06-01").await;
    assert_eq!(subjects(&since.json()), ["new", "old"]);
    desk.put("tickets/1", json!({"status": 3})).await;
    let since = desk.get("tickets?updated_since=2026-08-01T00:00:00Z").await;
    assert_eq!(subjects(&since.json()), ["new", "old"]);
}

#[tokio::test]
async fn a_list_hides_descriptions_and_requesters_until_they_are_included() {
    let desk = Desk::open().await;
    desk.ticket("s").await;
    let plain = desk.get("tickets").await.json();
    assert!(plain[0].get("description").is_none() && plain[0].get("requester").is_none());
    let rich = desk
        .get("tickets?include=description,requester,stats")
        .await
        .json();
    assert_eq!(
        rich[0]["description_text"],
        "A call was not answered. Call back."
    );
    assert_eq!(rich[0]["requester"]["name"], "Caller +254700000001");
    assert!(rich[0]["stats"].is_object());
    assert_eq!(desk.get("tickets?include=company").await.status, 400);
}

#[tokio::test]
async fn a_link_to_the_next_page_is_given_exactly_while_there_is_one() {
    let desk = Desk::open().await;
    for count in 0..3 {
        desk.ticket(&format!("ticket {count}")).await;
    }
    let first = desk.get("tickets?per_page=2&order_type=asc").await;
    assert_eq!(subjects(&first.json()), ["ticket 0", "ticket 1"]);
    assert_eq!(
        first.header("link"),
        Some(
            "<https://acme.freshdesk.com/api/v2/tickets?order_type=asc&per_page=2&page=2>; rel=\"next\""
        )
    );
    let second = desk.get("tickets?per_page=2&order_type=asc&page=2").await;
    assert_eq!(subjects(&second.json()), ["ticket 2"]);
    assert_eq!(second.header("link"), None);
    let whole = desk.get("tickets?per_page=3").await;
    assert_eq!(whole.header("link"), None);
    assert_eq!(desk.get("tickets?page=9").await.json(), json!([]));
}

#[tokio::test]
async fn pages_and_filters_that_do_not_exist_are_refused() {
    let desk = Desk::open().await;
    for (query, field, code) in [
        ("per_page=101", "per_page", "invalid_value"),
        ("per_page=0", "per_page", "invalid_value"),
        ("per_page=many", "per_page", "datatype_mismatch"),
        ("page=301", "page", "invalid_value"),
        ("page=0", "page", "invalid_value"),
        ("phone=1", "phone", "invalid_field"),
        ("tag=x", "tag", "invalid_field"),
        ("filter=all_tickets", "filter", "invalid_value"),
        ("order_by=subject", "order_by", "invalid_value"),
        ("requester_id=me", "requester_id", "datatype_mismatch"),
        ("updated_since=soon", "updated_since", "invalid_value"),
    ] {
        let reply = desk.get(&format!("tickets?{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
        assert_eq!(
            reply.errors(),
            [(field.to_owned(), code.to_owned())],
            "{query}"
        );
    }
}

#[tokio::test]
async fn filters_choose_by_requester_and_by_state() {
    let desk = Desk::open().await;
    for name in ["kept", "binned", "spammed"] {
        desk.ticket(name).await;
    }
    desk.post(
        "tickets",
        json!({"subject": "other", "description": "d", "email": "a@b.co", "responder_id": 67_021_120_644_u64}),
    )
    .await;
    desk.delete("tickets/2").await;
    desk.sim.mark_spam(3);
    let requester = desk.sim.tickets()[0]["requester_id"].clone();
    for (query, expected) in [
        (String::new(), vec!["other", "kept"]),
        ("filter=deleted".to_owned(), vec!["binned"]),
        ("filter=spam".to_owned(), vec!["spammed"]),
        ("filter=watching".to_owned(), vec![]),
        ("filter=new_and_my_open".to_owned(), vec!["kept"]),
        (format!("requester_id={requester}"), vec!["kept"]),
        ("email=a%40b.co".to_owned(), vec!["other"]),
    ] {
        let rows = desk.get(&format!("tickets?{query}")).await.json();
        assert_eq!(subjects(&rows), expected, "{query}");
    }
}

#[tokio::test]
async fn tickets_of_a_requester_come_in_the_order_asked_for_at_the_price_of_their_includes() {
    let desk = Desk::open().await;
    for subject in ["first", "second", "third"] {
        desk.ticket(subject).await;
        desk.sim.advance(Duration::from_mins(1));
    }
    desk.put("tickets/1", json!({"status": 3})).await;
    desk.put("tickets/2", json!({"status": 4})).await;
    desk.delete("tickets/3").await;
    let requester = desk.sim.tickets()[0]["requester_id"].clone();
    let path = |rest: &str| format!("tickets?requester_id={requester}&{rest}");
    for (rest, cost, expected) in [
        ("order_by=created_at", "1", ["second", "first"]),
        ("order_by=status&order_type=asc", "1", ["first", "second"]),
        (
            "updated_since=2026-07-01T08:18:00Z&order_by=updated_at&include=stats",
            "3",
            ["second", "first"],
        ),
    ] {
        let reply = desk.get(&path(rest)).await;
        assert_eq!(subjects(&reply.json()), expected, "{rest}");
        let spent = reply.header("x-ratelimit-used-currentrequest");
        assert_eq!(spent, Some(cost), "{rest}");
    }
    let nobody = desk.get(&path("updated_since=2026-07-02")).await;
    assert_eq!(nobody.json(), json!([]));
}

//! What pages learn of the product, and acting as the outside world.
//!
//! The records are samples; a running help desk is not needed.

use axum::routing::get;
use axum::{Json, Router};
use platform::HookMode;
use platform::server::{Field, LiveRecords, World, WorldAction};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::desk::{Desk, parameters, world};

#[tokio::test]
async fn the_phones_place_and_the_full_page_know_the_agent_and_the_account_and_no_record() {
    let desk = Desk::open().await;
    for place in ["cti_global_sidebar", "full_page_app"] {
        knows_no_record(&desk, place).await;
    }
    desk.close().await;
}

async fn knows_no_record(desk: &Desk, location: &str) {
    let place = format!("location={location}&ticket=1042");
    let ask = |key: &str| format!("/api/data/{key}?{place}");
    let (_, agent) = desk.get_json(&ask("loggedInUser")).await;
    assert_eq!(agent["loggedInUser"]["id"], 67_013_469_919_u64);
    let (_, domain) = desk.get_json(&ask("domainName")).await;
    assert_eq!(domain, json!({ "domainName": "acme.freshdesk.com" }));
    let (_, host) = desk.get_json(&ask("currentHost")).await;
    assert_eq!(
        host,
        json!({ "currentHost": {
            "subscribed_modules": ["support_ticket"],
            "endpoint_urls": { "freshdesk": "https://acme.freshdesk.com" }
        } })
    );
    for key in ["ticket", "contact", "requester", "nonsense"] {
        let (status, body) = desk.get_json(&ask(key)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{key}");
        assert_eq!(
            body["message"],
            format!("\"{key}\" is not available in {location}.")
        );
    }
}

#[tokio::test]
async fn a_records_own_pages_know_the_record() {
    let desk = Desk::open().await;
    let (_, ticket) = desk
        .get_json("/api/data/ticket?location=ticket_sidebar&ticket=1042")
        .await;
    assert_eq!(ticket["ticket"]["subject"], "Where is my order?");
    let (_, requester) = desk
        .get_json("/api/data/requester?location=ticket_sidebar&ticket=1042")
        .await;
    assert_eq!(requester["requester"]["phone"], "+254712345678");
    let (_, contact) = desk
        .get_json("/api/data/contact?location=contact_sidebar&contact=67038833123")
        .await;
    assert_eq!(contact["contact"]["name"], "Wanjiku Kamau");
    let (status, _) = desk
        .get_json("/api/data/ticket?location=ticket_sidebar&ticket=9")
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    desk.close().await;
}

#[tokio::test]
async fn the_outside_world_acts_with_what_was_typed_and_only_at_given_addresses() {
    let action = |base: &str| WorldAction {
        label: "Missed call".to_owned(),
        url: format!("{base}/event/hook/support_ticket?options=phone"),
        body: json!({ "from": "+254700000001", "duration": 3 }),
        fields: vec![Field {
            name: "duration".to_owned(),
            label: "Seconds".to_owned(),
            value: "3".to_owned(),
            choices: Vec::new(),
        }],
    };
    let desk = Desk::with(HookMode::Reply, |base| World {
        actions: vec![action(base)],
        ..world()
    })
    .await;
    desk.post("/api/install", parameters("acme")).await;
    let (_, shown) = desk.get_json("/api/world").await;
    assert_eq!(shown["actions"][0]["fields"][0]["label"], "Seconds");
    assert_eq!(shown["actions"][0].get("url"), None);
    let typed = json!({ "fields": { "duration": "74" } });
    let (status, body) = desk.post("/api/world/actions/0", typed).await;
    assert_eq!((status, &body["status"]), (StatusCode::OK, &json!(200)));
    assert_eq!(
        body["body"]["heard"],
        json!({ "from": "+254700000001", "duration": 74 })
    );
    let (status, _) = desk.post("/api/world/actions/1", json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let wrong = json!({ "fields": { "to": "x" } });
    let (status, body) = desk.post("/api/world/actions/0", wrong).await;
    assert_eq!(
        (status, &body["message"]),
        (
            StatusCode::BAD_REQUEST,
            &json!("\"Missed call\" has no field called to.")
        )
    );
    desk.close().await;
}

/// A help desk with two tickets: one more than the samples, and a newer state of one of them.
async fn help_desk() -> String {
    let tickets: Value = json!([
        { "id": 1042, "subject": "Where is my order, really?", "requester_id": 67_038_833_123_u64 },
        {
            "id": 1043,
            "subject": "Missed call",
            "description_text": "No answer.",
            "requester_id": 5,
            "conversations": [{ "id": 1, "private": true, "body": "<b>74 s</b>", "body_text": "74 s" }]
        }
    ]);
    let contacts = json!([{ "id": 5, "name": "Otieno", "mobile": "0733 000 222", "secret": "x" }]);
    let router = Router::new()
        .route("/tickets", get(async || Json(tickets)))
        .route("/contacts", get(async || Json(contacts)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn records_of_a_running_help_desk_come_before_the_samples() {
    let address = help_desk().await;
    let live = LiveRecords {
        tickets_url: format!("{address}/tickets"),
        contacts_url: format!("{address}/contacts"),
        headers: Vec::new(),
    };
    let desk = Desk::with(HookMode::Strict, |_| World {
        live: Some(live),
        ..world()
    })
    .await;
    let (_, tickets) = desk.get_json("/api/records/tickets").await;
    assert_eq!(tickets.as_array().map(Vec::len), Some(2), "{tickets}");
    assert_eq!(tickets[0]["requester"]["mobile"], "0733 000 222");
    assert_eq!(tickets[0]["description"], "No answer.");
    assert_eq!(tickets[0]["conversations"][0]["body"], "<b>74 s</b>");
    assert_eq!(tickets[1]["subject"], "Where is my order, really?");
    assert_eq!(tickets[1]["requester"]["name"], "Wanjiku Kamau");
    let (_, contacts) = desk.get_json("/api/records/contacts").await;
    assert_eq!(
        contacts[0],
        json!({ "id": 5, "name": "Otieno", "mobile": "0733 000 222" })
    );
    assert_eq!(contacts[1]["name"], "Wanjiku Kamau");
    desk.close().await;
}

#[tokio::test]
async fn a_help_desk_that_does_not_answer_leaves_the_samples() {
    let live = LiveRecords {
        tickets_url: "http://127.0.0.1:1/tickets".to_owned(),
        contacts_url: "http://127.0.0.1:1/contacts".to_owned(),
        headers: Vec::new(),
    };
    let desk = Desk::with(HookMode::Strict, |_| World {
        live: Some(live),
        ..world()
    })
    .await;
    let (_, tickets) = desk.get_json("/api/records/tickets").await;
    assert_eq!(tickets[0]["subject"], "Where is my order?");
    desk.close().await;
}

//! Product events: what is told about tickets, when, and what is not.

use std::time::Duration;

use serde_json::{Map, Value, json};
use simulators::Fault;
use simulators::freshdesk::{EventForm, ProductEvent, UpdatesTold};

use crate::http::{Desk, client, send};
use crate::receiver::Receiver;

const AMINA: u64 = 67_013_469_919;
const BRIAN: u64 = 67_021_120_644;

/// An account that tells a listener.
async fn telling() -> (Desk, Receiver) {
    let receiver = Receiver::start().await;
    let template = format!("{}/event/product/{{event}}", receiver.url);
    let desk = Desk::with(|config| config.switches.product_events = Some(template)).await;
    (desk, receiver)
}

/// The events told so far, after all are.
async fn told(desk: &Desk) -> Vec<ProductEvent> {
    desk.sim.product_events_told().await;
    desk.sim.product_events()
}

fn names(events: &[ProductEvent]) -> Vec<&str> {
    events.iter().map(|event| event.event.as_str()).collect()
}

fn fields(fields: Value) -> Map<String, Value> {
    serde_json::from_value(fields).unwrap()
}

#[tokio::test]
async fn nothing_is_told_without_an_address() {
    let desk = Desk::open().await;
    desk.ticket("s").await;
    assert!(told(&desk).await.is_empty());
}

#[tokio::test]
async fn a_ticket_made_changed_and_deleted_is_told_in_this_order_to_an_address_of_each_event() {
    let (desk, receiver) = telling().await;
    desk.ticket("s").await;
    desk.put("tickets/1", json!({"status": 4})).await;
    desk.delete("tickets/1").await;
    desk.delete("tickets/1").await;
    let events = told(&desk).await;
    let expected = ["onTicketCreate", "onTicketUpdate", "onTicketDelete"];
    assert_eq!(names(&events), expected);
    assert!(events.iter().all(|event| event.status == Some(200)));
    let posts = receiver.received();
    let targets = posts.iter().map(|it| it.target.as_str());
    let expected = expected.map(|event| format!("/event/product/{event}"));
    assert_eq!(targets.collect::<Vec<_>>(), expected);
    assert_eq!(posts[1].json(), events[1].body);
}

#[tokio::test]
async fn an_event_names_who_did_it_the_ticket_and_what_it_belongs_to() {
    let (desk, _receiver) = telling().await;
    desk.ticket("s").await;
    let change = json!({"responder_id": BRIAN, "group_id": 67_000_260_063_u64});
    desk.put("tickets/1", change).await;
    let events = told(&desk).await;
    let created = &events[0].body;
    assert_eq!(
        created["actor"],
        json!({"id": AMINA, "name": "Amina Wanjiru", "email": "amina.wanjiru@example.co.ke"})
    );
    let ticket = &created["ticket"];
    assert_eq!((&ticket["id"], &ticket["status"]), (&json!(1), &json!(2)));
    assert_eq!(
        ticket["tags"],
        json!(["sautikit", "missed_call", "callback_needed"])
    );
    assert_eq!(ticket["requester_id"], 67_040_000_001_u64);
    assert!(created.get("changes").is_none());
    let updated = &events[1].body;
    let associations = &updated["associations"];
    assert_eq!(associations["requester"]["phone"], "+254700000001");
    assert_eq!(associations["responder"]["id"], BRIAN);
    assert_eq!(associations["group"]["name"], "Voice desk");
    assert_eq!(
        updated["changes"],
        json!({"responder_id": [null, BRIAN], "group_id": [null, 67_000_260_063_u64]})
    );
}

#[tokio::test]
async fn what_a_person_does_is_told_with_that_person() {
    let (desk, _receiver) = telling().await;
    desk.ticket("s").await;
    let resolved = fields(json!({"status": 4, "tags": ["sautikit", "done"]}));
    desk.sim.change_by_hand(1, BRIAN, resolved).unwrap();
    desk.sim.delete_by_hand(1, BRIAN).unwrap();
    let events = told(&desk).await;
    assert_eq!(names(&events)[1..], ["onTicketUpdate", "onTicketDelete"]);
    assert_eq!(events[1].body["actor"]["id"], BRIAN);
    assert_eq!(
        events[1].body["changes"],
        json!({
            "status": [2, 4],
            "tags": {"added": ["done"], "removed": ["missed_call", "callback_needed"]}
        })
    );
    assert_eq!(
        events[2].body["ticket"]["tags"],
        json!(["sautikit", "done"])
    );
    assert_eq!(events[2].body["ticket"]["deleted"], true);
    let again = desk
        .sim
        .change_by_hand(1, BRIAN, fields(json!({"status": 2})));
    assert!(again.unwrap_err().contains("deleted"));
}

#[tokio::test]
async fn tags_and_custom_fields_alone_raise_no_update_unless_the_account_is_so() {
    let (desk, _receiver) = telling().await;
    desk.ticket("s").await;
    let quiet =
        json!({"tags": ["x"], "custom_fields": {"cf_sautikit_call_id": "c"}, "subject": "t"});
    desk.put("tickets/1", quiet).await;
    desk.put("tickets/1", json!({"status": 2})).await;
    desk.post("tickets/1/notes", json!({"body": "n"})).await;
    assert_eq!(names(&told(&desk).await), ["onTicketCreate"]);
    desk.sim
        .switch(|switches| switches.updates_told = UpdatesTold::Every);
    desk.put(
        "tickets/1",
        json!({"tags": ["y"], "custom_fields": {"cf_sautikit_call_id": "d"}}),
    )
    .await;
    let events = told(&desk).await;
    assert_eq!(
        events[1].body["changes"],
        json!({"cf_sautikit_call_id": ["c", "d"], "tags": {"added": ["y"], "removed": ["x"]}})
    );
}

#[tokio::test]
async fn a_ticket_marked_as_spam_is_told_as_an_update_by_nobody() {
    let (desk, _receiver) = telling().await;
    desk.ticket("s").await;
    desk.sim.mark_spam(1);
    desk.sim.mark_spam(1);
    let events = told(&desk).await;
    assert_eq!(names(&events), ["onTicketCreate", "onTicketUpdate"]);
    assert_eq!(events[1].body["changes"], json!({"spam": [false, true]}));
    assert_eq!(events[1].body["actor"]["id"], Value::Null);
}

#[tokio::test]
async fn the_sample_form_has_changes_in_the_ticket_and_deletes_by_another_id() {
    let (desk, _receiver) = telling().await;
    desk.sim
        .switch(|switches| switches.event_form = EventForm::Sample);
    desk.ticket("s").await;
    desk.put("tickets/1", json!({"priority": 4})).await;
    desk.delete("tickets/1").await;
    let events = told(&desk).await;
    let keys = |event: &ProductEvent| {
        let body = event.body.as_object().unwrap();
        body.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys(&events[0]), ["actor", "requester", "ticket"]);
    assert_eq!(keys(&events[1]), ["actor", "requester", "ticket"]);
    let changes = &events[1].body["ticket"]["changes"];
    assert_eq!(changes, &json!({"priority": [2, 4]}));
    assert_eq!(keys(&events[2]), ["actor", "ticket"]);
    let ticket = &events[2].body["ticket"];
    assert_eq!(ticket, &json!({"model_id": 67_050_000_001_u64}));
}

#[tokio::test]
async fn a_refused_request_is_not_told_and_a_lost_answer_is() {
    let (desk, _receiver) = telling().await;
    desk.post("tickets", json!({"subject": "s"})).await;
    desk.sim.fail_next("POST /api/v2/tickets", Fault::DropAfter);
    let lost = desk.request("POST", "tickets");
    let lost = lost.json(&crate::http::ticket("s")).send().await;
    assert!(lost.is_err());
    assert_eq!(names(&told(&desk).await), ["onTicketCreate"]);
}

#[tokio::test]
async fn a_listener_that_is_silent_or_away_holds_nothing_up() {
    let (desk, receiver) = telling().await;
    receiver.wait_for(2);
    desk.ticket("s").await;
    let changed = desk.put("tickets/1", json!({"status": 3}));
    let changed = tokio::time::timeout(Duration::from_secs(5), changed).await;
    assert_eq!(changed.unwrap().status, 200);
    let nobody = "http://127.0.0.1:1/{event}".to_owned();
    let desk = Desk::with(|config| config.switches.product_events = Some(nobody)).await;
    assert_eq!(desk.ticket("s").await, 1);
    let events = told(&desk).await;
    assert_eq!(events[0].error.as_deref(), Some("nobody listens there"));
    assert_eq!(events[0].url, "http://127.0.0.1:1/onTicketCreate");
}

#[tokio::test]
async fn the_control_endpoints_work_on_tickets_and_show_what_was_told() {
    let (desk, _receiver) = telling().await;
    desk.ticket("s").await;
    let post = async |path: &str, order: Value| {
        let url = format!("{}/_sim/{path}", desk.sim.base_url());
        send(client().post(url).json(&order)).await
    };
    let order =
        |agent: u64, fields: Value| json!({"ticket_id": 1, "agent_id": agent, "fields": fields});
    let resolved = post("tickets/change", order(BRIAN, json!({"status": 4}))).await;
    assert_eq!(
        (resolved.status, &resolved.json()["status"]),
        (200, &json!(4))
    );
    let wrong = post("tickets/change", order(BRIAN, json!({"status": 99}))).await;
    assert_eq!(wrong.status, 400);
    assert_eq!(
        post("tickets/change", order(1, json!({}))).await.status,
        404
    );
    let delete = json!({"ticket_id": 1, "agent_id": BRIAN});
    assert_eq!(post("tickets/delete", delete).await.status, 204);
    let contact = json!({"contact_id": 67_038_833_123_u64});
    assert_eq!(post("contacts/block", contact).await.status, 204);
    told(&desk).await;
    let url = format!("{}/_sim/product_events", desk.sim.base_url());
    let shown = send(client().get(url)).await.json();
    let names = shown.as_array().unwrap().iter().map(|it| &it["event"]);
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["onTicketCreate", "onTicketUpdate", "onTicketDelete"]
    );
}

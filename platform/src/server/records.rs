//! The records that the host page shows: those of a running help desk, then the samples it does not have.
//!
//! Nothing is written. A help desk that does not answer leaves the samples.

use std::cmp::Reverse;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Shared;
use super::world::LiveRecords;

/// How long the help desk is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
const TICKET: [&str; 7] = [
    "id",
    "subject",
    "status",
    "priority",
    "source",
    "created_at",
    "tags",
];
const CONTACT: [&str; 5] = ["id", "name", "email", "phone", "mobile"];

/// What the help desk and the samples hold together.
#[derive(Debug)]
pub(super) struct Records {
    /// Tickets with their requesters and conversations, the newest number first.
    pub(super) tickets: Vec<Value>,
    /// Contacts by name.
    pub(super) contacts: Vec<Value>,
}

impl Records {
    /// Reads everything anew.
    pub(super) async fn read(shared: &Shared) -> Self {
        let (tickets, contacts) = match &shared.world.live {
            Some(live) => tokio::join!(
                list(shared, live, &live.tickets_url),
                list(shared, live, &live.contacts_url)
            ),
            None => (Vec::new(), Vec::new()),
        };
        let mut contacts: Vec<Value> = contacts
            .iter()
            .map(|contact| picked(contact, &CONTACT).into())
            .collect();
        let samples = shared.world.tickets.iter();
        add_missing(&mut contacts, samples.map(|ticket| json!(ticket.requester)));
        let mut tickets: Vec<Value> = tickets
            .iter()
            .map(|ticket| normal(ticket, &contacts))
            .collect();
        add_missing(
            &mut tickets,
            shared.world.tickets.iter().map(|ticket| json!(ticket)),
        );
        tickets.sort_by_key(|ticket| Reverse(number(ticket)));
        contacts.sort_by_key(|contact| contact["name"].as_str().map(str::to_lowercase));
        Self { tickets, contacts }
    }

    /// A ticket by its number.
    pub(super) fn ticket(&self, id: u64) -> Option<&Value> {
        find(&self.tickets, id)
    }

    /// A contact by its number.
    pub(super) fn contact(&self, id: u64) -> Option<&Value> {
        find(&self.contacts, id)
    }
}

async fn list(shared: &Shared, live: &LiveRecords, url: &str) -> Vec<Value> {
    let mut request = shared.http.get(url).timeout(PATIENCE);
    for (name, value) in &live.headers {
        request = request.header(name, value);
    }
    let Ok(answer) = request.send().await else {
        return Vec::new();
    };
    answer.json().await.unwrap_or_default()
}

/// A ticket of the help desk in the shape of the samples, with its conversation.
fn normal(ticket: &Value, contacts: &[Value]) -> Value {
    let mut kept = picked(ticket, &TICKET);
    kept.insert("description".to_owned(), html(ticket, "description"));
    kept.insert("requester".to_owned(), requester(ticket, contacts));
    let conversation = ticket.get("conversations").and_then(Value::as_array);
    let entries = conversation.into_iter().flatten().map(|entry| {
        let mut kept = picked(entry, &["id", "private", "created_at"]);
        kept.insert("body".to_owned(), html(entry, "body"));
        Value::Object(kept)
    });
    kept.insert("conversations".to_owned(), entries.collect());
    kept.into()
}

/// Who reported a ticket: told with it, or one of the contacts.
fn requester(ticket: &Value, contacts: &[Value]) -> Value {
    if let Some(requester) = ticket.get("requester").filter(|told| told.is_object()) {
        return picked(requester, &CONTACT).into();
    }
    let id = ticket.get("requester_id").and_then(Value::as_u64);
    let known = id.and_then(|id| find(contacts, id)).cloned();
    known.unwrap_or_else(|| json!({ "id": id }))
}

/// Adds those records whose number is not there yet.
fn add_missing(records: &mut Vec<Value>, further: impl Iterator<Item = Value>) {
    for record in further {
        if find(records, number(&record)).is_none() {
            records.push(record);
        }
    }
}

fn find(records: &[Value], id: u64) -> Option<&Value> {
    records.iter().find(|record| number(record) == id)
}

fn number(record: &Value) -> u64 {
    record.get("id").and_then(Value::as_u64).unwrap_or_default()
}

fn picked(source: &Value, names: &[&str]) -> Map<String, Value> {
    let found = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), source.get(name)?.clone())));
    found.collect()
}

/// A member that holds HTML; its plain twin stands in, where only that is told.
fn html(source: &Value, name: &str) -> Value {
    let text = |name: &str| source.get(name).filter(|value| value.is_string()).cloned();
    text(name)
        .or_else(|| text(&format!("{name}_text")))
        .unwrap_or_else(|| "".into())
}

//! What a product event about a ticket says, and when there is one.
//!
//! Sources: what raises `onTicketUpdate` and the keys of the sample form are the documentation's
//! (<https://developers.freshworks.com/docs/app-sdk/v3.0/support_ticket/serverless-apps/product-events/onTicket>, and for what does not raise it
//! the same page of platform 2.3); that `changes` holds `[old, new]` by field, and how little a deletion says, are the vendor's sample data's.
//! [inferred] What `associations` holds, that an update tells all that changed once anything listed did,
//! the form of changed tags, the actor of a change by nobody, and that restoring a ticket is not told;
//! escalations do not happen here.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::config::{EventForm, Group, UpdatesTold};
use super::records::{Records, Ticket, requester};

/// Changes that raise `onTicketUpdate`.
const LOUD: [&str; 7] = [
    "status",
    "priority",
    "type",
    "source",
    "responder_id",
    "group_id",
    "spam",
];

/// Changes that raise nothing by themselves.
const QUIET: [&str; 6] = [
    "subject",
    "requester_id",
    "company_id",
    "product_id",
    "due_by",
    "fr_due_by",
];

/// Added to a ticket's number to make the id of its record, which is another one.
const FIRST_MODEL_ID: u64 = 67_050_000_000;

/// What happened to a ticket.
pub(crate) enum Happening<'a> {
    Created(&'a Ticket),
    Updated {
        before: &'a Ticket,
        after: &'a Ticket,
    },
    Deleted(&'a Ticket),
}

/// How the account tells its events.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) form: EventForm,
    pub(crate) updates_told: UpdatesTold,
}

/// The event's name and body; `None` for a change that raises none.
/// `actor` is the agent who did it, if it was one.
pub(crate) fn told(
    happening: &Happening<'_>,
    actor: Option<u64>,
    manner: Manner,
    records: &Records,
    groups: &[Group],
    now: Timestamp,
) -> Option<(&'static str, Value)> {
    let actor = person(records, actor);
    let frame = |ticket: &Ticket, changes: Option<Map<String, Value>>| {
        body(ticket, changes, &actor, manner.form, records, groups, now)
    };
    match happening {
        Happening::Created(ticket) => Some(("onTicketCreate", frame(ticket, None))),
        Happening::Updated { before, after } => {
            let changes = changes(before, after);
            let is_loud = changes.keys().any(|name| LOUD.contains(&name.as_str()));
            let is_told = match manner.updates_told {
                UpdatesTold::Listed => is_loud,
                UpdatesTold::Every => !changes.is_empty(),
            };
            is_told.then(|| ("onTicketUpdate", frame(after, Some(changes))))
        }
        Happening::Deleted(ticket) => {
            let body = match manner.form {
                EventForm::Framed => frame(ticket, None),
                EventForm::Sample => json!({
                    "actor": actor,
                    "ticket": {"model_id": FIRST_MODEL_ID + ticket.id}
                }),
            };
            Some(("onTicketDelete", body))
        }
    }
}

fn body(
    ticket: &Ticket,
    changes: Option<Map<String, Value>>,
    actor: &Value,
    form: EventForm,
    records: &Records,
    groups: &[Group],
    now: Timestamp,
) -> Value {
    let mut view = ticket.view(now);
    let asked_by = requester(records.contacts.get(&ticket.requester_id));
    match form {
        EventForm::Framed => {
            let group = groups
                .iter()
                .find(|group| Some(group.id) == ticket.group_id);
            let mut body = json!({
                "actor": actor,
                "associations": {
                    "requester": asked_by,
                    "responder": ticket.responder_id.map(|id| person(records, Some(id))),
                    "group": group.map(|group| json!({"id": group.id, "name": group.name}))
                },
                "ticket": view
            });
            if let Some((changes, body)) = changes.zip(body.as_object_mut()) {
                body.insert("changes".to_owned(), Value::Object(changes));
            }
            body
        }
        EventForm::Sample => {
            if let Some((changes, ticket)) = changes.zip(view.as_object_mut()) {
                ticket.insert("changes".to_owned(), Value::Object(changes));
            }
            json!({"actor": actor, "requester": asked_by, "ticket": view})
        }
    }
}

/// An agent as events name one; the system has a name and nothing else.
fn person(records: &Records, agent: Option<u64>) -> Value {
    match agent.and_then(|id| records.agents.get(&id)) {
        Some(agent) => json!({"id": agent.id, "name": agent.name, "email": agent.email}),
        None => json!({"id": null, "name": "System", "email": null}),
    }
}

/// The changed fields with their old and new values; for tags what was added and what removed.
fn changes(before: &Ticket, after: &Ticket) -> Map<String, Value> {
    let (old, new) = (fields(before), fields(after));
    let mut changes = Map::new();
    for (name, new) in &new {
        let old = old.get(name).unwrap_or(&Value::Null);
        if old != new {
            changes.insert(name.clone(), json!([old, new]));
        }
    }
    let missing_in = |tags: &[String], others: &[String]| -> Vec<String> {
        let is_missing = |tag: &&String| !others.contains(tag);
        tags.iter().filter(is_missing).cloned().collect()
    };
    let added = missing_in(&after.tags, &before.tags);
    let removed = missing_in(&before.tags, &after.tags);
    if !added.is_empty() || !removed.is_empty() {
        let tags = json!({"added": added, "removed": removed});
        changes.insert("tags".to_owned(), tags);
    }
    changes
}

/// Everything that is compared one by one.
fn fields(ticket: &Ticket) -> Map<String, Value> {
    let row = ticket.row(ticket.created_at);
    let named = |name: &str| {
        let value = row.get(name).cloned().unwrap_or_default();
        (name.to_owned(), value)
    };
    let custom = ticket.custom_fields.clone();
    LOUD.iter()
        .chain(&QUIET)
        .map(|name| named(name))
        .chain(custom)
        .collect()
}

//! Tickets: create, view, change, delete, restore, list.
//!
//! What a person does in the help desk goes the same way as what the API does, under the same rules.

mod list;

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

pub(crate) use self::list::list;
use super::body::{Body, File};
use super::config::{Contact, Plan};
use super::contacts::requester_of;
use super::desk::{Caller, Desk, Id};
use super::events::Happening;
use super::moment::shown;
use super::paging::Query;
use super::records::{Conversation, Records, Ticket, requester};
use super::refusal::{FieldError, Refusal, created, ok};
use super::rules::{Change, closing_errors, refuse_if_any, ticket_errors};
use crate::front::Hold;

const MEGABYTE: u64 = 1024 * 1024;

/// What changing a ticket in the bin or in spam answers; it stays so for good.
const SHUT: &str = "The ticket is deleted or marked as spam and cannot be changed.";

/// `POST /tickets`.
pub(crate) async fn create(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    body: Body,
) -> Result<Response, Refusal> {
    refuse_if_any(ticket_errors(&body.fields, Change::Create, &desk.setup))?;
    let finds_mobile = desk.switches.lock().phone_finds_mobile;
    let (ticket, hold) = desk.change(|records, now| {
        known_references(&desk, records, &body.fields)?;
        let mut ticket = Ticket::new(0, 0, now);
        ticket.apply(&body.fields, now);
        refuse_if_any(closing_errors(
            ticket.status,
            &ticket.custom_fields,
            &desk.setup,
        ))?;
        ticket.attachments = attach(&desk, records, None, &body.files, now)?;
        ticket.requester_id = requester_of(records, &body.fields, finds_mobile, now)?;
        ticket.id = records.next_ticket();
        records.put_ticket(ticket.clone(), now);
        let requester = records.contacts.get(&ticket.requester_id);
        let who = requester.map(Contact::label).unwrap_or_default();
        let (id, subject, tags) = (ticket.id, &ticket.subject, ticket.tags.join(", "));
        records.note(format!("ticket {id} opened by {who}: {subject} [{tags}]"));
        let happening = Happening::Created(&ticket);
        let hold = desk.tell(&happening, Some(caller.agent_id), records, now);
        Ok::<_, Refusal>((ticket.view(now), hold))
    })?;
    let id = ticket.get("id").and_then(Value::as_u64).unwrap_or_default();
    let answer = created(&ticket, &desk.address(&format!("tickets/{id}")));
    Ok(Hold::until_answered(hold, answer))
}

/// `GET /tickets/{id}`.
pub(crate) async fn view(
    State(desk): State<Arc<Desk>>,
    Id(id): Id,
    uri: Uri,
) -> Result<Response, Refusal> {
    let query = Query::read(&uri, desk.address("tickets"), &["include"])?;
    let includes = query.includes(&["requester", "company", "stats", "conversations"])?;
    let records = desk.records.lock();
    let ticket = records.tickets.get(&id).ok_or(Refusal::Missing)?;
    let mut view = ticket.view(desk.clock.now());
    if let Some(fields) = view.as_object_mut() {
        for include in includes {
            let value = match include {
                "requester" => requester(records.contacts.get(&ticket.requester_id)),
                "stats" => ticket.stats(),
                "conversations" => records
                    .conversations_of(id)
                    .take(10)
                    .map(Conversation::row)
                    .collect(),
                _ => json!({}),
            };
            fields.insert(include.to_owned(), value);
        }
    }
    Ok(ok(&view))
}

/// `PUT /tickets/{id}`: last write wins.
pub(crate) async fn update(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    body: Body,
) -> Result<Response, Refusal> {
    change(&desk, id, &body, caller.agent_id)
}

/// Changes a ticket for an agent.
pub(crate) fn change(desk: &Desk, id: u64, body: &Body, agent: u64) -> Result<Response, Refusal> {
    let (view, hold) = desk.change(|records, now| {
        let before = open_ticket(records, id)?.clone();
        refuse_if_any(ticket_errors(&body.fields, Change::Update, &desk.setup))?;
        known_references(desk, records, &body.fields)?;
        let mut ticket = before.clone();
        ticket.apply(&body.fields, now);
        refuse_if_any(closing_errors(
            ticket.status,
            &ticket.custom_fields,
            &desk.setup,
        ))?;
        ticket
            .attachments
            .extend(attach(desk, records, Some(id), &body.files, now)?);
        records.put_ticket(ticket.clone(), now);
        records.note(format!("ticket {id} changed: {}", in_words(&body.fields)));
        let happening = Happening::Updated {
            before: &before,
            after: &ticket,
        };
        let hold = desk.tell(&happening, Some(agent), records, now);
        Ok::<_, Refusal>((ticket.view(now), hold))
    })?;
    Ok(Hold::until_answered(hold, ok(&view)))
}

/// The fields of a change, for the transcript.
fn in_words(fields: &Map<String, Value>) -> String {
    let word = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let value = |value: &Value| match value.as_array() {
        Some(list) => list.iter().map(word).collect::<Vec<_>>().join(" "),
        None => word(value),
    };
    let field = |(name, given): (&String, &Value)| format!("{name} {}", value(given));
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

/// `DELETE /tickets/{id}`.
pub(crate) async fn remove(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    delete(&desk, id, caller.agent_id)
}

/// Puts a ticket into the bin for an agent; one that is there already is left alone.
pub(crate) fn delete(desk: &Desk, id: u64, agent: u64) -> Result<Response, Refusal> {
    let hold = desk.change(|records, now| {
        let mut ticket = records.tickets.get(&id).ok_or(Refusal::Missing)?.clone();
        if ticket.deleted {
            return Ok::<_, Refusal>(None);
        }
        ticket.deleted = true;
        ticket.updated_at = now;
        records.put_ticket(ticket.clone(), now);
        records.note(format!("ticket {id} was deleted"));
        let happening = Happening::Deleted(&ticket);
        Ok(desk.tell(&happening, Some(agent), records, now))
    })?;
    let answer = StatusCode::NO_CONTENT.into_response();
    Ok(Hold::until_answered(hold, answer))
}

/// `PUT /tickets/{id}/restore`.
pub(crate) async fn restore(
    State(desk): State<Arc<Desk>>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    desk.change(|records, now| {
        let mut ticket = records.tickets.get(&id).ok_or(Refusal::Missing)?.clone();
        ticket.deleted = false;
        ticket.updated_at = now;
        records.put_ticket(ticket, now);
        records.note(format!("ticket {id} was restored"));
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// Marks a ticket as spam; an unknown ticket changes nothing.
pub(crate) fn mark_spam(desk: &Desk, id: u64) {
    let _told = desk.change(|records, now| {
        let before = records.tickets.get(&id)?.clone();
        let ticket = Ticket {
            spam: true,
            updated_at: now,
            ..before.clone()
        };
        records.note(format!("ticket {id} was marked as spam"));
        records.put_ticket(ticket.clone(), now);
        let happening = Happening::Updated {
            before: &before,
            after: &ticket,
        };
        desk.tell(&happening, None, records, now)
    });
}

/// A ticket that may be changed.
pub(crate) fn open_ticket(records: &Records, id: u64) -> Result<&Ticket, Refusal> {
    let ticket = records.tickets.get(&id).ok_or(Refusal::Missing)?;
    if ticket.is_shut() {
        Err(Refusal::NotAllowed(SHUT))
    } else {
        Ok(ticket)
    }
}

/// Refuses ids of agents, groups and requesters that do not exist.
fn known_references(
    desk: &Desk,
    records: &Records,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let exists = |name: &str, id: u64| match name {
        "group_id" => desk.setup.groups.iter().any(|group| group.id == id),
        "responder_id" => records.agents.contains_key(&id),
        _ => records.contacts.contains_key(&id) || records.agents.contains_key(&id),
    };
    let references = [
        ("requester_id", "contact"),
        ("responder_id", "agent"),
        ("group_id", "group"),
    ];
    let errors = references.iter().filter_map(|(name, kind)| {
        let id = body.get(*name).and_then(Value::as_u64)?;
        let message = format!("There is no {kind} matching the given {name}");
        (!exists(name, id)).then(|| FieldError::new(name, message, "invalid_value"))
    });
    refuse_if_any(errors.collect())
}

/// Makes attachments of files, within what one ticket may hold: 20 MB, 15 MB on a trial.
pub(crate) fn attach(
    desk: &Desk,
    records: &mut Records,
    ticket: Option<u64>,
    files: &[File],
    now: Timestamp,
) -> Result<Vec<Value>, Refusal> {
    let known = ticket.map_or(0, |ticket| records.attached_bytes(ticket));
    let bytes = files.iter().map(|file| file.size).sum::<u64>() + known;
    let most = if desk.switches.lock().plan == Plan::Trial {
        15
    } else {
        20
    };
    if bytes > most * MEGABYTE {
        let message = format!("The total size of attachments should not exceed {most} MB");
        return Err(Refusal::field(FieldError::new(
            "attachments",
            message,
            "invalid_value",
        )));
    }
    let since = shown(now);
    Ok(files
        .iter()
        .map(|file| file.attachment(records.next_id(), &since))
        .collect())
}

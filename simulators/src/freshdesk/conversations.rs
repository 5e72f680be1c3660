//! Notes and replies on tickets.
//!
//! No mail is sent; a reply is only stored.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::body::Body;
use super::desk::{Caller, Desk, Id};
use super::html::clean;
use super::paging::Query;
use super::records::{Conversation, Origin, Records, text, texts};
use super::refusal::{FieldError, Refusal, created, ok};
use super::rules::{note_change_errors, note_errors, refuse_if_any, reply_errors};
use super::tickets::{attach, open_ticket};

/// `POST /tickets/{id}/notes`: private unless told otherwise.
pub(crate) async fn add_note(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(ticket): Id,
    body: Body,
) -> Result<Response, Refusal> {
    refuse_if_any(note_errors(&body.fields))?;
    add(&desk, caller, ticket, Origin::Note, &body)
}

/// `POST /tickets/{id}/reply`.
pub(crate) async fn reply(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(ticket): Id,
    body: Body,
) -> Result<Response, Refusal> {
    refuse_if_any(reply_errors(&body.fields))?;
    add(&desk, caller, ticket, Origin::Reply, &body)
}

fn add(
    desk: &Desk,
    caller: Caller,
    ticket: u64,
    origin: Origin,
    body: &Body,
) -> Result<Response, Refusal> {
    let entry = desk.change(|records, now| {
        open_ticket(records, ticket)?;
        known_author(records, &body.fields)?;
        let attachments = attach(desk, records, Some(ticket), &body.files, now)?;
        let author = body
            .fields
            .get("user_id")
            .and_then(Value::as_u64)
            .unwrap_or(caller.agent_id);
        let id = records.next_id();
        let entry = Conversation {
            attachments,
            ..conversation(id, ticket, author, origin, &body.fields, now)
        };
        let kind = match (origin, entry.private) {
            (Origin::Reply, _) => "reply",
            (Origin::Note, true) => "private note",
            (Origin::Note, false) => "public note",
        };
        records.note(format!("ticket {ticket}, {kind}: {}", entry.body_text));
        records.conversations.insert(id, entry.clone());
        Ok::<_, Refusal>(entry)
    })?;
    Ok(created(
        &entry.view(),
        &desk.address(&format!("conversations/{}", entry.id)),
    ))
}

fn conversation(
    id: u64,
    ticket_id: u64,
    user_id: u64,
    origin: Origin,
    body: &Map<String, Value>,
    now: Timestamp,
) -> Conversation {
    let flag = |name: &str, default| body.get(name).and_then(Value::as_bool).unwrap_or(default);
    let cleaned = clean(&text(body, "body").unwrap_or_default());
    Conversation {
        id,
        ticket_id,
        origin,
        body: cleaned.html,
        body_text: cleaned.text,
        private: origin == Origin::Note && flag("private", true),
        incoming: flag("incoming", false),
        user_id,
        to_emails: texts(body, "notify_emails").unwrap_or_default(),
        attachments: Vec::new(),
        created_at: now,
        updated_at: now,
    }
}

fn known_author(records: &Records, body: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(id) = body.get("user_id").and_then(Value::as_u64) else {
        return Ok(());
    };
    if records.agents.contains_key(&id) || records.contacts.contains_key(&id) {
        return Ok(());
    }
    let message = "There is no contact matching the given user_id";
    Err(Refusal::field(FieldError::new(
        "user_id",
        message,
        "invalid_value",
    )))
}

/// `GET /tickets/{id}/conversations`: oldest first.
pub(crate) async fn list(
    State(desk): State<Arc<Desk>>,
    Id(ticket): Id,
    uri: Uri,
) -> Result<Response, Refusal> {
    let address = desk.address(&format!("tickets/{ticket}/conversations"));
    let query = Query::read(&uri, address, &["page", "per_page"])?;
    let page = query.page(usize::MAX)?;
    let records = desk.records.lock();
    if !records.tickets.contains_key(&ticket) {
        return Err(Refusal::Missing);
    }
    Ok(query.answer(
        records
            .conversations_of(ticket)
            .map(Conversation::row)
            .collect(),
        page,
    ))
}

/// `PUT /conversations/{id}`: notes only.
pub(crate) async fn update(
    State(desk): State<Arc<Desk>>,
    Id(id): Id,
    body: Body,
) -> Result<Response, Refusal> {
    refuse_if_any(note_change_errors(&body.fields))?;
    let view = desk.change(|records, now| {
        let mut entry = records
            .conversations
            .get(&id)
            .ok_or(Refusal::Missing)?
            .clone();
        if entry.origin != Origin::Note {
            return Err(Refusal::NotAllowed("Only notes can be changed."));
        }
        let added = attach(&desk, records, Some(entry.ticket_id), &body.files, now)?;
        let cleaned = clean(&text(&body.fields, "body").unwrap_or_default());
        (entry.body, entry.body_text) = (cleaned.html, cleaned.text);
        entry.attachments.extend(added);
        entry.updated_at = now;
        records.note(format!(
            "ticket {}, note changed: {}",
            entry.ticket_id, entry.body_text
        ));
        let view = entry.view();
        records.conversations.insert(id, entry);
        Ok(view)
    })?;
    Ok(ok(&view))
}

/// `DELETE /conversations/{id}`.
pub(crate) async fn remove(State(desk): State<Arc<Desk>>, Id(id): Id) -> Result<Response, Refusal> {
    desk.change(|records, _| {
        let entry = records.conversations.remove(&id).ok_or(Refusal::Missing)?;
        records.note(format!(
            "ticket {}, entry deleted: {}",
            entry.ticket_id, entry.body_text
        ));
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// `DELETE /attachments/{id}`.
pub(crate) async fn remove_attachment(
    State(desk): State<Arc<Desk>>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let is_other = |file: &Value| file.get("id").and_then(Value::as_u64) != Some(id);
    desk.change(|records, _| {
        let of_tickets = records
            .tickets
            .values_mut()
            .map(|ticket| &mut ticket.attachments);
        let of_entries = records
            .conversations
            .values_mut()
            .map(|entry| &mut entry.attachments);
        let mut found = false;
        for files in of_tickets.chain(of_entries) {
            let before = files.len();
            files.retain(is_other);
            found |= files.len() < before;
        }
        if found {
            Ok(StatusCode::NO_CONTENT.into_response())
        } else {
            Err(Refusal::Missing)
        }
    })
}

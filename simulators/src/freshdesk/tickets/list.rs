//! The list of tickets: the last thirty days unless asked otherwise, without descriptions.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::later;
use crate::freshdesk::desk::{Caller, Desk};
use crate::freshdesk::paging::Query;
use crate::freshdesk::records::{Records, Ticket, requester};
use crate::freshdesk::refusal::Refusal;

const WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The vendor stops at 30 000 rows.
const LAST_PAGE: usize = 300;

const KNOWN: [&str; 11] = [
    "filter",
    "requester_id",
    "email",
    "unique_external_id",
    "company_id",
    "updated_since",
    "order_by",
    "order_type",
    "include",
    "page",
    "per_page",
];

/// `GET /tickets`. There is no filter by phone or tag.
pub(crate) async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let query = Query::read(&uri, desk.address("tickets"), &KNOWN)?;
    let page = query.page(LAST_PAGE)?;
    let includes = query.includes(&["stats", "requester", "description"])?;
    let wanted = Wanted::read(&query, caller)?;
    let now = desk.clock.now();
    let records = desk.records.lock();
    let mut tickets = records
        .tickets
        .values()
        .filter(|ticket| wanted.takes(ticket, &records, now))
        .collect();
    sort(&mut tickets, &query)?;
    let rows = tickets.into_iter().map(|ticket| {
        let mut row = ticket.row(now);
        if let Some(fields) = row.as_object_mut() {
            for include in &includes {
                match *include {
                    "stats" => fields.insert("stats".to_owned(), ticket.stats()),
                    "requester" => {
                        let contact = records.contacts.get(&ticket.requester_id);
                        fields.insert("requester".to_owned(), requester(contact))
                    }
                    _ => {
                        fields.insert("description".to_owned(), json!(ticket.description));
                        let text = json!(ticket.description_text);
                        fields.insert("description_text".to_owned(), text)
                    }
                };
            }
        }
        row
    });
    let rows = rows.collect::<Vec<Value>>();
    Ok(query.answer(rows, page))
}

struct Wanted<'a> {
    filter: Option<&'a str>,
    caller: Caller,
    requester_id: Option<u64>,
    company_id: Option<u64>,
    email: Option<&'a str>,
    unique_external_id: Option<&'a str>,
    updated_since: Option<Timestamp>,
}

impl<'a> Wanted<'a> {
    fn read(query: &'a Query, caller: Caller) -> Result<Self, Refusal> {
        Ok(Self {
            filter: query.word(
                "filter",
                &["new_and_my_open", "watching", "spam", "deleted"],
            )?,
            caller,
            requester_id: query.id("requester_id")?,
            company_id: query.id("company_id")?,
            email: query.text("email"),
            unique_external_id: query.text("unique_external_id"),
            updated_since: query.moment("updated_since")?,
        })
    }

    fn takes(&self, ticket: &Ticket, records: &Records, now: Timestamp) -> bool {
        let contact = records.contacts.get(&ticket.requester_id);
        let of_contact = |wanted: Option<&str>, value: Option<&String>| {
            wanted.is_none_or(|wanted| value.is_some_and(|value| value == wanted))
        };
        let in_time = match self.updated_since {
            Some(since) => ticket.updated_at >= since,
            None => ticket.created_at >= later(now, -WINDOW),
        };
        in_time
            && self.passes_filter(ticket)
            && self.requester_id.is_none_or(|id| id == ticket.requester_id)
            && self
                .company_id
                .is_none_or(|id| Some(id) == ticket.company_id)
            && of_contact(
                self.email,
                contact.and_then(|contact| contact.email.as_ref()),
            )
            && of_contact(
                self.unique_external_id,
                contact.and_then(|contact| contact.unique_external_id.as_ref()),
            )
    }

    fn passes_filter(&self, ticket: &Ticket) -> bool {
        match self.filter {
            Some("deleted") => ticket.deleted,
            Some("spam") => ticket.spam && !ticket.deleted,
            Some("watching") => false,
            Some(_) => {
                let owner = ticket.responder_id;
                let is_mine = owner == Some(self.caller.agent_id);
                !ticket.is_shut() && ticket.status == 2 && (owner.is_none() || is_mine)
            }
            None => !ticket.is_shut(),
        }
    }
}

fn sort(tickets: &mut Vec<&Ticket>, query: &Query) -> Result<(), Refusal> {
    let by = query.word(
        "order_by",
        &["created_at", "due_by", "updated_at", "status"],
    )?;
    let order = query.word("order_type", &["asc", "desc"])?;
    tickets.sort_by_key(|ticket| {
        let second = match by {
            Some("due_by") => ticket.due_by.unwrap_or(ticket.created_at).as_second(),
            Some("updated_at") => ticket.updated_at.as_second(),
            Some("status") => ticket.status,
            Some(_) | None => ticket.created_at.as_second(),
        };
        (second, ticket.id)
    });
    if order != Some("asc") {
        tickets.reverse();
    }
    Ok(())
}

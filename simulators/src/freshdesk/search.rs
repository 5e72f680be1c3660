//! The search: a query language over an index that lags behind.

mod language;

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};

use self::language::Expression;
use super::config::Contact;
use super::desk::Desk;
use super::paging::Query;
use super::refusal::{FieldError, Refusal, ok};

const ROWS: usize = 30;
const LAST_PAGE: usize = 10;

/// The longest query, in characters.
const LONGEST: usize = 512;

const TICKET_FIELDS: [&str; 10] = [
    "agent_id",
    "group_id",
    "priority",
    "status",
    "tag",
    "type",
    "due_by",
    "fr_due_by",
    "created_at",
    "updated_at",
];

const CONTACT_FIELDS: [&str; 11] = [
    "active",
    "company_id",
    "twitter_id",
    "email",
    "phone",
    "mobile",
    "tag",
    "language",
    "time_zone",
    "created_at",
    "updated_at",
];

/// `GET /search/tickets?query="…"`. Neither phone nor requester, source or subject can be searched.
pub(crate) async fn tickets(State(desk): State<Arc<Desk>>, uri: Uri) -> Result<Response, Refusal> {
    let (expression, page) = read(&desk, &uri, "search/tickets", &TICKET_FIELDS)?;
    let now = desk.clock.now();
    let records = desk.records.lock();
    let found = records
        .index
        .tickets
        .values()
        .filter(|ticket| !ticket.is_shut())
        .map(|ticket| ticket.row(now))
        .filter(|row| expression.matches(&|field| ticket_value(row, field)));
    Ok(answer(found.collect(), page))
}

/// `GET /search/contacts?query="…"`.
pub(crate) async fn contacts(State(desk): State<Arc<Desk>>, uri: Uri) -> Result<Response, Refusal> {
    let (expression, page) = read(&desk, &uri, "search/contacts", &CONTACT_FIELDS)?;
    let records = desk.records.lock();
    let found = records
        .index
        .contacts
        .values()
        .filter(|contact| !contact.is_hidden())
        .filter(|contact| {
            let row = contact.row();
            expression.matches(&|field| contact_value(contact, &row, field))
        })
        .map(Contact::row);
    Ok(answer(found.collect(), page))
}

/// Reads the query and lets the index catch up with what is old enough.
fn read(
    desk: &Desk,
    uri: &Uri,
    path: &str,
    fields: &[&str],
) -> Result<(Expression, usize), Refusal> {
    let query = Query::read(uri, desk.address(path), &["query", "page"])?;
    let page = query.page(LAST_PAGE)?;
    let refuse = |why: String| Refusal::field(FieldError::new("query", why, "invalid_value"));
    let text = query.text("query").unwrap_or_default();
    if text.chars().count() > LONGEST {
        return Err(refuse(format!(
            "It should only contain a maximum of {LONGEST} characters"
        )));
    }
    let expression = Expression::parse(text, fields).map_err(refuse)?;
    let lag = desk.switches.lock().search_lag_seconds;
    desk.change(|records, now| records.catch_up(now, lag));
    Ok((expression, page.number))
}

fn answer(found: Vec<Value>, page: usize) -> Response {
    let total = found.len();
    let results = found
        .into_iter()
        .skip((page - 1) * ROWS)
        .take(ROWS)
        .collect::<Vec<_>>();
    ok(&json!({"total": total, "results": results}))
}

fn ticket_value(row: &Value, field: &str) -> Vec<Value> {
    let name = match field {
        "agent_id" => "responder_id",
        "tag" => return listed(row.get("tags")),
        other => other,
    };
    let custom = || {
        row.get("custom_fields")
            .and_then(|fields| fields.get(field))
    };
    vec![row.get(name).or_else(custom).cloned().unwrap_or_default()]
}

fn contact_value(contact: &Contact, row: &Value, field: &str) -> Vec<Value> {
    if field == "tag" {
        return contact.tags.iter().map(|tag| json!(tag)).collect();
    }
    let custom = || contact.custom_fields.get(field);
    vec![row.get(field).or_else(custom).cloned().unwrap_or_default()]
}

fn listed(value: Option<&Value>) -> Vec<Value> {
    value.and_then(Value::as_array).cloned().unwrap_or_default()
}

//! Contacts: find, create, change, delete, and the contact that a ticket's requester fields mean.
//!
//! Numbers are kept and compared verbatim: nothing normalises them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::body::Body;
use super::config::{Contact, Switches};
use super::desk::{Desk, Id};
use super::paging::Query;
use super::records::{Records, text, texts};
use super::refusal::{FieldError, Refusal, created, ok};
use super::rules::{Change, contact_errors, refuse_if_any};

/// `GET /contacts`: filters are combined, the values as stored.
pub(crate) async fn list(State(desk): State<Arc<Desk>>, uri: Uri) -> Result<Response, Refusal> {
    let known = [
        "email",
        "phone",
        "mobile",
        "company_id",
        "contact_type",
        "state",
        "updated_since",
        "_updated_since",
        "page",
        "per_page",
    ];
    let query = Query::read(&uri, desk.address("contacts"), &known)?;
    let page = query.page(usize::MAX)?;
    let state = query.word("state", &["blocked", "deleted", "unverified", "verified"])?;
    let company = query.id("company_id")?;
    let since = query
        .moment("updated_since")?
        .or(query.moment("_updated_since")?);
    let is = |name: &str, value: &Option<String>| {
        query
            .text(name)
            .is_none_or(|wanted| value.as_deref() == Some(wanted))
    };
    let records = desk.records.lock();
    let rows = records
        .contacts
        .values()
        .filter(|contact| match state {
            Some("deleted") => contact.deleted,
            Some("blocked") => contact.blocked && !contact.deleted,
            Some(state) => !contact.is_hidden() && contact.active == (state == "verified"),
            None => !contact.is_hidden(),
        })
        .filter(|contact| is("email", &contact.email) && is("phone", &contact.phone))
        .filter(|contact| is("mobile", &contact.mobile))
        .filter(|_| {
            query
                .text("contact_type")
                .is_none_or(|kind| kind == "contact")
        })
        .filter(|contact| company.is_none_or(|company| contact.company_id == Some(company)))
        .filter(|contact| since.is_none_or(|since| contact.updated_at >= since))
        .map(Contact::row);
    Ok(query.answer(rows.collect(), page))
}

/// `GET /contacts/autocomplete?term=`: by the start of a word of the name, nothing else.
pub(crate) async fn autocomplete(
    State(desk): State<Arc<Desk>>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let query = Query::read(&uri, desk.address("contacts/autocomplete"), &["term"])?;
    let term = query.text("term").unwrap_or_default().to_lowercase();
    let records = desk.records.lock();
    let starts = |contact: &&Contact| {
        let name = contact.name.to_lowercase();
        !contact.is_hidden() && name.split_whitespace().any(|word| word.starts_with(&term))
    };
    let found = records.contacts.values().filter(starts);
    Ok(ok(&found
        .map(|contact| json!({"id": contact.id, "name": contact.name}))
        .collect()))
}

/// `GET /contacts/{id}`.
pub(crate) async fn view(State(desk): State<Arc<Desk>>, Id(id): Id) -> Result<Response, Refusal> {
    let records = desk.records.lock();
    records
        .contacts
        .get(&id)
        .map(|contact| ok(&contact.view()))
        .ok_or(Refusal::Missing)
}

/// `POST /contacts`.
pub(crate) async fn create(State(desk): State<Arc<Desk>>, body: Body) -> Result<Response, Refusal> {
    refuse_if_any(contact_errors(&body.fields, Change::Create))?;
    let switches = desk.switches.lock().clone();
    let contact = desk.change(|records, now| {
        refuse_taken(records, &body.fields, None, &switches)?;
        let mut contact = Contact::new(records.next_id(), "", now);
        apply(&mut contact, &body.fields, now);
        records.note(format!(
            "contact {} created: {}",
            contact.id,
            contact.label()
        ));
        records.put_contact(contact.clone(), now);
        Ok::<_, Refusal>(contact)
    })?;
    Ok(created(
        &contact.view(),
        &desk.address(&format!("contacts/{}", contact.id)),
    ))
}

/// `PUT /contacts/{id}`.
pub(crate) async fn update(
    State(desk): State<Arc<Desk>>,
    Id(id): Id,
    body: Body,
) -> Result<Response, Refusal> {
    refuse_if_any(contact_errors(&body.fields, Change::Update))?;
    let switches = desk.switches.lock().clone();
    let view = desk.change(|records, now| {
        let mut contact = records.contacts.get(&id).ok_or(Refusal::Missing)?.clone();
        if contact.is_hidden() {
            return Err(Refusal::NotAllowed(
                "The contact is deleted or blocked and cannot be changed.",
            ));
        }
        refuse_taken(records, &body.fields, Some(id), &switches)?;
        apply(&mut contact, &body.fields, now);
        let view = contact.view();
        records.note(format!("contact {id} changed: {}", contact.label()));
        records.put_contact(contact, now);
        Ok(view)
    })?;
    Ok(ok(&view))
}

/// `DELETE /contacts/{id}`.
pub(crate) async fn remove(State(desk): State<Arc<Desk>>, Id(id): Id) -> Result<Response, Refusal> {
    desk.change(|records, now| {
        let mut contact = records.contacts.get(&id).ok_or(Refusal::Missing)?.clone();
        contact.deleted = true;
        contact.updated_at = now;
        records.note(format!("contact {id} was deleted"));
        records.put_contact(contact, now);
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// The contact that a ticket's requester fields mean; one is made when they name nobody yet.
pub(crate) fn requester_of(
    records: &mut Records,
    body: &Map<String, Value>,
    phone_finds_mobile: bool,
    now: Timestamp,
) -> Result<u64, Refusal> {
    if let Some(id) = body.get("requester_id").and_then(Value::as_u64) {
        return Ok(id);
    }
    if let Some(contact) = find(records, body, phone_finds_mobile) {
        return Ok(contact.id);
    }
    let handles = ["email", "phone", "twitter_id", "unique_external_id"];
    let Some(handle) = handles.iter().find_map(|name| text(body, name)) else {
        let message = "There is no contact matching the given facebook_id";
        return Err(Refusal::field(FieldError::new(
            "facebook_id",
            message,
            "invalid_value",
        )));
    };
    let name = text(body, "name").unwrap_or(handle);
    let contact = Contact {
        email: text(body, "email"),
        phone: text(body, "phone"),
        twitter_id: text(body, "twitter_id"),
        unique_external_id: text(body, "unique_external_id"),
        ..Contact::new(records.next_id(), &name, now)
    };
    let id = contact.id;
    records.note(format!(
        "contact {id} created for a ticket: {}",
        contact.label()
    ));
    records.put_contact(contact, now);
    Ok(id)
}

fn find<'a>(
    records: &'a Records,
    body: &Map<String, Value>,
    phone_finds_mobile: bool,
) -> Option<&'a Contact> {
    let by = |name: &str, of: &dyn Fn(&Contact) -> Option<String>| {
        let wanted = text(body, name)?;
        let is_meant = |contact: &&Contact| {
            !contact.is_hidden() && of(contact).is_some_and(|it| it.eq_ignore_ascii_case(&wanted))
        };
        records.contacts.values().find(is_meant)
    };
    let mobile = |contact: &Contact| phone_finds_mobile.then(|| contact.mobile.clone()).flatten();
    by("email", &|contact| contact.email.clone())
        .or_else(|| by("phone", &|contact| contact.phone.clone()))
        .or_else(|| by("phone", &mobile))
        .or_else(|| by("twitter_id", &|contact| contact.twitter_id.clone()))
        .or_else(|| by("facebook_id", &|contact| contact.facebook_id.clone()))
        .or_else(|| {
            by("unique_external_id", &|contact| {
                contact.unique_external_id.clone()
            })
        })
}

fn apply(contact: &mut Contact, body: &Map<String, Value>, now: Timestamp) {
    contact.name = text(body, "name").unwrap_or_else(|| contact.name.clone());
    for (name, field) in [
        ("email", &mut contact.email),
        ("phone", &mut contact.phone),
        ("mobile", &mut contact.mobile),
        ("twitter_id", &mut contact.twitter_id),
        ("unique_external_id", &mut contact.unique_external_id),
        ("address", &mut contact.address),
        ("description", &mut contact.description),
        ("job_title", &mut contact.job_title),
    ] {
        if body.contains_key(name) {
            *field = text(body, name);
        }
    }
    if let Some(company) = body.get("company_id") {
        contact.company_id = company.as_u64();
    }
    contact.tags = texts(body, "tags").unwrap_or_else(|| contact.tags.clone());
    if let Some(fields) = body.get("custom_fields").and_then(Value::as_object) {
        contact.custom_fields.extend(fields.clone());
    }
    contact.updated_at = now;
}

/// Refuses a handle that another contact has and that may exist only once.
fn refuse_taken(
    records: &Records,
    body: &Map<String, Value>,
    own: Option<u64>,
    switches: &Switches,
) -> Result<(), Refusal> {
    type Handle = fn(&Contact) -> Option<&String>;
    let handles: [(&str, bool, Handle); 5] = [
        ("email", true, |contact| contact.email.as_ref()),
        ("twitter_id", true, |contact| contact.twitter_id.as_ref()),
        ("unique_external_id", true, |contact| {
            contact.unique_external_id.as_ref()
        }),
        ("phone", switches.unique_phone, |contact| {
            contact.phone.as_ref()
        }),
        ("mobile", switches.unique_mobile, |contact| {
            contact.mobile.as_ref()
        }),
    ];
    for (name, is_unique, handle) in handles {
        let Some(wanted) = text(body, name).filter(|_| is_unique) else {
            continue;
        };
        let is_taken = |contact: &&Contact| {
            Some(contact.id) != own
                && handle(contact).is_some_and(|it| it.eq_ignore_ascii_case(&wanted))
        };
        if let Some(other) = records.contacts.values().find(is_taken) {
            return Err(Refusal::Conflict(FieldError::duplicate(name), other.id));
        }
    }
    Ok(())
}

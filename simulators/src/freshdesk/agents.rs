//! Agents and their availability.
//!
//! Only administrators may read them, except for one's own record.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};

use super::config::{Agent, Availability};
use super::desk::{Caller, Desk, Id};
use super::moment::shown;
use super::paging::Query;
use super::refusal::{Refusal, ok};

/// `GET /agents`: alphabetical, without group membership.
pub(crate) async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    let known = [
        "page", "per_page", "email", "mobile", "phone", "state", "only",
    ];
    let query = Query::read(&uri, desk.address("agents"), &known)?;
    let page = query.page(usize::MAX)?;
    let state = query.word("state", &["fulltime", "occasional"])?;
    let only_availability = query.word("only", &["availability"])?.is_some();
    if only_availability {
        offers_availability(&desk)?;
    }
    let records = desk.records.lock();
    let mut agents = records
        .agents
        .values()
        .filter(|agent| state.is_none_or(|state| (state == "occasional") == agent.occasional))
        .filter(|agent| query.text("email").is_none_or(|email| email == agent.email))
        .filter(|agent| {
            query
                .text("phone")
                .is_none_or(|phone| is_number(&agent.phone, phone))
        })
        .filter(|agent| {
            query
                .text("mobile")
                .is_none_or(|phone| is_number(&agent.mobile, phone))
        })
        .collect::<Vec<_>>();
    agents.sort_by(|one, other| one.name.cmp(&other.name));
    let rows = agents.into_iter().map(|agent| {
        if only_availability {
            availability_row(agent)
        } else {
            row(agent)
        }
    });
    Ok(query.answer(rows.collect(), page))
}

/// `GET /agents/{id}`.
pub(crate) async fn view(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    let records = desk.records.lock();
    records
        .agents
        .get(&id)
        .map(|agent| ok(&full(agent)))
        .ok_or(Refusal::Missing)
}

/// `GET /agents/me`: open to every key.
pub(crate) async fn me(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let records = desk.records.lock();
    records
        .agents
        .get(&caller.agent_id)
        .map(|agent| ok(&full(agent)))
        .ok_or(Refusal::Missing)
}

/// `GET /agents/{id}/availability`: only on accounts that have the feature.
pub(crate) async fn availability(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    offers_availability(&desk)?;
    let records = desk.records.lock();
    records
        .agents
        .get(&id)
        .map(|agent| ok(&channels(agent)))
        .ok_or(Refusal::Missing)
}

fn offers_availability(desk: &Desk) -> Result<(), Refusal> {
    match desk.switches.lock().availability {
        Availability::Offered => Ok(()),
        Availability::Missing => Err(Refusal::Missing),
        Availability::Forbidden => Err(Refusal::not_in_plan()),
    }
}

/// Numbers are compared as they are stored, in whatever form that is.
fn is_number(stored: &Value, wanted: &str) -> bool {
    match stored.as_str() {
        Some(text) => text == wanted,
        None => stored
            .as_u64()
            .is_some_and(|number| wanted.parse() == Ok(number)),
    }
}

fn row(agent: &Agent) -> Value {
    json!({
        "available": agent.available,
        "occasional": agent.occasional,
        "id": agent.id,
        "ticket_scope": 1,
        "signature": null,
        "available_since": agent.available_since.map(shown),
        "last_active_at": null,
        "deactivated": agent.deactivated,
        "type": agent.kind,
        "focus_mode": true,
        "contact": {
            "active": true,
            "email": agent.email,
            "job_title": null,
            "language": "en",
            "last_login_at": null,
            "mobile": agent.mobile,
            "name": agent.name,
            "phone": agent.phone,
            "time_zone": "Nairobi",
            "created_at": "2025-10-22T02:37:13Z",
            "updated_at": "2026-06-30T03:30:13Z"
        },
        "created_at": "2025-10-22T02:37:13Z",
        "updated_at": "2026-07-01T07:58:02Z"
    })
}

fn full(agent: &Agent) -> Value {
    let mut view = row(agent);
    if let Some(fields) = view.as_object_mut() {
        fields.insert("group_ids".to_owned(), json!(agent.group_ids));
        fields.insert("role_ids".to_owned(), json!([67_000_159_703_u64]));
        fields.insert("skill_ids".to_owned(), json!([]));
    }
    view
}

fn channels(agent: &Agent) -> Value {
    let since = agent.available_since.map(shown);
    json!({
        "agent_ref": format!("/agents/{}", agent.id),
        "channel_availability": [{
            "channel": "freshdesk",
            "available": agent.available,
            "logged_in": agent.available,
            "round_robin_enabled": true,
            "assignment_limit": 10,
            "current_assignment_load": 0,
            "availability_updated_at": since,
            "status_id": 1_294_529,
            "pause_assignment": false
        }],
        "idle_enabled": false,
        "status_updated_at": since,
        "availability_control": "agent_controlled"
    })
}

fn availability_row(agent: &Agent) -> Value {
    json!({
        "id": agent.id,
        "user_data": {"user": {
            "id": agent.id,
            "name": agent.name,
            "email": agent.email,
            "phone": agent.phone,
            "mobile": agent.mobile,
            "active": true,
            "deleted": false,
            "helpdesk_agent": true,
            "job_title": null,
            "time_zone": "Nairobi",
            "language": "en",
            "other_phone_numbers": []
        }},
        "contact": {"name": agent.name, "email": agent.email, "avatar": null},
        "availability": channels(agent),
        "deactivated": agent.deactivated,
        "availability_control": "agent_controlled",
        "legacy_routing": true
    })
}

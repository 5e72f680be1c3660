//! The account itself and its groups.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};

use super::config::{Group, Plan};
use super::desk::{Caller, Desk, Id};
use super::paging::Query;
use super::refusal::{Refusal, ok};

/// `GET /account`.
pub(crate) async fn account(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    let name = desk.setup.domain.split('.').next().unwrap_or_default();
    let agents = desk.records.lock().agents.len();
    let tier = match desk.switches.lock().plan {
        Plan::Trial => "Trial",
        Plan::Free | Plan::Growth | Plan::Pro | Plan::Enterprise | Plan::Limited(_) => "Paid",
    };
    Ok(ok(&json!({
        "account_id": 4_001,
        "account_name": name,
        "account_domain": desk.setup.domain,
        "timezone": desk.setup.time_zone,
        "data_center": "EUC",
        "tier_type": tier,
        "address": {"street": null, "city": null, "state": null, "country": null, "postalcode": null},
        "contact_person": {"firstname": null, "lastname": null, "email": null},
        "total_agents": {"full_time": agents, "occasional": 0, "field_service": 0, "collaborators": 0}
    })))
}

/// `GET /groups`: without the members.
pub(crate) async fn groups(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    let query = Query::read(&uri, desk.address("groups"), &["page", "per_page"])?;
    let page = query.page(usize::MAX)?;
    Ok(query.answer(desk.setup.groups.iter().map(group_row).collect(), page))
}

/// `GET /groups/{id}`: with the members.
pub(crate) async fn group(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    let group = desk
        .setup
        .groups
        .iter()
        .find(|group| group.id == id)
        .ok_or(Refusal::Missing)?;
    let mut view = group_row(group);
    if let Some(fields) = view.as_object_mut() {
        fields.insert("agent_ids".to_owned(), json!(group.agent_ids));
    }
    Ok(ok(&view))
}

fn group_row(group: &Group) -> Value {
    json!({
        "id": group.id,
        "name": group.name,
        "description": null,
        "escalate_to": null,
        "unassigned_for": "30m",
        "business_hour_id": null,
        "group_type": "support_agent_group",
        "auto_ticket_assign": group.auto_ticket_assign,
        "created_at": "2025-10-22T03:27:58Z",
        "updated_at": "2026-05-26T18:56:26Z"
    })
}

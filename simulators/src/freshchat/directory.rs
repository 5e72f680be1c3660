//! What an account consists of: its configuration, topics, groups and agents.
//!
//! None of it can be changed here.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::account::Account;
use super::config::{Agent, Channel, Group};
use super::paging::Query;
use super::refusal::Refusal;

type Shared = State<Arc<Account>>;

/// `GET /accounts/configuration`, with which a token is tried out.
pub(crate) async fn configuration(State(account): Shared) -> Json<Value> {
    let (id, domain) = (account.organisation_id, &account.domain);
    Json(json!({"organisation_id": id, "app_id": account.app_id, "domain": domain}))
}

/// `GET /channels`.
pub(crate) async fn channels(State(account): Shared, uri: Uri) -> Result<Response, Refusal> {
    let views = account.channels.iter();
    let views = views.map(|channel| account.channel_view(channel));
    listed("channels", views.collect(), &uri)
}

/// `GET /groups`.
pub(crate) async fn groups(State(account): Shared, uri: Uri) -> Result<Response, Refusal> {
    let views = account.groups.iter().map(|group| account.group_view(group));
    listed("groups", views.collect(), &uri)
}

/// `GET /agents`.
pub(crate) async fn agents(State(account): Shared, uri: Uri) -> Result<Response, Refusal> {
    listed(
        "agents",
        account.agents.iter().map(agent_view).collect(),
        &uri,
    )
}

/// `GET /agents/{id}`.
pub(crate) async fn agent(
    State(account): Shared,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(Json(agent_view(account.agent(&id)?)).into_response())
}

fn listed(name: &str, mut views: Vec<Value>, uri: &Uri) -> Result<Response, Refusal> {
    let query = Query::read(uri, &["sort_order", "sort_by"])?;
    let page = query.page()?;
    let is_falling = query.word("sort_order", &["asc", "desc"])? == Some("desc");
    if let Some(key) = query.word("sort_by", &["name", "first_name"])? {
        let text = |view: &Value| view.get(key).and_then(Value::as_str).map(str::to_owned);
        views.sort_by_key(text);
    }
    if is_falling {
        views.reverse();
    }
    Ok(query.answer(name, views, page))
}

impl Account {
    pub(crate) fn channel_view(&self, channel: &Channel) -> Value {
        json!({
            "id": channel.id,
            "name": channel.name,
            "enabled": true,
            "public": channel.public,
            "locale": "en",
            "tags": [],
            "icon": {"url": format!("https://{}/icons/{}.png", self.domain, channel.id)},
            "updated_time": "2026-01-01T00:00:00Z",
            "welcome_message": {
                "message_parts": [{"text": {"content": "How can we help?"}}],
                "message_type": "normal",
                "message_source": "system"
            }
        })
    }

    pub(crate) fn group_view(&self, group: &Group) -> Value {
        let agents = self.agents.iter();
        let agents = agents.filter(|agent| agent.groups.contains(&group.id));
        let agents = agents.map(|agent| json!({"id": agent.id}));
        json!({
            "id": group.id,
            "name": group.name,
            "description": "",
            "routing_type": "INTELLIASSIGN",
            "agents": agents.collect::<Vec<_>>()
        })
    }
}

pub(crate) fn agent_view(agent: &Agent) -> Value {
    json!({
        "id": agent.id,
        "first_name": agent.first_name,
        "last_name": agent.last_name,
        "email": agent.email,
        "avatar": {},
        "groups": agent.groups,
        "role_id": "ACCOUNT_ADMIN",
        "skill_id": "1",
        "social_profiles": [],
        "is_deactivated": false
    })
}

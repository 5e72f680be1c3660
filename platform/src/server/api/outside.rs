//! What the host page shows of the world around the app, and acting for it.
//!
//! Only the addresses that were given when the server was started are ever posted to.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::Shared;
use super::super::error::{ApiError, JsonBody};

/// How long the answer to an action is waited for: a webhook that is answered by the app may take 20 seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything the host page draws besides records: where the app has pages, who is signed in, what can be done.
pub(super) async fn world(State(shared): State<Shared>) -> Json<Value> {
    let world = &shared.world;
    let actions: Vec<Value> = world
        .actions
        .iter()
        .map(|action| json!({ "label": action.label, "fields": action.fields }))
        .collect();
    let app = shared.platform.app();
    let locations: Vec<Value> = app
        .manifest
        .locations()
        .map(|place| json!({ "module": place.module, "name": place.name, "icon": place.icon }))
        .collect();
    Json(json!({
        "account_url": world.account_url,
        "agent": world.agent,
        "actions": actions,
        "links": world.links,
        "live": world.live.is_some(),
        "locations": locations,
    }))
}

/// What a person typed before acting.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    fields: Map<String, Value>,
}

/// Posts an action and tells what came back, as `{status, body}`.
pub(super) async fn act(
    State(shared): State<Shared>,
    Path(index): Path<usize>,
    JsonBody(typed): JsonBody<Typed>,
) -> Result<Json<Value>, ApiError> {
    let action = shared
        .world
        .actions
        .get(index)
        .ok_or_else(|| ApiError::not_found(format!("There is no action number {index}.")))?;
    let body = action
        .filled(&typed.fields)
        .map_err(|why| ApiError::new(StatusCode::BAD_REQUEST, why))?;
    let request = shared.http.post(&action.url).json(&body).timeout(PATIENCE);
    let unanswered = |error: reqwest::Error| {
        let why = format!("{} did not answer: {}.", action.url, error.without_url());
        ApiError::new(StatusCode::BAD_GATEWAY, why)
    };
    let answer = request.send().await.map_err(unanswered)?;
    let status = answer.status().as_u16();
    let text = answer.text().await.map_err(unanswered)?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Json(json!({ "status": status, "body": body })))
}

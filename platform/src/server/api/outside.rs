//! What the host page shows of the world around the app, and acting for it.
//!
//! Only the addresses that were given when the server was started are ever asked or posted to.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::Shared;
use super::super::chats::{Chat, Thread};
use super::super::error::{ApiError, JsonBody};
use super::super::world::WorldAction;

/// How long the answer to an action is waited for: a webhook that is answered by the app may take 20 seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything the host page draws besides records: where the app has pages, who is signed in, what can be done.
pub(super) async fn world(State(shared): State<Shared>) -> Json<Value> {
    let world = &shared.world;
    let actions: Vec<Value> = world.actions.iter().map(shown).collect();
    let chats: Vec<Value> = world.chats.iter().map(shown_chat).collect();
    let app = shared.platform.app();
    let locations: Vec<Value> = app
        .manifest
        .locations()
        .filter(|place| shared.platform.has_module(place.module))
        .map(|place| json!({ "module": place.module, "name": place.name, "icon": place.icon }))
        .collect();
    Json(json!({
        "account_url": world.account_url,
        "agent": world.agent,
        "actions": actions,
        "chats": chats,
        "links": world.links,
        "live": world.live.is_some(),
        "locations": locations,
    }))
}

/// An action without its address.
fn shown(action: &WorldAction) -> Value {
    json!({ "label": action.label, "fields": action.fields })
}

fn shown_chat(chat: &Chat) -> Value {
    json!({
        "name": chat.name,
        "seat": chat.seat,
        "thread_field": chat.thread_field,
        "text_field": chat.text_field,
        "actions": chat.actions().map(shown).collect::<Vec<_>>(),
    })
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
    let action = shared.world.actions.get(index);
    let action = action.ok_or_else(|| no_such("action", index))?;
    let (status, body) = post(&shared, action, &typed).await?;
    Ok(Json(json!({ "status": status, "body": body })))
}

/// The conversations of a messenger or inbox.
pub(super) async fn threads(
    State(shared): State<Shared>,
    Path(index): Path<usize>,
) -> Result<Json<Vec<Thread>>, ApiError> {
    let chat = chat(&shared, index)?;
    let url = &chat.threads_url;
    let request = shared.http.get(url).timeout(PATIENCE);
    let answer = request
        .send()
        .await
        .map_err(|error| silent(url, error))?
        .error_for_status()
        .map_err(|error| silent(url, error))?;
    answer
        .json()
        .await
        .map(Json)
        .map_err(|error| silent(url, error))
}

/// Posts an action of a messenger or inbox, of which writing is the first, and tells how that went as
/// `{status, is_unheard, refusal}`.
///
/// An answer of success stays here: it may hold what was told to the app, and with it a key of the vendor's.
pub(super) async fn take_part(
    State(shared): State<Shared>,
    Path((index, action)): Path<(usize, usize)>,
    JsonBody(typed): JsonBody<Typed>,
) -> Result<Json<Value>, ApiError> {
    let found = chat(&shared, index)?.actions().nth(action);
    let found = found.ok_or_else(|| no_such("action", action))?;
    let (status, body) = post(&shared, found, &typed).await?;
    // An empty list is one of all who were told.
    let is_unheard = body.as_array().is_some_and(Vec::is_empty);
    let refusal = (status >= 400).then_some(body);
    Ok(Json(
        json!({ "status": status, "is_unheard": is_unheard, "refusal": refusal }),
    ))
}

fn chat(shared: &Shared, index: usize) -> Result<&Chat, ApiError> {
    let chat = shared.world.chats.get(index);
    chat.ok_or_else(|| no_such("chat", index))
}

fn no_such(what: &str, index: usize) -> ApiError {
    ApiError::not_found(format!("There is no {what} number {index}."))
}

fn silent(url: &str, error: reqwest::Error) -> ApiError {
    let why = format!("{url} did not answer: {}.", error.without_url());
    ApiError::new(StatusCode::BAD_GATEWAY, why)
}

/// Posts an action; tells the status and the body that came back.
async fn post(
    shared: &Shared,
    action: &WorldAction,
    typed: &Typed,
) -> Result<(u16, Value), ApiError> {
    let body = action
        .filled(&typed.fields)
        .map_err(|why| ApiError::new(StatusCode::BAD_REQUEST, why))?;
    let request = shared.http.post(&action.url).json(&body).timeout(PATIENCE);
    let unanswered = |error| silent(&action.url, error);
    let answer = request.send().await.map_err(unanswered)?;
    let status = answer.status().as_u16();
    let text = answer.text().await.map_err(unanswered)?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok((status, body))
}

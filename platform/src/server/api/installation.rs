//! Installing, editing settings, updating, uninstalling, and what can be seen of an installation.
//!
//! No secure value is ever sent from here.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::super::Shared;
use super::super::error::{ApiError, JsonBody};
use crate::app::PARAMETERS;
use crate::runtime::Status;

/// The values of installation parameters that pages may see.
pub(super) async fn public_parameters(State(shared): State<Shared>) -> Json<Map<String, Value>> {
    Json(shared.platform.status().parameters)
}

/// Everything the installation page draws: the declared parameters, what is saved, and which secrets are kept.
pub(super) async fn form(State(shared): State<Shared>) -> Json<Value> {
    let app = shared.platform.app();
    let status = shared.platform.status();
    let declared: Value = app
        .file(PARAMETERS)
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .unwrap_or_else(|| json!({}));
    let secrets: Vec<&str> = app
        .parameters
        .iter()
        .filter(|(_, parameter)| parameter.secure && status.installed.is_some())
        .map(|(key, _)| key)
        .collect();
    Json(json!({
        "declared": declared,
        "installed": status.installed.is_some(),
        "values": status.parameters,
        "secrets": secrets,
    }))
}

pub(super) async fn install(
    State(shared): State<Shared>,
    JsonBody(parameters): JsonBody<Map<String, Value>>,
) -> Result<Json<Status>, ApiError> {
    shared.platform.install(parameters).await?;
    Ok(Json(shared.platform.status()))
}

pub(super) async fn configure(
    State(shared): State<Shared>,
    JsonBody(parameters): JsonBody<Map<String, Value>>,
) -> Result<Json<Status>, ApiError> {
    shared.platform.configure(parameters).await?;
    Ok(Json(shared.platform.status()))
}

/// Updates the app to what its zip holds now; parameters that are not given keep their values.
pub(super) async fn update(
    State(shared): State<Shared>,
    JsonBody(parameters): JsonBody<Map<String, Value>>,
) -> Result<Json<Status>, ApiError> {
    shared.platform.update(None, parameters).await?;
    Ok(Json(shared.platform.status()))
}

pub(super) async fn uninstall(State(shared): State<Shared>) -> Result<Json<Status>, ApiError> {
    shared.platform.uninstall().await?;
    Ok(Json(shared.platform.status()))
}

pub(super) async fn status(State(shared): State<Shared>) -> Json<Status> {
    Json(shared.platform.status())
}

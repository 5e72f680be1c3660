//! The address that whatever plays the product posts its events to.
//!
//! Which events there are, their payload and their size are the platform's business.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::Shared;
use super::error::{ApiError, JsonBody};

/// A product event by its name, with its `data` as the body: acknowledged at once, also if the app does not listen to it.
///
/// Another site's page cannot post one through a person's browser: it would have to ask first for a JSON body, which is
/// never granted.
pub(super) async fn receive(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    JsonBody(data): JsonBody<Value>,
) -> Result<Json<Value>, ApiError> {
    shared.platform.product_event(&name, data).await?;
    Ok(Json(json!({ "success": true })))
}

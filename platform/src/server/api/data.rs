//! `client.data.get`: what a page may learn of the product, by the place where it is shown.
//!
//! The phone's place, the full page and a chat's pages know the account and the agent and nothing else; a record's pages know
//! the record too.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::Shared;
use super::super::error::ApiError;
use super::super::records::Records;

/// Where a page is shown and which record it is shown with.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    #[serde(default)]
    location: String,
    ticket: Option<u64>,
    contact: Option<u64>,
}

/// One key, wrapped in an object under its own name.
pub(super) async fn get(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Query(about): Query<About>,
) -> Result<Json<Value>, ApiError> {
    let value = match key.as_str() {
        "loggedInUser" => Some(shared.world.agent.clone()),
        "domainName" => Some(shared.world.domain().into()),
        "currentHost" => Some(shared.platform.current_host()),
        _ => of_record(&shared, &key, &about).await,
    };
    let value = value.ok_or_else(|| refusal(&key, &about.location))?;
    Ok(Json(Value::Object(Map::from_iter([(key, value)]))))
}

/// What only a record's own pages know.
async fn of_record(shared: &Shared, key: &str, about: &About) -> Option<Value> {
    if about.location.starts_with("contact_") && key == "contact" {
        let records = Records::read(shared).await;
        return records.contact(about.contact?).cloned();
    }
    if !about.location.starts_with("ticket_") {
        return None;
    }
    let records = Records::read(shared).await;
    let ticket = records.ticket(about.ticket?)?;
    match key {
        "ticket" => Some(ticket.clone()),
        "contact" | "requester" => ticket.get("requester").cloned(),
        "status_options" => Some(json!([2, 3, 4, 5])),
        "priority_options" => Some(json!([1, 2, 3, 4])),
        _ => None,
    }
}

fn refusal(key: &str, location: &str) -> ApiError {
    ApiError::not_found(format!(
        "\"{key}\" is not available in {}.",
        if location.is_empty() {
            "a page without a place"
        } else {
            location
        }
    ))
}

//! `/api`: what the `client` library, the host pages and tests ask for, in JSON.
//!
//! Another site cannot use it through a person's browser: bodies must be JSON, and requests that a browser marks as
//! coming from elsewhere are refused.

mod data;
mod installation;
mod outside;

use axum::Json;
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Shared;
use super::error::{ApiError, JsonBody, failing, not_found, wrong_method};
use super::records::Records;
use crate::app::Caller;
use crate::runtime::Entry;
use crate::store::DbOperation;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/invoke", post(invoke))
        .route("/request", post(request))
        .route("/db", post(db))
        .route("/iparams", get(installation::public_parameters))
        .route("/parameters", get(installation::form))
        .route("/install", post(installation::install))
        .route("/configure", post(installation::configure))
        .route("/update", post(installation::update))
        .route("/uninstall", post(installation::uninstall))
        .route("/status", get(installation::status))
        .route("/data/{key}", get(data::get))
        .route("/journal", get(journal))
        .route("/world", get(outside::world))
        .route("/world/actions/{index}", post(outside::act))
        .route("/world/chats/{chat}", get(outside::threads))
        .route(
            "/world/chats/{chat}/actions/{index}",
            post(outside::take_part),
        )
        .route("/records/tickets", get(tickets))
        .route("/records/contacts", get(contacts))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(own_pages_only))
}

fn is_own_page(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_same_site =
        header("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    is_same_site && header("host").is_none_or(is_this_machine)
}

/// Whether a `Host` header names this machine by one of its loopback names.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

/// Refuses what a browser sends for a page of another site, also of one whose name was pointed at this machine.
async fn own_pages_only(request: Request, next: Next) -> Response {
    if is_own_page(request.headers()) {
        return next.run(request).await;
    }
    ApiError::new(
        StatusCode::FORBIDDEN,
        "Only this platform's own pages may use its API.",
    )
    .into_response()
}

/// The place that the `client` library names when the installation page loads it.
const INSTALLATION_PAGE: &str = "installation_page";

#[derive(Debug, Deserialize)]
struct Invocation {
    name: String,
    #[serde(default)]
    arguments: Map<String, Value>,
}

/// Invokes a function of the app's server code.
async fn invoke(
    State(shared): State<Shared>,
    JsonBody(invocation): JsonBody<Invocation>,
) -> Response {
    let Invocation { name, arguments } = invocation;
    let reply = shared.platform.invoke(&name, arguments).await;
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(reply.body)).into_response()
}

#[derive(Debug, Deserialize)]
struct TemplateCall {
    name: String,
    #[serde(default)]
    context: Map<String, Value>,
    body: Option<String>,
    #[serde(default)]
    location: String,
}

/// Sends a template request for a page of the app.
async fn request(State(shared): State<Shared>, JsonBody(call): JsonBody<TemplateCall>) -> Response {
    let TemplateCall {
        name,
        context,
        body,
        location,
    } = call;
    let caller = if location == INSTALLATION_PAGE {
        Caller::InstallationPage
    } else {
        Caller::Page
    };
    match shared.platform.request(&name, context, body, caller).await {
        Ok(reply) => Json(reply).into_response(),
        Err(failure) => (failing(failure.status), Json(failure)).into_response(),
    }
}

/// Carries out an operation on the app's store for a page.
async fn db(State(shared): State<Shared>, JsonBody(operation): JsonBody<DbOperation>) -> Response {
    match shared.platform.db(operation).await {
        Ok(value) => Json(value).into_response(),
        Err(error) => (failing(error.status_or_500()), Json(error)).into_response(),
    }
}

#[derive(Debug, Deserialize)]
struct Since {
    #[serde(default)]
    from: u64,
}

/// What happened, oldest first, from an entry's number on.
async fn journal(State(shared): State<Shared>, Query(since): Query<Since>) -> Json<Vec<Entry>> {
    Json(shared.platform.journal_since(since.from))
}

async fn tickets(State(shared): State<Shared>) -> Json<Vec<Value>> {
    Json(Records::read(&shared).await.tickets)
}

async fn contacts(State(shared): State<Shared>) -> Json<Vec<Value>> {
    Json(Records::read(&shared).await.contacts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_this_machine() {
        for host in [
            "localhost",
            "localhost:10001",
            "127.0.0.1:10001",
            "[::1]:10001",
            "[::1]",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:10001",
            "localhost.evil.example",
            "127.0.0.1.evil.example:1",
            "",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}

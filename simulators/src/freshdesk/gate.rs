//! What happens to every request before an endpoint sees it: which account is meant, credits, key, content types.
//!
//! Order as observed: a wrong key still costs a credit and still carries the version and the credits left.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{delete, get, post, put};

use super::config::{FreeAnswer, LimitedBody};
use super::credits::{Price, Spent};
use super::desk::{Caller, Desk};
use super::refusal::Refusal;
use super::{account, agents, contacts, control, conversations, hours, search, tickets};
use crate::front::{self, CONTROL, Reason};

/// All endpoints of the account, behind the gate.
pub(crate) fn router(desk: &Arc<Desk>) -> Router {
    let api = Router::new()
        .route("/tickets", get(tickets::list).post(tickets::create))
        .route(
            "/tickets/{id}",
            get(tickets::view)
                .put(tickets::update)
                .delete(tickets::remove),
        )
        .route("/tickets/{id}/restore", put(tickets::restore))
        .route("/tickets/{id}/notes", post(conversations::add_note))
        .route("/tickets/{id}/reply", post(conversations::reply))
        .route("/tickets/{id}/conversations", get(conversations::list))
        .route(
            "/conversations/{id}",
            put(conversations::update).delete(conversations::remove),
        )
        .route("/contacts", get(contacts::list).post(contacts::create))
        .route("/contacts/autocomplete", get(contacts::autocomplete))
        .route(
            "/contacts/{id}",
            get(contacts::view)
                .put(contacts::update)
                .delete(contacts::remove),
        )
        .route("/search/tickets", get(search::tickets))
        .route("/search/contacts", get(search::contacts))
        .route("/agents", get(agents::list))
        .route("/agents/me", get(agents::me))
        .route("/agents/{id}", get(agents::view))
        .route("/agents/{id}/availability", get(agents::availability))
        .route("/groups", get(account::groups))
        .route("/groups/{id}", get(account::group))
        .route("/business_hours", get(hours::list))
        .route("/business_hours/{id}", get(hours::view))
        .route("/account", get(account::account))
        .route(
            "/attachments/{id}",
            delete(conversations::remove_attachment),
        );
    Router::new()
        .nest("/api/v2", api)
        .merge(control::router())
        .fallback(async || Refusal::Missing)
        .method_not_allowed_fallback(async || Refusal::NotAllowed(WRONG_VERB))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(desk), guard))
        .layer(from_fn_with_state(Arc::clone(&desk.front), front::receive))
        .with_state(Arc::clone(desk))
}

const WRONG_VERB: &str =
    "This method is not allowed here. Use one of the methods in the Allow header.";

const UNCLAIMED: &str = "<!DOCTYPE html><html><head><title>There is no helpdesk here</title></head><body></body></html>";

async fn guard(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(CONTROL) {
        return next.run(request).await;
    }
    match house(&desk, request.headers()) {
        House::Ours => {}
        House::Unclaimed => return Html(UNCLAIMED).into_response(),
        House::Elsewhere => return (StatusCode::NOT_FOUND, Html(UNCLAIMED)).into_response(),
    }
    let call = format!("{} {}", request.method(), request.uri().path());
    let mut response = charged(&desk, request, next).await;
    if let Some(Reason(reason)) = response.extensions().get::<Reason>().cloned() {
        let status = response.status().as_u16();
        desk.change(|records, _| records.note(format!("refused {call}: {status}, {reason}")));
    }
    let headers = response.headers_mut();
    let fixed = [
        ("x-freshdesk-api-version", "latest=v2; requested=v2"),
        ("x-fw-ratelimiting-managed", "true"),
        (
            "cache-control",
            "must-revalidate, no-cache, no-store, private, max-age=0",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        headers.insert("x-request-id", id);
    }
    response
}

enum House {
    Ours,
    /// A subdomain nobody has claimed: the vendor answers 200 with a page.
    Unclaimed,
    /// A custom domain: the API does not exist there.
    Elsewhere,
}

/// An address of this machine stands for the account itself.
fn house(desk: &Desk, headers: &HeaderMap) -> House {
    match front::vendor_host(headers) {
        None => House::Ours,
        Some(name) if name == desk.setup.domain => House::Ours,
        Some(name) if name.ends_with(".freshdesk.com") => House::Unclaimed,
        Some(_) => House::Elsewhere,
    }
}

async fn charged(desk: &Desk, request: Request, next: Next) -> Response {
    let (plan, limited_body, free_answer) = {
        let switches = desk.switches.lock();
        (switches.plan, switches.limited_body, switches.free_answer)
    };
    let Some(limits) = plan.limits() else {
        return without_api(free_answer, limited_body).into_response();
    };
    let uri = request.uri();
    let price = Price::of(
        request.method(),
        uri.path(),
        uri.query().unwrap_or_default(),
    );
    let spent = desk.credits.lock().spend(price, limits, desk.clock.now());
    let (total, remaining) = match spent {
        Spent::Limited { retry_after } => {
            return Refusal::Limited(retry_after, limited_body).into_response();
        }
        Spent::Allowed { total, remaining } => (total, remaining),
    };
    let mut response = match admit(desk, &request) {
        Ok(caller) => {
            let mut request = request;
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    };
    let credits = [
        ("x-ratelimit-total", total),
        ("x-ratelimit-remaining", remaining),
        ("x-ratelimit-used-currentrequest", price.credits),
    ];
    for (name, value) in credits {
        response
            .headers_mut()
            .insert(name, HeaderValue::from(value));
    }
    response
}

fn without_api(answer: FreeAnswer, limited_body: LimitedBody) -> Refusal {
    match answer {
        FreeAnswer::Unauthorized => Refusal::unknown_key(),
        FreeAnswer::Forbidden => Refusal::not_in_plan(),
        FreeAnswer::Limited => Refusal::Limited(60, limited_body),
    }
}

fn admit(desk: &Desk, request: &Request) -> Result<Caller, Refusal> {
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let caller = text(header::AUTHORIZATION)
        .and_then(|authorization| desk.caller(authorization))
        .ok_or_else(Refusal::unknown_key)?;
    let accepted = text(header::ACCEPT).unwrap_or("*/*");
    let takes_json = accepted.split(',').any(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        matches!(kind, "*/*" | "application/json" | "application/*")
    });
    if !takes_json {
        let message = "The requested content type is not available; JSON is.";
        return Err(Refusal::Whole(
            StatusCode::NOT_ACCEPTABLE,
            "invalid_value",
            message,
        ));
    }
    // Only creating always has a body: a PUT that restores a ticket has none and needs no type.
    let kind = text(header::CONTENT_TYPE)
        .or_else(|| (request.method() == Method::POST).then_some("nothing"));
    let is_read = |kind: &str| {
        kind.starts_with("application/json") || kind.starts_with("multipart/form-data")
    };
    let sends = [Method::POST, Method::PUT, Method::PATCH].contains(request.method());
    if sends && kind.is_some_and(|kind| !is_read(kind)) {
        let message = "The content type is not supported; send JSON.";
        return Err(Refusal::Whole(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "invalid_value",
            message,
        ));
    }
    Ok(caller)
}

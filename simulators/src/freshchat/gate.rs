//! What happens to every request before an endpoint sees it: which account is meant, token, rate, content type.
//!
//! The order of these is inferred.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::account::Account;
use super::config::ErrorForm;
use super::refusal::Refusal;
use super::{control, conversations, directory, messages, uploads, users};
use crate::front::{self, CONTROL};

/// All endpoints of the account, behind the gate.
pub(crate) fn router(account: &Arc<Account>) -> Router {
    let api = Router::new()
        .route("/accounts/configuration", get(directory::configuration))
        .route("/users", get(users::list).post(users::create))
        .route(
            "/users/{id}",
            get(users::view).put(users::update).delete(users::remove),
        )
        .route("/users/{id}/conversations", get(users::conversations))
        .route("/conversations", post(conversations::create))
        .route("/conversations/fields", get(conversations::fields))
        .route(
            "/conversations/{id}",
            get(conversations::view).put(conversations::update),
        )
        .route(
            "/conversations/{id}/messages",
            get(messages::list).post(messages::create),
        )
        .route("/channels", get(directory::channels))
        .route("/groups", get(directory::groups))
        .route("/agents", get(directory::agents))
        .route("/agents/{id}", get(directory::agent))
        .route("/images/upload", post(uploads::image))
        .route("/files/upload", post(uploads::file));
    Router::new()
        .nest("/v2", api)
        .fallback(async || Refusal::missing("endpoint"))
        .method_not_allowed_fallback(async || Refusal::missing("endpoint"))
        .merge(control::router())
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(account), guard))
        .layer(from_fn_with_state(
            Arc::clone(&account.stage.front),
            front::receive,
        ))
        .with_state(Arc::clone(account))
}

async fn guard(State(account): State<Arc<Account>>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(CONTROL) {
        return next.run(request).await;
    }
    let call = format!("{} {}", request.method(), request.uri().path());
    let response = match admit(&account, &request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    told(&account, &call, response)
}

fn admit(account: &Account, request: &Request) -> Result<(), Refusal> {
    let text = |name| {
        let value = request.headers().get(name);
        value.and_then(|value| value.to_str().ok())
    };
    let is_ours = is_ours(account, request.headers());
    let is_known = text(header::AUTHORIZATION).is_some_and(|it| account.lets_in(it));
    // Another region or account knows no token of this one.
    if !is_ours || !is_known {
        return Err(Refusal::unauthenticated());
    }
    if account.is_limited() {
        return Err(Refusal::limited());
    }
    let sends = [Method::POST, Method::PUT].contains(request.method());
    let kind = text(header::CONTENT_TYPE).unwrap_or_default();
    let is_upload = request.uri().path().ends_with("/upload");
    if sends && !is_upload && !kind.starts_with("application/json") {
        return Err(Refusal::invalid(
            "The content type must be application/json.",
        ));
    }
    Ok(())
}

fn is_ours(account: &Account, headers: &HeaderMap) -> bool {
    let host = front::vendor_host(headers);
    host.is_none_or(|host| host == account.domain || host == account.region)
}

/// Writes a refusal into the transcript, and in the other form if it is to be so.
fn told(account: &Account, call: &str, mut response: Response) -> Response {
    let Some(refusal) = response.extensions().get::<Refusal>().cloned() else {
        return unread(response);
    };
    account
        .stage
        .note(format!("refused {call}: {}", refusal.summary()));
    if account.stage.switches.lock().error_form == ErrorForm::Bare {
        let body = refusal.body(ErrorForm::Bare).to_string();
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = body.into();
    }
    response
}

/// A form that could not even be begun is refused like everything else.
fn unread(response: Response) -> Response {
    let is_refused = response.status() == StatusCode::BAD_REQUEST
        || response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE;
    if is_refused {
        return Refusal::invalid("The form cannot be read.").into_response();
    }
    response
}

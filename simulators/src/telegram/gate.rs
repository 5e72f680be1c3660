//! What happens to every request before a method sees it: the host, and the token in the path.
//!
//! [inferred] A token that is none at all is not found; one of another bot is not authorized.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::account::Account;
use super::refusal::Refusal;
use super::{control, methods};
use crate::front::{self, CONTROL};

/// All methods of the bot, behind the gate.
pub(crate) fn router(account: &Arc<Account>) -> Router {
    Router::new()
        .route(
            "/{bot}/{method}",
            get(methods::method).post(methods::method),
        )
        .route("/file/{bot}/{*path}", get(methods::download))
        .fallback(async || Refusal::missing())
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
    let method = request.uri().path().rsplit('/').next().unwrap_or_default();
    let call = format!("{} {method}", request.method());
    let response = match admit(&account, &request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        let summary = refusal.summary();
        account.stage.note(format!("refused {call}: {summary}"));
    }
    response
}

fn admit(account: &Account, request: &Request) -> Result<(), Refusal> {
    let host = front::vendor_host(request.headers());
    if host.is_some_and(|host| host != "api.telegram.org") {
        return Err(Refusal::missing());
    }
    let path = request.uri().path();
    let path = path.strip_prefix("/file").unwrap_or(path);
    let token = path
        .strip_prefix("/bot")
        .and_then(|rest| rest.split('/').next());
    let token = token.unwrap_or_default().replace("%3A", ":");
    if !token.contains(':') {
        return Err(Refusal::missing());
    }
    let is_right = token == account.token && !account.stage.switches.lock().token_revoked;
    is_right.then_some(()).ok_or_else(Refusal::unauthorized)
}

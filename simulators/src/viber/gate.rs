//! What happens to every request before a call sees it: size, body, token.
//!
//! Everything but an unknown path or method is answered with 200.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::account::Account;
use super::refusal::{BAD_DATA, INVALID_AUTH_TOKEN, Refusal};
use super::{calls, control, webhook};
use crate::front::{self, CONTROL, Fields};

/// The largest body of any request.
const LARGEST: usize = 30 * 1024;

/// All calls of the bot, behind the gate.
pub(crate) fn router(account: &Arc<Account>) -> Router {
    let api = Router::new()
        .route("/set_webhook", post(webhook::set))
        .route("/send_message", post(calls::send))
        .route("/get_user_details", post(calls::details))
        .route("/get_account_info", get(calls::info).post(calls::info))
        .route("/get_online", post(calls::online));
    Router::new()
        .nest("/pa", api)
        .fallback(async || StatusCode::NOT_FOUND)
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
    let host = front::vendor_host(request.headers());
    if host.is_some_and(|host| host != "chatapi.viber.com") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let call = format!("{} {}", request.method(), request.uri().path());
    let response = match admit(&account, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        let summary = refusal.summary();
        account.stage.note(format!("refused {call}: {summary}"));
    }
    response
}

/// Lets a request in with its fields; the token may stand in the header or in the body.
async fn admit(account: &Account, request: Request) -> Result<Request, Refusal> {
    let (mut head, body) = request.into_parts();
    let too_large = |_| Refusal::new(BAD_DATA, "badData: more than 30 KB");
    let bytes = axum::body::to_bytes(body, LARGEST)
        .await
        .map_err(too_large)?;
    let fields = if bytes.is_empty() {
        Some(Fields::default())
    } else {
        Fields::read(&bytes)
    };
    let fields = fields.ok_or_else(|| Refusal::new(BAD_DATA, "badData: no JSON object"))?;
    let header = head.headers.get("x-viber-auth-token");
    let header = header.and_then(|token| token.to_str().ok());
    match header.or(fields.text("auth_token")?) {
        None => Err(Refusal::new(INVALID_AUTH_TOKEN, "missing_auth_token")),
        Some(token) if token != account.auth_token => Err(Refusal::status(INVALID_AUTH_TOKEN)),
        Some(_) => {
            head.extensions.insert(fields);
            Ok(Request::from_parts(head, Body::from(bytes)))
        }
    }
}

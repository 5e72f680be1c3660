//! All endpoints of the workspace.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post, put};

use super::exchange::Exchange;
use super::refusal::Refusal;
use super::{calls, control, numbers, placing, recordings, wallet, webhooks};
use crate::front::{self, Reason};

/// The API and the control endpoints, behind the shared front.
pub(crate) fn router(exchange: &Arc<Exchange>) -> Router {
    let routing = put(numbers::replace_routing).patch(numbers::change_routing);
    let api = Router::new()
        .route("/calls", post(placing::place).get(calls::list))
        .route("/calls/originate", post(placing::place))
        .route("/calls/stats", get(calls::stats))
        .route("/calls/{id}", get(calls::view))
        .route("/calls/{id}/hangup", post(calls::hang_up))
        .route("/calls/{id}/recording", get(recordings::fetch))
        .route("/numbers", get(numbers::list))
        .route("/numbers/{id}/routing", routing)
        .route("/wallet", get(wallet::wallet))
        .route("/wallet/balance", get(wallet::balance))
        .route("/webhooks", post(webhooks::subscribe).get(webhooks::list))
        .route(
            "/webhooks/{id}/rotate-secret",
            post(webhooks::rotate_secret),
        );
    Router::new()
        .nest("/v1", api)
        .merge(control::router())
        .route("/{file}", get(recordings::download))
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, "not_found", "no such endpoint"))
        .layer(from_fn_with_state(Arc::clone(exchange), note_refusal))
        .layer(from_fn_with_state(
            Arc::clone(&exchange.front),
            front::receive,
        ))
        .with_state(Arc::clone(exchange))
}

async fn note_refusal(
    State(exchange): State<Arc<Exchange>>,
    request: Request,
    next: Next,
) -> Response {
    let call = format!("{} {}", request.method(), request.uri().path());
    let response = next.run(request).await;
    if let Some(Reason(reason)) = response.extensions().get::<Reason>() {
        exchange.note(format!(
            "refused {call}: {}, {reason}",
            response.status().as_u16()
        ));
    }
    response
}

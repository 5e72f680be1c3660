//! What happens to every request before an endpoint sees it: which API is meant, token, plan, rates, content type.
//!
//! The order of these is inferred; a wrong token counts against no rate.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::application::Application;
use super::config::{Api, CallsPlan};
use super::rates::{Endpoint, Spent};
use super::refusal::{Refusal, calls};
use super::{control, rooms, sessions, users};
use crate::front::{self, CONTROL};

/// All endpoints of the application, behind the gate.
pub(crate) fn router(application: &Arc<Application>) -> Router {
    let chat = Router::new()
        .route("/users", post(users::create))
        .route(
            "/users/{id}",
            get(users::view).put(users::update).delete(users::remove),
        )
        .route(
            "/users/{id}/token",
            post(sessions::issue).delete(sessions::revoke),
        );
    let calls = Router::new()
        .route("/rooms", get(rooms::list).post(rooms::create))
        .route("/rooms/{id}", get(rooms::view).delete(rooms::remove))
        .route("/rooms/{id}/participants", get(rooms::participants));
    Router::new()
        .nest(root(Api::Chat), chat)
        .nest(root(Api::Calls), calls)
        .fallback(no_endpoint)
        .method_not_allowed_fallback(no_endpoint)
        // After the fallbacks, which would answer what pages ask before they post.
        .merge(control::router())
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(application), guard))
        .layer(from_fn_with_state(
            Arc::clone(&application.front),
            front::receive,
        ))
        .with_state(Arc::clone(application))
}

fn root(api: Api) -> &'static str {
    match api {
        Api::Chat => "/v3",
        Api::Calls => "/v1",
    }
}

async fn no_endpoint(request: Request) -> Response {
    match request.extensions().get::<Api>() {
        Some(api) => Refusal::no_endpoint(*api).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn guard(
    State(application): State<Arc<Application>>,
    mut request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with(CONTROL) {
        return next.run(request).await;
    }
    let Some(house) = house(&application, request.headers(), request.uri().path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let call = format!("{} {}", request.method(), request.uri().path());
    let response = if house.is_ours {
        request.extensions_mut().insert(house.api);
        counted(&application, house.api, request, next).await
    } else {
        Refusal::no_application(house.api).into_response()
    };
    told(&application, &call, response)
}

/// Whose host a request is for.
struct House {
    api: Api,
    /// Whether the host is this application's.
    is_ours: bool,
}

/// The house a request is for, if it is one of the vendor's.
fn house(application: &Application, headers: &HeaderMap, path: &str) -> Option<House> {
    let Some(host) = front::vendor_host(headers) else {
        let is_chat = path.starts_with(root(Api::Chat));
        let api = if is_chat { Api::Chat } else { Api::Calls };
        return Some(House { api, is_ours: true });
    };
    let name = host.strip_suffix(".sendbird.com")?;
    let (name, api) = match name.strip_suffix(".calls") {
        Some(name) => (name, Api::Calls),
        None => (name, Api::Chat),
    };
    let id = name.strip_prefix("api-");
    let is_ours = id.is_some_and(|id| id.eq_ignore_ascii_case(&application.app_id));
    Some(House { api, is_ours })
}

/// Answers an admitted request; Chat tells in its headers how many more there may be.
async fn counted(application: &Application, api: Api, request: Request, next: Next) -> Response {
    if let Err(refusal) = admit(application, api, &request) {
        return refusal.into_response();
    }
    let limits = application.switches.lock().plan.limits();
    let endpoint = Endpoint::of(api, request.method(), request.uri().path(), limits);
    let now = application.clock.now();
    let spent = application.rates.lock().spend(endpoint, now);
    let mut response = if spent.is_allowed {
        next.run(request).await
    } else {
        Refusal::limited(api).into_response()
    };
    if api == Api::Chat {
        tell_rates(response.headers_mut(), spent);
    }
    response
}

fn tell_rates(headers: &mut HeaderMap, spent: Spent) {
    let limit = format!("{};w=1", spent.limit);
    if let Ok(limit) = HeaderValue::from_str(&limit) {
        headers.insert("x-ratelimit-limit", limit);
    }
    headers.insert("x-ratelimit-remaining", spent.remaining.into());
    headers.insert("x-ratelimit-reset", spent.reset.into());
    if !spent.is_allowed {
        headers.insert("x-ratelimit-retryafter", 1.into());
    }
}

fn admit(application: &Application, api: Api, request: &Request) -> Result<(), Refusal> {
    let text = |name: &str| {
        let value = request.headers().get(name);
        value.and_then(|value| value.to_str().ok())
    };
    if !text("api-token").is_some_and(|token| application.lets_in(token)) {
        return Err(Refusal::wrong_api_token(api));
    }
    // A host has the endpoints of one API only.
    if !request.uri().path().starts_with(root(api)) {
        return Err(Refusal::no_endpoint(api));
    }
    let plan = application.switches.lock().calls;
    match (api, plan) {
        (Api::Chat, _) | (Api::Calls, CallsPlan::Enabled) => {}
        (Api::Calls, CallsPlan::NotEnabled) => {
            let message = "Calls is not enabled for this application.";
            return Err(Refusal::calls(calls::NOT_ALLOWED, message));
        }
        (Api::Calls, CallsPlan::FreePlanEnded) => {
            let message = "The free plan of Calls is over.";
            return Err(Refusal::calls(calls::FREE_PLAN_ENDED, message));
        }
    }
    let kind = text(header::CONTENT_TYPE.as_str());
    if kind.is_some_and(|kind| !kind.starts_with("application/json")) {
        return Err(Refusal::no_json(api));
    }
    Ok(())
}

/// Writes a refusal into the transcript, and its keys in another order if they are to turn.
fn told(application: &Application, call: &str, mut response: Response) -> Response {
    let Some(refusal) = response.extensions().get::<Refusal>().cloned() else {
        return response;
    };
    application.change(|records, _| records.note(format!("refused {call}: {}", refusal.summary())));
    if application.switches.lock().turns_error_keys {
        let turns = application.turns.fetch_add(1, Ordering::Relaxed);
        *response.body_mut() = refusal.body(turns + 1).into();
    }
    response
}

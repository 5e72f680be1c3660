//! What happens to every request before and after a call: host, client, body, and how the result code is written.
//!
//! [inferred] Which status a refusal has, and how a wrong client is refused.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::account::Account;
use super::config::Codes;
use super::control;
use super::refusal::{Done, Refusal, Success};
use crate::front::{self, Fields};

/// The vendor's host, and the one for trying out.
const HOSTS: [&str; 2] = ["kakao-api.happytalk.io", "patch-kakao-api.happytalk.io"];
const V3: &str = "/kakaoWebhook/v3/bzc/";

/// All calls of the account, behind the gate.
pub(crate) fn router(account: &Arc<Account>) -> Router {
    Router::new()
        .fallback(call)
        .merge(control::router())
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(
            Arc::clone(&account.stage.front),
            front::receive,
        ))
        .with_state(Arc::clone(account))
}

async fn call(State(account): State<Arc<Account>>, request: Request) -> Response {
    let host = front::vendor_host(request.headers());
    let is_ours = host.is_none_or(|host| HOSTS.contains(&host.as_str()));
    let path = request.uri().path().to_owned();
    let name = match path.strip_prefix(V3) {
        Some(name) => format!("v3/{name}"),
        None => path.trim_start_matches('/').to_owned(),
    };
    if !is_ours || request.method() != Method::POST {
        return StatusCode::NOT_FOUND.into_response();
    }
    let result = match admit(&account, request.headers()) {
        Ok(()) => carry_out(&account, &name, request).await,
        Err(refusal) => Some(Err(refusal)),
    };
    match result {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Ok(done)) => account.agreed(done),
        Some(Err(refusal)) => {
            let summary = refusal.summary();
            account
                .stage
                .note(format!("refused POST {path}: {summary}"));
            account.refused(&refusal)
        }
    }
}

fn admit(account: &Account, headers: &HeaderMap) -> Result<(), Refusal> {
    let is = |name: &str, right: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value == Some(right)
    };
    let is_right =
        is("ht-client-id", &account.client_id) && is("ht-client-secret", &account.client_secret);
    is_right.then_some(()).ok_or_else(Refusal::client)
}

/// Carries out a call; `None` for one that does not exist.
async fn carry_out(
    account: &Account,
    name: &str,
    request: Request,
) -> Option<Result<Done, Refusal>> {
    let file = match name {
        "v1/image/upload" | "v3/image/upload" => Some("image"),
        "v1/file/upload" | "v3/file/upload" => Some("file"),
        _ => None,
    };
    if let Some(file) = file {
        let Ok(form) = Multipart::from_request(request, &()).await else {
            return Some(Err(Refusal::upload("FailedToUploadFileException")));
        };
        return Some(account.upload(form, file).await);
    }
    let fields = match read(request).await {
        Ok(fields) => fields,
        Err(refusal) => return Some(Err(refusal)),
    };
    Some(match name {
        "v1/chat/write" => account.write(&fields),
        "v1/chat/end" => account.end(&fields, "sessionId"),
        "v1/profile/chat/activate" => account.activate(&fields),
        "v3/chat/send/plain" => account.send(&fields, false),
        "v3/chat/send/rich" => account.send(&fields, true),
        "v3/chat/endWithBot" => account.end(&fields, "session_id"),
        _ => return None,
    })
}

async fn read(request: Request) -> Result<Fields, Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_json = kind.starts_with("application/json");
    let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await;
    let fields = bytes.ok().and_then(|bytes| Fields::read(&bytes));
    let wrong = || Refusal::invalid("The body is not a JSON object.");
    fields.filter(|_| is_json).ok_or_else(wrong)
}

impl Account {
    fn agreed(&self, done: Done) -> Response {
        let code = match done.code {
            Success::Zero => json!(0),
            Success::Zeros => json!("0000"),
            Success::TwoHundred => json!(200),
            Success::Any => {
                let texts = [json!("0000"), json!("200")];
                let turn = self.turn();
                let text = texts.get(turn / 2 % 2).cloned().unwrap_or_default();
                if self.writes_text(turn) {
                    text
                } else {
                    json!(0)
                }
            }
        };
        let mut body = json!({"code": code});
        if let (Some(fields), Value::Object(more)) = (body.as_object_mut(), done.body) {
            fields.extend(more);
        }
        Json(body).into_response()
    }

    fn refused(&self, refusal: &Refusal) -> Response {
        let code = if self.writes_text(self.turn()) {
            json!(refusal.code.to_string())
        } else {
            json!(refusal.code)
        };
        let status = self.stage.switches.lock().refusal_status;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        let body = json!({"code": code, "message": refusal.message});
        (status, Json(body)).into_response()
    }

    fn turn(&self) -> usize {
        let mut records = self.stage.records.lock();
        records.turns += 1;
        records.turns
    }

    fn writes_text(&self, turn: usize) -> bool {
        match self.stage.switches.lock().codes {
            Codes::Turning => turn.is_multiple_of(2),
            Codes::Numbers => false,
            Codes::Texts => true,
        }
    }
}

//! The methods of the API: which there are, and what their answers look like.
//!
//! Fetching updates by asking (`getUpdates`) does not exist here.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::account::Account;
use super::params::Params;
use super::refusal::Refusal;
use super::{sending, webhook};

type Shared = State<Arc<Account>>;

/// What a method has done.
pub(crate) struct Done {
    result: Value,
    description: Option<&'static str>,
}

impl Done {
    pub(crate) fn result(result: Value) -> Self {
        Self {
            result,
            description: None,
        }
    }

    /// True, and why in words.
    pub(crate) fn described(description: &'static str) -> Self {
        Self {
            result: Value::Bool(true),
            description: Some(description),
        }
    }
}

/// `GET` and `POST /bot<token>/<method>`.
pub(crate) async fn method(
    State(account): Shared,
    Path((_, method)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let params = Params::read(request).await?;
    let done = match method.as_str() {
        "getMe" => me(&account, &params),
        "setWebhook" => webhook::set(&account, &params),
        "deleteWebhook" => webhook::delete(&account, &params),
        "getWebhookInfo" => webhook::info(&account, &params),
        "sendMessage" => sending::message(&account, &params),
        "sendPhoto" => sending::medium(&account, &params, "photo"),
        "sendVideo" => sending::medium(&account, &params, "video"),
        "sendDocument" => sending::medium(&account, &params, "document"),
        "sendAudio" => sending::medium(&account, &params, "audio"),
        "getFile" => file(&account, &params),
        _ => Err(Refusal::missing()),
    }?;
    let mut body = json!({"ok": true, "result": done.result});
    if let (Some(fields), Some(text)) = (body.as_object_mut(), done.description) {
        fields.insert("description".to_owned(), json!(text));
    }
    Ok(Json(body).into_response())
}

fn me(account: &Account, params: &Params) -> Result<Done, Refusal> {
    params.only(&[])?;
    let mut me = account.author();
    if let Some(fields) = me.as_object_mut() {
        fields.insert("can_join_groups".to_owned(), json!(true));
        fields.insert("can_read_all_group_messages".to_owned(), json!(false));
        fields.insert("supports_inline_queries".to_owned(), json!(false));
    }
    Ok(Done::result(me))
}

fn file(account: &Account, params: &Params) -> Result<Done, Refusal> {
    params.only(&["file_id"])?;
    let id = params.text("file_id")?.unwrap_or_default();
    let records = account.stage.records.lock();
    let file = records.files.iter().find(|file| file.id == id);
    let file = file.ok_or_else(|| Refusal::bad("invalid file_id"))?;
    let mut view = file.view();
    view.insert("file_path".to_owned(), json!(file.path));
    Ok(Done::result(Value::Object(view)))
}

/// `GET /file/bot<token>/<path>`.
pub(crate) async fn download(
    State(account): Shared,
    Path((_, path)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let records = account.stage.records.lock();
    let file = records.files.iter().find(|file| file.path == path);
    let content = file.ok_or_else(Refusal::missing)?.content.clone();
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    Ok((kind, content).into_response())
}

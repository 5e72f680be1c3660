//! Setting and removing the bot's one webhook.
//!
//! The address is asked while the caller waits, and only one that answers 200 is taken.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use serde_json::{Value, json};
use url::Url;

use super::account::Account;
use super::callback::{Event, text};
use super::records::Webhook;
use super::refusal::{INVALID_URL, Refusal};
use crate::front::{Fields, Waiting, Wrong, is_local};

/// Told whatever was asked for.
const ALWAYS: [&str; 3] = ["subscribed", "unsubscribed", "message"];
const OPTIONAL: [&str; 4] = ["conversation_started", "delivered", "failed", "seen"];

/// `set_webhook`; an empty address removes it, and a refused one changes nothing.
pub(crate) async fn set(
    State(account): State<Arc<Account>>,
    Extension(fields): Extension<Fields>,
) -> Result<Json<Value>, Refusal> {
    fields.only(&[
        "auth_token",
        "url",
        "event_types",
        "send_name",
        "send_photo",
    ])?;
    let url = fields.text("url")?.ok_or_else(|| Wrong::missing("url"))?;
    let webhook = Webhook {
        url: url.to_owned(),
        event_types: event_types(&fields)?,
        send_name: fields.flag("send_name")?.unwrap_or(false),
        send_photo: fields.flag("send_photo")?.unwrap_or(false),
    };
    if url.is_empty() {
        account.stage.change(|records, _| {
            records.webhook = None;
            records.outbox.clear();
            records.note("the webhook was removed".to_owned());
        });
        return Ok(Json(json!({"status": 0, "status_message": "ok"})));
    }
    if !is_public(url) {
        return Err(Refusal::status(INVALID_URL));
    }
    let check = account.stage.change(|records, now| {
        let token = records.token();
        let body = text(&Event::check(token, now), false);
        Waiting::new("webhook", body, now)
    });
    let delivery = account.post(url, &check).await;
    if delivery.status != Some(200) {
        let message = format!("Result: {}", delivery.outcome());
        account
            .stage
            .note(format!("the webhook was not taken. {message}"));
        return Err(Refusal::status(INVALID_URL));
    }
    let event_types = webhook.event_types.clone();
    account.stage.change(|records, _| {
        records.webhook = Some(webhook);
        records.note("the webhook was set".to_owned());
    });
    Ok(Json(json!({
        "status": 0,
        "status_message": "ok",
        "chat_hostname": "SN-CHAT-05_",
        "event_types": event_types
    })))
}

/// Everything when nothing is said, and never less than what is always told.
fn event_types(fields: &Fields) -> Result<Vec<String>, Refusal> {
    let all = [&ALWAYS[..], &OPTIONAL].concat();
    let asked = match fields.list("event_types")? {
        None => OPTIONAL.map(Value::from).to_vec(),
        Some(asked) => asked.clone(),
    };
    let is_known = |it: &Value| it.as_str().is_some_and(|name| all.contains(&name));
    if !asked.iter().all(is_known) {
        return Err(Wrong::value("event_types", "has an unknown event").into());
    }
    let wanted = all.iter().filter(|name| {
        let is_asked = asked.iter().any(|it| it == *name);
        ALWAYS.contains(name) || is_asked
    });
    Ok(wanted.map(|name| (*name).to_owned()).collect())
}

/// Only https, except to this machine.
fn is_public(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let is_local = url.host_str().is_some_and(is_local);
    url.scheme() == "https" || (url.scheme() == "http" && is_local)
}

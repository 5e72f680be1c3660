//! Messages: posting one and reading those of a conversation.
//!
//! The looks of their parts are in `parts`.

use std::fmt::Write;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::account::Account;
use super::paging::Query;
use super::parts;
use super::records::{Draft, Look, Records};
use super::refusal::Refusal;
use super::talk::needs_latest;
use super::users::{created, read};
use crate::front::{Fields, Wrong};

type Shared = State<Arc<Account>>;

const FIELDS: [&str; 6] = [
    "message_parts",
    "message_type",
    "actor_type",
    "actor_id",
    "reply_parts",
    "user_id",
];

/// What decides who may be named as the author of a message.
pub(crate) struct Author<'a> {
    pub(crate) account: &'a Account,
    pub(crate) records: &'a Records,
    /// Whose conversation it is.
    pub(crate) user_id: &'a str,
}

/// `POST /conversations/{id}/messages`.
pub(crate) async fn create(
    State(account): Shared,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = read(&bytes)?;
    let stale = account.stage.switches.lock().stale;
    let (view, holds) = account.act(|act| {
        let conversation = act.records.conversation(&id);
        let conversation = conversation.ok_or_else(|| Refusal::missing("conversation"))?;
        let author = Author {
            account: act.account,
            records: act.records,
            user_id: &conversation.user_id,
        };
        let draft = drafted(&fields, &author)?;
        needs_latest(act.records, &id, stale)?;
        act.say(&id, draft)
    });
    Ok(created(&account, &view?, holds))
}

/// `GET /conversations/{id}/messages`: newest first, with the address of the next page under `link`.
pub(crate) async fn list(
    State(account): Shared,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let query = Query::read(&uri, &["from_time"])?;
    let page = query.page()?;
    let from = query.moment("from_time")?;
    let (file_keys, unread) = {
        let switches = account.stage.switches.lock();
        (switches.file_keys, switches.files_without_url)
    };
    account.stage.change(|records, now| {
        let conversation = records.conversation_mut(&id);
        let conversation = conversation.ok_or_else(|| Refusal::missing("conversation"))?;
        let messages = conversation.messages.iter_mut().rev();
        let messages = messages.filter(|it| from.is_none_or(|from| it.created_time >= from));
        let messages = messages.collect::<Vec<_>>();
        let has_more = messages.len() > page.number.saturating_mul(page.rows);
        let shown = page.of(messages).into_iter().map(|message| {
            let is_fresh = message.has_file() && message.actor_type == "agent";
            let has_file_urls = !is_fresh || message.readings >= unread;
            message.readings += u64::from(is_fresh);
            message.shown(Look {
                file_keys,
                has_file_urls,
                has_nulls: false,
            })
        });
        let mut body = json!({"messages": shown.collect::<Vec<_>>()});
        if has_more && let Some(fields) = body.as_object_mut() {
            let mut href = query.address(page.number + 1);
            if from.is_none() {
                let first = conversation.created_time.min(now);
                // Writing to a text cannot fail.
                let _written = write!(href, "&from_time={first}");
            }
            fields.insert("link".to_owned(), json!({"href": href}));
        }
        Ok(Json(body).into_response())
    })
}

/// The message that a body describes.
pub(crate) fn drafted(fields: &Fields, author: &Author<'_>) -> Result<Draft, Refusal> {
    fields.only(&FIELDS)?;
    let kind = fields.word("message_type", &["normal", "private"])?;
    let takes_system = author.account.stage.switches.lock().takes_system;
    let actors = ["user", "agent", "bot", "system"];
    let actors = actors.iter().filter(|it| takes_system || **it != "system");
    let actor = fields.word("actor_type", &actors.copied().collect::<Vec<_>>())?;
    let actor = actor.ok_or_else(|| Wrong::missing("actor_type"))?;
    let id = fields.text("actor_id")?;
    let (actor_type, actor_id) = match (actor, id) {
        ("user", Some(id)) if id == author.user_id => (actor, id),
        ("user", Some(_)) => {
            let message = "is not the user of the conversation";
            return Err(Wrong::value("actor_id", message).into());
        }
        ("agent", Some(id)) => (actor, author.account.agent(id)?.id.as_str()),
        ("user" | "agent", None) => return Err(Wrong::missing("actor_id").into()),
        (_, Some(id)) => (actor, id),
        // A bot that does not say who it is speaks as the service account.
        (_, None) => ("system", author.account.service_account_id.as_str()),
    };
    if fields
        .text("user_id")?
        .is_some_and(|id| id != author.user_id)
    {
        return Err(Wrong::value("user_id", "is not the user of the conversation").into());
    }
    let uploads = &author.records.uploads;
    let is_safe = |hash: &str| {
        uploads
            .iter()
            .any(|(known, is_safe)| known == hash && *is_safe)
    };
    let reply_parts = fields.list("reply_parts")?;
    if actor == "user" && reply_parts.is_some() {
        return Err(Wrong::value("reply_parts", "are not for users").into());
    }
    let is_private = kind == Some("private");
    if actor == "user" && is_private {
        return Err(Wrong::value("message_type", "is not for users").into());
    }
    Ok(Draft {
        actor_type: actor_type.to_owned(),
        actor_id: actor_id.to_owned(),
        sub_entity: (actor != "user" && actor != "agent").then(|| "hallway_bot".to_owned()),
        kind: kind.unwrap_or("normal").to_owned(),
        source: "api",
        parts: parts::message_parts(fields.list("message_parts")?, &is_safe)?,
        reply_parts: parts::reply_parts(reply_parts)?,
        meta_data: None,
        is_bots_private_note: false,
    })
}

/// A text as the only part of a message.
pub(crate) fn text_parts(text: &str) -> Vec<Value> {
    vec![json!({"text": {"content": text}})]
}

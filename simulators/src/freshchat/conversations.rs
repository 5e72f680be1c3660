//! Conversations: opening, viewing and changing one.
//!
//! What happens in them is in `talk`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::account::Account;
use super::messages::{Author, drafted};
use super::records::{Conversation, Draft, Records};
use super::refusal::Refusal;
use super::talk::{Act, Change, Opening};
use super::users::{created, holding, read};
use crate::front::{Fields, Why, Wrong};

type Shared = State<Arc<Account>>;

/// What a conversation may be set to; `reopened` is only ever read.
const STATUSES: [&str; 5] = [
    "new",
    "assigned",
    "resolved",
    "waiting on customer",
    "waiting on internal team",
];
const PRIORITIES: [&str; 4] = ["Low", "Medium", "High", "Urgent"];
const CHANGED: [&str; 4] = [
    "status",
    "assigned_agent_id",
    "assigned_group_id",
    "properties",
];

/// `POST /conversations`; appends to an open conversation of the user on the topic, if the account is so.
pub(crate) async fn create(State(account): Shared, bytes: Bytes) -> Result<Response, Refusal> {
    let fields = read(&bytes)?;
    let others = ["app_id", "channel_id", "users", "messages"];
    fields.only(&[&CHANGED[..], &others].concat())?;
    check_app(&account, &fields)?;
    let channel_id = fields.needed("channel_id")?.to_owned();
    account.channel(&channel_id)?;
    let user_id = only_user(&fields)?;
    let change = changed(&account, &fields)?;
    let messages = fields.list("messages")?;
    let messages = messages.ok_or_else(|| Wrong::missing("messages"))?;
    if messages.is_empty() {
        return Err(Wrong::new("messages", Why::Missing, "is empty").into());
    }
    let switches = account.stage.knobs();
    let (view, holds) = account.act(|act| {
        act.records
            .user(&user_id)
            .ok_or_else(|| Refusal::missing("user"))?;
        let drafts = drafts(act, messages, &channel_id, &user_id)?;
        let open = open_one(act.records, &user_id, &channel_id).filter(|_| switches.appends);
        let is_new = open.is_none();
        let id = open.unwrap_or_else(|| {
            act.open(Opening {
                user_id,
                channel_id,
                change,
            })
        });
        let place = |act: &Act<'_>| {
            act.records
                .conversation(&id)
                .map_or(0, |it| it.messages.len())
        };
        let from = place(act);
        for (index, draft) in drafts.into_iter().enumerate() {
            act.say(&id, draft)?;
            if is_new && index == 0 {
                act.tell_opening(&id);
            }
        }
        let view = act.records.conversation(&id);
        let view = view.map(|it| it.created_view(from, switches.numeric_ids));
        if is_new && let Some(text) = switches.welcome {
            act.say(&id, welcome(act.account, &text))?;
        }
        Ok::<_, Refusal>(view.unwrap_or_default())
    });
    Ok(created(&account, &view?, holds))
}

/// `GET /conversations/{id}`; by its number it is unknown.
pub(crate) async fn view(
    State(account): Shared,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let records = account.stage.records.lock();
    let conversation = records.conversation(&id);
    let conversation = conversation.ok_or_else(|| Refusal::missing("conversation"))?;
    Ok(Json(conversation.view()).into_response())
}

/// `PUT /conversations/{id}`.
pub(crate) async fn update(
    State(account): Shared,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = read(&bytes)?;
    fields.only(&CHANGED)?;
    if fields.value("status").is_none() {
        return Err(Refusal::invalid("Conversation payload not valid"));
    }
    let change = changed(&account, &fields)?;
    let (view, holds) = account.act(|act| {
        act.change(&id, change)?;
        let view = act.records.conversation(&id).map(Conversation::view);
        Ok::<_, Refusal>(view.unwrap_or_default())
    });
    Ok(holding(Json(view?).into_response(), holds))
}

/// `GET /conversations/fields`; the form is inferred.
pub(crate) async fn fields() -> Json<Value> {
    Json(json!([{"name": "priority", "type": "dropdown", "choices": PRIORITIES}]))
}

fn check_app(account: &Account, fields: &Fields) -> Result<(), Refusal> {
    let needs_app_id = account.stage.switches.lock().needs_app_id;
    match fields.text("app_id")? {
        None if needs_app_id => Err(Wrong::missing("app_id").into()),
        Some(app_id) if app_id != account.app_id => {
            Err(Wrong::value("app_id", "is no app of this account").into())
        }
        _ => Ok(()),
    }
}

fn only_user(fields: &Fields) -> Result<String, Refusal> {
    let users = fields.list("users")?;
    match users.map(Vec::as_slice) {
        Some([user]) => {
            let user = Fields::of("users", user)?;
            user.only(&["id"])?;
            Ok(user.needed("id")?.to_owned())
        }
        None => Err(Wrong::missing("users").into()),
        Some(_) => Err(Wrong::value("users", "must have one user").into()),
    }
}

/// What a body says about a conversation's state.
fn changed(account: &Account, fields: &Fields) -> Result<Change, Refusal> {
    let status = fields.word("status", &STATUSES)?.map(str::to_owned);
    let agent = fields.text("assigned_agent_id")?;
    agent.map(|id| account.agent(id)).transpose()?;
    let group = fields.text("assigned_group_id")?;
    group.map(|id| account.group(id)).transpose()?;
    let properties = fields.object("properties")?;
    if let Some(properties) = &properties {
        properties.word("priority", &PRIORITIES)?;
    }
    Ok(Change {
        status,
        assigned_agent_id: agent.map(str::to_owned),
        assigned_group_id: group.map(str::to_owned),
        properties: properties.map(|fields| Value::Object(fields.0)),
    })
}

fn drafts(
    act: &Act<'_>,
    messages: &[Value],
    channel_id: &str,
    user_id: &str,
) -> Result<Vec<Draft>, Refusal> {
    let mut drafts = Vec::new();
    for message in messages {
        let mut fields = Fields::of("messages", message)?;
        for (name, right) in [("channel_id", channel_id), ("app_id", &act.account.app_id)] {
            if fields.text(name)?.is_some_and(|id| id != right) {
                return Err(Wrong::value(name, "is not that of the conversation").into());
            }
        }
        fields
            .0
            .retain(|name, _| name != "channel_id" && name != "app_id");
        let author = Author {
            account: act.account,
            records: act.records,
            user_id,
        };
        drafts.push(drafted(&fields, &author)?);
    }
    Ok(drafts)
}

/// The user's latest conversation on the topic, if it is not resolved.
fn open_one(records: &Records, user_id: &str, channel_id: &str) -> Option<String> {
    let open = records.conversations_of(user_id).rev();
    let mut open = open.filter(|it| it.channel_id == channel_id && !it.is_resolved());
    open.next().map(|it| it.id.clone())
}

fn welcome(account: &Account, text: &str) -> Draft {
    Draft {
        actor_type: "system".to_owned(),
        actor_id: account.service_account_id.clone(),
        sub_entity: Some("user_message".to_owned()),
        kind: "normal".to_owned(),
        source: "system",
        parts: vec![json!({"text": {"content": text}})],
        reply_parts: Vec::new(),
        meta_data: None,
        is_bots_private_note: false,
    }
}

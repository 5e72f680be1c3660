//! Users: finding, making, viewing, changing and deleting them, and which conversations one has.
//!
//! Finding many by a body (`POST /users/fetch`) does not exist here: its form is not published.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::account::Account;
use super::config::{ConversationOrder, Created};
use super::paging::Query;
use super::records::User;
use super::refusal::Refusal;
use crate::front::{Fields, Hold};

type Shared = State<Arc<Account>>;

const FILTERS: [&str; 8] = [
    "reference_id",
    "email",
    "phone_no",
    "first_name",
    "created_from",
    "created_to",
    "updated_from",
    "updated_to",
];
const TEXTS: [&str; 5] = ["reference_id", "first_name", "last_name", "email", "phone"];

/// `GET /users`; a list without any filter is refused.
pub(crate) async fn list(State(account): Shared, uri: Uri) -> Result<Response, Refusal> {
    let query = Query::read(&uri, &FILTERS)?;
    let page = query.page()?;
    if FILTERS.iter().all(|name| query.text(name).is_none()) {
        return Err(Refusal::invalid("At least one filter is required."));
    }
    let span = |from, to| Ok::<_, Refusal>((query.moment(from)?, query.moment(to)?));
    let created = span("created_from", "created_to")?;
    let updated = span("updated_from", "updated_to")?;
    let is_in = |moment, (from, to): (Option<_>, Option<_>)| {
        from.is_none_or(|from| moment >= from) && to.is_none_or(|to| moment <= to)
    };
    let is = |name, value: &Option<String>| {
        let wanted = query.text(name);
        wanted.is_none_or(|wanted| value.as_deref() == Some(wanted))
    };
    let fits = |user: &&User| {
        is("reference_id", &user.reference_id)
            && is("email", &user.email)
            && is("phone_no", &user.phone)
            && is("first_name", &user.first_name)
            && is_in(user.created_time, created)
            && is_in(user.updated_time, updated)
    };
    let records = account.stage.records.lock();
    let users = records.users.iter().filter(fits).map(User::view);
    Ok(query.answer("users", users.collect(), page))
}

/// `POST /users`.
pub(crate) async fn create(State(account): Shared, bytes: Bytes) -> Result<Response, Refusal> {
    let fields = body(&bytes)?;
    let switches = account.stage.knobs();
    let (user, holds) = account.act(|act| {
        let mut user = User::new(act.now);
        describe(&mut user, &fields)?;
        let has_reference =
            |it: &User| it.reference_id.is_some() && it.reference_id == user.reference_id;
        if switches.unique_references && act.records.users.iter().any(has_reference) {
            return Err(Refusal::taken());
        }
        act.records.note(format!("user {} was made", user.id));
        act.records.users.push(user.clone());
        act.tell_user("onUserCreate", &user, &Map::new());
        Ok(user.view())
    });
    Ok(created(&account, &user?, holds))
}

/// `GET /users/{id}`; those who are no users are found only if they are asked for.
pub(crate) async fn view(
    State(account): Shared,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let query = Query::read(&uri, &["system_user"])?;
    let is_system = query.word("system_user", &["true", "false"])? == Some("true");
    if is_system && id == account.service_account_id {
        return Ok(Json(json!({"id": id, "first_name": "System"})).into_response());
    }
    let records = account.stage.records.lock();
    let user = records.user(&id).ok_or_else(|| Refusal::missing("user"))?;
    Ok(Json(user.view()).into_response())
}

/// `PUT /users/{id}`.
pub(crate) async fn update(
    State(account): Shared,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = body(&bytes)?;
    let (user, holds) = account.act(|act| {
        let now = act.now;
        let user = act.records.user_mut(&id);
        let user = user.ok_or_else(|| Refusal::missing("user"))?;
        let before = user.view();
        let mut changed = user.clone();
        describe(&mut changed, &fields)?;
        changed.updated_time = now;
        *user = changed.clone();
        let after = changed.view();
        let value = |view: &Value, name: &String| view.get(name).cloned().unwrap_or_default();
        let pairs = fields.0.keys();
        let pairs = pairs.map(|name| (name, value(&before, name), value(&after, name)));
        let pairs = pairs.filter(|(_, old, new)| old != new);
        let pairs = pairs.map(|(name, old, new)| (name.clone(), json!([old, new])));
        act.tell_user("onUserUpdate", &changed, &pairs.collect());
        Ok::<_, Refusal>(after)
    });
    Ok(holding(Json(user?).into_response(), holds))
}

/// `DELETE /users/{id}`; that it is answered with 202 and an envelope is inferred.
pub(crate) async fn remove(
    State(account): Shared,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    account.stage.change(|records, _| {
        records.user(&id).ok_or_else(|| Refusal::missing("user"))?;
        records.users.retain(|user| user.id != id);
        records.note(format!("user {id} was deleted"));
        let body =
            json!({"code": 202, "status": "ACCEPTED", "message": "The user will be deleted."});
        Ok((StatusCode::ACCEPTED, Json(body)).into_response())
    })
}

/// `GET /users/{id}/conversations`: ids and nothing else, in no order that anybody promises.
pub(crate) async fn conversations(
    State(account): Shared,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let query = Query::read(&uri, &[])?;
    let page = query.page()?;
    let order = account.stage.switches.lock().conversation_order;
    let mut records = account.stage.records.lock();
    records.user(&id).ok_or_else(|| Refusal::missing("user"))?;
    let turns = records.turns;
    records.turns += 1;
    let ids = records.conversations_of(&id).map(|it| json!({"id": it.id}));
    let mut ids = ids.collect::<Vec<_>>();
    match order {
        ConversationOrder::OldestFirst => {}
        ConversationOrder::NewestFirst => ids.reverse(),
        ConversationOrder::Turning => {
            let places = turns % ids.len().max(1);
            ids.rotate_left(places);
        }
    }
    Ok(query.answer("conversations", ids, page))
}

fn body(bytes: &[u8]) -> Result<Fields, Refusal> {
    let fields = read(bytes)?;
    fields.only(&[&TEXTS[..], &["avatar", "properties"]].concat())?;
    Ok(fields)
}

/// What was sent of a user, over what there was.
fn describe(user: &mut User, fields: &Fields) -> Result<(), Refusal> {
    for name in TEXTS {
        let Some(text) = fields.text(name)? else {
            continue;
        };
        let text = Some(text.to_owned());
        match name {
            "reference_id" => user.reference_id = text,
            "first_name" => user.first_name = text,
            "last_name" => user.last_name = text,
            "email" => user.email = text,
            _ => user.phone = text,
        }
    }
    if let Some(avatar) = fields.object("avatar")? {
        avatar.only(&["url"])?;
        avatar.needed("url")?;
        user.avatar = Some(Value::Object(avatar.0));
    }
    if let Some(properties) = fields.list("properties")? {
        for property in properties {
            let property = Fields::of("properties", property)?;
            property.only(&["name", "value"])?;
            property.needed("name")?;
            property.text("value")?;
        }
        user.properties.clone_from(properties);
    }
    Ok(())
}

/// The object of a body.
pub(crate) fn read(bytes: &[u8]) -> Result<Fields, Refusal> {
    Fields::read(bytes).ok_or_else(|| Refusal::invalid("The body is not a JSON object."))
}

/// The answer to a creation, after which its events go.
pub(crate) fn created(account: &Account, body: &Value, holds: Vec<Hold>) -> Response {
    let status = match account.stage.switches.lock().created {
        Created::Ok => StatusCode::OK,
        Created::Created => StatusCode::CREATED,
    };
    holding((status, Json(body)).into_response(), holds)
}

/// Lets events go together with the answer; lost answers let them go too.
pub(crate) fn holding(mut response: Response, holds: Vec<Hold>) -> Response {
    response.extensions_mut().insert(holds);
    response
}

//! Users of Chat: making, viewing, changing and deleting one.
//!
//! There are no lists of users, and pictures cannot be uploaded.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use serde_json::json;

use super::application::Application;
use super::body::Body;
use super::records::{Profile, Records, User};
use super::refusal::{Refusal, chat, ok};

type Shared = State<Arc<Application>>;

const NEEDED: [&str; 3] = ["user_id", "nickname", "profile_url"];
const OPTIONAL: [&str; 3] = ["issue_access_token", "metadata", "discovery_keys"];
const CHANGED: [&str; 7] = [
    "nickname",
    "profile_url",
    "issue_access_token",
    "metadata",
    "discovery_keys",
    "is_active",
    "leave_all_when_deactivated",
];

/// `POST /users`.
pub(crate) async fn create(State(application): Shared, bytes: Bytes) -> Result<Response, Refusal> {
    let body = Body::read(&bytes, &[NEEDED, OPTIONAL].concat())?;
    body.needs(&NEEDED)?;
    let user_id = body.user_id()?;
    let profile = body.profile(Profile::default())?;
    let needs_token = body.flag("issue_access_token")? == Some(true);
    let loses = application.switches.lock().loses_creations;
    application.change(|records, now| {
        if loses && !records.users.contains_key(&user_id) {
            records.make_user(&user_id, Profile::default(), now);
        }
        if records.users.contains_key(&user_id) {
            let message = "\"user_id\" violates unique constraint.";
            return Err(Refusal::chat(chat::EXISTS, message));
        }
        records.make_user(&user_id, profile, now);
        let user = known(records, &user_id)?;
        if needs_token {
            user.give_access_token();
        }
        Ok(ok(&user.view()))
    })
}

/// `GET /users/{id}`.
pub(crate) async fn view(
    State(application): Shared,
    Path(user_id): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let is_right = match name.as_ref() {
            "include_unread_count" => ["true", "false"].contains(&value.as_ref()),
            "super_mode" => ["all", "super", "nonsuper"].contains(&value.as_ref()),
            "custom_types" => true,
            _ => false,
        };
        if !is_right {
            let message =
                format!("\"{name}\" is no parameter of this request or has a wrong value.");
            return Err(Refusal::chat(chat::INVALID, message));
        }
    }
    let mut records = application.records.lock();
    Ok(ok(&known(&mut records, &user_id)?.view()))
}

/// `PUT /users/{id}`.
pub(crate) async fn update(
    State(application): Shared,
    Path(user_id): Path<String>,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let body = Body::read(&bytes, &CHANGED)?;
    let needs_token = body.flag("issue_access_token")? == Some(true);
    let is_active = body.flag("is_active")?;
    body.flag("leave_all_when_deactivated")?;
    application.change(|records, _| {
        let user = known(records, &user_id)?;
        user.profile = body.profile(user.profile.clone())?;
        user.is_active = is_active.unwrap_or(user.is_active);
        if needs_token {
            user.give_access_token();
        }
        Ok(ok(&user.view()))
    })
}

/// `DELETE /users/{id}`.
pub(crate) async fn remove(
    State(application): Shared,
    Path(user_id): Path<String>,
) -> Result<Response, Refusal> {
    application.change(|records, now| {
        known(records, &user_id)?;
        records.users.remove(&user_id);
        records.put_out(&user_id, now);
        records.note(format!("user {user_id} was deleted"));
        Ok(ok(&json!({})))
    })
}

/// The user with this id.
pub(crate) fn known<'a>(records: &'a mut Records, user_id: &str) -> Result<&'a mut User, Refusal> {
    let missing = || Refusal::chat(chat::NOT_FOUND, "\"User\" not found.");
    records.users.get_mut(user_id).ok_or_else(missing)
}

//! Session tokens of Chat: issuing one, and revoking all of a user.
//!
//! A token is bound to no room, and a new one leaves the others alive.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::application::Application;
use super::body::Body;
use super::config::Revoked;
use super::refusal::{Refusal, chat, ok};
use super::token;
use super::users::known;
use crate::clock::later;

type Shared = State<Arc<Application>>;

/// How long a token is good when nobody says.
const A_WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// `POST /users/{id}/token`; milliseconds are asked for and answered, and cut to whole seconds between.
pub(crate) async fn issue(
    State(application): Shared,
    Path(user_id): Path<String>,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let body = Body::read(&bytes, &["expires_at"])?;
    application.change(|records, now| {
        let user = known(records, &user_id)?;
        let expires = expiry(&body, now)?;
        if !user.is_active {
            let message = "The user is deactivated.";
            return Err(Refusal::chat(chat::DEACTIVATED, message));
        }
        user.ever_had_token = true;
        let token = token::issue(&application.signing_key, user.holder(), expires);
        records.note(format!("user {user_id} got a session token"));
        Ok(ok(&json!({"token": token, "expires_at": expires * 1000})))
    })
}

/// The Unix second in which a token ends; the code for a wrong one is inferred.
fn expiry(body: &Body, now: Timestamp) -> Result<i64, Refusal> {
    let Some(asked) = body.value("expires_at") else {
        return Ok(later(now, A_WEEK).as_second());
    };
    let is_ahead = |moment: &i64| *moment > now.as_millisecond();
    let moment = asked.as_i64().filter(is_ahead);
    let message = "\"expires_at\" must be a time to come, in milliseconds.";
    let moment = moment.ok_or_else(|| Refusal::chat(chat::INVALID, message))?;
    Ok(moment / 1000)
}

/// `DELETE /users/{id}/token`.
pub(crate) async fn revoke(
    State(application): Shared,
    Path(user_id): Path<String>,
) -> Result<Response, Refusal> {
    let (revoked, ends_calls) = {
        let switches = application.switches.lock();
        (switches.revoked, switches.revocation_ends_calls)
    };
    application.change(|records, now| {
        known(records, &user_id)?.revoke_tokens();
        if ends_calls {
            records.put_out(&user_id, now);
        }
        records.note(format!("the session tokens of user {user_id} were revoked"));
        Ok(match revoked {
            Revoked::Empty => StatusCode::OK.into_response(),
            Revoked::NoContent => StatusCode::NO_CONTENT.into_response(),
        })
    })
}

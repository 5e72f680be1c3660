//! The endpoints with which a person or a browser test plays the vendor's side and the people in rooms.
//!
//! They are no part of Sendbird and need no key; those below `client/` are open to pages of every origin.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tower_http::cors::CorsLayer;

use super::application::Application;
use super::client::{ClientRefusal, Entry, Login, Media};
use super::config::Switches;
use crate::front::{FaultOrder, Request};

/// The control endpoints.
pub(crate) fn router() -> Router<Arc<Application>> {
    let client = Router::new()
        .route("/authenticate", post(authenticate))
        .route("/fetch", post(fetch))
        .route("/enter", post(enter))
        .route("/connect", post(connect))
        .route("/media", post(set_media))
        .route("/leave", post(leave))
        .route("/delete", post(delete_room))
        .layer(CorsLayer::permissive());
    Router::new()
        .nest("/_sim/client", client)
        .route("/_sim/requests", get(requests))
        .route("/_sim/transcript", get(transcript))
        .route("/_sim/users", get(users))
        .route("/_sim/rooms", get(rooms))
        .route("/_sim/fail", post(fail).delete(forget_faults))
        .route("/_sim/switches", get(switches).post(switch))
        .route("/_sim/advance", post(advance))
}

type Shared = State<Arc<Application>>;
type Answer = Result<Json<Value>, ClientRefusal>;

impl IntoResponse for ClientRefusal {
    fn into_response(self) -> Response {
        let body = json!({"code": self.code, "message": self.message});
        (StatusCode::CONFLICT, Json(body)).into_response()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginOrder {
    app_id: String,
    user_id: String,
    token: Option<String>,
}

async fn authenticate(State(application): Shared, Json(order): Json<LoginOrder>) -> Answer {
    let LoginOrder {
        app_id,
        user_id,
        token,
    } = order;
    let user = application.authenticate(&app_id, &Login { user_id, token })?;
    Ok(Json(json!({"user": user})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoomOrder {
    user_id: String,
    token: Option<String>,
    room_id: String,
}

impl RoomOrder {
    fn parts(self) -> (Login, String) {
        let (user_id, token) = (self.user_id, self.token);
        (Login { user_id, token }, self.room_id)
    }
}

async fn fetch(State(application): Shared, Json(order): Json<RoomOrder>) -> Answer {
    let (login, room_id) = order.parts();
    let room = application.fetch(&login, &room_id)?;
    Ok(Json(json!({"room": room})))
}

async fn enter(State(application): Shared, Json(entry): Json<Entry>) -> Answer {
    let entered = application.enter(&entry)?;
    let (room, participant) = (entered.room, entered.participant);
    Ok(Json(json!({"room": room, "participant": participant})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParticipantOrder {
    participant_id: String,
}

async fn connect(State(application): Shared, Json(order): Json<ParticipantOrder>) -> Answer {
    let participant = application.connect(&order.participant_id)?;
    Ok(Json(json!({"participant": participant})))
}

async fn leave(State(application): Shared, Json(order): Json<ParticipantOrder>) -> Answer {
    let participant = application.leave(&order.participant_id)?;
    Ok(Json(json!({"participant": participant})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MediaOrder {
    participant_id: String,
    audio: Option<bool>,
    video: Option<bool>,
}

async fn set_media(State(application): Shared, Json(order): Json<MediaOrder>) -> Answer {
    let media = Media {
        audio: order.audio,
        video: order.video,
    };
    let participant = application.set_media(&order.participant_id, media)?;
    Ok(Json(json!({"participant": participant})))
}

async fn delete_room(State(application): Shared, Json(order): Json<RoomOrder>) -> Answer {
    let (login, room_id) = order.parts();
    let room = application.delete_room(&login, &room_id)?;
    Ok(Json(json!({"room": room})))
}

async fn requests(State(application): Shared) -> Json<Vec<Request>> {
    Json(application.front.requests.all())
}

async fn transcript(State(application): Shared) -> Json<Vec<String>> {
    Json(application.records.lock().transcript.clone())
}

async fn users(State(application): Shared) -> Json<Vec<Value>> {
    Json(application.records.lock().listed_users())
}

async fn rooms(State(application): Shared) -> Json<Vec<Value>> {
    Json(application.records.lock().listed_rooms())
}

async fn fail(State(application): Shared, Json(order): Json<FaultOrder>) -> StatusCode {
    let (matcher, fault) = order.parts();
    application.front.fail_next(matcher, fault);
    StatusCode::NO_CONTENT
}

async fn forget_faults(State(application): Shared) -> StatusCode {
    application.front.forget_faults();
    StatusCode::NO_CONTENT
}

async fn switches(State(application): Shared) -> Json<Switches> {
    Json(application.switches.lock().clone())
}

/// Changes the switches that are named and leaves the others.
async fn switch(State(application): Shared, Json(patch): Json<Map<String, Value>>) -> Response {
    let mut switches = application.switches.lock();
    match crate::front::patched(&*switches, patch) {
        Ok(changed) => {
            *switches = changed;
            Json(switches.clone()).into_response()
        }
        Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceOrder {
    seconds: u64,
}

async fn advance(State(application): Shared, Json(order): Json<AdvanceOrder>) -> StatusCode {
    application
        .clock
        .advance(Duration::from_secs(order.seconds));
    StatusCode::NO_CONTENT
}

//! Rooms of Calls: making, viewing, listing and deleting them, and who was inside.
//!
//! Entering is not done here: people do that in their browsers.

mod lists;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(crate) use self::lists::{list, participants};
use super::application::Application;
use super::body::object;
use super::config::{Api, RoomDeleted, UnknownRoom};
use super::records::{Kind, Records, Room};
use super::refusal::{Refusal, calls, ok};

type Shared = State<Arc<Application>>;

const MOST_ITEMS: usize = 10;
const LONGEST_ITEM: usize = 128;

/// `POST /rooms`; what is `type` here is `room_type` in the answer.
pub(crate) async fn create(State(application): Shared, bytes: Bytes) -> Result<Response, Refusal> {
    let body = object(Api::Calls, &bytes)?;
    let missing = || Refusal::calls(calls::MISSING, "\"type\" is required.");
    let kind = body.get("type").ok_or_else(missing)?;
    let kind = kind.as_str().and_then(Kind::named);
    let kind = kind.ok_or_else(|| invalid("\"type\" is no type of room."))?;
    if body
        .keys()
        .any(|name| name != "type" && name != "custom_items")
    {
        return Err(invalid("There is a field that this request does not have."));
    }
    let custom_items = custom_items(&body)?;
    application.change(|records, now| {
        let room = Room {
            id: Uuid::new_v4().to_string(),
            kind,
            is_deleted: false,
            custom_items,
            created_at: now,
            updated_at: now,
            deleted_by: String::new(),
            participants: Vec::new(),
        };
        let view = room.view();
        records.note(format!("room {} was made", room.id));
        records.rooms.push(room);
        Ok(ok(&json!({"room": view})))
    })
}

fn custom_items(body: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let Some(items) = body.get("custom_items") else {
        return Ok(Map::new());
    };
    let no_object = || invalid("\"custom_items\" must be an object.");
    let items = items.as_object().ok_or_else(no_object)?;
    let is_short = |text: &str| text.chars().count() <= LONGEST_ITEM;
    let is_right =
        |(key, value): (&String, &Value)| is_short(key) && value.as_str().is_some_and(is_short);
    if items.len() > MOST_ITEMS || !items.iter().all(is_right) {
        let message = "\"custom_items\" takes 10 texts of 128 characters at most.";
        return Err(invalid(message));
    }
    Ok(items.clone())
}

/// `GET /rooms/{id}`.
pub(crate) async fn view(
    State(application): Shared,
    Path(room_id): Path<String>,
) -> Result<Response, Refusal> {
    let records = application.records.lock();
    let room = application.shown_room(&records, &room_id);
    let room = room.ok_or_else(|| application.no_room())?;
    Ok(ok(&json!({"room": room.view()})))
}

/// `DELETE /rooms/{id}`.
pub(crate) async fn remove(
    State(application): Shared,
    Path(room_id): Path<String>,
) -> Result<Response, Refusal> {
    let answer = application.switches.lock().room_deleted;
    application.change(|records, now| {
        let room = records.room_mut(&room_id);
        let room = room.ok_or_else(|| application.no_room())?;
        if room.is_deleted {
            let message = "The room is deleted.";
            return Err(Refusal::calls(calls::INVALID_ROOM, message));
        }
        room.delete("", now);
        records.note(format!("room {room_id} was deleted"));
        Ok(match answer {
            RoomDeleted::NoContent => StatusCode::NO_CONTENT.into_response(),
            RoomDeleted::Object => ok(&json!({})),
        })
    })
}

impl Application {
    /// The room with this id, if it can be viewed.
    pub(crate) fn shown_room<'a>(&self, records: &'a Records, room_id: &str) -> Option<&'a Room> {
        let shows_deleted = self.switches.lock().shows_deleted_rooms;
        let room = records.room(room_id);
        room.filter(|room| shows_deleted || !room.is_deleted)
    }

    /// A room that does not exist.
    pub(crate) fn no_room(&self) -> Refusal {
        let code = match self.switches.lock().unknown_room {
            UnknownRoom::InvalidRoom => calls::INVALID_ROOM,
            UnknownRoom::NotFound => calls::NOT_FOUND,
        };
        Refusal::calls(code, "There is no such room.")
    }
}

fn invalid(message: &str) -> Refusal {
    Refusal::calls(calls::INVALID, message)
}

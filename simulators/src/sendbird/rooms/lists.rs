//! The lists of Calls: rooms, and everybody who was ever in one.
//!
//! The names of the envelope are inferred from the vendor's other lists; both ends of a span of time belong to it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;

use crate::sendbird::application::Application;
use crate::sendbird::paging::{Query, wrong};
use crate::sendbird::records::{Kind, Participant, Room};
use crate::sendbird::refusal::{Refusal, ok};

type Shared = State<Arc<Application>>;

const MOST_IDS: usize = 10;

const FILTERS: [&str; 6] = [
    "type",
    "state",
    "room_id",
    "room_ids",
    "created_at_start_date",
    "created_at_end_date",
];

/// `GET /rooms`.
pub(crate) async fn list(State(application): Shared, uri: Uri) -> Result<Response, Refusal> {
    let query = Query::read(&uri, &FILTERS)?;
    let page = query.page()?;
    let filter = Filter::read(&query)?;
    let last = application.switches.lock().last_page;
    let records = application.records.lock();
    let rooms = records.rooms.iter().enumerate().rev();
    let rows = rooms
        .filter(|(_, room)| filter.fits(room))
        .map(|(place, room)| (place, room.view()));
    Ok(ok(&page.answer("rooms", rows, last)))
}

/// `GET /rooms/{id}/participants`.
pub(crate) async fn participants(
    State(application): Shared,
    Path(room_id): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let page = Query::read(&uri, &[])?.page()?;
    let last = application.switches.lock().last_page;
    let records = application.records.lock();
    let room = application.shown_room(&records, &room_id);
    let room = room.ok_or_else(|| application.no_room())?;
    let everybody = room.participants.iter().map(Participant::view);
    let rows = everybody.enumerate().rev();
    Ok(ok(&page.answer("participants", rows, last)))
}

/// Which rooms are meant.
struct Filter<'a> {
    kind: Option<Kind>,
    state: Option<&'a str>,
    ids: Option<Vec<&'a str>>,
    start: Option<i64>,
    end: Option<i64>,
}

impl<'a> Filter<'a> {
    fn read(query: &'a Query) -> Result<Self, Refusal> {
        let kind = match query.text("type") {
            None | Some("all") => None,
            Some(name) => Some(Kind::named(name).ok_or_else(|| wrong("type"))?),
        };
        let ids = match (query.text("room_id"), query.text("room_ids")) {
            (Some(_), Some(_)) => return Err(wrong("room_ids")),
            (Some(id), None) => Some(vec![id]),
            (None, ids) => ids.map(|ids| ids.split(',').collect::<Vec<_>>()),
        };
        if ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
            return Err(wrong("room_ids"));
        }
        Ok(Self {
            kind,
            state: query.word("state", &["open", "deleted"])?,
            ids,
            start: query.moment("created_at_start_date")?,
            end: query.moment("created_at_end_date")?,
        })
    }

    fn fits(&self, room: &Room) -> bool {
        let made = room.created_at.as_millisecond();
        let ids = self.ids.as_ref();
        self.kind.is_none_or(|kind| kind == room.kind)
            && self.state.is_none_or(|state| state == room.state())
            && ids.is_none_or(|ids| ids.contains(&room.id.as_str()))
            && self.start.is_none_or(|start| start <= made)
            && self.end.is_none_or(|end| made <= end)
    }
}

//! What the vendor's library does at the server for somebody in a browser: entering a room, leaving it, deleting it.
//!
//! Codes are those of the library; where a code for a case is not published, the nearest one stands for it.

mod login;

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

pub(crate) use self::login::Login;
use super::application::Application;
use super::config::LoginWithoutToken;
use super::records::{Kind, Participant, Records};

const NO_PERMISSION: u32 = 1_400_105;
const ROOM_FULL: u32 = 1_400_120;
const NO_PARTICIPANT: u32 = 1_400_121;
const ALREADY_ENTERED: u32 = 1_400_122;
const NO_ROOM: u32 = 1_400_126;
const NOT_IN_ROOM: u32 = 1_800_702;

/// Why somebody in a browser cannot do that.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ClientRefusal {
    /// The library's code.
    pub code: u32,
    /// In a sentence of ours.
    pub message: &'static str,
}

impl ClientRefusal {
    fn new(code: u32, message: &'static str) -> Self {
        Self { code, message }
    }
}

/// Somebody who enters a room.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who enters.
    pub user_id: String,
    /// A session token or the permanent one.
    pub token: Option<String>,
    /// The room.
    pub room_id: String,
    /// Whether the microphone is on.
    pub audio: bool,
    /// Whether the camera is on; it stays off in a room without pictures.
    pub video: bool,
    /// Whether whoever is inside with the same user id is thrown out first.
    #[serde(default)]
    pub kick_siblings: bool,
    /// The tab; one that is inside cannot enter again. A new one when absent.
    pub client_id: Option<String>,
}

impl Entry {
    /// Somebody with a token who enters with microphone and camera on and throws nobody out.
    #[must_use]
    pub fn new(user_id: &str, token: &str, room_id: &str) -> Self {
        Self {
            user_id: user_id.to_owned(),
            token: Some(token.to_owned()),
            room_id: room_id.to_owned(),
            audio: true,
            video: true,
            kick_siblings: false,
            client_id: None,
        }
    }
}

/// What somebody switches; what is absent stays.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Media {
    /// Whether the microphone is on.
    pub audio: Option<bool>,
    /// Whether the camera is on.
    pub video: Option<bool>,
}

/// What somebody sees who has entered.
pub(crate) struct Entered {
    pub(crate) room: Value,
    pub(crate) participant: Value,
}

impl Application {
    /// The room as it is now.
    pub(crate) fn fetch(&self, login: &Login, room_id: &str) -> Result<Value, ClientRefusal> {
        let mut records = self.records.lock();
        self.still_logged_in(&mut records, login)?;
        let room = self.shown_room(&records, room_id).ok_or_else(no_room)?;
        Ok(room.view())
    }

    /// Enters a room.
    pub(crate) fn enter(&self, entry: &Entry) -> Result<Entered, ClientRefusal> {
        let login = Login {
            user_id: entry.user_id.clone(),
            token: entry.token.clone(),
        };
        let setting = self.switches.lock().login_without_token;
        self.change(|records, now| {
            let user = self.still_logged_in(records, &login)?.public_view();
            if login.token.is_none() && setting == LoginWithoutToken::ReadOnly {
                let message = "Whoever has no token may only read.";
                return Err(ClientRefusal::new(NO_PERMISSION, message));
            }
            let room = records.room_mut(&entry.room_id);
            let room = room.filter(|room| !room.is_deleted).ok_or_else(no_room)?;
            let client = entry.client_id.as_ref();
            if room.inside().any(|one| Some(&one.client_id) == client) {
                let message = "This tab is in the room already.";
                return Err(ClientRefusal::new(ALREADY_ENTERED, message));
            }
            let stays = |one: &&Participant| !entry.kick_siblings || one.user_id != entry.user_id;
            if room.inside().filter(stays).count() >= room.kind.places() {
                return Err(ClientRefusal::new(ROOM_FULL, "The room is full."));
            }
            if entry.kick_siblings {
                room.put_out(&entry.user_id, now);
            }
            let has_video = room.kind == Kind::Video;
            let participant = Participant {
                id: Uuid::new_v4().to_string(),
                client_id: client
                    .cloned()
                    .unwrap_or_else(|| Uuid::new_v4().to_string()),
                user_id: entry.user_id.clone(),
                user,
                room_id: entry.room_id.clone(),
                is_audio_on: entry.audio,
                is_video_on: entry.video && has_video,
                has_video,
                entered_at: now,
                connected_at: None,
                exited_at: None,
                updated_at: now,
            };
            let view = participant.view();
            room.participants.push(participant);
            let room = room.view();
            records.note(format!("{} entered room {}", entry.user_id, entry.room_id));
            Ok(Entered {
                room,
                participant: view,
            })
        })
    }

    /// Lets a participant's media flow.
    pub(crate) fn connect(&self, participant_id: &str) -> Result<Value, ClientRefusal> {
        self.change(|records, now| {
            let participant = inside(records, participant_id)?;
            participant.connected_at.get_or_insert(now);
            participant.updated_at = now;
            Ok(participant.view())
        })
    }

    /// Switches a participant's sound or picture.
    pub(crate) fn set_media(
        &self,
        participant_id: &str,
        media: Media,
    ) -> Result<Value, ClientRefusal> {
        self.change(|records, now| {
            let participant = inside(records, participant_id)?;
            let video = media.video.unwrap_or(participant.is_video_on);
            participant.is_audio_on = media.audio.unwrap_or(participant.is_audio_on);
            participant.is_video_on = video && participant.has_video;
            participant.updated_at = now;
            Ok(participant.view())
        })
    }

    /// Leaves a room.
    pub(crate) fn leave(&self, participant_id: &str) -> Result<Value, ClientRefusal> {
        self.change(|records, now| {
            let participant = inside(records, participant_id)?;
            participant.exit(now);
            let line = format!("{} left room {}", participant.user_id, participant.room_id);
            let view = participant.view();
            records.note(line);
            Ok(view)
        })
    }

    /// Deletes a room from within a browser.
    pub(crate) fn delete_room(&self, login: &Login, room_id: &str) -> Result<Value, ClientRefusal> {
        let may_delete = self.switches.lock().clients_delete_rooms;
        self.change(|records, now| {
            self.still_logged_in(records, login)?;
            let room = records.room_mut(room_id);
            let room = room.filter(|room| !room.is_deleted).ok_or_else(no_room)?;
            if !may_delete {
                let message = "This user may not delete the room.";
                return Err(ClientRefusal::new(NO_PERMISSION, message));
            }
            room.delete(&login.user_id, now);
            let view = room.view();
            records.note(format!("{} deleted room {room_id}", login.user_id));
            Ok(view)
        })
    }
}

fn inside<'a>(
    records: &'a mut Records,
    participant_id: &str,
) -> Result<&'a mut Participant, ClientRefusal> {
    let missing = || ClientRefusal::new(NO_PARTICIPANT, "There is no such participant.");
    let participant = records
        .participant_mut(participant_id)
        .ok_or_else(missing)?;
    if participant.is_inside() {
        Ok(participant)
    } else {
        let message = "The participant has left the room.";
        Err(ClientRefusal::new(NOT_IN_ROOM, message))
    }
}

fn no_room() -> ClientRefusal {
    ClientRefusal::new(NO_ROOM, "The room is deleted or unknown.")
}

//! Somebody who is or was in a room.
//!
//! One person with two tabs is two participants.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::seconds_between;

/// How far a participant has come.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Entered,
    Connected,
    Exited,
}

/// Somebody who is or was in a room.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Participant {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) user_id: String,
    /// The user as it was on entering.
    pub(crate) user: Value,
    pub(crate) room_id: String,
    pub(crate) is_audio_on: bool,
    pub(crate) is_video_on: bool,
    /// Whether the room has pictures at all.
    pub(crate) has_video: bool,
    pub(crate) entered_at: Timestamp,
    pub(crate) connected_at: Option<Timestamp>,
    pub(crate) exited_at: Option<Timestamp>,
    pub(crate) updated_at: Timestamp,
}

impl Participant {
    /// How far it has come.
    pub(crate) fn state(&self) -> State {
        match (self.exited_at, self.connected_at) {
            (Some(_), _) => State::Exited,
            (None, Some(_)) => State::Connected,
            (None, None) => State::Entered,
        }
    }

    /// Whether it is in the room now.
    pub(crate) fn is_inside(&self) -> bool {
        self.state() != State::Exited
    }

    /// Takes it out of the room; one who is out stays as it was.
    pub(crate) fn exit(&mut self, now: Timestamp) {
        if self.is_inside() {
            self.exited_at = Some(now);
            self.updated_at = now;
        }
    }

    /// The participant as the API shows it; the duration counts from entering, which is inferred.
    pub(crate) fn view(&self) -> Value {
        let moment = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
        let duration = |end| seconds_between(self.entered_at, end);
        json!({
            "room_id": self.room_id,
            "participant_id": self.id,
            "client_id": self.client_id,
            "user": self.user,
            "state": self.state(),
            "entered_at": self.entered_at.as_millisecond(),
            "connected_at": moment(self.connected_at),
            "exited_at": moment(self.exited_at),
            "updated_at": self.updated_at.as_millisecond(),
            "duration": self.exited_at.map(duration),
            "is_audio_on": self.is_audio_on,
            "is_video_on": self.is_video_on
        })
    }
}

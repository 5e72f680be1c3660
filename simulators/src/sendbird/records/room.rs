//! A room of an application.
//!
//! It has no expiry: it stays open until somebody deletes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::participant::Participant;

/// What a room carries, and so how many it takes.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) enum Kind {
    #[serde(rename = "small_room_for_video")]
    Video,
    #[serde(rename = "large_room_for_audio_only")]
    Audio,
}

impl Kind {
    /// The kind of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "small_room_for_video" => Some(Self::Video),
            "large_room_for_audio_only" => Some(Self::Audio),
            _ => None,
        }
    }

    /// How many may be inside at once.
    pub(crate) fn places(self) -> usize {
        match self {
            Self::Video => 6,
            Self::Audio => 100,
        }
    }
}

/// A room.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Room {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) is_deleted: bool,
    pub(crate) custom_items: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// Empty when the API deleted it; the API makes every room, so that nobody is its creator.
    pub(crate) deleted_by: String,
    /// In the order of entering, also those who have left.
    pub(crate) participants: Vec<Participant>,
}

impl Room {
    /// Those who are inside.
    pub(crate) fn inside(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|one| one.is_inside())
    }

    /// The name of the state.
    pub(crate) fn state(&self) -> &'static str {
        if self.is_deleted { "deleted" } else { "open" }
    }

    /// Puts out whoever is inside under this user id.
    pub(crate) fn put_out(&mut self, user_id: &str, now: Timestamp) {
        let theirs = self.participants.iter_mut();
        for participant in theirs.filter(|one| one.user_id == user_id) {
            participant.exit(now);
        }
    }

    /// Closes the room for good, for all who are inside.
    pub(crate) fn delete(&mut self, deleted_by: &str, now: Timestamp) {
        for participant in &mut self.participants {
            participant.exit(now);
        }
        self.is_deleted = true;
        self.updated_at = now;
        deleted_by.clone_into(&mut self.deleted_by);
    }

    /// The room as the API shows it.
    pub(crate) fn view(&self) -> Value {
        json!({
            "room_id": self.id,
            "room_type": self.kind,
            "state": self.state(),
            "created_at": self.created_at.as_millisecond(),
            "updated_at": self.updated_at.as_millisecond(),
            "created_by": "",
            "deleted_by": self.deleted_by,
            "current_participants": self.inside().map(Participant::view).collect::<Vec<_>>(),
            "custom_items": self.custom_items
        })
    }

    /// The room for the control interface, with everybody who was ever inside.
    pub(crate) fn listing(&self) -> Value {
        let everybody = self.participants.iter().map(Participant::view).collect();
        let mut view = self.view();
        if let Some(fields) = view.as_object_mut() {
            fields.insert("participants".to_owned(), everybody);
        }
        view
    }
}

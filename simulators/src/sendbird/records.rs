//! What an application knows: users, rooms, and who was in them.
//!
//! It stores and shows; rules about requests are elsewhere.

mod participant;
mod room;
mod user;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use self::participant::Participant;
pub(crate) use self::room::{Kind, Room};
pub(crate) use self::user::{Profile, User};

/// All records of an application.
#[derive(Deserialize, Serialize)]
pub(crate) struct Records {
    pub(crate) users: BTreeMap<String, User>,
    /// Oldest first; none is ever removed.
    pub(crate) rooms: Vec<Room>,
    pub(crate) transcript: Vec<String>,
    next_user_number: u64,
}

impl Records {
    /// The records of a fresh application.
    pub(crate) fn new(first_user_number: u64) -> Self {
        Self {
            users: BTreeMap::new(),
            rooms: Vec::new(),
            transcript: Vec::new(),
            next_user_number: first_user_number,
        }
    }

    /// Adds a line to the transcript.
    pub(crate) fn note(&mut self, line: String) {
        self.transcript.push(line);
    }

    /// Makes a user and tells it.
    pub(crate) fn make_user(&mut self, user_id: &str, profile: Profile, now: Timestamp) -> User {
        let number = self.next_user_number;
        self.next_user_number += 1;
        let user = User::new(user_id, number, profile, now);
        self.note(format!("user {user_id} was made"));
        self.users.insert(user_id.to_owned(), user.clone());
        user
    }

    /// The room with this id.
    pub(crate) fn room(&self, room_id: &str) -> Option<&Room> {
        self.rooms.iter().find(|room| room.id == room_id)
    }

    /// The room with this id, to be changed.
    pub(crate) fn room_mut(&mut self, room_id: &str) -> Option<&mut Room> {
        self.rooms.iter_mut().find(|room| room.id == room_id)
    }

    /// Somebody who is or was in a room, to be changed.
    pub(crate) fn participant_mut(&mut self, participant_id: &str) -> Option<&mut Participant> {
        let everybody = self
            .rooms
            .iter_mut()
            .flat_map(|room| &mut room.participants);
        everybody
            .into_iter()
            .find(|known| known.id == participant_id)
    }

    /// Puts a user out of every room.
    pub(crate) fn put_out(&mut self, user_id: &str, now: Timestamp) {
        for room in &mut self.rooms {
            room.put_out(user_id, now);
        }
    }

    /// Every user, by id, without what opens an account.
    pub(crate) fn listed_users(&self) -> Vec<Value> {
        self.users.values().map(User::listing).collect()
    }

    /// Every room, oldest first, with everybody who was ever in it.
    pub(crate) fn listed_rooms(&self) -> Vec<Value> {
        self.rooms.iter().map(Room::listing).collect()
    }
}

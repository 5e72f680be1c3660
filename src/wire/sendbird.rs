//! Sendbird's two interfaces: users and their session tokens (Chat), rooms and who is in them (Calls).
//!
//! It does not decide who may join which room.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::host::Call;
use crate::json::{self, Readable};
use crate::values::{RoomType, TicketId, Timestamp};
use crate::wire::{encoded, loose_text};

/// `POST /v3/users/{user_id}/token`: a session token. It is bound to the user, not to a room.
#[derive(Clone, Debug, Serialize)]
pub struct IssueToken {
    /// Whose token it is.
    #[serde(skip)]
    pub user: String,
    /// Until when, in milliseconds since 1970; Sendbird drops the fraction of a second.
    pub expires_at: i64,
}

impl Call for IssueToken {
    const TEMPLATE: &'static str = "issueToken";
    type Reply = IssuedToken;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("user_id", encoded(&self.user))]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// A session token.
#[derive(Deserialize)]
pub struct IssuedToken {
    /// The token, a JWT of at most 168 characters.
    pub token: String,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_at: i64,
}

/// `POST /v3/users`.
#[derive(Clone, Debug, Serialize)]
pub struct CreateUser {
    /// At most 80 characters, and nothing personal.
    pub user_id: String,
    /// What the others in the room read; must be there, may be empty.
    pub nickname: &'static str,
    /// Must be there, may be empty.
    pub profile_url: &'static str,
}

impl Call for CreateUser {
    const TEMPLATE: &'static str = "createUser";
    type Reply = CreatedUser;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// The part of a user that is used; its presence proves that the answer is Sendbird's.
#[derive(Debug, Deserialize)]
pub struct CreatedUser {
    /// The user's id.
    pub user_id: String,
}

/// `DELETE /v3/users/{user_id}/token`: every session token of the user.
#[derive(Clone, Debug)]
pub struct RevokeTokens {
    /// Whose tokens.
    pub user: String,
}

impl Call for RevokeTokens {
    const TEMPLATE: &'static str = "revokeTokens";
    type Reply = ();

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("user_id", encoded(&self.user))]
    }
}

/// `POST /v1/rooms`. The kind goes out as `type` and comes back as `room_type`.
#[derive(Clone, Debug, Serialize)]
pub struct CreateRoom {
    /// The kind.
    #[serde(rename = "type")]
    pub kind: RoomType,
    /// By what the clean-up knows it again.
    pub custom_items: RoomMark,
}

impl Call for CreateRoom {
    const TEMPLATE: &'static str = "createRoom";
    type Reply = RoomReply;

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// The name of this app in a room's mark.
pub const APP: &str = "switchboard";

/// What we write on a room: texts of at most 128 characters.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct RoomMark {
    /// [`APP`], of our rooms.
    #[serde(
        deserialize_with = "loose_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub app: Option<String>,
    /// The ticket's number.
    #[serde(
        deserialize_with = "loose_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub ticket: Option<String>,
    /// Until when its links are good, in milliseconds since 1970.
    #[serde(
        deserialize_with = "loose_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<String>,
}

impl RoomMark {
    /// The mark of a ticket's room.
    #[must_use]
    pub fn of(ticket: TicketId, expires_at: Timestamp) -> Self {
        Self {
            app: Some(APP.to_owned()),
            ticket: Some(ticket.to_string()),
            expires_at: Some(expires_at.millis().to_string()),
        }
    }
}

/// Rooms come wrapped.
#[derive(Debug, Deserialize)]
pub struct RoomReply {
    /// The room.
    pub room: Room,
}

/// The part of a room that is used.
#[derive(Debug, Deserialize)]
pub struct Room {
    /// Its id.
    pub room_id: String,
    /// `open` or `deleted`, in any case.
    #[serde(default)]
    pub state: Option<String>,
    /// When it was made, in milliseconds since 1970.
    #[serde(default, deserialize_with = "loose_text")]
    pub created_at: Option<String>,
    /// Who is in it now.
    #[serde(default)]
    current_participants: Option<Vec<Readable<Participant>>>,
    /// What its maker wrote on it, and whoever is in it may change.
    #[serde(default)]
    custom_items: Option<Readable<RoomMark>>,
}

impl Room {
    /// Whether it can be entered.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let state = self.state.as_deref();
        state.is_none_or(|state| state.eq_ignore_ascii_case("open"))
    }

    /// Who is in it now, as far as that can be read.
    #[must_use]
    pub fn people(self) -> Vec<Participant> {
        let people = self.current_participants.into_iter().flatten();
        people.filter_map(|Readable(person)| person).collect()
    }

    /// Whether it is one of our rooms, and its links have expired: by what we wrote on it, or because it is `oldest` seconds
    /// old.
    #[must_use]
    pub fn is_ours_and_stale(&self, now: Timestamp, oldest: i64) -> bool {
        let Some(Readable(Some(mark))) = &self.custom_items else {
            return false;
        };
        let at = |text: &Option<String>| Some(Timestamp::from_millis(text.as_ref()?.parse().ok()?));
        mark.app.as_deref() == Some(APP)
            && (at(&mark.expires_at).is_some_and(|expiry| expiry <= now)
                || at(&self.created_at).is_some_and(|made| now.seconds_since(made) >= oldest))
    }
}

/// Somebody in a room.
#[derive(Debug, Deserialize)]
pub struct Participant {
    /// Who it is.
    #[serde(default)]
    pub user: Option<ParticipantUser>,
    /// `entered`, then `connected`, then `exited`.
    #[serde(default)]
    pub state: Option<String>,
    /// When they came, in milliseconds since 1970.
    #[serde(default, deserialize_with = "loose_text")]
    pub entered_at: Option<String>,
    /// Whether they can be heard.
    #[serde(default)]
    pub is_audio_on: Option<bool>,
    /// Whether they can be seen.
    #[serde(default)]
    pub is_video_on: Option<bool>,
}

/// Whom a participant is.
#[derive(Debug, Default, Deserialize)]
pub struct ParticipantUser {
    /// The user's id.
    #[serde(default, deserialize_with = "loose_text")]
    pub user_id: Option<String>,
}

/// `GET /v1/rooms/{room_id}`.
#[derive(Clone, Debug)]
pub struct ViewRoom {
    /// The room.
    pub room: String,
}

impl Call for ViewRoom {
    const TEMPLATE: &'static str = "viewRoom";
    type Reply = RoomReply;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("room_id", encoded(&self.room))]
    }
}

/// `GET /v1/rooms?state=open&limit=100&created_at_end_date=…`: the newest first.
#[derive(Clone, Copy, Debug)]
pub struct ListRooms {
    /// Only rooms that were made before.
    pub before: Timestamp,
}

impl Call for ListRooms {
    const TEMPLATE: &'static str = "listRooms";
    type Reply = RoomPage;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("before", self.before.millis().to_string())]
    }
}

/// [inferred] The list's name: the documentation shows no whole answer.
#[derive(Debug, Deserialize)]
pub struct RoomPage {
    rooms: Vec<Readable<Room>>,
}

impl RoomPage {
    /// The rooms that can be read; one that cannot does not hide the others.
    #[must_use]
    pub fn rooms(self) -> Vec<Room> {
        let rooms = self.rooms.into_iter();
        rooms.filter_map(|Readable(room)| room).collect()
    }
}

/// `DELETE /v1/rooms/{room_id}`: it ends for everybody in it.
#[derive(Clone, Debug)]
pub struct DeleteRoom {
    /// The room.
    pub room: String,
}

impl Call for DeleteRoom {
    const TEMPLATE: &'static str = "deleteRoom";
    type Reply = ();

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("room_id", encoded(&self.room))]
    }
}

/// The requests of the Chat interface.
const CHAT: [&str; 3] = [
    IssueToken::TEMPLATE,
    CreateUser::TEMPLATE,
    RevokeTokens::TEMPLATE,
];

/// All requests to Sendbird.
pub(crate) const TEMPLATES: [&str; 7] = [
    IssueToken::TEMPLATE,
    CreateUser::TEMPLATE,
    RevokeTokens::TEMPLATE,
    CreateRoom::TEMPLATE,
    ViewRoom::TEMPLATE,
    ListRooms::TEMPLATE,
    DeleteRoom::TEMPLATE,
];

/// What a refusal by Sendbird means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Problem {
    /// The user or the room is not there.
    Missing,
    /// The user is there already.
    Exists,
    /// The API token is not accepted.
    Token,
    /// Calls are not switched on, or what was paid for is used up.
    Plan,
    /// Too much at once.
    Busy,
    /// Sendbird failed.
    Down,
    /// Anything else.
    Other,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    code: Option<u32>,
}

impl Problem {
    /// Reads a refusal by its code, since Sendbird's statuses and texts tell little. The two interfaces have tables of their
    /// own: 400201 is "not found" to the one and "already exists" to the other. `None` for what is no refusal of Sendbird's.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        let ErrorKind::Refused(refusal) = error.kind() else {
            return None;
        };
        let of_chat = CHAT.contains(&refusal.template);
        let of_calls = !of_chat && TEMPLATES.contains(&refusal.template);
        if !of_chat && !of_calls {
            return None;
        }
        let code = json::decode::<Body>(&refusal.body).unwrap_or_default().code;
        Some(match (code, refusal.status) {
            (Some(400_201 | 400_301), _) if of_chat => Self::Missing,
            (Some(400_202), _) if of_chat => Self::Exists,
            (Some(400_401 | 400_108), _) if of_chat => Self::Token,
            (Some(400_304 | 400_306 | 403_100), _) if of_chat => Self::Plan,
            (Some(400_200 | 1_400_126), _) if of_calls => Self::Missing,
            (Some(400_201), _) if of_calls => Self::Exists,
            (Some(401_121), _) | (None, 401) if of_calls => Self::Token,
            (Some(401_120 | 400_800), _) if of_calls => Self::Plan,
            (Some(500_910 | 429_100), _) | (_, 429) => Self::Busy,
            (_, 404) if of_calls => Self::Missing,
            (_, 500..) => Self::Down,
            _ => Self::Other,
        })
    }
}

//! How an application behaves, as far as the vendor leaves it open, differs by application, or can be changed while it runs.

use serde::{Deserialize, Serialize};

/// How an application behaves; every one may be changed while it runs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// The plan, which decides the requests a second.
    pub plan: Plan,
    /// Whether rooms can be used.
    pub calls: CallsPlan,
    /// What becomes of a user who logs in without a token: the setting "Access token permission".
    pub login_without_token: LoginWithoutToken,
    /// Whether no API token is right any more.
    pub api_tokens_revoked: bool,
    /// Whether somebody else is always faster: a creation finds the user made a moment ago.
    pub loses_creations: bool,
    /// Whether the keys of each refusal start one further than those of the one before.
    pub turns_error_keys: bool,
    /// How a room is refused that does not exist.
    pub unknown_room: UnknownRoom,
    /// Whether a deleted room can still be viewed by its id; the sources say both.
    pub shows_deleted_rooms: bool,
    /// How the deletion of a room is answered.
    pub room_deleted: RoomDeleted,
    /// How the revocation of tokens is answered.
    pub revoked: Revoked,
    /// How the last page of a list says that it is the last.
    pub last_page: LastPage,
    /// Whether revoking a user's tokens puts the user out of rooms; nothing published says.
    pub revocation_ends_calls: bool,
    /// Whether somebody in a browser may delete a room; nothing published says who may.
    pub clients_delete_rooms: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            plan: Plan::Mau5K,
            calls: CallsPlan::Enabled,
            login_without_token: LoginWithoutToken::ReadAndWrite,
            api_tokens_revoked: false,
            loses_creations: false,
            turns_error_keys: false,
            unknown_room: UnknownRoom::InvalidRoom,
            shows_deleted_rooms: true,
            room_deleted: RoomDeleted::NoContent,
            revoked: Revoked::Empty,
            last_page: LastPage::Empty,
            revocation_ends_calls: false,
            clients_delete_rooms: true,
        }
    }
}

/// A plan of the application, by its monthly active users.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// 10 reads and 5 writes a second.
    Trial,
    /// 60 reads and 10 writes a second.
    #[serde(rename = "mau_5k")]
    Mau5K,
    /// 100 reads and 20 writes a second.
    #[serde(rename = "mau_10k")]
    Mau10K,
    /// 200 reads and 40 writes a second.
    #[serde(rename = "mau_25k")]
    Mau25K,
    /// 400 reads and 100 writes a second.
    #[serde(rename = "mau_50k")]
    Mau50K,
    /// 600 reads and 200 writes a second.
    #[serde(rename = "mau_100k")]
    Mau100K,
    /// Whatever a test needs; a clock that stands still never starts a new second.
    Limited(Limits),
}

/// Requests a second, for each endpoint.
/// Sources: <https://sendbird.com/docs/chat/v3/platform-api/application/understanding-rate-limits/rate-limits>,
/// <https://sendbird.com/docs/calls/platform-api/v1/features/rate-limits>.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Limits {
    /// Reading from Chat.
    pub chat_reads: u64,
    /// Writing to Chat; changing a user stays at 5.
    pub chat_writes: u64,
    /// Reading from Calls.
    pub calls_reads: u64,
    /// Writing to Calls.
    pub calls_writes: u64,
}

impl Plan {
    /// The plan's limits; those of Calls are the same in every plan.
    #[must_use]
    pub fn limits(self) -> Limits {
        let limits = |chat_reads, chat_writes| Limits {
            chat_reads,
            chat_writes,
            calls_reads: 10,
            calls_writes: 5,
        };
        match self {
            Self::Trial => limits(10, 5),
            Self::Mau5K => limits(60, 10),
            Self::Mau10K => limits(100, 20),
            Self::Mau25K => limits(200, 40),
            Self::Mau50K => limits(400, 100),
            Self::Mau100K => limits(600, 200),
            Self::Limited(limits) => limits,
        }
    }
}

/// Whether rooms can be used; that these are the refusals is inferred.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallsPlan {
    /// They can.
    Enabled,
    /// Nobody has enabled Calls: 401 with 401120.
    NotEnabled,
    /// The free plan of Calls is over: 400 with 400800.
    FreePlanEnded,
}

/// What becomes of a user who logs in without a token; one who ever had a token needs one whatever the setting is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginWithoutToken {
    /// Nobody logs in.
    Denied,
    /// A known user logs in and may enter no room; what it means for rooms is inferred.
    ReadOnly,
    /// Anybody logs in by id alone, and an unknown user is made.
    ReadAndWrite,
}

/// How a room is refused that does not exist; the vendor has two codes for it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownRoom {
    /// 1400126.
    InvalidRoom,
    /// 400200.
    NotFound,
}

/// How the deletion of a room is answered; sources show both.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomDeleted {
    /// 204.
    NoContent,
    /// 200 with an empty object.
    Object,
}

/// How the revocation of tokens is answered; the documentation names no status.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Revoked {
    /// 200 with an empty body.
    Empty,
    /// 204.
    NoContent,
}

/// How the last page of a list says that it is the last; not documented.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LastPage {
    /// `next` is an empty text.
    Empty,
    /// `next` is null.
    Null,
    /// There is no `next`.
    Absent,
}

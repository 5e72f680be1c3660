//! The one open room of a ticket: kept with the ticket, used again while it lasts, and cleared away when its links have expired.
//!
//! Rooms at Sendbird have no end of their own.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::config::MINUTES;
use crate::error::Result;
use crate::host::{Claim, Host, Record};
use crate::values::{RoomType, TicketId, Timestamp};
use crate::wire::sendbird::{
    CreateRoom, DeleteRoom, ListRooms, Participant, Room, RoomMark, ViewRoom,
};

/// How long before its end, in seconds, new links stop leading into a room; half of all its time if that is shorter.
const ENOUGH: i64 = 10 * 60;

/// From what age on, in seconds, a room that Sendbird does not know has ended; a younger one may be newer than what it reads.
const SETTLED: i64 = 30;

/// How often the rooms are swept, in runs of the schedule, and how many one sweep clears away.
const EVERY: i64 = 3;
const MOST_SWEPT: usize = 20;

/// The age, in seconds, at which no link to a room can be good any more.
const OLDEST: i64 = *MINUTES.end() * 60;

/// The ticket's room.
struct TicketRoom(TicketId);

/// What is kept of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct RoomState {
    /// Its id. Without a token it admits nobody, but a token is bound to no room, so it is not logged.
    pub(super) room: String,
    pub(super) kind: RoomType,
    /// The contact who was invited.
    pub(super) requester: u64,
    pub(super) created_at: Timestamp,
    /// Until when its links are good.
    pub(super) expires_at: Timestamp,
}

impl Record for TicketRoom {
    type Value = RoomState;
    /// Longer than any link.
    const LIFETIME: Option<u32> = Some(24 * 60 * 60);

    fn key(&self) -> String {
        format!("web:{}", self.0)
    }
}

impl RoomState {
    /// Whether it can be used for another link to the same customer.
    pub(super) fn serves(&self, now: Timestamp, kind: RoomType, requester: u64) -> bool {
        self.kind == kind && self.requester == requester && now <= self.shared_until()
    }

    /// Until when new links lead here.
    pub(super) fn shared_until(&self) -> Timestamp {
        let all = self.expires_at.seconds_since(self.created_at);
        self.expires_at.plus_seconds(-ENOUGH.min(all / 2))
    }
}

/// The ticket's room, unless its links have expired.
pub(super) async fn of(host: &impl Host, ticket: TicketId) -> Result<Option<RoomState>> {
    let known = host.load(&TicketRoom(ticket)).await?;
    Ok(known.filter(|known| host.now() < known.expires_at))
}

/// Opens a room for the ticket. Of two agents who do so at once one is told that it was there already; the other room is
/// deleted. So is a room that was there and does not serve any more.
pub(super) async fn open(
    host: &impl Host,
    ticket: TicketId,
    kind: RoomType,
    requester: u64,
    expires_at: Timestamp,
) -> Result<(RoomState, bool)> {
    let create = CreateRoom {
        kind,
        custom_items: RoomMark::of(ticket, expires_at),
    };
    let mine = RoomState {
        room: host.call(&create).await?.room.room_id,
        kind,
        requester,
        created_at: host.now(),
        expires_at,
    };
    match settle(host, ticket, &mine).await {
        Err(error) => {
            clear_away(host, &mine.room).await;
            Err(error)
        }
        settled => settled,
    }
}

/// Keeps a room that was just made as the ticket's, or finds that somebody else's is.
async fn settle(host: &impl Host, ticket: TicketId, mine: &RoomState) -> Result<(RoomState, bool)> {
    let record = TicketRoom(ticket);
    if host.claim(&record, mine).await? == Claim::Won {
        return Ok((mine.clone(), false));
    }
    let theirs = host.load(&record).await?;
    if let Some(theirs) = &theirs
        && theirs.serves(host.now(), mine.kind, mine.requester)
    {
        clear_away(host, &mine.room).await;
        return Ok((theirs.clone(), true));
    }
    host.store(&record, mine).await?;
    if let Some(theirs) = theirs {
        clear_away(host, &theirs.room).await;
    }
    Ok((mine.clone(), false))
}

async fn clear_away(host: &impl Host, room: &str) {
    if let Err(error) = delete(host, room).await {
        host.log(&format!("A room is left for the next clean-up: {error}."));
    }
}

/// Who is in the room as Sendbird has it; nothing if it ended, and then it is forgotten.
pub(super) async fn people(
    host: &impl Host,
    ticket: TicketId,
    known: &RoomState,
) -> Result<Option<Vec<Participant>>> {
    let room = known.room.clone();
    match host.call(&ViewRoom { room }).await {
        Ok(reply) if reply.room.is_open() => return Ok(Some(reply.room.people())),
        Ok(_) => {}
        Err(error) if Problem::of(&error) == Some(Problem::Missing) => {
            if host.now().seconds_since(known.created_at) < SETTLED {
                return Ok(Some(Vec::new()));
            }
        }
        Err(error) => return Err(error),
    }
    forget(host, ticket, &known.room).await?;
    Ok(None)
}

/// Deletes a room; one that is gone already is fine.
pub(super) async fn delete(host: &impl Host, room: &str) -> Result<()> {
    let room = room.to_owned();
    match host.send(&DeleteRoom { room }).await {
        Err(error) if Problem::of(&error) != Some(Problem::Missing) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Forgets the ticket's room, unless it has another one by now.
pub(super) async fn forget(host: &impl Host, ticket: TicketId, room: &str) -> Result<()> {
    let record = TicketRoom(ticket);
    match host.load(&record).await? {
        Some(known) if known.room == room => host.erase(&record).await,
        Some(_) | None => Ok(()),
    }
}

/// Clears away rooms of ours whose links have expired: every third run of the schedule one request, and one for each room.
/// By turns it looks at the newest rooms and at those that are older than any link.
pub(crate) async fn sweep(host: &impl Host) {
    let run = host.now().seconds() / 300;
    if run % EVERY != 0 {
        return;
    }
    let before = if run / EVERY % 2 == 0 {
        host.now()
    } else {
        host.now().plus_seconds(-OLDEST)
    };
    let rooms = match host.call(&ListRooms { before }).await {
        Ok(page) => page.rooms(),
        Err(error) => {
            return host.log(&format!("The web calls were not looked through: {error}."));
        }
    };
    let is_stale = |room: &&Room| room.is_ours_and_stale(host.now(), OLDEST);
    for room in rooms.iter().filter(is_stale).take(MOST_SWEPT) {
        clear_away(host, &room.room_id).await;
    }
}

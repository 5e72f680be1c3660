//! Web calls: a ticket's room at Sendbird, the customer's link to it, the agents' way in, and its end.
//!
//! What a link looks like is the business of `link`; who talks in the room, Sendbird's and the pages'.

mod link;
mod room;
mod users;

use crate::config::WebCalls;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::values::{AgentId, TicketId};
use crate::wire::freshdesk::ViewTicket;
use crate::wire::page::{
    AgentCredentialsArguments, AgentCredentialsReply, BuildUrlArguments, BuildUrlReply,
    Credentials, ListWebCallsArguments, ListWebCallsReply, Person, RevokeWebCallArguments,
    RevokeWebCallReply, WebCall,
};
use crate::wire::sendbird::{IssuedToken, Participant, Problem};
use crate::{arguments, refusals};
use link::Invitation;
use room::RoomState;
pub(crate) use room::sweep;

/// Makes a link for the ticket's requester: the ticket's room if it is open and has time left, else a new one.
///
/// Three requests and two store operations for a new room, three and one for one that is shared; two requests more for a
/// customer whom Sendbird does not know, and two with two store operations if a room is replaced.
pub async fn build_url(
    host: &impl Host,
    config: &WebCalls,
    arguments: BuildUrlArguments,
) -> Result<BuildUrlReply> {
    let ticket = ticket_of(arguments.ticket_id.as_deref())?;
    let minutes = match arguments.minutes {
        Some(text) => text.parse().unwrap_or_default(),
        None => config.minutes,
    };
    let wish = Wish {
        ticket,
        minutes,
        password: arguments.password || config.always_password,
    };
    if !crate::config::MINUTES.contains(&wish.minutes) {
        return Err(Error::declined(
            400,
            "A link can be good for 5 minutes to 12 hours. Choose a time between.",
        ));
    }
    invite(host, config, wish)
        .await
        .map_err(|error| told(host, error))
}

/// What an agent wants of a link.
struct Wish {
    ticket: TicketId,
    minutes: i64,
    password: bool,
}

async fn invite(host: &impl Host, config: &WebCalls, wish: Wish) -> Result<BuildUrlReply> {
    // The customer comes from the ticket: what a page says may be anybody.
    let ticket = host
        .call(&ViewTicket {
            ticket: wish.ticket,
        })
        .await?;
    if ticket.deleted || ticket.spam {
        return Err(Error::declined(
            409,
            "This ticket is deleted or spam. Restore it, and try again.",
        ));
    }
    let requester = ticket.requester_id.ok_or_else(|| {
        Error::declined(
            409,
            "Freshdesk does not say who asked in this ticket. Give the ticket a requester and try again.",
        )
    })?;
    let guest = users::guest(requester);
    let known = live(host, wish.ticket).await?.map(|(room, _)| room);
    let open = known.filter(|room| room.serves(host.now(), config.room, requester));
    let until = open.as_ref().map_or_else(
        || host.now().plus_seconds(wish.minutes * 60),
        |room| room.expires_at,
    );
    let mut token = users::token(host, &guest, "", until).await?;
    let (room, reused) = match open {
        Some(room) => (room, true),
        None => room::open(host, wish.ticket, config.room, requester, until).await?,
    };
    // Another agent opened it at the same moment, for another time.
    if room.expires_at != until {
        token = users::token(host, &guest, "", room.expires_at).await?;
    }
    let invitation = Invitation::of(config, &room.room, &guest, &token);
    let (url, password) = if wish.password {
        let (url, password) = invitation.sealed(host, config).await?;
        (url, Some(password))
    } else {
        (invitation.plain(config), None)
    };
    host.log(&format!(
        "Made a link to a web call for ticket {}.",
        wish.ticket
    ));
    Ok(BuildUrlReply {
        url,
        password,
        expires_at: room.expires_at,
        room_id: room.room,
        service_user_id: guest,
        app_id: config.app_id.clone(),
        reused,
    })
}

/// The ticket's room and who is in it, if Sendbird still has it.
async fn live(host: &impl Host, ticket: TicketId) -> Result<Option<(RoomState, Vec<Participant>)>> {
    let Some(known) = room::of(host, ticket).await? else {
        return Ok(None);
    };
    let people = room::people(host, ticket, &known).await?;
    Ok(people.map(|people| (known, people)))
}

/// Gives an agent a way into the ticket's open room: a user of this ticket, room and agent only, since nobody can tell whose
/// page asks. One store operation and two requests, or four for an agent's first time.
pub async fn agent_credentials(
    host: &impl Host,
    config: &WebCalls,
    arguments: AgentCredentialsArguments,
) -> Result<AgentCredentialsReply> {
    let ticket = ticket_of(arguments.ticket_id.as_deref())?;
    let agent = arguments::agent(arguments.agent_id.as_deref())?;
    let entered = enter(host, config, ticket, agent).await;
    entered.map_err(|error| told(host, error))
}

async fn enter(
    host: &impl Host,
    config: &WebCalls,
    ticket: TicketId,
    agent: AgentId,
) -> Result<AgentCredentialsReply> {
    let (room, _) = live(host, ticket).await?.ok_or_else(no_room)?;
    let user = users::agent(ticket, &room.room, agent);
    let token = users::token(host, &user, "Support", room.expires_at).await?;
    let url = Invitation::of(config, &room.room, &user, &token)
        .for_an_agent()
        .plain(config);
    let IssuedToken { token, expires_at } = token;
    Ok(AgentCredentialsReply {
        app_id: config.app_id.clone(),
        room_id: room.room,
        user_id: user,
        creds: Credentials { token, expires_at },
        url,
    })
}

fn no_room() -> Error {
    Error::declined(
        404,
        "This ticket has no open web call any more. Create a link first.",
    )
}

/// The ticket's open room and who is in it: one store operation and, if there is one, a request.
pub async fn list(host: &impl Host, arguments: ListWebCallsArguments) -> Result<ListWebCallsReply> {
    let ticket = ticket_of(arguments.ticket_id.as_deref())?;
    let calls = open_room(host, ticket).await;
    let calls = calls.map_err(|error| told(host, error))?;
    Ok(ListWebCallsReply {
        calls: calls.into_iter().collect(),
    })
}

async fn open_room(host: &impl Host, ticket: TicketId) -> Result<Option<WebCall>> {
    let live = live(host, ticket).await?;
    Ok(live.map(|(known, people)| WebCall {
        people: people.iter().map(person).collect(),
        shared_until: known.shared_until(),
        room_id: known.room,
        created_at: known.created_at,
        expires_at: known.expires_at,
    }))
}

fn person(participant: &Participant) -> Person {
    Person {
        is_host: participant
            .user
            .as_ref()
            .and_then(|user| user.user_id.as_deref())
            .is_some_and(users::is_agent),
        state: match participant.state.as_deref() {
            Some("connected") => "connected",
            Some(_) | None => "entered",
        },
        since: participant
            .entered_at
            .as_deref()
            .and_then(|at| at.parse().ok()),
        sound: participant.is_audio_on == Some(true),
        video: participant.is_video_on == Some(true),
    }
}

/// Ends the ticket's room for everybody, and with it every link to it; the customer's tokens too, which a link from another
/// ticket of the same customer has. Three store operations and two requests; safe to repeat.
pub async fn revoke(
    host: &impl Host,
    arguments: RevokeWebCallArguments,
) -> Result<RevokeWebCallReply> {
    let ticket = ticket_of(arguments.ticket_id.as_deref())?;
    let ended = end(host, ticket, arguments.room_id.as_deref()).await;
    ended.map_err(|error| told(host, error))
}

async fn end(host: &impl Host, ticket: TicketId, room: Option<&str>) -> Result<RevokeWebCallReply> {
    let known = room::of(host, ticket).await?;
    let known: RoomState = known
        .filter(|known| room == Some(&known.room))
        .ok_or_else(no_room)?;
    room::delete(host, &known.room).await?;
    users::revoke(host, &users::guest(known.requester)).await?;
    room::forget(host, ticket, &known.room).await?;
    host.log(&format!(
        "The web call of ticket {ticket} was ended for all."
    ));
    Ok(RevokeWebCallReply {
        room_id: known.room,
    })
}

fn ticket_of(text: Option<&str>) -> Result<TicketId> {
    arguments::ticket(text)?.ok_or_else(|| {
        Error::declined(
            400,
            "The page did not say which ticket it means. Open the ticket again and retry.",
        )
    })
}

/// An error that agents understand.
fn told(host: &impl Host, error: Error) -> Error {
    let Some(problem) = Problem::of(&error) else {
        return refusals::plainly(host, error, "Try again.");
    };
    host.log(&format!("Sendbird: {error} ({problem:?})."));
    let sentence = match problem {
        Problem::Missing => "Sendbird does not know this room any more. Create a new link.".to_owned(),
        Problem::Token => {
            "Sendbird does not accept the app's API token. Ask an admin to check it in the app's settings."
                .to_owned()
        }
        Problem::Plan => {
            "Sendbird says that Calls is not switched on for this application, or that its plan is used up. Ask an admin."
                .to_owned()
        }
        Problem::Busy => {
            "Sendbird is receiving too many requests. Wait a minute and try again.".to_owned()
        }
        Problem::Down => "Sendbird did not answer. Try again.".to_owned(),
        Problem::Exists | Problem::Other => {
            "Sendbird refused this. Ask an admin to look at the app's log.".to_owned()
        }
    };
    Error::declined(error.status(), sentence)
}

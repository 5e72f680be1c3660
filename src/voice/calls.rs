//! Tells Freshdesk what happened to a call: one ticket a call, each note once.
//!
//! The claim on the call's record decides who opens the ticket. Where an answer was lost, Freshdesk is asked before
//! anything is written again.

use super::event::{CallEvent, Caller, Direction, Kind};
use super::ledger::{
    CallNote, CallNoteState, CallTicket, CallTicketState, Click, ClickState, Resumption, Taken,
};
use super::texts::{self, MISSED_TAGS, Note, Opening};
use crate::config::Voice;
use crate::error::{Certainty, Error, Result};
use crate::host::{Claim, Host, Record};
use crate::values::TicketId;
use crate::wire::freshdesk::{
    CONVERSATIONS_PAGE, ListConversations, ListTickets, PAGE, UpdateTicket, ViewTicket,
};
use crate::wire::sautikit::GetCall;

/// How long writing a ticket or note may take before it counts as interrupted: longer than any handler may run (20 s, at most 40).
const WRITING_SECONDS: i64 = 60;

/// How many pages are read when a lost ticket or note is looked for; each page is a request.
const PAGES: usize = 3;

/// Tells one event. An error means that it is not told yet and must be told again later.
pub(crate) async fn tell(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<()> {
    match event.direction {
        Direction::Inbound => tell_inbound(host, voice, event).await,
        Direction::Outbound => tell_outbound(host, voice, event).await,
    }
}

async fn tell_inbound(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<()> {
    match event.kind {
        Kind::Answered => open(host, Opening::Answered, event).await.map(drop),
        Kind::Failed => {
            let opened = open(host, Opening::Missed, event).await?;
            if opened.missed {
                return Ok(());
            }
            tell_missed_after_all(host, opened.ticket, event).await
        }
        Kind::Completed => tell_note(host, voice, Note::Ended, event).await,
        Kind::Recording => tell_note(host, voice, Note::Recording, event).await,
        Kind::Routing => Ok(()),
    }
}

/// A call that an agent placed. Its `to` may be the agent's own phone, so the customer comes from our own record.
async fn tell_outbound(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<()> {
    let note = match event.kind {
        Kind::Answered | Kind::Routing => return Ok(()),
        Kind::Failed => Note::NotReached,
        Kind::Completed => Note::Ended,
        Kind::Recording => Note::Recording,
    };
    match placed_by_us(host, event).await? {
        Some(ClickState {
            ticket: Some(ticket),
            ..
        }) => write_note(host, ticket, note, event).await,
        Some(click) => {
            let mut event = event.clone();
            event.customer = Caller::Number(click.customer);
            tell_unattached(host, voice, note, &event).await
        }
        None => tell_unattached(host, voice, note, event).await,
    }
}

/// An outbound call without a ticket gets one once there is something to keep; a failed attempt leaves nothing.
async fn tell_unattached(
    host: &impl Host,
    voice: &Voice,
    note: Note,
    event: &CallEvent,
) -> Result<()> {
    if note == Note::NotReached {
        host.log("An outbound call failed that belongs to no ticket; nothing to note.");
        return Ok(());
    }
    tell_note(host, voice, note, event).await
}

async fn placed_by_us(host: &impl Host, event: &CallEvent) -> Result<Option<ClickState>> {
    match &event.request {
        Some(request) => host.load(&Click(request.clone())).await,
        None => Ok(None),
    }
}

/// Writes a note on the call's ticket, opening the ticket first if the events that should have done so are still to come.
async fn tell_note(host: &impl Host, voice: &Voice, note: Note, event: &CallEvent) -> Result<()> {
    if let Some(CallTicketState {
        ticket: Some(ticket),
        ..
    }) = host.load(&CallTicket(&event.call)).await?
    {
        return write_note(host, ticket, note, event).await;
    }
    let event = &with_customer(host, voice, event).await?;
    let opening = match event.direction {
        Direction::Inbound => Opening::Answered,
        Direction::Outbound => Opening::Outbound,
    };
    let opened = open(host, opening, event).await?;
    write_note(host, opened.ticket, note, event).await
}

/// Asks the provider who called when the event does not say.
async fn with_customer(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<CallEvent> {
    if event.customer != Caller::Untold {
        return Ok(event.clone());
    }
    let known = host
        .call(&GetCall {
            call: event.call.clone(),
        })
        .await?;
    event.clone().complete(&known.call, voice)
}

struct Opened {
    ticket: TicketId,
    /// Whether the ticket says that the call was missed.
    missed: bool,
}

/// The call's ticket, opened now unless it is open already.
async fn open(host: &impl Host, opening: Opening, event: &CallEvent) -> Result<Opened> {
    let record = CallTicket(&event.call);
    let mine = CallTicketState::opening(opening, host.now());
    if host.claim(&record, &mine).await? == Claim::Won {
        return create(host, opening, event, mine).await;
    }
    match host.load(&record).await? {
        Some(CallTicketState {
            ticket: Some(ticket),
            missed,
            ..
        }) => Ok(Opened { ticket, missed }),
        Some(interrupted) if host.now().seconds_since(interrupted.since) >= WRITING_SECONDS => {
            reopen(host, opening, event, interrupted).await
        }
        Some(_) | None => Err(underway()),
    }
}

async fn create(
    host: &impl Host,
    opening: Opening,
    event: &CallEvent,
    mine: CallTicketState,
) -> Result<Opened> {
    let record = CallTicket(&event.call);
    match host.call(&texts::ticket(opening, event)).await {
        Ok(created) => {
            let ticket = TicketId(created.id);
            remember(host, &record, mine, ticket).await?;
            host.log(&format!("Opened ticket {ticket} ({opening:?})."));
            Ok(Opened {
                ticket,
                missed: mine.missed,
            })
        }
        Err(error) => {
            if error.certainty() == Certainty::NoEffect {
                host.erase(&record).await?;
            }
            Err(error)
        }
    }
}

/// Notes the ticket; tried twice, since a forgotten ticket costs a search later.
async fn remember(
    host: &impl Host,
    record: &CallTicket<'_>,
    mine: CallTicketState,
    ticket: TicketId,
) -> Result<()> {
    let known = CallTicketState {
        ticket: Some(ticket),
        ..mine
    };
    if host.store(record, &known).await.is_ok() {
        return Ok(());
    }
    host.store(record, &known).await
}

/// Finishes what an interrupted opening began: finds its ticket in Freshdesk, or opens one.
async fn reopen(
    host: &impl Host,
    opening: Opening,
    event: &CallEvent,
    interrupted: CallTicketState,
) -> Result<Opened> {
    resume(host, &CallTicket(&event.call)).await?;
    if let Some(ticket) = find_ticket(host, event, interrupted).await? {
        remember(host, &CallTicket(&event.call), interrupted, ticket).await?;
        return Ok(Opened {
            ticket,
            missed: interrupted.missed,
        });
    }
    let mine = CallTicketState::opening(opening, host.now());
    host.store(&CallTicket(&event.call), &mine).await?;
    create(host, opening, event, mine).await
}

/// Looks for a ticket of this call among those changed since its opening began. Lists, unlike searches, do not lag.
async fn find_ticket(
    host: &impl Host,
    event: &CallEvent,
    interrupted: CallTicketState,
) -> Result<Option<TicketId>> {
    let reference = texts::reference(event);
    let updated_since = host.utc_text(interrupted.since.plus_seconds(-WRITING_SECONDS));
    for page in 1..=PAGES {
        let tickets = host
            .call(&ListTickets {
                updated_since: updated_since.clone(),
                page,
            })
            .await?;
        let last = tickets.len() < PAGE;
        let found = tickets.into_iter().find(|ticket| {
            ticket
                .description_text
                .as_deref()
                .is_some_and(|text| mentions(text, &reference))
        });
        if found.is_some() || last {
            return Ok(found.map(|ticket| ticket.id));
        }
    }
    Ok(None)
}

/// Whether a text has the reference as its end, so that one call's id is never found as the start of another's.
fn mentions(text: &str, reference: &str) -> bool {
    text.trim_end().ends_with(reference)
}

/// Takes the right to finish what was interrupted.
async fn resume(host: &impl Host, interrupted: &impl Record) -> Result<()> {
    let right = Resumption::of(interrupted);
    // Reading first lets an expired right go: the platform removes it only when it is read.
    let _ = host.load(&right).await?;
    match host.claim(&right, &Taken { at: host.now() }).await? {
        Claim::Won => Ok(()),
        Claim::Taken => Err(underway()),
    }
}

fn underway() -> Error {
    Error::unavailable("tell it now", "another delivery is doing so")
}

async fn write_note(
    host: &impl Host,
    ticket: TicketId,
    note: Note,
    event: &CallEvent,
) -> Result<()> {
    let record = CallNote(&event.call, note);
    let mine = CallNoteState {
        written: false,
        since: host.now(),
    };
    if host.claim(&record, &mine).await? == Claim::Taken {
        match host.load(&record).await? {
            Some(CallNoteState { written: true, .. }) => return Ok(()),
            Some(interrupted) if host.now().seconds_since(interrupted.since) >= WRITING_SECONDS => {
                resume(host, &record).await?;
                if note_is_there(host, ticket, note, event).await? {
                    return host
                        .store(
                            &record,
                            &CallNoteState {
                                written: true,
                                ..mine
                            },
                        )
                        .await;
                }
            }
            Some(_) | None => return Err(underway()),
        }
    }
    match host.call(&note.write(ticket, event)).await {
        // Should this be forgotten, the note is found on the ticket before it is written again.
        Ok(_) => {
            host.store(
                &record,
                &CallNoteState {
                    written: true,
                    ..mine
                },
            )
            .await
        }
        Err(error) => {
            if error.certainty() == Certainty::NoEffect {
                host.erase(&record).await?;
            }
            Err(error)
        }
    }
}

async fn note_is_there(
    host: &impl Host,
    ticket: TicketId,
    note: Note,
    event: &CallEvent,
) -> Result<bool> {
    let reference = texts::reference(event);
    for page in 1..=PAGES {
        let conversations = host.call(&ListConversations { ticket, page }).await?;
        let last = conversations.len() < CONVERSATIONS_PAGE;
        let found = conversations.iter().any(|conversation| {
            conversation.body_text.as_deref().is_some_and(|text| {
                text.trim_start().starts_with(note.opening_words()) && mentions(text, &reference)
            })
        });
        if found || last {
            return Ok(found);
        }
    }
    Ok(false)
}

/// A call whose ticket says "answered" was missed after all: agents find it in the callback queue.
async fn tell_missed_after_all(
    host: &impl Host,
    ticket: TicketId,
    event: &CallEvent,
) -> Result<()> {
    let mut tags = host.call(&ViewTicket { ticket }).await?.tags;
    let before = tags.len();
    for tag in MISSED_TAGS {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    if tags.len() > before {
        host.call(&UpdateTicket { ticket, tags }).await?;
    }
    write_note(host, ticket, Note::Missed, event).await
}

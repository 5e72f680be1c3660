//! Tells Freshdesk what happened to a call: one ticket a call, each note once.
//!
//! The claim on the call's record decides who opens the ticket. Where an answer was lost, Freshdesk is asked before
//! anything is written again.

use super::event::{CallEvent, Caller, Direction, Kind};
use super::ledger::{
    CallNote, CallNoteState, CallTicket, CallTicketState, Callback, CallbackState, Click,
    ClickState, Resumption, Taken,
};
use super::texts::{self, MISSED_TAGS, Note, Opening};
use crate::config::Voice;
use crate::error::{Certainty, Error, Result};
use crate::host::{Claim, Host, Record};
use crate::values::{TicketId, Timestamp};
use crate::wire::freshdesk::{
    CONVERSATIONS_PAGE, ListConversations, ListTickets, PAGE, UpdateTicket, ViewTicket,
};
use crate::wire::sautikit::GetCall;

/// How long writing a ticket or note may take before it counts as interrupted: longer than any handler may run (20 s, at most 40).
const WRITING_SECONDS: i64 = 60;

/// How many pages of tickets, 100 each, are read when a lost one is looked for; each page is a request.
const TICKET_PAGES: usize = 3;

/// How many pages of conversations, 30 each, are read when a lost note is looked for.
const CONVERSATION_PAGES: usize = 10;

/// Tells one event. An error means that it is not told yet and must be told again later.
pub(crate) async fn tell(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<()> {
    let known = if event.tells_whose_it_is() {
        None
    } else {
        host.load(&CallTicket(&event.call)).await?
    };
    let request = event
        .request
        .clone()
        .or_else(|| known.as_ref()?.click.clone());
    let click = match request {
        Some(request) => {
            let record = Click(request);
            host.load(&record).await?.map(|click| (record, click))
        }
        None => None,
    };
    match (click, event.direction) {
        (Some((record, click)), _) => tell_placed(host, voice, &record, click, event).await,
        (None, Direction::Inbound) => tell_inbound(host, voice, known, event).await,
        (None, Direction::Outbound) => tell_outbound(host, voice, known, event).await,
    }
}

async fn tell_inbound(
    host: &impl Host,
    voice: &Voice,
    known: Option<CallTicketState>,
    event: &CallEvent,
) -> Result<()> {
    match event.kind {
        Kind::Answered => open(host, Opening::Answered, event).await.map(drop),
        Kind::Failed => {
            let opened = open(host, Opening::Missed, event).await?;
            if opened.missed {
                return Ok(());
            }
            tell_missed_after_all(host, opened.ticket, event).await
        }
        Kind::Completed => tell_note(host, voice, known, Note::Ended, event).await,
        Kind::Recording => tell_note(host, voice, known, Note::Recording, event).await,
        Kind::Routing => Ok(()),
    }
}

/// Keeps the id of a placed call whose answer was lost, so that the same click sent again is known to have dialled.
async fn learn(
    host: &impl Host,
    record: &Click,
    click: &ClickState,
    event: &CallEvent,
) -> Result<()> {
    if click.placed().is_some() {
        return Ok(());
    }
    let known = ClickState {
        call_id: Some(event.call.clone()),
        ..click.clone()
    };
    host.store(record, &known).await?;
    host.store(
        &CallTicket(&event.call),
        &CallTicketState::placed(&record.0, click.ticket),
    )
    .await
}

/// A call that an agent placed. The event's numbers may be the agent's own phone, so the customer comes from our own record.
async fn tell_placed(
    host: &impl Host,
    voice: &Voice,
    record: &Click,
    click: ClickState,
    event: &CallEvent,
) -> Result<()> {
    learn(host, record, &click, event).await?;
    if let (Some(ticket), Some(note)) = (click.ticket, outbound_note(event.kind)) {
        match write_note(host, ticket, note, event).await {
            // The page named the ticket, and it may have been deleted since.
            Err(error) if is_gone(&error) => {
                let adrift = CallTicketState::placed(&record.0, None);
                host.store(&CallTicket(&event.call), &adrift).await?;
            }
            outcome => return outcome,
        }
    }
    let event = CallEvent {
        direction: Direction::Outbound,
        customer: Caller::Number(click.customer),
        ..event.clone()
    };
    tell_outbound(host, voice, None, &event).await
}

/// An outbound call without a ticket gets one once there is something to keep; a failed attempt leaves nothing.
async fn tell_outbound(
    host: &impl Host,
    voice: &Voice,
    known: Option<CallTicketState>,
    event: &CallEvent,
) -> Result<()> {
    match outbound_note(event.kind) {
        Some(Note::NotConnected) => {
            host.log("An outbound call failed that belongs to no ticket; nothing to note.");
            Ok(())
        }
        Some(note) => tell_note(host, voice, known, note, event).await,
        None => Ok(()),
    }
}

const fn outbound_note(kind: Kind) -> Option<Note> {
    match kind {
        Kind::Answered | Kind::Routing => None,
        Kind::Failed => Some(Note::NotConnected),
        Kind::Completed => Some(Note::Ended),
        Kind::Recording => Some(Note::Recording),
    }
}

/// Whether Freshdesk says that the ticket is deleted, spam, or never was (404, and 405 by its documentation).
fn is_gone(error: &Error) -> bool {
    matches!(error.status(), 404 | 405)
}

/// Writes a note on the call's ticket, opening the ticket first if the events that should have done so are still to come.
async fn tell_note(
    host: &impl Host,
    voice: &Voice,
    known: Option<CallTicketState>,
    note: Note,
    event: &CallEvent,
) -> Result<()> {
    let known = match known {
        Some(known) => Some(known),
        None => host.load(&CallTicket(&event.call)).await?,
    };
    let ticket = if let Some(ticket) = known.and_then(|known| known.ticket) {
        ticket
    } else {
        let event = &with_customer(host, voice, event).await?;
        let opening = match event.direction {
            Direction::Inbound => Opening::Answered,
            Direction::Outbound => Opening::Outbound,
        };
        open(host, opening, event).await?.ticket
    };
    match write_note(host, ticket, note, event).await {
        Err(error) if is_gone(&error) => {
            host.log(&format!(
                "Ticket {ticket} was deleted, so a note on it was left out."
            ));
            Ok(())
        }
        outcome => outcome,
    }
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
    let Some(known) = host.load(&record).await? else {
        return Err(underway());
    };
    match (known.ticket, known.since) {
        (Some(ticket), _) => Ok(Opened {
            ticket,
            missed: known.missed,
        }),
        (None, Some(since)) if host.now().seconds_since(since) < WRITING_SECONDS => Err(underway()),
        (None, since) => {
            resume(host, &record).await?;
            reopen(host, opening, event, known, since).await
        }
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
            let missed = mine.missed;
            remember(host, &record, mine, ticket).await?;
            expect_callback(host, opening, event, ticket).await;
            host.log(&format!("Opened ticket {ticket} ({opening:?})."));
            Ok(Opened { ticket, missed })
        }
        Err(error) => {
            if error.certainty() == Certainty::NoEffect {
                host.erase(&record).await?;
            }
            Err(error)
        }
    }
}

/// Keeps the callback ticket under the customer's number. It is a convenience: without it the agent's call gets its own ticket.
async fn expect_callback(host: &impl Host, opening: Opening, event: &CallEvent, ticket: TicketId) {
    if let (Opening::Missed, Caller::Number(customer)) = (opening, &event.customer)
        && let Err(error) = host
            .store(&Callback(customer), &CallbackState { ticket })
            .await
    {
        host.log(&format!("A callback ticket was not kept: {error}."));
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
    known: CallTicketState,
    since: Option<Timestamp>,
) -> Result<Opened> {
    if let Some(since) = since
        && let Some(ticket) = find_ticket(host, event, since).await?
    {
        let missed = known.missed;
        remember(host, &CallTicket(&event.call), known, ticket).await?;
        return Ok(Opened { ticket, missed });
    }
    let opening = if known.missed {
        Opening::Missed
    } else {
        opening
    };
    let mine = CallTicketState {
        click: known.click,
        ..CallTicketState::opening(opening, host.now())
    };
    host.store(&CallTicket(&event.call), &mine).await?;
    create(host, opening, event, mine).await
}

/// Looks for a ticket of this call among those changed since its opening began. Lists, unlike searches, do not lag.
async fn find_ticket(
    host: &impl Host,
    event: &CallEvent,
    since: Timestamp,
) -> Result<Option<TicketId>> {
    let reference = texts::reference(event);
    let updated_since = host.utc_text(since.plus_seconds(-WRITING_SECONDS));
    for page in 1..=TICKET_PAGES {
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
    Err(Error::unavailable(
        "find the call's ticket",
        "too many tickets changed since",
    ))
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
    for page in 1..=CONVERSATION_PAGES {
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
    Err(Error::unavailable(
        "find the note",
        "the ticket has too many conversations",
    ))
}

/// A call whose ticket says "answered" was missed after all: agents find it in the callback queue.
async fn tell_missed_after_all(
    host: &impl Host,
    ticket: TicketId,
    event: &CallEvent,
) -> Result<()> {
    // Told before, the tags may since have been taken off by an agent who called back.
    if host
        .load(&CallNote(&event.call, Note::Missed))
        .await?
        .is_some_and(|note| note.written)
    {
        return Ok(());
    }
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

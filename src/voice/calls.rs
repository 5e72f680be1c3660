//! Tells Freshdesk what happened to a call: which ticket, which notes, and whether a callback is answered by it.
//!
//! How a ticket is opened once, and a note written once, is the business of `tickets` and `notes`.

use super::callbacks;
use super::customer::{self, Customer};
use super::event::{CallEvent, Caller, Direction, Kind, parse_seconds};
use super::identity;
use super::ledger::{CallTicket, CallTicketState, Click, ClickState, RungFirst};
use super::texts::{CALLBACK_DONE, MISSED_TAGS, Note, Opening};
use super::tickets::{self, Opened};
use super::{notes, recordings, routing};
use crate::config::{AnsweredCalls, Voice};
use crate::error::Result;
use crate::host::{Claim, Host};
use crate::values::{CallId, TicketId};
use crate::wire::freshdesk::{UpdateTicket, ViewTicket};
use crate::wire::sautikit::{CallState, GetCall};

/// Tells one event. An error means that it is not told yet and must be told again later; `patient` says that it was told
/// before, or is old.
pub(crate) async fn tell(
    host: &impl Host,
    voice: &Voice,
    event: &CallEvent,
    patient: bool,
) -> Result<()> {
    let mut event = identity::settle(host, event, patient).await?;
    if event.kind == Kind::Unreached {
        if !keep_unreached(host, &event).await? {
            return Ok(());
        }
        event = ended(host, event).await?;
    }
    let event = &event.honestly();
    let mut known = if event.tells_whose_it_is() && event.opens_a_ticket() {
        None
    } else {
        host.load(&CallTicket(&event.call)).await?
    };
    if event.kind == Kind::Completed
        && event.direction == Direction::Inbound
        && known.as_ref().is_some_and(CallTicketState::is_unclear)
        && routing::ended_in_vain(host, voice, event).await?
    {
        let missed = CallEvent {
            kind: Kind::Unreached,
            ..event.clone()
        };
        open_missed(host, voice, &missed.honestly()).await?;
        known = host.load(&CallTicket(&event.call)).await?;
    }
    match (
        click_of(host, known.as_ref(), event).await?,
        event.direction,
    ) {
        (Some((record, click)), _) => tell_placed(host, voice, &record, click, known, event).await,
        (None, Direction::Inbound) => tell_inbound(host, voice, known, event).await,
        (None, Direction::Outbound) => tell_unplaced(host, voice, known, event).await,
    }
}

/// Keeps that agents' phones were rung in vain, or may have been; the end of the call decides. Whether an inbound call has
/// ended already.
async fn keep_unreached(host: &impl Host, event: &CallEvent) -> Result<bool> {
    let record = CallTicket(&event.call);
    let unreached = CallTicketState {
        unreached: true,
        ..CallTicketState::default()
    };
    if host.claim(&record, &unreached).await? == Claim::Won {
        return Ok(false);
    }
    host.amend(&record, "unreached", &true).await?;
    if event.direction == Direction::Outbound {
        return Ok(false);
    }
    let known = host.load(&record).await?;
    Ok(known.is_some_and(|known| known.ended && known.is_unclear()))
}

/// The end of a call as the provider has it, for a call whose edge came after its end.
async fn ended(host: &impl Host, edge: CallEvent) -> Result<CallEvent> {
    let state = record_of(host, &edge.call).await?;
    Ok(CallEvent {
        kind: Kind::Completed,
        duration_seconds: state.duration_seconds.as_deref().and_then(parse_seconds),
        ..edge
    })
}

/// The provider's record of a call; an empty one if it does not know the call or will not say.
async fn record_of(host: &impl Host, call: &CallId) -> Result<CallState> {
    match host.call(&GetCall { call: call.clone() }).await {
        Ok(known) => Ok(known.call),
        Err(error) if matches!(error.status(), 401 | 403 | 404) => Ok(CallState::default()),
        Err(error) => Err(error),
    }
}

/// Keeps a fact of a call that no note tells.
async fn set(
    host: &impl Host,
    event: &CallEvent,
    fact: impl FnOnce(&mut CallTicketState),
) -> Result<()> {
    let record = CallTicket(&event.call);
    let mut known = host.load(&record).await?.unwrap_or_default();
    fact(&mut known);
    host.store(&record, &known).await
}

/// The click that placed the call, if an agent placed it with this app.
async fn click_of(
    host: &impl Host,
    known: Option<&CallTicketState>,
    event: &CallEvent,
) -> Result<Option<(Click, ClickState)>> {
    let request = event.request.clone().or_else(|| known?.click.clone());
    let Some(request) = request else {
        return Ok(None);
    };
    let record = Click(request);
    Ok(host.load(&record).await?.map(|click| (record, click)))
}

async fn tell_inbound(
    host: &impl Host,
    voice: &Voice,
    known: Option<CallTicketState>,
    event: &CallEvent,
) -> Result<()> {
    match event.kind {
        Kind::Answered if !gets_a_ticket(host, voice, event).await? => Ok(()),
        Kind::Answered => open_answered(host, voice, event).await.map(drop),
        Kind::Failed | Kind::Voicemail => {
            let opened = match known.as_ref().and_then(Opened::known) {
                Some(opened) if opened.missed => opened,
                Some(_) | None => open_missed(host, voice, event).await?,
            };
            if event.kind == Kind::Voicemail {
                return tell_on(host, opened.ticket, Note::Recording, event).await;
            }
            Ok(())
        }
        Kind::Completed => tell_end(host, voice, known, event).await,
        Kind::Recording => tell_note(host, voice, known, Note::Recording, event)
            .await
            .map(drop),
        Kind::Unreached | Kind::Routing => Ok(()),
    }
}

/// Whether an answered call is told on a ticket: always where an administrator wants that, else only if its customer waits
/// for a callback.
pub(crate) async fn gets_a_ticket(
    host: &impl Host,
    voice: &Voice,
    event: &CallEvent,
) -> Result<bool> {
    match (&event.customer.digits(), voice.answered_calls) {
        (Some(number), AnsweredCalls::NoTicket) => {
            let customer = Customer::recall(host, number).await;
            Ok(customer.callback(host).await?.is_some())
        }
        (None, AnsweredCalls::NoTicket) => Ok(false),
        (_, AnsweredCalls::OwnTicket | AnsweredCalls::OpenTicket) => Ok(true),
    }
}

async fn open_missed(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<Opened> {
    let event = &with_customer(host, voice, event).await?;
    let opened = tickets::open(host, voice, Opening::Missed, event, None).await?;
    if !opened.missed {
        tell_missed_after_all(host, &opened, event).await?;
    }
    Ok(opened)
}

async fn open_answered(host: &impl Host, voice: &Voice, event: &CallEvent) -> Result<Opened> {
    let event = &with_customer(host, voice, event).await?;
    tickets::open(host, voice, Opening::Answered, event, None).await
}

/// The end of an inbound call. Where nothing told that no person was reached, the provider's word counts, and the customer
/// who waited for a callback was spoken to.
async fn tell_end(
    host: &impl Host,
    voice: &Voice,
    known: Option<CallTicketState>,
    event: &CallEvent,
) -> Result<()> {
    let Some(told) = tell_note(host, voice, known, Note::Ended, event).await? else {
        return Ok(());
    };
    if told.answers_callback
        && !told.missed
        && event.duration_seconds != Some(0)
        && let Some(customer) = &with_customer(host, voice, event).await?.customer.digits()
    {
        callbacks::done(host, customer, told.ticket).await?;
        return host
            .amend(&CallTicket(&event.call), "answers_callback", &false)
            .await;
    }
    Ok(())
}

/// A call that an agent placed. The event's numbers may be the agent's own phone, so the customer comes from our own record.
async fn tell_placed(
    host: &impl Host,
    voice: &Voice,
    record: &Click,
    click: ClickState,
    known: Option<CallTicketState>,
    event: &CallEvent,
) -> Result<()> {
    learn(host, record, &click, event).await?;
    let Some(note) = outbound_note(event.kind) else {
        return Ok(());
    };
    let event = &CallEvent {
        direction: Direction::Outbound,
        customer: Caller::Number(click.customer.clone()),
        request: Some(record.0.clone()),
        ..event.clone()
    };
    let known = match known {
        Some(known) => Some(known),
        None => host.load(&CallTicket(&event.call)).await?,
    };
    if known.as_ref().is_some_and(|known| known.has(note)) {
        return answer_callback(host, &click, known.as_ref(), event, note).await;
    }
    let ticket = known
        .as_ref()
        .and_then(|known| known.ticket)
        .or(click.ticket);
    let told = match ticket {
        Some(ticket) => match write(host, ticket, note, event).await {
            // The page named the ticket, and it may have been deleted since.
            Err(error) if error.is_gone() => {
                let adrift = CallTicketState::placed(&record.0, None);
                host.store(&CallTicket(&event.call), &adrift).await?;
                false
            }
            outcome => {
                outcome?;
                true
            }
        },
        None => false,
    };
    if !told {
        if note == Note::NotConnected {
            host.log("An outbound call failed that belongs to no ticket; nothing to note.");
            return set(host, event, |known| known.not_connected = true).await;
        }
        let opened =
            tickets::open(host, voice, Opening::Outbound, event, Some(click.agent)).await?;
        tell_on(host, opened.ticket, note, event).await?;
    }
    answer_callback(host, &click, known.as_ref(), event, note).await
}

/// The customer was spoken to, as far as the provider tells: it rang the customer first and had an answer. In a call that
/// rang the agent first its "answered" is the agent's phone, so there only the agent can say so, and in one that rang the
/// customer first the agent may not have answered.
async fn answer_callback(
    host: &impl Host,
    click: &ClickState,
    known: Option<&CallTicketState>,
    event: &CallEvent,
    note: Note,
) -> Result<()> {
    let nobody_talked =
        event.duration_seconds == Some(0) || known.is_some_and(|known| known.unreached);
    if note != Note::Ended || nobody_talked || click.agent_first {
        return Ok(());
    }
    // It may have begun to wait after the click, or on another ticket than the call's.
    let customer = click.customer.as_str();
    if let Some(ticket) = callbacks::ticket_of(host, customer).await? {
        callbacks::done(host, customer, ticket).await?;
    }
    if known.is_some_and(|known| known.answers_callback) {
        set(host, event, |known| known.answers_callback = false).await?;
    }
    customer::spoke_with(host, customer, click.agent).await;
    Ok(())
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
    // Only if nobody is telling the call already: that record must not be lost.
    let placed = CallTicketState::placed(&record.0, click.ticket);
    host.claim(&CallTicket(&event.call), &placed).await?;
    Ok(())
}

/// An outbound call that no click is known of. It may be one whose answer was lost, told under another id; a call that was
/// placed elsewhere is none of ours, and its number may be anybody's.
async fn tell_unplaced(
    host: &impl Host,
    voice: &Voice,
    known: Option<CallTicketState>,
    event: &CallEvent,
) -> Result<()> {
    let is_ours = |known: &CallTicketState| {
        known.click.is_some() || known.ticket.is_some() || known.since.is_some()
    };
    if known.as_ref().is_some_and(is_ours) || outbound_note(event.kind).is_none() {
        return Ok(());
    }
    let state = record_of(host, &event.call).await?;
    let session: Option<CallId> = state
        .session_id
        .as_deref()
        .and_then(|session| session.parse().ok());
    if let Some(session) = &session
        && let Some(known) = host.load(&CallTicket(session)).await?
        && let Some((record, click)) = click_of(host, Some(&known), event).await?
    {
        let event = &CallEvent {
            call: session.clone(),
            ..event.clone()
        };
        return tell_placed(host, voice, &record, click, Some(known), event).await;
    }
    if let Caller::Number(remote) = &event.clone().complete(&state, voice).customer
        && let Some(rung) = host.load(&RungFirst(remote)).await?
        && let Some(began) = state.started_at.as_deref()
        && host
            .parse_time(began)
            .is_some_and(|began| rung.can_be(began))
    {
        let record = Click(rung.request);
        if let Some(click) = host.load(&record).await? {
            return tell_placed(host, voice, &record, click, None, event).await;
        }
    }
    host.log("An outbound call was not placed with this app; nothing to note.");
    Ok(())
}

const fn outbound_note(kind: Kind) -> Option<Note> {
    match kind {
        Kind::Answered | Kind::Unreached | Kind::Routing => None,
        Kind::Failed => Some(Note::NotConnected),
        Kind::Completed => Some(Note::Ended),
        Kind::Recording | Kind::Voicemail => Some(Note::Recording),
    }
}

/// Writes a note on the call's ticket, opening the ticket first if the events that should have done so are still to come.
/// The answer is nothing if such calls get no ticket.
async fn tell_note(
    host: &impl Host,
    voice: &Voice,
    known: Option<CallTicketState>,
    note: Note,
    event: &CallEvent,
) -> Result<Option<Opened>> {
    let opened = match known.as_ref().and_then(Opened::known) {
        Some(opened) => opened,
        None if !gets_a_ticket(host, voice, event).await? => return Ok(None),
        None => open_answered(host, voice, event).await?,
    };
    if !known.is_some_and(|known| known.has(note)) {
        tell_on(host, opened.ticket, note, event).await?;
    }
    Ok(Some(opened))
}

/// Writes a note on a ticket, unless the ticket is gone.
async fn tell_on(host: &impl Host, ticket: TicketId, note: Note, event: &CallEvent) -> Result<()> {
    match write(host, ticket, note, event).await {
        Err(error) if error.is_gone() => {
            host.log(&format!(
                "Ticket {ticket} was deleted, so a note on it was left out."
            ));
            Ok(())
        }
        outcome => outcome,
    }
}

async fn write(host: &impl Host, ticket: TicketId, note: Note, event: &CallEvent) -> Result<()> {
    if note == Note::Recording {
        let event = recordings::located(host, event).await?;
        return notes::write(host, ticket, note, &event, 0).await;
    }
    notes::write(host, ticket, note, event, 0).await
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
    Ok(event.clone().complete(&known.call, voice))
}

/// A call whose ticket says "answered" was missed after all: agents find it in the callback queue.
async fn tell_missed_after_all(host: &impl Host, opened: &Opened, event: &CallEvent) -> Result<()> {
    let ticket = opened.ticket;
    // Told before, the tags may since have been taken off by an agent who called back.
    let known = host.load(&CallTicket(&event.call)).await?;
    if known.is_some_and(|known| known.has(Note::MissedAfterAll)) {
        return Ok(());
    }
    let mut tags = host.call(&ViewTicket { ticket }).await?.tags;
    let before = tags.clone();
    tags.retain(|tag| tag != CALLBACK_DONE);
    for tag in MISSED_TAGS {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    if tags != before {
        let update = UpdateTicket {
            ticket,
            tags: Some(tags),
            responder_id: None,
        };
        host.call(&update).await?;
    }
    callbacks::wait_on(host, event, ticket).await?;
    notes::write(host, ticket, Note::MissedAfterAll, event, 0).await?;
    host.amend(&CallTicket(&event.call), "missed", &true).await
}

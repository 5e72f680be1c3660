//! The queue of customers who wait to be called back: one open ticket each, however often they call in vain.
//!
//! The queue that agents see is a list of its own; losing an entry of it loses no ticket.

use super::customer::Customer;
use super::event::{CallEvent, Caller, Kind};
use super::interrupted::{self, is_interrupted, underway};
use super::ledger::{CallTicket, CallTicketNamed, Callback, CallbackRow, CallbackState, short};
use super::texts::{CALLBACK_DONE, CALLBACK_NEEDED};
use crate::config::Voice;
use crate::error::Result;
use crate::host::{Claim, Host, Row};
use crate::values::{CallId, E164, TicketId, Timestamp, fingerprint};
use crate::wire::freshdesk::{UpdateTicket, ViewTicket};
use crate::wire::sautikit::{CallState, FindCalls};

/// How many missed calls of one customer are counted one by one.
const MOST_COUNTED: usize = 50;

/// From when on a missed call is told late: a customer who calls again at once is told in order.
const LATE_SECONDS: i64 = 60;

/// How many later calls of the customer are looked at then.
const MOST_CONVERSATIONS: usize = 3;

/// Where a missed call is to be told.
pub(crate) enum Turn {
    /// On a new ticket; the customer's callback is claimed for it.
    New(CallbackState),
    /// On the ticket that already waits for a callback, which this is the state of after the call.
    Waiting(TicketId, CallbackState),
}

/// Finds the customer's open callback ticket, or claims the right to open one.
pub(crate) async fn turn(host: &impl Host, customer: &str, call: &CallId) -> Result<Turn> {
    let record = Callback(customer);
    let mine = CallbackState {
        ticket: None,
        calls: vec![short(call)],
        since: host.now(),
        call: call.clone(),
    };
    if host.claim(&record, &mine).await? == Claim::Won {
        return Ok(Turn::New(mine));
    }
    let Some(known) = host.load(&record).await? else {
        // The customer has just been spoken to.
        return match host.claim(&record, &mine).await? {
            Claim::Won => Ok(Turn::New(mine)),
            Claim::Taken => Err(underway()),
        };
    };
    let Some(ticket) = known.ticket else {
        return take_over(host, &record, known, mine).await;
    };
    if still_waits(host, ticket).await? {
        return Ok(Turn::Waiting(ticket, known.with(call)));
    }
    interrupted::resume(host, &record).await?;
    host.store(&record, &mine).await?;
    Ok(Turn::New(mine))
}

/// Somebody claimed the callback and has not said which ticket it is.
async fn take_over(
    host: &impl Host,
    record: &Callback<'_>,
    known: CallbackState,
    mine: CallbackState,
) -> Result<Turn> {
    // Its own call is told by one delivery at a time, so this one may go on with what it began.
    if known.call == mine.call {
        return Ok(Turn::New(mine));
    }
    if !is_interrupted(host, known.since) {
        return Err(underway());
    }
    interrupted::resume(host, record).await?;
    if let Some(ticket) = interrupted::find_ticket(host, &known.call, known.since).await? {
        return Ok(Turn::Waiting(ticket, known.with(&mine.call)));
    }
    host.store(record, &mine).await?;
    Ok(Turn::New(mine))
}

/// Whether a ticket is neither resolved nor gone, and nobody took its mark off.
pub(crate) async fn still_waits(host: &impl Host, ticket: TicketId) -> Result<bool> {
    match host.call(&ViewTicket { ticket }).await {
        Ok(seen) => Ok(seen.is_open() && seen.tags.iter().any(|tag| tag == CALLBACK_NEEDED)),
        Err(error) if error.is_gone() => Ok(false),
        Err(error) => Err(error),
    }
}

impl CallbackState {
    fn with(mut self, call: &CallId) -> Self {
        let call = short(call);
        if !self.calls.contains(&call) && self.calls.len() < MOST_COUNTED {
            self.calls.push(call);
        }
        self
    }
}

/// Keeps on which ticket a customer waits.
pub(crate) async fn keep(
    host: &impl Host,
    customer: &str,
    ticket: TicketId,
    state: CallbackState,
) -> Result<()> {
    let state = CallbackState {
        ticket: Some(ticket),
        ..state
    };
    host.store(&Callback(customer), &state).await
}

/// The call's customer waits on its ticket, unless there is another one already to wait on.
pub(crate) async fn wait_on(host: &impl Host, event: &CallEvent, ticket: TicketId) -> Result<()> {
    if let Some(customer) = &event.customer.digits() {
        match turn(host, customer, &event.call).await? {
            Turn::New(state) => {
                keep(host, customer, ticket, state).await?;
                Customer::recall(host, customer)
                    .await
                    .remember(host, |row| row.callback = Some(ticket.to_string()))
                    .await;
            }
            Turn::Waiting(waiting, state) if waiting == ticket => {
                return keep_count(host, event, customer, ticket, state).await;
            }
            Turn::Waiting(..) => {}
        }
    }
    queue(host, event, &event.call, Some(ticket), 1).await;
    Ok(())
}

/// Counts a missed call that was told on the ticket on which its customer waits.
pub(crate) async fn count(host: &impl Host, event: &CallEvent, ticket: TicketId) -> Result<()> {
    if let Some(customer) = &event.customer.digits()
        && let Some(known) = host.load(&Callback(customer)).await?
        && known.ticket == Some(ticket)
    {
        keep_count(host, event, customer, ticket, known.with(&event.call)).await?;
    }
    Ok(())
}

/// The ticket of a conversation that the customer had after this missed call, which is told late: nobody needs to call back
/// for it. Of a call that is told in time nothing is asked; nor does anything that cannot be found out keep it from being told.
pub(crate) async fn spoken_to_since(
    host: &impl Host,
    voice: &Voice,
    event: &CallEvent,
    customer: &str,
) -> Option<TicketId> {
    let number: E164 = customer.parse().ok()?;
    let missed_at = host.parse_time(event.at.as_deref()?)?;
    if host.now().seconds_since(missed_at) < LATE_SECONDS {
        return None;
    }
    match conversation_after(host, voice, missed_at, &number).await {
        Ok(ticket) => ticket,
        Err(error) => {
            host.log(&format!(
                "Whether a customer was spoken to since could not be found out: {error}."
            ));
            None
        }
    }
}

async fn conversation_after(
    host: &impl Host,
    voice: &Voice,
    missed_at: Timestamp,
    customer: &E164,
) -> Result<Option<TicketId>> {
    let calls = host.call(&FindCalls { number: customer }).await?.calls();
    let is_later = |call: &CallState| {
        let at = call.started_at.as_deref();
        at.and_then(|at| host.parse_time(at))
            .is_some_and(|at| at.seconds_since(missed_at) > 0)
    };
    let later = calls.iter().filter(|call| is_later(call));
    let told = later.filter_map(|call| CallEvent::of_state(call, voice).ok());
    let is_conversation = |told: &CallEvent| {
        told.kind == Kind::Completed && told.customer == Caller::Number(customer.clone())
    };
    let conversations = told.flatten().filter(is_conversation);
    for conversation in conversations.take(MOST_CONVERSATIONS) {
        let known = host.load(&CallTicket(&conversation.call)).await?;
        if let Some(known) = known
            && known.ended
            && !known.missed
            && !known.unreached
        {
            return Ok(known.ticket);
        }
    }
    Ok(None)
}

/// Keeps the count, and shows it in the queue, where the call needs no entry of its own any more.
pub(crate) async fn keep_count(
    host: &impl Host,
    event: &CallEvent,
    customer: &str,
    ticket: TicketId,
    state: CallbackState,
) -> Result<()> {
    let (first, count) = (state.call.clone(), state.calls.len());
    keep(host, customer, ticket, state).await?;
    queue(host, event, &first, Some(ticket), count).await;
    if first != event.call {
        drop_entry(host, &event.call).await;
    }
    Ok(())
}

/// Takes a call's own entry off the agents' queue.
pub(crate) async fn drop_entry(host: &impl Host, call: &CallId) {
    drop_entries(host, ("call", &fingerprint(&[call.as_str()]))).await;
}

/// Gives a claim back whose ticket was certainly not opened.
pub(crate) async fn give_back(host: &impl Host, customer: &str) -> Result<()> {
    host.erase(&Callback(customer)).await
}

/// An agent says that nobody need call back for a call without a ticket; gives the ticket if it has one by now.
pub(crate) async fn done_without_ticket(host: &impl Host, call: &str) -> Result<Option<TicketId>> {
    let record = CallTicketNamed(call);
    let mut known = host.load(&record).await?.unwrap_or_default();
    if known.ticket.is_none() {
        known.called_back = true;
        host.store(&record, &known).await?;
    }
    Ok(known.ticket)
}

/// Shows a missed call in the agents' queue, with its ticket or, while Freshdesk refuses one, without. Tried twice, since
/// nothing else would show it.
pub(crate) async fn queue(
    host: &impl Host,
    event: &CallEvent,
    first: &CallId,
    ticket: Option<TicketId>,
    count: usize,
) {
    for _ in 0..2 {
        match enter(host, event, first, ticket, count).await {
            Ok(()) => return,
            Err(error) => host.log(&format!("The callback queue was not changed: {error}.")),
        }
    }
}

async fn enter(
    host: &impl Host,
    event: &CallEvent,
    first: &CallId,
    ticket: Option<TicketId>,
    count: usize,
) -> Result<()> {
    let call = fingerprint(&[first.as_str()]);
    let ticket = ticket.map(|ticket| ticket.to_string());
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let rows = host.rows::<CallbackRow>(Some(("call", &call))).await?;
    if let Some(mut row) = rows.into_iter().next() {
        row.value.ticket = ticket.or(row.value.ticket);
        row.value.count = count.max(row.value.count);
        return host.replace(&row).await;
    }
    // Told again without a ticket, the call may be one that an agent has called back for.
    if ticket.is_none()
        && let Some(known) = host.load(&CallTicketNamed(&call)).await?
        && known.called_back
    {
        return Ok(());
    }
    let row = CallbackRow {
        call,
        number: event.customer.digits(),
        ticket,
        count,
        since: host.now(),
        taken_by: None,
        taken_at: None,
    };
    host.append(&row).await
}

/// The queue in the order in which it is worked on.
pub(crate) fn oldest_first(mut rows: Vec<Row<CallbackRow>>) -> Vec<Row<CallbackRow>> {
    rows.sort_by_key(|row| row.value.since);
    rows
}

/// The ticket on which a customer waits for a callback, as the store knows it.
pub(crate) async fn ticket_of(host: &impl Host, customer: &str) -> Result<Option<TicketId>> {
    let known = host.load(&Callback(customer)).await?;
    Ok(known.and_then(|known| known.ticket))
}

/// The customer was spoken to: the ticket loses its mark, and the queue its entry. Safe to repeat.
pub(crate) async fn done(host: &impl Host, customer: &str, ticket: TicketId) -> Result<()> {
    unmark(host, ticket).await?;
    forget(host, customer, ticket).await
}

/// Takes the mark of a callback off a ticket, unless the ticket is gone or has none.
pub(crate) async fn unmark(host: &impl Host, ticket: TicketId) -> Result<()> {
    match host.call(&ViewTicket { ticket }).await {
        Ok(seen) if seen.tags.iter().any(|tag| tag == CALLBACK_NEEDED) => {
            let mut tags = seen.tags;
            tags.retain(|tag| tag != CALLBACK_NEEDED && tag != CALLBACK_DONE);
            tags.push(CALLBACK_DONE.to_owned());
            let update = UpdateTicket {
                ticket,
                tags: Some(tags),
                responder_id: None,
            };
            match host.call(&update).await {
                Err(error) if !error.is_gone() => Err(error),
                Ok(_) | Err(_) => Ok(()),
            }
        }
        Err(error) if !error.is_gone() => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Forgets that the customer waits on this ticket.
pub(crate) async fn forget(host: &impl Host, customer: &str, ticket: TicketId) -> Result<()> {
    if let Some(known) = host.load(&Callback(customer)).await?
        && known.ticket == Some(ticket)
    {
        host.erase(&Callback(customer)).await?;
    }
    drop_entries(host, ("ticket", &ticket.to_string())).await;
    Customer::recall(host, customer)
        .await
        .remember(host, |row| {
            row.callback.take_if(|known| *known == ticket.to_string());
        })
        .await;
    Ok(())
}

/// Takes entries off the agents' queue.
pub(crate) async fn drop_entries(host: &impl Host, which: (&'static str, &str)) {
    let rows = match host.rows::<CallbackRow>(Some(which)).await {
        Ok(rows) => rows,
        Err(error) => return host.log(&format!("The callback queue was not read: {error}.")),
    };
    for row in rows {
        if let Err(error) = host.remove(&row).await {
            host.log(&format!("An entry stays in the callback queue: {error}."));
        }
    }
}

/// Takes out of the queue what two deliveries entered at once, and looks whether one entry is still right: what people do to a
/// ticket is not always told to apps, and telling may have been cut off before the queue was changed.
pub(crate) async fn review(host: &impl Host, turn: usize) {
    let mut rows = match host.rows::<CallbackRow>(None).await {
        Ok(rows) => rows,
        Err(error) => return host.log(&format!("The callback queue was not read: {error}.")),
    };
    // Of two entries of a call, the one with a ticket stays.
    rows.sort_by_key(|row| row.value.ticket.is_none());
    let mut distinct: Vec<Row<CallbackRow>> = Vec::new();
    for row in rows {
        let is_known = |known: &Row<CallbackRow>| known.value.call == row.value.call;
        if !distinct.iter().any(is_known) {
            distinct.push(row);
        } else if let Err(error) = host.remove(&row).await {
            host.log(&format!(
                "An entry stays twice in the callback queue: {error}."
            ));
        }
    }
    let Some(row) = turn
        .checked_rem(distinct.len())
        .and_then(|index| distinct.get(index))
    else {
        return;
    };
    let outcome = match row.value.ticket.as_ref().and_then(|text| text.parse().ok()) {
        Some(ticket) => review_ticket(host, TicketId(ticket)).await,
        None => review_call(host, row, &distinct).await,
    };
    if let Err(error) = outcome {
        host.log(&format!("A callback could not be reviewed: {error}."));
    }
}

async fn review_ticket(host: &impl Host, ticket: TicketId) -> Result<()> {
    if still_waits(host, ticket).await? {
        return Ok(());
    }
    dropped_by_hand(host, ticket).await
}

/// An entry without a ticket whose call was told after all gets the ticket, or goes if another entry has it.
async fn review_call(
    host: &impl Host,
    row: &Row<CallbackRow>,
    others: &[Row<CallbackRow>],
) -> Result<()> {
    let known = host.load(&CallTicketNamed(&row.value.call)).await?;
    let Some(ticket) = known.and_then(|known| known.ticket) else {
        return Ok(());
    };
    let ticket = Some(ticket.to_string());
    if others.iter().any(|other| other.value.ticket == ticket) {
        return host.remove(row).await;
    }
    let mut row = row.clone();
    row.value.ticket = ticket;
    host.replace(&row).await
}

/// A ticket of ours was resolved, deleted or unmarked by somebody: nobody waits on it any more.
pub(crate) async fn dropped_by_hand(host: &impl Host, ticket: TicketId) -> Result<()> {
    let rows = host
        .rows::<CallbackRow>(Some(("ticket", &ticket.to_string())))
        .await?;
    for row in rows {
        if let Some(customer) = &row.value.number {
            forget(host, customer, ticket).await?;
        } else {
            host.remove(&row).await?;
        }
        host.log(&format!(
            "Nobody waits for a callback on ticket {ticket} any more: it was closed by hand."
        ));
    }
    Ok(())
}

//! Opens the ticket of a call, once, whatever fails: a new one, or one that is there for the same customer.
//!
//! The claim on the call's record decides who opens it. Where an answer was lost, Freshdesk is asked before anything is
//! written again.

use super::callbacks::{self, Turn};
use super::customer::{self, Customer};
use super::event::CallEvent;
use super::interrupted::{self, is_interrupted, underway};
use super::ledger::{CallRow, CallTicket, CallTicketState};
use super::notes;
use super::texts::{self, Contacts, Note, Opening, REFUSED_PHONE};
use crate::config::{AnsweredCalls, Voice};
use crate::error::{Certainty, Error, ErrorKind, Refusal, Result};
use crate::host::{Claim, Host};
use crate::values::{AgentId, E164, TicketId, Timestamp};
use crate::wire::freshdesk::{
    CreatedTicket, ListTicketsOf, Requester, is_open, refused_fields, refused_for,
};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// A call's ticket.
pub(crate) struct Opened {
    pub(crate) ticket: TicketId,
    /// Whether the ticket says that the call was missed.
    pub(crate) missed: bool,
    /// Whether the ticket waited for a callback before this call.
    pub(crate) answers_callback: bool,
}

impl Opened {
    /// The ticket of a call that is known, if it has one.
    pub(crate) fn known(state: &CallTicketState) -> Option<Self> {
        Some(Self::of(state.ticket?, state))
    }

    fn of(ticket: TicketId, state: &CallTicketState) -> Self {
        Self {
            ticket,
            missed: state.missed,
            answers_callback: state.answers_callback,
        }
    }
}

/// The call's ticket, opened now unless it is open already; `agent` gets it.
pub(crate) async fn open(
    host: &impl Host,
    voice: &Voice,
    opening: Opening,
    event: &CallEvent,
    agent: Option<AgentId>,
) -> Result<Opened> {
    let opener = Opener {
        host,
        voice,
        opening,
        event,
        agent,
    };
    opener.open().await
}

/// One opening: of what kind, for which call, and who gets the ticket.
struct Opener<'a, H> {
    host: &'a H,
    voice: &'a Voice,
    opening: Opening,
    event: &'a CallEvent,
    agent: Option<AgentId>,
}

impl<'a, H: Host> Opener<'a, H> {
    async fn open(&self) -> Result<Opened> {
        let record = self.record();
        let mine = CallTicketState {
            click: self.event.request.clone(),
            ..CallTicketState::opening(self.opening, self.host.now())
        };
        if self.host.claim(&record, &mine).await? == Claim::Won {
            return self.begin(mine).await;
        }
        let Some(known) = self.host.load(&record).await? else {
            return Err(underway());
        };
        match (known.ticket, known.since) {
            (Some(ticket), _) => Ok(Opened::of(ticket, &known)),
            (None, Some(since)) if !is_interrupted(self.host, since) => Err(underway()),
            (None, _) => {
                interrupted::resume(self.host, &record).await?;
                let opening = match (known.called_back, known.missed) {
                    (true, _) => Opening::CalledBack,
                    (false, true) => Opening::Missed,
                    (false, false) => self.opening,
                };
                Self { opening, ..*self }.reopen(known).await
            }
        }
    }

    const fn record(&self) -> CallTicket<'a> {
        CallTicket(&self.event.call)
    }

    /// Finishes what an interrupted opening began: finds its ticket in Freshdesk, or begins again.
    async fn reopen(&self, known: CallTicketState) -> Result<Opened> {
        if let Some(ticket) = known.joins {
            return match self.join(known.clone(), ticket, 0).await {
                Err(error) if error.is_gone() => self.begin_again(known).await,
                Ok(opened) if opened.missed => {
                    callbacks::count(self.host, self.event, ticket).await?;
                    Ok(opened)
                }
                outcome => outcome,
            };
        }
        if let Some(since) = known.since
            && let Some(ticket) =
                interrupted::find_ticket(self.host, &self.event.call, since).await?
        {
            if known.called_back {
                callbacks::unmark(self.host, ticket).await?;
            } else if known.missed {
                callbacks::wait_on(self.host, self.event, ticket).await?;
            }
            return self.remember(known, ticket, None).await;
        }
        self.begin_again(known).await
    }

    async fn begin_again(&self, known: CallTicketState) -> Result<Opened> {
        let mine = CallTicketState {
            click: known.click,
            ..CallTicketState::opening(self.opening, self.host.now())
        };
        self.host.store(&self.record(), &mine).await?;
        self.begin(mine).await
    }

    /// Tells the call on a ticket that was there before; `count` is how often the customer has called in vain.
    async fn join(&self, mine: CallTicketState, ticket: TicketId, count: usize) -> Result<Opened> {
        let mine = CallTicketState {
            joins: Some(ticket),
            ..mine
        };
        self.host.store(&self.record(), &mine).await?;
        let note = if mine.missed {
            Note::MissedAgain
        } else {
            Note::Answered
        };
        if let Err(error) = notes::write(self.host, ticket, note, self.event, count).await {
            return self.give_up(&mine, error).await;
        }
        let mine = CallTicketState {
            answered: !mine.missed,
            missed_again: mine.missed,
            ..mine
        };
        self.remember(mine, ticket, None).await
    }

    async fn begin(&self, mine: CallTicketState) -> Result<Opened> {
        match (self.opening, &self.event.customer.digits()) {
            (Opening::Missed, Some(number)) => self.begin_missed(number, mine).await,
            (Opening::Answered, Some(number)) => self.begin_answered(number, mine).await,
            (Opening::CalledBack | Opening::Outbound, Some(number)) => {
                let customer = Customer::find(self.host, self.voice, number).await;
                self.begin_new(mine, Some(customer)).await
            }
            (_, None) => self.begin_new(mine, None).await,
        }
    }

    /// Gives the call's claim back if it is certain that nothing was written, and passes the error on.
    async fn give_up<T>(&self, mine: &CallTicketState, error: Error) -> Result<T> {
        if error.certainty() == Certainty::NoEffect {
            // What may be known here only.
            let kept = CallTicketState {
                click: mine.click.clone(),
                called_back: mine.called_back,
                ..CallTicketState::default()
            };
            if kept == CallTicketState::default() {
                self.host.erase(&self.record()).await?;
            } else {
                self.host.store(&self.record(), &kept).await?;
            }
        }
        Err(error)
    }

    /// A missed call goes on the ticket on which its customer already waits, if there is one; it is nobody's yet.
    async fn begin_missed(&self, number: &str, mine: CallTicketState) -> Result<Opened> {
        let Self { host, event, .. } = *self;
        if let Some(ticket) = callbacks::spoken_to_since(host, self.voice, event, number).await {
            match self.join(mine.clone(), ticket, 0).await {
                Err(error) if error.is_gone() => {}
                outcome => return outcome,
            }
        }
        let state = match callbacks::turn(host, number, &event.call).await {
            Err(error) => return self.give_up(&mine, error).await,
            Ok(Turn::New(state)) => state,
            Ok(Turn::Waiting(ticket, state)) => {
                let opened = self.join(mine, ticket, state.calls.len()).await?;
                callbacks::keep_count(host, event, number, ticket, state).await?;
                return Ok(opened);
            }
        };
        let customer = Customer::find(host, self.voice, number).await;
        let created = match self.create(&customer.contacts, None).await {
            Ok(created) => created,
            Err(error) => {
                if error.certainty() == Certainty::NoEffect {
                    callbacks::give_back(host, number).await?;
                }
                return self.give_up(&mine, error).await;
            }
        };
        callbacks::keep(host, number, created.id, state).await?;
        callbacks::queue(host, event, &event.call, Some(created.id), 1).await;
        let opened = self.remember(mine, created.id, None).await?;
        know(customer, host, created, Some(created.id)).await;
        Ok(opened)
    }

    /// An answered call goes on the ticket on which its customer waits for a callback, or on an open one if the administrator
    /// wants that.
    async fn begin_answered(&self, number: &str, mine: CallTicketState) -> Result<Opened> {
        let host = self.host;
        let customer = Customer::find(host, self.voice, number).await;
        let waiting = match customer.callback(host).await? {
            Some(ticket) if callbacks::still_waits(host, ticket).await? => Some(ticket),
            Some(_) | None => None,
        };
        let ticket = match (waiting, self.voice.answered_calls, customer.contacts.chosen) {
            (None, AnsweredCalls::OpenTicket, Some(contact)) => open_ticket_of(host, contact).await,
            (waiting, ..) => waiting,
        };
        let Some(ticket) = ticket else {
            return self.begin_new(mine, Some(customer)).await;
        };
        let joining = CallTicketState {
            answers_callback: waiting.is_some(),
            ..mine.clone()
        };
        match self.join(joining, ticket, 0).await {
            Err(error) if error.is_gone() => self.begin_new(mine, Some(customer)).await,
            opened => {
                let opened = opened?;
                customer.remember(host, |_| ()).await;
                Ok(opened)
            }
        }
    }

    async fn begin_new(
        &self,
        mine: CallTicketState,
        customer: Option<Customer<'_>>,
    ) -> Result<Opened> {
        let contacts = customer
            .as_ref()
            .map(|customer| customer.contacts.clone())
            .unwrap_or_default();
        let created = match self.create(&contacts, self.agent).await {
            Ok(created) => created,
            Err(error) => return self.give_up(&mine, error).await,
        };
        let opened = self.remember(mine, created.id, self.agent).await?;
        if self.opening == Opening::Missed {
            let call = &self.event.call;
            callbacks::queue(self.host, self.event, call, Some(created.id), 1).await;
        }
        if let Some(customer) = customer {
            know(customer, self.host, created, None).await;
        }
        Ok(opened)
    }

    /// Creates the ticket; should Freshdesk refuse it, without what the refusal names, and at last the plain one.
    async fn create(&self, contacts: &Contacts, agent: Option<AgentId>) -> Result<CreatedTicket> {
        let Self {
            host,
            voice,
            opening,
            event,
            ..
        } = *self;
        let mut plain = texts::plain_ticket(opening, event, &contacts.others);
        let mut ticket = texts::ticket(opening, event, contacts, agent, voice);
        let mut is_reduced = false;
        loop {
            let error = match host.call(&ticket).await {
                Ok(created) => {
                    host.log(&format!("Opened ticket {} ({opening:?}).", created.id));
                    return Ok(created);
                }
                Err(error) => error,
            };
            let ErrorKind::Refused(Refusal { status, body, .. }) = error.kind() else {
                return Err(error);
            };
            let refused = match status {
                400 => refused_fields(body),
                // The number is another contact's, in an account where each has its own.
                409 => vec![REFUSED_PHONE.to_owned()],
                _ => return Err(error),
            };
            if let Requester::Phone { phone, .. } = &plain.requester
                && refused.iter().any(|field| field == REFUSED_PHONE)
            {
                plain.requester = self.requester_without_phone(phone).await;
            }
            let reduced = texts::without(&ticket, &refused, &plain);
            let next = if is_reduced || reduced == ticket {
                plain.clone()
            } else {
                reduced
            };
            if next == ticket {
                return Err(error);
            }
            host.log(&format!(
                "Freshdesk refused the ticket's fields, so it is opened without: {}.",
                explained(&error)
            ));
            (ticket, is_reduced) = (next, true);
        }
    }

    /// The contact that has the number: by now Freshdesk may find it.
    async fn requester_without_phone(&self, number: &E164) -> Requester {
        let found = customer::contacts_with(self.host, self.voice, number).await;
        match found.unwrap_or_default().first() {
            Some(contact) => Requester::Contact {
                requester_id: contact.id,
            },
            None => texts::by_own_id(number.as_str()),
        }
    }

    /// Notes the ticket; tried twice, since a forgotten ticket costs a search later.
    async fn remember(
        &self,
        mine: CallTicketState,
        ticket: TicketId,
        agent: Option<AgentId>,
    ) -> Result<Opened> {
        let record = self.record();
        let known = CallTicketState {
            ticket: Some(ticket),
            ..mine
        };
        if self.host.store(&record, &known).await.is_err() {
            self.host.store(&record, &known).await?;
        }
        let number = self.event.customer.digits();
        let call = self.event.call.as_str();
        log_call(self.host, call, number, Some(ticket), agent).await;
        Ok(Opened::of(ticket, &known))
    }
}

/// The contact's ticket that was changed last, of those still worked on. Without an answer the call gets one of its own.
async fn open_ticket_of(host: &impl Host, contact: u64) -> Option<TicketId> {
    match host.call(&ListTicketsOf { contact }).await {
        Ok(tickets) => tickets
            .into_iter()
            .find(|ticket| is_open(ticket.status))
            .map(|ticket| ticket.id),
        Err(error) => {
            host.log(&format!("A caller's tickets could not be read: {error}."));
            None
        }
    }
}

/// Remembers the contact that Freshdesk gave the ticket to, and that the customer waits on it.
async fn know(
    mut customer: Customer<'_>,
    host: &impl Host,
    created: CreatedTicket,
    callback: Option<TicketId>,
) {
    customer.contacts.chosen = created.requester_id.or(customer.contacts.chosen);
    customer
        .remember(host, |row| {
            if let Some(ticket) = callback {
                row.callback = Some(ticket.to_string());
            }
        })
        .await;
}

/// The error, and which fields Freshdesk objected to: an account may require some that this app does not know.
pub(crate) fn explained(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Refused(refusal) => format!("{error}{}", refused_for(&refusal.body)),
        ErrorKind::Malformed { .. }
        | ErrorKind::Unconfigured(_)
        | ErrorKind::Unreadable { .. }
        | ErrorKind::Unavailable { .. }
        | ErrorKind::Declined { .. } => error.to_string(),
    }
}

/// Adds a call to the app's own log. Losing an entry loses no call.
pub(crate) async fn log_call(
    host: &impl Host,
    call: &str,
    number: Option<String>,
    ticket: Option<TicketId>,
    agent: Option<AgentId>,
) {
    let row = CallRow {
        call: call.to_owned(),
        day: day_of(host.now()).to_string(),
        number,
        ticket: ticket.map(|ticket| ticket.to_string()),
        agent: agent.map(|agent| agent.to_string()),
    };
    if let Err(error) = host.append(&row).await {
        host.log(&format!("A call was not logged: {error}."));
    }
}

/// How long the app's own log is kept, in days, and how much of it one run of the schedule forgets.
const LOG_DAYS: i64 = 30;
const MOST_FORGOTTEN: usize = 20;

/// Forgets logged calls of the day that is now too long ago.
pub(crate) async fn forget_old_calls(host: &impl Host) {
    let day = (day_of(host.now()) - LOG_DAYS - 1).to_string();
    let rows = match host.rows::<CallRow>(Some(("day", &day))).await {
        Ok(rows) => rows,
        Err(error) => return host.log(&format!("Old calls could not be read: {error}.")),
    };
    for row in rows.iter().take(MOST_FORGOTTEN) {
        if let Err(error) = host.remove(row).await {
            return host.log(&format!("Old calls could not be forgotten: {error}."));
        }
    }
}

/// The number of the day since 1970, in UTC, by which the app's own log is filed.
pub(crate) const fn day_of(at: Timestamp) -> i64 {
    at.seconds() / SECONDS_OF_A_DAY
}

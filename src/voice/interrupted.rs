//! Finishing what was interrupted: when a claim counts as abandoned, who may take it over, and how its ticket is found.
//!
//! What is then done is decided by whose work it was.

use super::ledger::{Resumption, Taken};
use super::texts;
use crate::error::{Error, Result};
use crate::host::{Claim, Host, Record};
use crate::values::{CallId, TicketId, Timestamp};
use crate::wire::freshdesk::{ListTickets, PAGE};

/// How long writing a ticket or note may take before it counts as interrupted: longer than any handler may run (20 s, at most 40).
const WRITING_SECONDS: i64 = 60;

/// How many pages of tickets, 100 each, are read when a lost one is looked for; each page is a request.
const TICKET_PAGES: usize = 3;

/// Whether what began then has been abandoned.
pub(crate) fn is_interrupted(host: &impl Host, since: Timestamp) -> bool {
    host.now().seconds_since(since) >= WRITING_SECONDS
}

/// Takes the right to finish what was interrupted.
pub(crate) async fn resume(host: &impl Host, interrupted: &impl Record) -> Result<()> {
    let right = Resumption::of(interrupted);
    // Reading first lets an expired right go: the platform removes it only when it is read.
    let _ = host.load(&right).await?;
    match host.claim(&right, &Taken { at: host.now() }).await? {
        Claim::Won => Ok(()),
        Claim::Taken => Err(underway()),
    }
}

/// The error of whoever finds somebody else at work.
pub(crate) fn underway() -> Error {
    Error::unavailable("tell it now", "another delivery is doing so")
}

/// Looks for the ticket of a call among those changed since its opening began. Lists, unlike searches, do not lag.
pub(crate) async fn find_ticket(
    host: &impl Host,
    call: &CallId,
    since: Timestamp,
) -> Result<Option<TicketId>> {
    let reference = texts::reference_of(call.as_str());
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
pub(crate) fn mentions(text: &str, reference: &str) -> bool {
    text.trim_end().ends_with(reference)
}

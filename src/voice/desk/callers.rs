//! Who a number belongs to: contacts, open tickets, recent calls, and the callback they wait for.
//!
//! What one part cannot tell does not keep the others from being told.

use super::super::callbacks;
use super::super::customer::{self, Customer};
use super::super::ledger::{Callback, CallbackRow};
use super::calls::{list, merged, rows_of};
use super::{AGAIN, told};
use crate::arguments;
use crate::config::Voice;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::values::E164;
use crate::wire::freshdesk::{Contact, ListTicketsOf, is_open};
use crate::wire::page::{
    CallerCallback, CallerContact, CallerTicket, LookUpCallerArguments, LookUpCallerReply, PastCall,
};

/// How many contacts, and how many tickets, are shown.
const MOST: usize = 10;

/// Tells what is known of a number. Three requests, three list operations, and a store operation if the queue lost an entry;
/// one of each of the first two for the contacts alone.
pub async fn look_up_caller(
    host: &impl Host,
    voice: &Voice,
    arguments: LookUpCallerArguments,
) -> Result<LookUpCallerReply> {
    let number = arguments::number(arguments.number.as_deref(), voice)?;
    let customer = Customer::recall(host, number.as_str()).await;
    let remembered = customer.contacts.chosen;
    let mut parts = Parts {
        host,
        succeeded: false,
        error: None,
    };
    let found = parts.take(customer::contacts_with(host, voice, &number).await);
    let contacts = known_contacts(remembered, found);
    if arguments.only.as_deref() == Some("contacts") {
        return parts.reply(LookUpCallerReply {
            number: number.to_string(),
            contacts: listed(contacts),
            ..LookUpCallerReply::default()
        });
    }
    let tickets = match contacts.as_ref().and_then(|contacts| contacts.first()) {
        Some(contact) => parts.take(open_tickets(host, contact.id).await),
        None => None,
    };
    let calls = parts.take(calls_with(host, voice, &number).await);
    let callback = parts.take(callback_of(host, &number, &customer).await);
    parts.reply(LookUpCallerReply {
        number: number.to_string(),
        contacts: listed(contacts),
        tickets,
        calls,
        callback: callback.flatten(),
    })
}

fn listed(contacts: Option<Vec<Contact>>) -> Option<Vec<CallerContact>> {
    contacts.map(|contacts| contacts.into_iter().map(shown).collect())
}

/// What the parts came to.
struct Parts<'a, H> {
    host: &'a H,
    /// Whether one could be told.
    succeeded: bool,
    /// Why the last one that failed did so.
    error: Option<Error>,
}

impl<H: Host> Parts<'_, H> {
    /// The reply, if a part of it could be told.
    fn reply(self, reply: LookUpCallerReply) -> Result<LookUpCallerReply> {
        match self.error {
            Some(error) if !self.succeeded => Err(told(self.host, error, AGAIN)),
            Some(_) | None => Ok(reply),
        }
    }

    fn take<T>(&mut self, part: Result<T>) -> Option<T> {
        match part {
            Ok(part) => {
                self.succeeded = true;
                Some(part)
            }
            Err(error) => {
                self.host
                    .log(&format!("A part of a caller is not known: {error}."));
                self.error = Some(error);
                None
            }
        }
    }
}

/// The contact that is remembered comes first: new ones appear in Freshdesk's search after some minutes only.
fn known_contacts(remembered: Option<u64>, found: Option<Vec<Contact>>) -> Option<Vec<Contact>> {
    let Some(id) = remembered else {
        return found;
    };
    let mut contacts = found.unwrap_or_default();
    let known = contacts.iter().position(|contact| contact.id == id);
    let first = match known {
        Some(index) => contacts.remove(index),
        None => Contact {
            id,
            name: None,
            updated_at: None,
        },
    };
    contacts.insert(0, first);
    contacts.truncate(MOST);
    Some(contacts)
}

fn shown(contact: Contact) -> CallerContact {
    CallerContact {
        id: contact.id.to_string(),
        name: contact.name,
    }
}

async fn open_tickets(host: &impl Host, contact: u64) -> Result<Vec<CallerTicket>> {
    let tickets = host.call(&ListTicketsOf { contact }).await?;
    Ok(tickets
        .into_iter()
        .filter(|ticket| is_open(ticket.status))
        .take(MOST)
        .map(|ticket| CallerTicket {
            id: ticket.id.to_string(),
            subject: ticket.subject,
            status: ticket.status,
        })
        .collect())
}

/// The provider finds parts of numbers, and an agent's phone may be among the numbers of outbound calls.
async fn calls_with(host: &impl Host, voice: &Voice, number: &E164) -> Result<Vec<PastCall>> {
    let calls = list(host, Some(number)).await?;
    let rows = rows_of(host, "number", number.as_str()).await;
    let mut calls = merged(host, voice, &calls, &rows);
    calls.retain(|call| call.number.as_deref() == Some(number.as_str()));
    Ok(calls)
}

/// The callback as the queue has it; where the queue lost it, as the callback's own record has it.
async fn callback_of(
    host: &impl Host,
    number: &E164,
    customer: &Customer<'_>,
) -> Result<Option<CallerCallback>> {
    let rows = host
        .rows::<CallbackRow>(Some(("number", number.as_str())))
        .await?;
    if let Some(row) = callbacks::oldest_first(rows).into_iter().next() {
        return Ok(Some(CallerCallback {
            ticket_id: row.value.ticket,
            count: row.value.count,
            since: row.value.since.millis(),
        }));
    }
    if customer.callback(host).await?.is_none() {
        return Ok(None);
    }
    let known = host.load(&Callback(number.as_str())).await?;
    Ok(known.map(|known| CallerCallback {
        ticket_id: known.ticket.map(|ticket| ticket.to_string()),
        count: i64::try_from(known.calls.len()).unwrap_or(i64::MAX),
        since: known.since.millis(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(remembered: Option<u64>, found: Option<&[u64]>, shown: Option<&[u64]>) {
        let contact = |id: &u64| Contact {
            id: *id,
            name: None,
            updated_at: None,
        };
        let found = found.map(|ids| ids.iter().map(contact).collect());
        let known = known_contacts(remembered, found);
        let ids: Option<Vec<u64>> =
            known.map(|known| known.iter().map(|contact| contact.id).collect());
        assert_eq!(ids.as_deref(), shown);
    }

    #[test]
    fn the_remembered_contact_comes_first_whether_it_is_found_or_not() {
        check(None, None, None);
        check(None, Some(&[]), Some(&[]));
        check(None, Some(&[1, 2]), Some(&[1, 2]));
        check(Some(2), Some(&[1, 2]), Some(&[2, 1]));
        check(Some(3), Some(&[1, 2]), Some(&[3, 1, 2]));
        check(Some(3), None, Some(&[3]));
    }

    #[test]
    fn at_most_ten_contacts_are_shown() {
        let many: Vec<u64> = (0..30).collect();
        let contacts = known_contacts(
            Some(99),
            Some(
                many.iter()
                    .map(|id| Contact {
                        id: *id,
                        name: None,
                        updated_at: None,
                    })
                    .collect(),
            ),
        );
        assert_eq!(contacts.unwrap().len(), MOST);
    }
}

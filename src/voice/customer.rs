//! Who a caller is in Freshdesk, and what is remembered of a caller between calls.
//!
//! Nothing here may keep a call from being told: what cannot be found out is left out, and the log says so.

use super::callbacks;
use super::ledger::CallerRow;
use super::texts::Contacts;
use crate::config::Voice;
use crate::error::Result;
use crate::host::{Host, Row};
use crate::values::{AgentId, E164, TicketId};
use crate::wire::freshdesk::{Contact, SearchContacts};

/// A caller with a number, be it a short one.
pub(crate) struct Customer<'a> {
    number: &'a str,
    row: Option<Row<CallerRow>>,
    /// The contact that tickets go to, and others with the same number.
    pub(crate) contacts: Contacts,
}

impl<'a> Customer<'a> {
    /// What is remembered of a caller; Freshdesk is not asked.
    pub(crate) async fn recall(host: &impl Host, number: &'a str) -> Self {
        let rows = host.rows::<CallerRow>(Some(("number", number)));
        let row = match rows.await {
            Ok(rows) => rows.into_iter().next(),
            Err(error) => {
                host.log(&format!("A caller could not be recalled: {error}."));
                None
            }
        };
        let chosen = row
            .as_ref()
            .and_then(|row| row.value.contact.as_ref()?.parse().ok());
        Self {
            number,
            row,
            contacts: Contacts {
                chosen,
                others: Vec::new(),
            },
        }
    }

    /// What is remembered of a caller, and else what Freshdesk knows.
    pub(crate) async fn find(host: &impl Host, voice: &Voice, number: &'a str) -> Self {
        let mut customer = Self::recall(host, number).await;
        if customer.contacts.chosen.is_none() {
            customer.search(host, voice).await;
        }
        customer
    }

    /// A short number is no contact's.
    async fn search(&mut self, host: &impl Host, voice: &Voice) {
        let Ok(number) = self.number.parse() else {
            return;
        };
        let found = match contacts_with(host, voice, &number).await {
            Ok(found) => found,
            Err(error) => {
                return host.log(&format!("A caller's contact could not be found: {error}."));
            }
        };
        let mut found = found.into_iter();
        self.contacts.chosen = found.next().map(|contact| contact.id);
        self.contacts.others = found
            .take(5)
            .map(|contact| contact.name.unwrap_or_else(|| contact.id.to_string()))
            .collect();
    }

    /// The ticket on which this customer waits for a callback. Of a caller who is not remembered the store may know one.
    pub(crate) async fn callback(&self, host: &impl Host) -> Result<Option<TicketId>> {
        match &self.row {
            Some(row) => {
                let ticket = row.value.callback.as_ref();
                Ok(ticket.and_then(|ticket| ticket.parse().ok().map(TicketId)))
            }
            None => callbacks::ticket_of(host, self.number).await,
        }
    }

    /// The agent who last spoke with this customer.
    pub(crate) fn last_agent(&self) -> Option<AgentId> {
        self.row.as_ref()?.value.last_agent.as_ref()?.parse().ok()
    }

    /// Remembers what is new about the caller.
    pub(crate) async fn remember(self, host: &impl Host, change: impl FnOnce(&mut CallerRow)) {
        let contact = self.contacts.chosen.map(|contact| contact.to_string());
        let outcome = if let Some(mut row) = self.row {
            let before = row.value.clone();
            row.value.contact = contact.or(row.value.contact);
            change(&mut row.value);
            if row.value == before {
                return;
            }
            host.replace(&row).await
        } else {
            let mut row = CallerRow {
                number: self.number.to_owned(),
                contact,
                callback: None,
                last_agent: None,
            };
            change(&mut row);
            host.append(&row).await
        };
        if let Err(error) = outcome {
            host.log(&format!("A caller was not remembered: {error}."));
        }
    }
}

/// The contacts with a number. Of several, the one that was changed last is most likely in use, and comes first.
pub(crate) async fn contacts_with(
    host: &impl Host,
    voice: &Voice,
    number: &E164,
) -> Result<Vec<Contact>> {
    let search = SearchContacts {
        number,
        country: voice.line.country,
    };
    let mut found = host.call(&search).await?.results;
    found.sort_by(|one, other| other.updated_at.cmp(&one.updated_at));
    Ok(found)
}

/// Remembers which agent spoke with a customer.
pub(crate) async fn spoke_with(host: &impl Host, number: &str, agent: AgentId) {
    Customer::recall(host, number)
        .await
        .remember(host, |row| row.last_agent = Some(agent.to_string()))
        .await;
}

//! The state of one account, shared by all its endpoints.
//!
//! Records change only inside [`Desk::change`], which keeps them on disk afterwards.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde_json::Value;

use super::config::{ApiKey, Config, CustomField, Group, Switches};
use super::credits::Credits;
use super::events::{Happening, Manner, told};
use super::records::Records;
use super::refusal::Refusal;
use crate::clock::Clock;
use crate::front::{Events, Front, Hold, StartError, Tables};

/// What does not change while the account is open.
pub(crate) struct Setup {
    pub(crate) domain: String,
    pub(crate) groups: Vec<Group>,
    pub(crate) business_hours: Vec<Value>,
    pub(crate) ticket_types: Vec<String>,
    pub(crate) more_statuses: Vec<i64>,
    pub(crate) custom_fields: Vec<CustomField>,
    pub(crate) required_fields: Vec<String>,
    pub(crate) time_zone: String,
}

/// One open account.
pub(crate) struct Desk {
    pub(crate) setup: Setup,
    pub(crate) switches: Mutex<Switches>,
    pub(crate) records: Mutex<Records>,
    pub(crate) credits: Mutex<Credits>,
    pub(crate) clock: Clock,
    pub(crate) front: Arc<Front>,
    pub(crate) events: Events,
    keys: Vec<ApiKey>,
    tables: Tables,
}

/// Who calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub(crate) agent_id: u64,
    pub(crate) admin: bool,
}

impl Caller {
    /// Refuses everyone who is no administrator.
    pub(crate) fn needs_admin(self) -> Result<(), Refusal> {
        if self.admin {
            Ok(())
        } else {
            Err(Refusal::denied())
        }
    }
}

/// The id in a path; anything that is no id is nothing that exists.
pub(crate) struct Id(pub(crate) u64);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Path(id) = Path::<u64>::from_request_parts(parts, state)
            .await
            .map_err(|_| Refusal::Missing)?;
        Ok(Self(id))
    }
}

impl Desk {
    /// Opens the account with the tables of the last run, or as the config describes it.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let tables = Tables::new(config.state.as_deref(), "freshdesk");
        let mut records = match tables.load()? {
            Some(records) => records,
            None => Records::new(config.agents, config.contacts, config.first_ticket_id),
        };
        records.catch_up(config.clock.now(), config.switches.search_lag_seconds);
        let keys = config.keys.clone();
        Ok(Arc::new(Self {
            setup: Setup {
                domain: config.domain,
                groups: config.groups,
                business_hours: config.business_hours,
                ticket_types: config.ticket_types,
                more_statuses: config.more_statuses,
                custom_fields: config.custom_fields,
                required_fields: config.required_fields,
                time_zone: config.time_zone,
            },
            switches: Mutex::new(config.switches),
            records: Mutex::new(records),
            credits: Mutex::default(),
            clock: config.clock,
            front: Front::new(move |value| caller(&keys, value).is_some()),
            events: Events::start()?,
            keys: config.keys,
            tables,
        }))
    }

    /// Finds whose key an `Authorization` header carries.
    pub(crate) fn caller(&self, authorization: &str) -> Option<Caller> {
        caller(&self.keys, authorization)
    }

    /// Changes the records; a change that refuses must leave them as they were.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Records, Timestamp) -> T) -> T {
        let mut records = self.records.lock();
        let result = change(&mut records, self.clock.now());
        self.tables.save(&*records);
        result
    }

    /// Tells listeners what happened to a ticket, when the hold is dropped; called from within the change, so that the order is that of the changes.
    /// `actor` is the agent who did it, if it was one.
    pub(crate) fn tell(
        &self,
        happening: &Happening<'_>,
        actor: Option<u64>,
        records: &Records,
        now: Timestamp,
    ) -> Option<Hold> {
        let (template, manner) = {
            let switches = self.switches.lock();
            let manner = Manner {
                form: switches.event_form,
                updates_told: switches.updates_told,
            };
            (switches.product_events.clone()?, manner)
        };
        let groups = &self.setup.groups;
        let (event, body) = told(happening, actor, manner, records, groups, now)?;
        Some(self.events.tell(&template, event, body))
    }

    /// The public address of something below the API's root.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("https://{}/api/v2/{path}", self.setup.domain)
    }
}

/// The key is the user part of Basic authentication; the password may be anything.
fn caller(keys: &[ApiKey], authorization: &str) -> Option<Caller> {
    let (scheme, credentials) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (user, _) = decoded.split_once(':')?;
    let key = keys.iter().find(|known| known.key == user)?;
    Some(Caller {
        agent_id: key.agent_id,
        admin: key.admin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_user_part_of_basic_authentication() {
        let keys = [ApiKey {
            key: "k1".to_owned(),
            agent_id: 7,
            admin: true,
        }];
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        let cases = [
            (basic("k1:X"), true),
            (basic("k1:"), true),
            (basic("k1:anything at all"), true),
            (basic("k1"), false),
            (basic("k2:X"), false),
            (basic("X:k1"), false),
            ("Bearer k1".to_owned(), false),
            ("Basic k1:X".to_owned(), false),
            (String::new(), false),
        ];
        for (authorization, expected) in cases {
            assert_eq!(
                caller(&keys, &authorization).is_some(),
                expected,
                "{authorization}"
            );
        }
    }
}

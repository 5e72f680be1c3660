//! The state of one application, shared by both of its APIs.
//!
//! Records change only inside [`Application::change`], which keeps them on disk afterwards.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use jiff::Timestamp;
use parking_lot::Mutex;

use super::config::{Config, Switches};
use super::rates::Rates;
use super::records::Records;
use crate::clock::Clock;
use crate::front::{Front, StartError, Tables};

/// One open application.
pub(crate) struct Application {
    pub(crate) app_id: String,
    pub(crate) signing_key: String,
    pub(crate) switches: Mutex<Switches>,
    pub(crate) records: Mutex<Records>,
    pub(crate) rates: Mutex<Rates>,
    pub(crate) clock: Clock,
    pub(crate) front: Arc<Front>,
    /// How often the keys of a refusal were turned.
    pub(crate) turns: AtomicUsize,
    api_tokens: Vec<String>,
    tables: Tables,
}

impl Application {
    /// Opens the application with the tables of the last run, or empty.
    pub(crate) fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let tables = Tables::new(config.state.as_deref(), "sendbird");
        let records = match tables.load()? {
            Some(records) => records,
            None => Records::new(config.first_user_number),
        };
        let api_tokens = config.api_tokens.clone();
        Ok(Arc::new(Self {
            app_id: config.app_id,
            signing_key: config.signing_key,
            switches: Mutex::new(config.switches),
            records: Mutex::new(records),
            rates: Mutex::default(),
            clock: config.clock,
            front: Front::new(move |value| api_tokens.iter().any(|known| known == value)),
            turns: AtomicUsize::new(0),
            api_tokens: config.api_tokens,
            tables,
        }))
    }

    /// Whether an `Api-Token` is right.
    pub(crate) fn lets_in(&self, api_token: &str) -> bool {
        let is_known = self.api_tokens.iter().any(|known| known == api_token);
        is_known && !self.switches.lock().api_tokens_revoked
    }

    /// Changes the records; a change that refuses must leave them as they were.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Records, Timestamp) -> T) -> T {
        let mut records = self.records.lock();
        let result = change(&mut records, self.clock.now());
        self.tables.save(&*records);
        result
    }
}

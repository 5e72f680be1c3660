//! Every number that the platform holds an app to, in one table, and counting what happens in a minute.
//!
//! What is said to an app that goes beyond a number is said where the number is checked.

mod rates;

use std::time::Duration;

pub(crate) use self::rates::{Rate, Rates};

const KILOBYTE: usize = 1024;

/// The numbers.
///
/// Sources: *limits page* is the vendor's "Rate limits and constraints" page (2026); *kit 6.9* is what the
/// old development kit enforces locally; *inferred* has no source.
/// A rate of `None` means that nobody counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of a `$db` key and of a value's top-level names: 60 (error pages), 30 (kit 6.9).
    pub key_length: usize,
    /// Characters of a `$db` key and its value, a number counting 8 and a boolean 1: 40 KB (limits page), 8 KB (kit 6.9).
    pub value_size: usize,
    /// `$db` operations of all kinds, pages included: 50 a minute (limits page).
    pub db_per_minute: Option<u32>,
    /// Whether an expired record is gone only once somebody read it, so that `setIf` and `update` see it until then: yes (kit 6.9).
    pub lazy_expiry: bool,
    /// Entity operations of all kinds: 250 a minute (limits page).
    pub entity_per_minute: Option<u32>,
    /// Bytes of an entity's record as JSON: 100 KB (limits page).
    pub record_size: usize,
    /// Records of one entity: 10 000 (limits page).
    pub records_per_entity: u32,
    /// Records of one page of `getAll`: 100 (kit 6.9).
    pub records_per_page: u32,
    /// Template requests, attempts after the first not counted: 50 a minute (limits page).
    pub requests_per_minute: Option<u32>,
    /// Bytes of a template request's body: 100 KB (limits page; another page says 6 MB).
    pub request_size: usize,
    /// Bytes of the answer to a template request: 6 MB (limits page).
    pub response_size: usize,
    /// How long one attempt of a template request may take: 15 s (request method page).
    pub request_time: Duration,
    /// Function invocations by pages: 50 a minute (limits page).
    pub invocations_per_minute: Option<u32>,
    /// Bytes of an invocation's arguments with the installation parameters: 100 KB (limits page).
    pub invocation_size: usize,
    /// Caps the manifest's time limit of an invocation: nothing to cap at 30 s, the highest it may name (invocation page).
    pub invocation_time: Duration,
    /// Webhooks: 250 a minute (limits page).
    pub hooks_per_minute: Option<u32>,
    /// Bytes of a webhook's body: 100 KB (limits page).
    pub hook_size: usize,
    /// Bytes of a product event's payload: 256 KB (limits page).
    pub product_event_size: usize,
    /// How long a set-up handler may take to call `renderData`: 20 s (limits page), 10 s (kit 6.9).
    pub setup_time: Duration,
    /// Characters of the message with which a set-up handler refuses: 60 (set-up events page).
    pub setup_message_length: usize,
    /// How long any other event may take: 20 s (limits page).
    pub event_time: Duration,
    /// Characters of a schedule's name: 30 (kit 6.9, scheduled events page).
    pub schedule_name_length: usize,
    /// Characters of a schedule's data, counted as for `$db`: 4 KB (kit 6.9, scheduled events page).
    pub schedule_size: usize,
    /// One-time schedules of an installation: 1000 (limits page).
    pub one_time_schedules: u32,
    /// Recurring schedules of an installation: 1 (limits page).
    pub recurring_schedules: u32,
}

impl Limits {
    /// What the vendor's pages say today; the default.
    #[must_use]
    pub const fn today() -> Self {
        Self {
            key_length: 60,
            value_size: 40 * KILOBYTE,
            db_per_minute: Some(50),
            lazy_expiry: true,
            entity_per_minute: Some(250),
            record_size: 100 * KILOBYTE,
            records_per_entity: 10_000,
            records_per_page: 100,
            requests_per_minute: Some(50),
            request_size: 100 * KILOBYTE,
            response_size: 6 * KILOBYTE * KILOBYTE,
            request_time: Duration::from_secs(15),
            invocations_per_minute: Some(50),
            invocation_size: 100 * KILOBYTE,
            invocation_time: Duration::from_secs(30),
            hooks_per_minute: Some(250),
            hook_size: 100 * KILOBYTE,
            product_event_size: 256 * KILOBYTE,
            setup_time: Duration::from_secs(20),
            setup_message_length: 60,
            event_time: Duration::from_secs(20),
            schedule_name_length: 30,
            schedule_size: 4 * KILOBYTE,
            one_time_schedules: 1000,
            recurring_schedules: 1,
        }
    }

    /// The smaller of today's and the old kit's numbers: what runs under these runs everywhere.
    #[must_use]
    pub const fn strict() -> Self {
        Self {
            key_length: 30,
            value_size: 8 * KILOBYTE,
            setup_time: Duration::from_secs(10),
            ..Self::today()
        }
    }

    /// Today's sizes and times, but nothing is counted by the minute: for demonstrations and long tests.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self {
            db_per_minute: None,
            entity_per_minute: None,
            requests_per_minute: None,
            invocations_per_minute: None,
            hooks_per_minute: None,
            ..Self::today()
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::today()
    }
}

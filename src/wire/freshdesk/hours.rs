//! Business hours as Freshdesk keeps them; it does not tell holidays.
//!
//! What the times mean is decided elsewhere.

use serde::Deserialize;

use crate::host::Call;

/// `GET /business_hours`, needs an administrator's key.
#[derive(Clone, Copy, Debug)]
pub struct ListBusinessHours;

impl Call for ListBusinessHours {
    const TEMPLATE: &'static str = "listBusinessHours";
    type Reply = Vec<Calendar>;
}

/// A calendar of business hours.
#[derive(Clone, Debug, Deserialize)]
pub struct Calendar {
    /// Whether it is the one for everything that has none of its own.
    #[serde(default)]
    pub is_default: bool,
    /// A Rails display name, e.g. `Nairobi`.
    #[serde(default)]
    pub time_zone: String,
    /// The days.
    #[serde(default)]
    pub business_hours: Week,
}

/// The days on which work is done; a closed day is missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the days are named by their names")]
pub struct Week {
    pub monday: Option<WorkingDay>,
    pub tuesday: Option<WorkingDay>,
    pub wednesday: Option<WorkingDay>,
    pub thursday: Option<WorkingDay>,
    pub friday: Option<WorkingDay>,
    pub saturday: Option<WorkingDay>,
    pub sunday: Option<WorkingDay>,
}

/// From when to when; both `8:00 am` and `08:00:00 am` are seen.
#[derive(Clone, Debug, Deserialize)]
pub struct WorkingDay {
    /// When work begins.
    pub start_time: String,
    /// When work ends.
    pub end_time: String,
}

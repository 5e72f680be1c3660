//! Which schedules `$schedule` takes, when they are due, and what it says to all others.
//!
//! The words and the order of the checks are the development kit's.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::{Map, Value, json};

use super::DbError;
use super::rules::{length, size};
use crate::limits::Limits;

/// A one-time schedule is due no sooner (scheduled events page).
const SOONEST: SignedDuration = SignedDuration::from_mins(5);
/// A one-time schedule is due no later: 365 days (kit 6.9).
const LATEST: SignedDuration = SignedDuration::from_mins(525_600);
const DAY: Duration = Duration::from_hours(24);
/// Units with the highest frequency of each.
const UNITS: [(&str, f64, Unit); 3] = [
    ("minutes", 60.0, Unit::Minutes),
    ("hours", 24.0, Unit::Hours),
    ("days", 30.0, Unit::Days),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minutes,
    Hours,
    Days,
}

/// A schedule that may be kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) name: String,
    /// What `fetch` gives back: `{name, data, schedule_at, repeat?}`.
    pub(super) shown: Value,
    pub(super) due: Timestamp,
    pub(super) recurring: bool,
}

/// The name in the argument of `fetch` and `delete`.
pub(super) fn name(argument: &Value) -> Result<String, DbError> {
    let empty = Map::new();
    let fields = argument.as_object().unwrap_or(&empty);
    refuse_missing(&missing(fields, &["name"]))?;
    match fields.get("name").and_then(Value::as_str) {
        Some(name) => Ok(name.to_owned()),
        None => Err(refusal("Name must be of type string")),
    }
}

/// Understands the argument of `create` and `update`.
pub(super) fn plan(
    argument: &Value,
    now: Timestamp,
    limits: &Limits,
    is_registered: bool,
) -> Result<Plan, DbError> {
    let empty = Map::new();
    let fields = argument.as_object().unwrap_or(&empty);
    let repeat = fields.get("repeat").filter(|repeat| !repeat.is_null());
    let mut absent = missing(fields, &["name", "data", "schedule_at"]);
    if let Some(repeat) = repeat {
        let repeat = repeat.as_object().unwrap_or(&empty);
        absent.extend(missing(repeat, &["time_unit", "frequency"]));
    }
    refuse_missing(&absent)?;
    let name = name(argument)?;
    let data = fields.get("data").cloned().unwrap_or_default();
    within_lengths(&name, &data, limits)?;
    let written = fields.get("schedule_at").cloned().unwrap_or_default();
    let due = written
        .as_str()
        .and_then(moment)
        .ok_or_else(|| refusal("The 'schedule_at' value must be an ISO string"))?;
    if repeat.is_none() {
        within_a_year(due, now)?;
    }
    if !is_registered {
        return Err(refusal("The app has not registered an onScheduledEvent"));
    }
    let mut shown = json!({ "name": name, "data": data, "schedule_at": written });
    if let (Some(repeat), Some(shown)) = (repeat, shown.as_object_mut()) {
        shown.insert("repeat".to_owned(), Rhythm::understand(repeat)?.shown());
    }
    Ok(Plan {
        name,
        shown,
        due,
        recurring: repeat.is_some(),
    })
}

/// When a recurring schedule is due after `now`, counted from `due` so that it keeps its rhythm; none if never.
pub(super) fn next_due(shown: &Value, due: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let rhythm = Rhythm::understand(shown.get("repeat")?).ok()?;
    match rhythm.unit {
        Unit::Minutes => rhythm.next_by_duration(Duration::from_mins(1), due, now),
        Unit::Hours => rhythm.next_by_duration(Duration::from_hours(1), due, now),
        Unit::Days => rhythm.next_by_day(due, now),
    }
}

/// How often a schedule fires.
#[derive(Clone, Debug, PartialEq)]
struct Rhythm {
    name: &'static str,
    unit: Unit,
    frequency: Value,
    count: f64,
    timezone: TimeZone,
    timezone_name: String,
}

impl Rhythm {
    fn understand(repeat: &Value) -> Result<Self, DbError> {
        let unit = repeat.get("time_unit").and_then(Value::as_str);
        let Some((name, most, unit)) = UNITS.into_iter().find(|(name, ..)| unit == Some(*name))
        else {
            return Err(refusal("Time unit must either be days, minutes or hours"));
        };
        let timezone = repeat.get("timezone").filter(|value| !value.is_null());
        let timezone_name = match timezone {
            None => "UTC",
            Some(value) => value.as_str().unwrap_or_default(),
        };
        let timezone = TimeZone::get(timezone_name).map_err(|_| refusal("Invalid timezone"))?;
        let frequency = repeat.get("frequency").cloned().unwrap_or_default();
        let Some(count) = frequency.as_f64() else {
            return Err(refusal("The 'frequency' value must be of type Number"));
        };
        if count <= 0.0 {
            return Err(refusal("The 'frequency' value must be greater than 0"));
        }
        if count > most {
            return Err(refusal(format!(
                "The maximum frequency value for the '{name}' parameter is {most}"
            )));
        }
        Ok(Self {
            name,
            unit,
            frequency,
            count,
            timezone,
            timezone_name: timezone_name.to_owned(),
        })
    }

    fn shown(&self) -> Value {
        json!({
            "time_unit": self.name,
            "frequency": self.frequency,
            "timezone": self.timezone_name,
        })
    }

    fn next_by_duration(
        &self,
        unit: Duration,
        due: Timestamp,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let step = SignedDuration::try_from(unit.mul_f64(self.count))
            .ok()?
            .as_millis()
            .max(1);
        let missed = now.duration_since(due).as_millis().max(0) / step;
        let ahead = i64::try_from((missed + 1) * step).ok()?;
        due.checked_add(SignedDuration::from_millis(ahead)).ok()
    }

    /// Days are days of the calendar: the hour of the day stays when clocks change.
    fn next_by_day(&self, due: Timestamp, now: Timestamp) -> Option<Timestamp> {
        if self.count.fract() != 0.0 {
            return self.next_by_duration(DAY, due, now);
        }
        let days = self
            .frequency
            .as_i64()
            .or_else(|| format!("{:.0}", self.count).parse().ok())?;
        let mut next = due.to_zoned(self.timezone.clone());
        loop {
            next = next.checked_add(Span::new().days(days)).ok()?;
            if next.timestamp() > now {
                return Some(next.timestamp());
            }
        }
    }
}

fn within_lengths(name: &str, data: &Value, limits: &Limits) -> Result<(), DbError> {
    if length(name) > limits.schedule_name_length {
        return Err(refusal(format!(
            "Name length must not be greater than {}",
            limits.schedule_name_length
        )));
    }
    if !matches!(data, Value::Object(_) | Value::Array(_) | Value::Null) {
        return Err(refusal("The 'data' value must be of type JSON"));
    }
    if size(data) > limits.schedule_size {
        return Err(refusal(format!(
            "The size of the 'data' payload must not exceed {}Kb",
            limits.schedule_size / 1024
        )));
    }
    Ok(())
}

fn within_a_year(due: Timestamp, now: Timestamp) -> Result<(), DbError> {
    let ahead = due.duration_since(now);
    if ahead < SOONEST {
        return Err(refusal(
            "The 'schedule_at' value must be at least 5 minutes in the future",
        ));
    }
    if ahead > LATEST {
        return Err(refusal(
            "The 'schedule_at' value must not be greater than a year",
        ));
    }
    Ok(())
}

/// Reads ISO 8601; a moment without an offset is taken for UTC.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

fn missing<'a>(fields: &Map<String, Value>, names: &[&'a str]) -> Vec<&'a str> {
    names
        .iter()
        .copied()
        .filter(|name| !fields.contains_key(*name))
        .collect()
}

fn refuse_missing(missing: &[&str]) -> Result<(), DbError> {
    if missing.is_empty() {
        return Ok(());
    }
    Err(refusal(format!(
        "The following mandatory keys are missing - {}",
        missing.join(",")
    )))
}

fn refusal(message: impl Into<String>) -> DbError {
    DbError::new(400, message)
}

//! When the business is open: Freshdesk's business hours, kept here so that no call waits for them, and holidays.

use serde::{Deserialize, Deserializer, Serialize};

use super::zones;
use crate::error::{Error, Result};
use crate::host::{Host, Record};
use crate::values::{LocalTime, Timestamp};
use crate::wire::freshdesk::{Calendar, ListBusinessHours, Week, WorkingDay};

/// Where a holiday is while no zone is known: the provider's numbers are Kenyan.
const HOME: &str = "Africa/Nairobi";

const MIDNIGHT: u32 = 24 * 60;

/// From when to when, in minutes since midnight; an end that is not after the beginning is on the next day.
type Span = (u32, u32);

/// The record with the account's business hours.
struct HoursRecord;

impl Record for HoursRecord {
    type Value = Hours;

    fn key(&self) -> String {
        "hours".to_owned()
    }
}

/// The account's business hours.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Hours {
    /// IANA; empty if the calendar has none, of which the store makes null.
    #[serde(deserialize_with = "text_or_null")]
    pub(crate) zone: String,
    /// The days from Monday on; closed ones have no span.
    pub(crate) days: [Option<Span>; 7],
    /// When Freshdesk told them.
    pub(crate) fetched: Timestamp,
}

fn text_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The business hours, if they were ever read.
pub(crate) async fn known(host: &impl Host) -> Result<Option<Hours>> {
    host.load(&HoursRecord).await
}

/// Asks Freshdesk for the business hours and keeps them: one request and one store operation.
pub(crate) async fn refresh(host: &impl Host) -> Result<()> {
    let calendars = host.call(&ListBusinessHours).await?.into_iter();
    let calendar = calendars
        .reduce(|kept, next| if next.is_default { next } else { kept })
        .ok_or_else(|| Error::malformed("the business hours", "have no calendar"))?;
    let hours = read(calendar, host.now());
    if host.local_time(hours.fetched, &hours.zone).is_none() {
        host.log(&format!(
            "The business hours are not used, so calls are taken at all times: their time zone {:?} is unknown.",
            hours.zone
        ));
    }
    host.store(&HoursRecord, &hours).await
}

fn read(calendar: Calendar, fetched: Timestamp) -> Hours {
    let Week {
        monday,
        tuesday,
        wednesday,
        thursday,
        friday,
        saturday,
        sunday,
    } = calendar.business_hours;
    let days = [
        monday, tuesday, wednesday, thursday, friday, saturday, sunday,
    ];
    let mut days = days.map(|day| day.map(|day| span(&day)));
    // [inferred] A calendar without a working day is one of service around the clock; nobody keeps one to be always closed.
    if days.iter().all(Option::is_none) {
        days = [Some((0, MIDNIGHT)); 7];
    }
    Hours {
        zone: zones::iana(&calendar.time_zone),
        days,
        fetched,
    }
}

/// A day whose times cannot be read is open, since a call must not be lost over a spelling.
fn span(day: &WorkingDay) -> Span {
    match (minutes(&day.start_time), minutes(&day.end_time)) {
        // A list of times to choose from ends with 11:59 pm, which stands for midnight.
        (Some(from), Some(to)) if to == MIDNIGHT - 1 => (from, MIDNIGHT),
        (Some(from), Some(to)) => (from, to),
        _ => (0, MIDNIGHT),
    }
}

/// Minutes since midnight of `8:00 am`, `08:00:00 am` or `18:00`.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let (clock, noon) = if let Some(clock) = text.strip_suffix("am") {
        (clock, Some(0))
    } else if let Some(clock) = text.strip_suffix("pm") {
        (clock, Some(12))
    } else {
        (text.as_str(), None)
    };
    let mut parts = clock.trim().split(':').map(str::parse::<u32>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        None if hour < 24 => hour,
        Some(_) | None => return None,
    };
    (minute < 60).then_some(hour * 60 + minute)
}

/// Whether the business is open now; while no hours or no zone are known, it always is, but for holidays.
pub(super) fn is_open_now(
    now: Timestamp,
    hours: Option<&Hours>,
    holidays: &[String],
    local_time: &dyn Fn(Timestamp, &str) -> Option<LocalTime>,
) -> bool {
    let there = hours.and_then(|hours| Some((hours, local_time(now, &hours.zone)?)));
    match there {
        Some((hours, local)) => is_open(Some(hours), &local, holidays),
        None => local_time(now, HOME).is_none_or(|local| is_open(None, &local, holidays)),
    }
}

/// Whether the business is open at a local time. Holidays are days like `2026-12-25` or, every year, `12-25`.
fn is_open(hours: Option<&Hours>, local: &LocalTime, holidays: &[String]) -> bool {
    if holidays.iter().any(|day| local.date.ends_with(day)) {
        return false;
    }
    let Some(hours) = hours else { return true };
    let span = |weekday: usize| hours.days.get(weekday % 7).copied().flatten();
    let now = local.minute;
    let today =
        span(local.weekday).is_some_and(|(from, to)| from <= now && (now < to || to <= from));
    let since_yesterday = span(local.weekday + 6).is_some_and(|(from, to)| to <= from && now < to);
    today || since_yesterday
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(calendar: &str) -> Hours {
        read(
            serde_json::from_str(calendar).unwrap(),
            Timestamp::from_millis(0),
        )
    }

    fn at(text: &str) -> LocalTime {
        LocalTime::parse(text).unwrap()
    }

    #[track_caller]
    fn check_minutes(text: &str, expected: Option<u32>) {
        assert_eq!(minutes(text), expected, "{text}");
    }

    #[test]
    fn a_time_of_day_is_read_in_every_spelling() {
        check_minutes("8:00 am", Some(480));
        check_minutes("08:00:00 am", Some(480));
        check_minutes("6:30 PM", Some(1110));
        check_minutes("12:00 am", Some(0));
        check_minutes("12:15 pm", Some(735));
        check_minutes("18:00", Some(1080));
        check_minutes("24:00", None);
        check_minutes("13:00 pm", None);
        check_minutes("0:30 am", None);
        check_minutes("9:60 am", None);
        check_minutes("noon", None);
        check_minutes("", None);
    }

    #[test]
    fn the_days_are_read_from_monday_on_and_missing_ones_are_closed() {
        let hours = hours(
            r#"{"is_default":true,"time_zone":"Nairobi","business_hours":{
                "monday":{"start_time":"8:00 am","end_time":"6:00 pm"},
                "saturday":{"start_time":"09:00:00 am","end_time":"11:59 pm"},
                "sunday":{"start_time":"early","end_time":"late"}}}"#,
        );
        assert_eq!(hours.zone, "Africa/Nairobi");
        let all_day = Some((0, 1440));
        let saturday = Some((540, 1440));
        assert_eq!(
            hours.days,
            [Some((480, 1080)), None, None, None, None, saturday, all_day]
        );
        let stored = r#"{"zone":"Africa/Nairobi","days":[[480,1080],null,null,null,null,[540,1440],[0,1440]],"fetched":0}"#;
        assert_eq!(serde_json::to_string(&hours).unwrap(), stored);
        assert_eq!(serde_json::from_str::<Hours>(stored).unwrap(), hours);
    }

    #[test]
    fn hours_without_a_zone_come_back_from_the_store() {
        let stored = r#"{"zone":null,"days":[null,null,null,null,null,null,null],"fetched":0}"#;
        assert_eq!(serde_json::from_str::<Hours>(stored).unwrap().zone, "");
    }

    #[test]
    fn a_calendar_without_days_is_open_around_the_clock() {
        let hours = hours(r#"{"time_zone":"Nairobi","business_hours":{}}"#);
        assert!(is_open(Some(&hours), &at("2026-11-22 03:00:00"), &[]));
    }

    #[track_caller]
    fn check_week(time: &str, open: bool) {
        // 2026-11-23 is a Monday.
        let hours = hours(
            r#"{"time_zone":"Nairobi","business_hours":{
                "monday":{"start_time":"8:00 am","end_time":"6:00 pm"},
                "friday":{"start_time":"8:00 pm","end_time":"4:00 am"},
                "sunday":{"start_time":"6:00 am","end_time":"6:00 am"}}}"#,
        );
        assert_eq!(is_open(Some(&hours), &at(time), &[]), open, "{time}");
    }

    #[test]
    fn a_day_is_open_from_its_beginning_to_just_before_its_end() {
        check_week("2026-11-23 07:59:59", false);
        check_week("2026-11-23 08:00:00", true);
        check_week("2026-11-23 17:59:00", true);
        check_week("2026-11-23 18:00:00", false);
        check_week("2026-11-24 12:00:00", false);
    }

    #[test]
    fn hours_over_midnight_end_on_the_next_day() {
        check_week("2026-11-27 03:00:00", false);
        check_week("2026-11-27 19:59:00", false);
        check_week("2026-11-27 20:00:00", true);
        check_week("2026-11-28 03:59:00", true);
        check_week("2026-11-28 04:00:00", false);
        check_week("2026-11-28 20:00:00", false);
    }

    #[test]
    fn hours_that_end_when_they_begin_last_a_whole_day_even_into_the_next_week() {
        check_week("2026-11-29 05:59:00", false);
        check_week("2026-11-29 06:00:00", true);
        check_week("2026-11-30 05:59:00", true);
        check_week("2026-11-30 06:00:00", false);
    }

    #[test]
    fn a_holiday_is_closed_this_year_or_every_year_and_whatever_the_hours() {
        let holidays = ["12-25".to_owned(), "2026-12-28".to_owned()];
        for (time, open) in [
            ("2026-12-25 12:00:00", false),
            ("2031-12-25 12:00:00", false),
            ("2026-12-28 12:00:00", false),
            ("2027-12-28 12:00:00", true),
            ("2026-12-26 12:00:00", true),
        ] {
            assert_eq!(is_open(None, &at(time), &holidays), open, "{time}");
        }
    }
}

//! Freshdesk's two ways with time: one form out, several in.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// `YYYY-MM-DDTHH:MM:SSZ`, the only form that is answered.
pub(crate) fn shown(moment: Timestamp) -> String {
    moment
        .round(Unit::Second)
        .unwrap_or(moment)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// Reads a date, or a date-time with or without seconds and zone; without a zone it is UTC.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let civil = text
        .parse::<DateTime>()
        .or_else(|_| {
            text.parse::<Date>()
                .map(|day| day.to_datetime(jiff::civil::Time::midnight()))
        })
        .ok()?;
    civil
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_way_to_write_a_moment_is_read() {
        let cases = [
            ("2026-07-01", "2026-07-01T00:00:00Z"),
            ("2026-07-01T08:15", "2026-07-01T08:15:00Z"),
            ("2026-07-01T08:15:02", "2026-07-01T08:15:02Z"),
            ("2026-07-01T08:15:02Z", "2026-07-01T08:15:02Z"),
            ("2026-07-01T08:15:02+03", "2026-07-01T05:15:02Z"),
            ("2026-07-01T08:15:02+0300", "2026-07-01T05:15:02Z"),
            ("2026-07-01T08:15:02+03:00", "2026-07-01T05:15:02Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).map(shown).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(parse("next Tuesday"), None);
    }
}

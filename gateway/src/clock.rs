//! The time, as the core asks for it. It decides nothing.

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use switchboard::values::{LocalTime, Timestamp};

/// What a gateway takes for the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>);

impl Clock {
    /// The machine's own.
    #[must_use]
    pub fn system() -> Self {
        Self::following(jiff::Timestamp::now)
    }

    /// One that shows what another one shows, such as one that is turned by hand.
    pub fn following(clock: impl Fn() -> jiff::Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(clock))
    }

    /// The wall-clock time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis((self.0)().as_millisecond())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Reads a time that is written as RFC 3339.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let time: jiff::Timestamp = text.trim().parse().ok()?;
    Some(Timestamp::from_millis(time.as_millisecond()))
}

/// Writes a time as RFC 3339 in UTC.
pub(crate) fn utc_text(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis())
        .map(|time| time.to_string())
        .unwrap_or_default()
}

/// Tells what the clocks show in a time zone (IANA name); nothing for an unknown zone.
pub(crate) fn local_time(at: Timestamp, zone: &str) -> Option<LocalTime> {
    let zone = TimeZone::get(zone).ok()?;
    let there = jiff::Timestamp::from_millisecond(at.millis())
        .ok()?
        .to_zoned(zone);
    LocalTime::parse(&there.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_of_a_known_zone_are_told() {
        let at = parse_time("2026-11-22T22:30:00Z").unwrap();
        let local = local_time(at, "Africa/Nairobi").unwrap();
        assert_eq!((local.date.as_str(), local.minute), ("2026-11-23", 90));
        assert_eq!(local_time(at, "Africa/Atlantis"), None);
        assert_eq!(utc_text(at), "2026-11-22T22:30:00Z");
    }
}

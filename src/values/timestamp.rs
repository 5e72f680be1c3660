//! A moment, in milliseconds since 1970 in UTC.
//!
//! It is only compared and moved; the host alone reads the clock, writes dates and knows time zones.

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Makes one from milliseconds since 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment `seconds` later (earlier when negative), at most the last one that can be written.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// How many seconds ago `earlier` was; negative when it is in the future.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(1000)
    }
}

/// What the clocks show somewhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LocalTime {
    /// The date as `2026-11-22`.
    pub date: String,
    /// The day of the week, 0 for Monday.
    pub weekday: usize,
    /// Minutes since midnight.
    pub minute: u32,
}

impl LocalTime {
    /// Reads `2026-11-22 08:05:59`; what stands between date and time does not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute) = (number(11, 13)?, number(14, 16)?);
        Some(Self {
            date: text.get(..10)?.to_owned(),
            weekday: weekday(year, month, day),
            minute: hour * 60 + minute,
        })
    }
}

/// The day of the week by Sakamoto's rule, 0 for Monday.
fn weekday(year: u32, month: u32, day: u32) -> usize {
    const SHIFTS: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let shift = SHIFTS
        .get((month as usize).wrapping_sub(1))
        .copied()
        .unwrap_or_default();
    let year = if month < 3 {
        year.saturating_sub(1)
    } else {
        year
    };
    let from_sunday = (year + year / 4 + year / 400 + shift + day).saturating_sub(year / 100) % 7;
    ((from_sunday + 6) % 7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, told: Option<(&str, usize, u32)>) {
        let told = told.map(|(date, weekday, minute)| LocalTime {
            date: date.to_owned(),
            weekday,
            minute,
        });
        assert_eq!(LocalTime::parse(text), told);
    }

    #[test]
    fn a_local_time_tells_the_day_of_the_week() {
        check("2026-11-22 08:05:59", Some(("2026-11-22", 6, 485)));
        check("2026-11-23 00:00:00", Some(("2026-11-23", 0, 0)));
        check("2024-02-29 23:59:00", Some(("2024-02-29", 3, 1439)));
        check("2000-01-01 12:00:00", Some(("2000-01-01", 5, 720)));
        check("soon", None);
    }
}

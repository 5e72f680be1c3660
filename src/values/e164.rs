//! Phone numbers in the one form that is stored, compared and dialled: `+` and 8 to 15 digits (ITU-T E.164).
//!
//! It knows how national numbers of a few countries become international ones, not whether a number is in service.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// A phone number in E.164 form.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub struct E164(String);

/// A text that is not a phone number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotANumber;

/// A country whose national numbers we can complete.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Country {
    /// Two letters, ISO 3166-1.
    pub iso: &'static str,
    /// The country calling code, ITU-T E.164.
    pub calling_code: &'static str,
    /// The digit dialled before a national number; empty where there is none.
    pub trunk_prefix: &'static str,
    /// How many digits a national number has at least and at most, without the trunk prefix (ITU-T national plans).
    lengths: (usize, usize),
}

impl Country {
    /// Kenya, where our provider's numbers live.
    pub const KENYA: Self = Self::new("KE", "254", "0", (9, 9));

    /// The countries that `default_country` offers.
    const ALL: [Self; 16] = [
        Self::KENYA,
        Self::new("UG", "256", "0", (9, 9)),
        Self::new("TZ", "255", "0", (9, 9)),
        Self::new("RW", "250", "0", (9, 9)),
        Self::new("BI", "257", "", (8, 8)),
        Self::new("ET", "251", "0", (9, 9)),
        Self::new("SO", "252", "0", (7, 9)),
        Self::new("SS", "211", "0", (9, 9)),
        Self::new("CD", "243", "0", (9, 9)),
        Self::new("NG", "234", "0", (8, 10)),
        Self::new("GH", "233", "0", (9, 9)),
        Self::new("ZA", "27", "0", (9, 9)),
        Self::new("ZM", "260", "0", (9, 9)),
        Self::new("GB", "44", "0", (9, 10)),
        Self::new("IN", "91", "0", (10, 10)),
        Self::new("US", "1", "1", (10, 10)),
    ];

    const fn new(
        iso: &'static str,
        calling_code: &'static str,
        trunk_prefix: &'static str,
        lengths: (usize, usize),
    ) -> Self {
        Self {
            iso,
            calling_code,
            trunk_prefix,
            lengths,
        }
    }

    /// Whether these digits can be a whole national number, without the trunk prefix.
    fn has(&self, national: &str) -> bool {
        let (least, most) = self.lengths;
        (least..=most).contains(&national.len()) && !national.starts_with('0')
    }

    /// The country of a number, among those known here.
    #[must_use]
    pub fn of(number: &E164) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|country| number.national(*country).is_some())
    }

    /// Finds a country by its two letters; a parameter value such as `KE (Kenya +254)` counts by its first two.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let iso = text.trim().get(..2)?;
        Self::ALL
            .into_iter()
            .find(|country| country.iso.eq_ignore_ascii_case(iso))
    }
}

impl E164 {
    /// Reads a number as people write it: international (`+254…`, `00254…`, `254…`) or national (`0722…`, `722…`).
    pub fn parse_in(text: &str, country: Country) -> Result<Self, NotANumber> {
        if let Ok(number) = text.parse() {
            return Ok(number);
        }
        let digits = digits_of(text)?;
        if let Some(rest) = digits.strip_prefix("00") {
            return Self::from_digits(rest);
        }
        let international = digits
            .strip_prefix(country.calling_code)
            .is_some_and(|rest| country.has(rest));
        if international {
            return Self::from_digits(&digits);
        }
        let national = digits.strip_prefix(country.trunk_prefix).unwrap_or(&digits);
        if !country.has(national) {
            return Err(NotANumber);
        }
        Self::from_digits(&format!("{}{national}", country.calling_code))
    }

    /// The number with all but its last four digits hidden, for logs and pages: `…0111`.
    #[must_use]
    pub fn masked(&self) -> String {
        let visible = self.0.get(self.0.len().saturating_sub(4)..).unwrap_or("");
        format!("…{visible}")
    }

    /// The digits after the country's code, e.g. `712345678`, if the number is of this country.
    #[must_use]
    pub fn national(&self, country: Country) -> Option<&str> {
        self.0.get(1..)?.strip_prefix(country.calling_code)
    }

    /// The number with its `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_digits(digits: &str) -> Result<Self, NotANumber> {
        let plausible = (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        if plausible {
            Ok(Self(format!("+{digits}")))
        } else {
            Err(NotANumber)
        }
    }
}

/// Digits without the separators people write; a `(0)` after a country code is the trunk prefix and is dropped.
fn digits_of(text: &str) -> Result<String, NotANumber> {
    let text = text.trim().replace("(0)", "");
    let mut digits = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '\u{a0}' | '-' | '.' | '(' | ')' | '/' => {}
            _ => return Err(NotANumber),
        }
    }
    Ok(digits)
}

impl FromStr for E164 {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let international = text.trim().strip_prefix('+').ok_or(NotANumber)?;
        Self::from_digits(&digits_of(international)?)
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E164({})", self.masked())
    }
}

impl Serialize for E164 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(|NotANumber| serde::de::Error::custom("not a phone number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, iso: &str, number: Option<&str>) {
        let parsed = E164::parse_in(text, Country::find(iso).unwrap());
        assert_eq!(
            parsed.ok().as_ref().map(E164::as_str),
            number,
            "{text:?} in {iso}"
        );
    }

    #[test]
    fn every_way_to_write_a_kenyan_number_is_one_number() {
        for text in [
            "+254722000111",
            "254722000111",
            "00254722000111",
            "0722000111",
            "722000111",
            "+254 (0)722 000 111",
            "0722-000-111",
            "(0722) 000.111",
            " +254 722 000 111 ",
        ] {
            check(text, "KE", Some("+254722000111"));
        }
    }

    #[test]
    fn a_national_number_belongs_to_the_default_country() {
        check("0722000111", "UG", Some("+256722000111"));
        check("(212) 555-0123", "US", Some("+12125550123"));
        check("1 212 555 0123", "US", Some("+12125550123"));
        check("020 7946 0000", "GB", Some("+442079460000"));
    }

    #[test]
    fn digits_of_another_country_are_not_made_into_a_number_of_this_one() {
        check("255712345678", "KE", None);
        check("447911123456", "KE", None);
        check("0722000111", "US", None);
        check("25779123456", "BI", Some("+25779123456"));
        check("25261234567", "SO", Some("+25261234567"));
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "",
            "+",
            "anonymous",
            "+2547220001ab",
            "0722000111 ext 4",
            "+0722000111",
            "100",
            "+1234567",
            "+1234567890123456",
            "٠٧٢٢٠٠٠١١١",
        ] {
            check(text, "KE", None);
        }
    }

    #[test]
    fn a_number_hides_itself_in_logs() {
        let number: E164 = "+254722000111".parse().unwrap();
        assert_eq!(format!("{number:?}"), "E164(…0111)");
        assert_eq!(number.to_string(), "+254722000111");
    }
}

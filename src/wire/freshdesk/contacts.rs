//! Contacts, found by the many ways in which people write a number.
//!
//! Which of several is meant is decided elsewhere.

use serde::Deserialize;

use crate::host::Call;
use crate::values::{Country, E164};
use crate::wire::encoded;

/// `GET /search/contacts?query="phone:'…' OR mobile:'…' OR …"`; new contacts appear in it after some minutes.
#[derive(Clone, Debug)]
pub struct SearchContacts<'a> {
    /// The number, searched in each of its spellings.
    pub number: &'a E164,
    /// The country whose people also write it without the country's code.
    pub country: Country,
}

impl Call for SearchContacts<'_> {
    const TEMPLATE: &'static str = "searchContacts";
    type Reply = FoundContacts;

    /// Numbers are stored as people typed them and compared as text, so each spelling is asked for, in both fields.
    fn context(&self) -> Vec<(&'static str, String)> {
        let mut query = String::from("\"");
        for spelling in self.spellings() {
            let terms = format!("phone:'{spelling}' OR mobile:'{spelling}'");
            if query.len() + OR.len() + terms.len() < LONGEST {
                if query.len() > 1 {
                    query.push_str(OR);
                }
                query.push_str(&terms);
            }
        }
        query.push('"');
        vec![("query", encoded(&query))]
    }
}

/// The longest query, in characters (facts of the API).
const LONGEST: usize = 512;

const OR: &str = " OR ";

/// How people write a number, the likeliest way first; as many as a query holds are searched. `c` is the country's code,
/// `t` the digit that is dialled before a national number, and `n` is the national number: whole, or as `s` with spaces, as
/// `h` with hyphens, in two parts `f` and `r`, of which `d` is the second with hyphens.
const SPELLINGS: [&str; 13] = [
    "+cn", "tn", "cn", "+c s", "ts", "n", "00cn", "th", "+c f r", "tf r", "(tf) d", "+c-h", "c s",
];

impl SearchContacts<'_> {
    /// The spellings of the number; without the country's code only those of the account's own country.
    fn spellings(&self) -> Vec<String> {
        let is_domestic = self.number.national(self.country).is_some();
        let country = if is_domestic {
            Some(self.country)
        } else {
            Country::of(self.number)
        };
        let digits = self.number.as_str().trim_start_matches('+');
        let (code, trunk) = match country {
            // Where the code itself is dialled before a national number, nobody writes both.
            Some(country) if country.trunk_prefix == country.calling_code => {
                (country.calling_code, "")
            }
            Some(country) => (country.calling_code, country.trunk_prefix),
            None => ("", ""),
        };
        let national = digits.strip_prefix(code).unwrap_or(digits);
        let (first, rest) = national.split_at_checked(3).unwrap_or((national, ""));
        let mut spellings = Vec::new();
        for form in SPELLINGS {
            let is_written = match country {
                Some(_) => is_domestic || form.contains('c'),
                None => form.ends_with("cn"),
            };
            let spelling: String = form
                .chars()
                .map(|part| match part {
                    'c' => code.to_owned(),
                    't' => trunk.to_owned(),
                    'n' => national.to_owned(),
                    's' => grouped(national, ' '),
                    'h' => grouped(national, '-'),
                    'f' => first.to_owned(),
                    'r' => rest.to_owned(),
                    'd' => grouped(rest, '-'),
                    other => other.to_string(),
                })
                .collect();
            if is_written && !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
        spellings
    }
}

/// The digits in groups of three, and of four at the end where one would be left over, as numbers are written for people.
fn grouped(digits: &str, separator: char) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == 0 && index + 1 < digits.len() {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// The answer to a search.
#[derive(Clone, Debug, Deserialize)]
pub struct FoundContacts {
    /// At most 30.
    pub results: Vec<Contact>,
}

/// The part of a contact that is used.
#[derive(Clone, Debug, Deserialize)]
pub struct Contact {
    /// Its id.
    pub id: u64,
    /// What people call it.
    #[serde(default)]
    pub name: Option<String>,
    /// When it was last changed, RFC 3339; compared as text.
    #[serde(default)]
    pub updated_at: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: &str, iso: &str, spellings: &[&str]) {
        let number = number.parse().unwrap();
        let search = SearchContacts {
            number: &number,
            country: Country::find(iso).unwrap(),
        };
        let context = search.context();
        let query = percent_encoding::percent_decode_str(&context[0].1)
            .decode_utf8()
            .unwrap()
            .into_owned();
        let terms: Vec<String> = spellings
            .iter()
            .map(|spelling| format!("phone:'{spelling}' OR mobile:'{spelling}'"))
            .collect();
        assert_eq!(query, format!("\"{}\"", terms.join(" OR ")));
        assert!(query.len() <= 512, "{}", query.len());
        assert!(!context[0].1.contains('+') && !context[0].1.contains(' '));
    }

    #[test]
    fn the_likeliest_spellings_are_searched_in_both_fields_as_far_as_a_query_holds_them() {
        check(
            "+254712345678",
            "KE",
            &[
                "+254712345678",
                "0712345678",
                "254712345678",
                "+254 712 345 678",
                "0712 345 678",
                "712345678",
                "00254712345678",
                "0712-345-678",
                "+254 712 345678",
                "0712 345678",
            ],
        );
        check(
            "+12125550123",
            "US",
            &[
                "+12125550123",
                "2125550123",
                "12125550123",
                "+1 212 555 0123",
                "212 555 0123",
                "0012125550123",
                "212-555-0123",
                "+1 212 5550123",
                "212 5550123",
                "(212) 555-0123",
            ],
        );
    }

    #[test]
    fn a_foreign_number_is_searched_with_its_countrys_code_alone() {
        check(
            "+256712345678",
            "KE",
            &[
                "+256712345678",
                "256712345678",
                "+256 712 345 678",
                "00256712345678",
                "+256 712 345678",
                "+256-712-345-678",
                "256 712 345 678",
            ],
        );
        check(
            "+33612345678",
            "KE",
            &["+33612345678", "33612345678", "0033612345678"],
        );
    }
}

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
        let digits = self.number.as_str().trim_start_matches('+');
        let mut spellings = vec![
            self.number.to_string(),
            digits.to_owned(),
            format!("00{digits}"),
        ];
        if let Some(national) = self.number.national(self.country) {
            let Country {
                calling_code,
                trunk_prefix,
                ..
            } = self.country;
            let grouped = in_threes(national);
            spellings.extend([
                format!("{trunk_prefix}{national}"),
                format!("{trunk_prefix}{grouped}"),
                format!("+{calling_code} {grouped}"),
            ]);
        }
        let terms: Vec<String> = spellings
            .iter()
            .flat_map(|spelling| ["phone", "mobile"].map(|field| format!("{field}:'{spelling}'")))
            .collect();
        vec![("query", encoded(&format!("\"{}\"", terms.join(" OR "))))]
    }
}

/// The digits in groups of three, as numbers are written for people.
fn in_threes(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == 0 {
            grouped.push(' ');
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

    #[test]
    fn every_spelling_is_searched_in_both_fields_within_the_limit_of_512_characters() {
        let number = "+254712345678".parse().unwrap();
        let search = SearchContacts {
            number: &number,
            country: Country::KENYA,
        };
        let context = search.context();
        let query = percent_encoding::percent_decode_str(&context[0].1)
            .decode_utf8()
            .unwrap()
            .into_owned();
        assert_eq!(
            query,
            "\"phone:'+254712345678' OR mobile:'+254712345678' OR phone:'254712345678' OR mobile:'254712345678' \
             OR phone:'00254712345678' OR mobile:'00254712345678' OR phone:'0712345678' OR mobile:'0712345678' \
             OR phone:'0712 345 678' OR mobile:'0712 345 678' OR phone:'+254 712 345 678' OR mobile:'+254 712 345 678'\""
        );
        assert!(query.len() <= 512);
        assert!(!context[0].1.contains('+') && !context[0].1.contains(' '));
    }
}

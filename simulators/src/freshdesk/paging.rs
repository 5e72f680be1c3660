//! Query strings of lists, and their pages.
//!
//! A list has no total; a `Link` header says that there is more, and its absence that there is not.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::Value;
use url::form_urlencoded::{Serializer, parse};

use super::moment;
use super::refusal::{FieldError, Refusal, ok};

const ROWS: usize = 30;
const MOST_ROWS: usize = 100;

/// The decoded query of a request; an unencoded `+` has become a space by then.
pub(crate) struct Query {
    values: BTreeMap<String, String>,
    address: String,
}

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Page {
    pub(crate) number: usize,
    pub(crate) rows: usize,
}

impl Query {
    /// Reads the query and refuses names that the endpoint does not know.
    /// `address` is the list's public address without a query.
    pub(crate) fn read(uri: &Uri, address: String, known: &[&str]) -> Result<Self, Refusal> {
        let values = parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect::<BTreeMap<_, _>>();
        let errors = values
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
            .map(|name| FieldError::unknown(name))
            .collect();
        super::rules::refuse_if_any(errors)?;
        Ok(Self { values, address })
    }

    /// A value as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A value as an id.
    pub(crate) fn id(&self, name: &str) -> Result<Option<u64>, Refusal> {
        let wrong = || {
            refuse(
                name,
                "It should be a/an Positive Integer",
                "datatype_mismatch",
            )
        };
        self.text(name)
            .map(|text| text.parse().map_err(|_| wrong()))
            .transpose()
    }

    /// A value as a moment.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let message = "It should be in the combined date and time ISO8601 format";
        let wrong = || refuse(name, message, "invalid_value");
        self.text(name)
            .map(|text| moment::parse(text).ok_or_else(wrong))
            .transpose()
    }

    /// A value that must be one of some words.
    pub(crate) fn word(&self, name: &str, words: &[&str]) -> Result<Option<&str>, Refusal> {
        let message = format!("It should be one of these values: '{}'", words.join(","));
        match self.text(name) {
            Some(word) if !words.contains(&word) => Err(refuse(name, &message, "invalid_value")),
            word => Ok(word),
        }
    }

    /// The parts of `include`, each of which must be one of some words.
    pub(crate) fn includes(&self, words: &[&str]) -> Result<Vec<&str>, Refusal> {
        let parts = self.text("include").unwrap_or_default().split(',');
        let parts = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let message = format!("It should be one of these values: '{}'", words.join(","));
        if parts.iter().any(|part| !words.contains(part)) {
            return Err(refuse("include", &message, "invalid_value"));
        }
        Ok(parts)
    }

    /// The page asked for, up to `last`.
    pub(crate) fn page(&self, last: usize) -> Result<Page, Refusal> {
        let number = self.counted("page", 1, last)?;
        let rows = self.counted("per_page", ROWS, MOST_ROWS)?;
        Ok(Page { number, rows })
    }

    fn counted(&self, name: &str, default: usize, most: usize) -> Result<usize, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(default);
        };
        let message = format!("It should be a Positive Integer less than or equal to {most}");
        match text.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            Ok(_) => Err(refuse(name, &message, "invalid_value")),
            Err(_) => Err(refuse(name, &message, "datatype_mismatch")),
        }
    }

    /// Answers one page of the rows.
    pub(crate) fn answer(&self, rows: Vec<Value>, page: Page) -> Response {
        let start = (page.number - 1).saturating_mul(page.rows);
        let has_more = rows.len() > start.saturating_add(page.rows);
        let shown = rows
            .into_iter()
            .skip(start)
            .take(page.rows)
            .collect::<Vec<_>>();
        let mut response = ok(&Value::Array(shown));
        if has_more && let Ok(link) = HeaderValue::from_str(&self.link(page.number + 1)) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }

    fn link(&self, next: usize) -> String {
        let others = self.values.iter().filter(|(name, _)| *name != "page");
        let query = Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair("page", &next.to_string())
            .finish();
        format!("<{}?{query}>; rel=\"next\"", self.address)
    }
}

fn refuse(name: &str, message: &str, code: &'static str) -> Refusal {
    Refusal::field(FieldError::new(name, message, code))
}
